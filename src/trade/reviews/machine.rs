//! The reviews of a deal as a pure state machine: [`decide`] answers a command with events or a refusal, [`evolve`] applies
//! an event, [`permitted`] lists the commands of a party, [`shows`] says who may read what. Whether a content fits is
//! checked before (`policy.rs`).

use chrono::Duration;

use super::model::{Content, Exchange, Reply, Written};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::{ReviewId, words};
use crate::market::Party;

/// A review of one party alone is hidden for this long after the end of the deal.
const HIDDEN_FOR: Duration = Duration::days(7);
/// Until how long after the end of the deal one may write.
const WRITING_CLOSES: Duration = Duration::days(30);

/// A request of a party, or of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Write one's review, once.
    Write { id: ReviewId, content: Content },
    /// Change it while it is hidden.
    Change { content: Content },
    /// Show what is still hidden: the system's, when the time has come.
    Reveal,
    /// Say something to what the other wrote, once.
    Reply { text: String },
}

words! {
    /// The kinds of commands.
    #[schema(as = ReviewCommandKind)]
    CommandKind {
        /// [`Command::Write`].
        Write = "write",
        /// [`Command::Change`].
        Change = "change",
        /// [`Command::Reveal`].
        Reveal = "reveal",
        /// [`Command::Reply`].
        Reply = "reply",
    }
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Written {
        by: Party,
        id: ReviewId,
        content: Content,
        at: Timestamp,
    },
    Changed {
        by: Party,
        content: Content,
    },
    /// The review of this party is shown from now on.
    Shown {
        by: Party,
        at: Timestamp,
    },
    /// `by` replied to the review of the other party.
    Replied {
        by: Party,
        text: String,
        at: Timestamp,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The system writes nothing, and only it reveals.
    NotAMember,
    /// One review each.
    AlreadyWritten,
    /// Thirty days have passed.
    TooLate,
    /// There is nothing to change.
    NothingWritten,
    /// What is shown stays as it is.
    AlreadyShown,
    /// The time has not come.
    StillHidden,
    /// The other wrote nothing that is shown.
    NothingToReply,
    /// One reply.
    AlreadyReplied,
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        Self::new(match refusal {
            Refusal::NotAMember => "review-not-a-member",
            Refusal::AlreadyWritten => "review-already-written",
            Refusal::TooLate => "review-too-late",
            Refusal::NothingWritten => "review-nothing-written",
            Refusal::AlreadyShown => "review-already-shown",
            Refusal::StillHidden => "review-still-hidden",
            Refusal::NothingToReply => "review-nothing-to-reply",
            Refusal::AlreadyReplied => "review-already-replied",
        })
    }
}

/// When everything that was written is shown at the latest.
pub fn reveal_time(exchange: &Exchange) -> Timestamp {
    exchange.ended_at + HIDDEN_FOR
}

/// Until when one may write.
pub fn write_until(exchange: &Exchange) -> Timestamp {
    exchange.ended_at + WRITING_CLOSES
}

/// Whether `reader` may read the review of `author`: one's own always, the other's once it is shown or its time has come.
pub fn shows(exchange: &Exchange, author: Party, reader: Party, now: Timestamp) -> bool {
    exchange.by(author).is_some_and(|review| author == reader || is_shown(exchange, review, now))
}

/// By the clock too, so that nothing depends on how soon the scan comes.
fn is_shown(exchange: &Exchange, review: &Written, now: Timestamp) -> bool {
    review.shown_at.is_some() || now >= reveal_time(exchange)
}

/// Decides a command.
///
/// # Errors
/// Why the command is refused.
pub fn decide(
    exchange: &Exchange,
    by: Party,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let reveals = command == Command::Reveal;
    if reveals != (by == Party::System) {
        return Err(Refusal::NotAMember);
    }
    match command {
        Command::Write { id, content } => {
            write(exchange, by, Event::Written { by, id, content, at: now }, now)
        }
        Command::Change { content } => {
            let own = exchange.by(by).ok_or(Refusal::NothingWritten)?;
            match is_shown(exchange, own, now) {
                true => Err(Refusal::AlreadyShown),
                false => Ok(vec![Event::Changed { by, content }]),
            }
        }
        Command::Reveal if now < reveal_time(exchange) => Err(Refusal::StillHidden),
        Command::Reveal => Ok(showing(exchange, None, now)),
        Command::Reply { text } => reply(exchange, by, text, now),
    }
}

fn write(
    exchange: &Exchange,
    by: Party,
    written: Event,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    if exchange.by(by).is_some() {
        return Err(Refusal::AlreadyWritten);
    }
    if now > write_until(exchange) {
        return Err(Refusal::TooLate);
    }
    let both = exchange.by(by.other()).is_some();
    let mut events = vec![written];
    if both || now >= reveal_time(exchange) {
        events.extend(showing(exchange, Some(by), now));
    }
    Ok(events)
}

fn reply(
    exchange: &Exchange,
    by: Party,
    text: String,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    let other = exchange.by(by.other()).ok_or(Refusal::NothingToReply)?;
    if !is_shown(exchange, other, now) {
        return Err(Refusal::NothingToReply);
    }
    if other.reply.is_some() {
        return Err(Refusal::AlreadyReplied);
    }
    let mut events = showing(exchange, None, now);
    events.push(Event::Replied { by, text, at: now });
    Ok(events)
}

/// Shows every review that is not shown yet; that of `writes` is written by the events before.
fn showing(exchange: &Exchange, writes: Option<Party>, now: Timestamp) -> Vec<Event> {
    let hidden = |by: &Party| match exchange.by(*by) {
        Some(review) => review.shown_at.is_none(),
        None => writes == Some(*by),
    };
    let members = [Party::Buyer, Party::Seller].into_iter();
    members.filter(hidden).map(|by| Event::Shown { by, at: now }).collect()
}

/// Applies an event that [`decide`] returned for this exchange.
pub fn evolve(exchange: &mut Exchange, event: &Event) {
    match event {
        Event::Written { by, id, content, at } => {
            if let Some(own) = exchange.by_mut(*by) {
                *own = Some(Written {
                    id: *id,
                    content: content.clone(),
                    version: 1,
                    at: *at,
                    shown_at: None,
                    reply: None,
                });
            }
        }
        Event::Changed { by, content } => {
            if let Some(Some(own)) = exchange.by_mut(*by) {
                own.content = content.clone();
                own.version += 1;
            }
        }
        Event::Shown { by, at } => {
            if let Some(Some(own)) = exchange.by_mut(*by) {
                own.shown_at = Some(*at);
            }
        }
        Event::Replied { by, text, at } => {
            if let Some(Some(others)) = exchange.by_mut(by.other()) {
                others.reply = Some(Reply { text: text.clone(), at: *at });
            }
        }
    }
}

/// The kinds of commands that `by` may give now. Calls [`decide`], so that no rule is written twice.
pub fn permitted(exchange: &Exchange, by: Party, now: Timestamp) -> Vec<CommandKind> {
    let may = |kind: &&CommandKind| decide(exchange, by, example(**kind), now).is_ok();
    CommandKind::ALL.iter().filter(may).copied().collect()
}

fn example(kind: CommandKind) -> Command {
    let content =
        Content { rating: 5, tags: Vec::new(), comment: String::new(), photos: Vec::new() };
    match kind {
        CommandKind::Write => Command::Write { id: ReviewId(uuid::Uuid::nil()), content },
        CommandKind::Change => Command::Change { content },
        CommandKind::Reveal => Command::Reveal,
        CommandKind::Reply => Command::Reply { text: String::new() },
    }
}
