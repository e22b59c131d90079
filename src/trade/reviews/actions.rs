//! Use cases of reviews, each inside the caller's transaction.

use chrono::Duration;

use super::about::About;
use super::machine::{Command, Event, decide, evolve, reveal_time, write_until};
use super::model::{Content, Exchange};
use super::store::{self, ReviewOf};
use super::{policy, rating};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{DealId, PhotoId, UserId};
use crate::base::outbox;
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage, system_message};
use crate::market::{Party, listings, photos};
use crate::trade::deals::{self, Deal};
use crate::trade::events::TradeEvent;

/// The parties are asked for their reviews so long after the end of the deal, once.
const REMINDER: Duration = Duration::hours(20);

/// Who brings a command.
#[derive(Debug, Clone, Copy)]
pub(super) enum Mover {
    Member(UserId),
    /// The clock.
    System,
}

/// Opens the exchanges of those of these deals that are reviewable. Repeating it changes nothing.
///
/// # Errors
/// The database's errors.
pub fn open_windows(conn: &mut Conn, ids: &[DealId]) -> AppResult<()> {
    for id in ids {
        if let Some(deal) = deals::by_id(conn, *id)? {
            open_window(conn, &deal)?;
        }
    }
    Ok(())
}

fn open_window(conn: &mut Conn, deal: &Deal) -> AppResult<()> {
    match deal.ended_at().filter(|_| deal.is_reviewable()) {
        Some(ended_at) => store::open(conn, deal.id, ended_at, Some(ended_at + REMINDER)),
        None => Ok(()),
    }
}

/// Makes a move of a deal's reviews, and returns how they stand then.
///
/// # Errors
/// `NotFound` for who is no party, `Invalid` for a review or a reply that does not fit, `Conflict` when the deal or the
/// machine does not permit it.
pub(super) fn make_move(
    conn: &mut Conn,
    id: DealId,
    by: Mover,
    command: Command,
    now: Timestamp,
) -> AppResult<Exchange> {
    let deal = deals::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    let party = match by {
        Mover::Member(user) => deal.party(user).ok_or(AppError::NotFound)?,
        Mover::System => Party::System,
    };
    if !deal.is_reviewable() {
        return Err(AppError::conflict("review-not-yet"));
    }
    let command = checked(conn, &deal, party, command)?;
    open_window(conn, &deal)?;
    store::lock(conn, id)?;
    let mut exchange = store::exchange(conn, &deal)?.ok_or(AppError::NotFound)?;
    let before = exchange.clone();
    let events = decide(&exchange, party, command, now).map_err(AppError::conflict)?;
    for event in &events {
        evolve(&mut exchange, event);
    }
    save(conn, &deal, &before, &exchange, now)?;
    follow(conn, &deal, &events)?;
    Ok(exchange)
}

/// The command with its texts as they are stored.
fn checked(conn: &mut Conn, deal: &Deal, by: Party, command: Command) -> AppResult<Command> {
    Ok(match command {
        Command::Write { id, content } => {
            Command::Write { id, content: checked_content(conn, deal, by, &content)? }
        }
        Command::Change { content } => {
            Command::Change { content: checked_content(conn, deal, by, &content)? }
        }
        Command::Reply { text } => {
            Command::Reply { text: policy::check_reply(&text).map_err(AppError::Invalid)? }
        }
        Command::Reveal => Command::Reveal,
    })
}

fn checked_content(
    conn: &mut Conn,
    deal: &Deal,
    by: Party,
    content: &Content,
) -> AppResult<Content> {
    let about = About::of(deal.mode, by);
    let content = policy::check(content, about, deal.mode).map_err(AppError::Invalid)?;
    let own = photos::of_owner(conn, deal.member(by), &content.photos)?;
    if own.len() != content.photos.len() {
        return Err(FieldErrors::one("photos", "review-photo-unknown"));
    }
    Ok(content)
}

/// Saves the reviews that changed, and when what is hidden is shown.
fn save(
    conn: &mut Conn,
    deal: &Deal,
    before: &Exchange,
    exchange: &Exchange,
    now: Timestamp,
) -> AppResult<()> {
    let mut is_hidden = false;
    for author in [Party::Buyer, Party::Seller] {
        let Some(review) = exchange.by(author) else { continue };
        is_hidden = is_hidden || review.shown_at.is_none();
        let earlier = before.by(author);
        if earlier == Some(review) {
            continue;
        }
        let of = ReviewOf {
            deal: deal.id,
            author,
            author_id: deal.member(author),
            subject_id: deal.member(author.other()),
            about: About::of(deal.mode, author),
        };
        store::save(conn, &of, review, now)?;
        let kept = &review.content.photos;
        let earlier = earlier.map(|earlier| earlier.content.photos.clone()).unwrap_or_default();
        let dropped: Vec<PhotoId> = earlier.into_iter().filter(|it| !kept.contains(it)).collect();
        photos::release(conn, &dropped, now)?;
    }
    store::set_reveal(conn, deal.id, is_hidden.then(|| reveal_time(exchange)))
}

/// What follows when reviews are shown: what those of their subjects come to, on their cards too.
fn follow(conn: &mut Conn, deal: &Deal, events: &[Event]) -> AppResult<()> {
    let subject = |event: &Event| match event {
        Event::Shown { by, .. } => Some(deal.member(by.other())),
        _ => None,
    };
    let mut subjects: Vec<UserId> = events.iter().filter_map(subject).collect();
    if subjects.is_empty() {
        return Ok(());
    }
    // Accounts are locked in the order of their ids.
    subjects.sort();
    for subject in subjects {
        rating::recompute(conn, subject)?;
        listings::announce_seller(conn, subject)?;
    }
    outbox::write(conn, &TradeEvent::ReviewShown { deal: deal.id })
}

/// Asks the parties of a deal for their reviews, unless both wrote or it is too late.
///
/// # Errors
/// The database's errors.
pub(super) fn remind(
    conn: &mut Conn,
    encryption: &Encryption,
    id: DealId,
    now: Timestamp,
) -> AppResult<Option<Announcement>> {
    // Another node may have asked them meanwhile.
    if !store::take_reminder(conn, id, now)? {
        return Ok(None);
    }
    let deal = deals::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    let Some(exchange) = store::exchange(conn, &deal)? else { return Ok(None) };
    let both = exchange.buyer.is_some() && exchange.seller.is_some();
    if both || now > write_until(&exchange) {
        return Ok(None);
    }
    let room = rooms::lock_many(conn, &[deal.room_id])?.remove(&deal.room_id);
    let mut room = room.ok_or(AppError::NotFound)?;
    let text = SystemMessage::new("said-review-remind").with("code", &deal.code);
    let events = vec![deal.event(room.next_seq())];
    let post = MessageWithEvents { message: system_message(&text), events };
    Ok(Some(rooms::announce(conn, encryption, &mut room, post, now)?))
}
