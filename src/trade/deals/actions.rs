//! Use cases of a deal: one move of a party or of the system, inside the caller's transaction. The caller sends the
//! announcements after the commit.

use super::context::{DealContext, FollowUp, moment, zones_of};
use super::locked::LockedDeal;
use super::machine::{Command, Event, LegStatus, Opening, Status, Tracking, decide};
use super::messages::{message_of, reminder_of};
use super::model::Deal;
use super::wanted::{Move, Mover, Step};
use super::{addresses, money, sheets, store};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{DealId, RoomId};
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block};
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage, system_message};
use crate::market::Party;
use crate::people::accounts;
use crate::trade::meetups;
use crate::trade::payments::{self, Purpose};

/// What a move left behind.
pub struct Done {
    pub deal: Deal,
    pub events: Vec<Event>,
    pub announcements: Vec<Announcement>,
}

impl Done {
    /// Whether the hand-over code was wrong; the try was counted.
    pub fn wrong_code(&self) -> bool {
        self.events.contains(&Event::WrongCode)
    }
}

/// Makes a move.
///
/// # Errors
/// `NotFound` when the person is no party of the deal, `Invalid` for a reason that is too long, `Conflict` when the machine
/// refuses or the deal changed since it was seen.
pub fn make_move(
    conn: &mut Conn,
    context: &DealContext,
    wanted: &Move,
    now: Timestamp,
) -> AppResult<Done> {
    let mut locked = LockedDeal::lock(conn, wanted.deal)?;
    let by = match wanted.by {
        Mover::Member(user, _) => locked.deal.party(user).ok_or(AppError::NotFound)?,
        Mover::System => Party::System,
    };
    if wanted.seen.is_some_and(|seen| seen != locked.course.state.version) {
        return Err(AppError::conflict("deal-changed"));
    }
    let command = command(conn, context, &locked, &wanted.step, now)?;
    let moment = moment(
        &context.calendar,
        zones_of(conn, locked.deal.buyer_id, locked.deal.seller_id)?,
        now,
    );
    let events = decide(&locked.course, by, command, &moment).map_err(AppError::conflict)?;
    let announcements = carry_out(conn, context, &mut locked, &events, now)?;
    Ok(Done { deal: locked.deal, events, announcements })
}

/// The command of a step.
fn command(
    conn: &mut Conn,
    context: &DealContext,
    locked: &LockedDeal,
    step: &Step,
    now: Timestamp,
) -> AppResult<Command> {
    Ok(match step {
        Step::Plain(Command::CallOff { reason })
            if !block_fits(reason, lengths::CALL_OFF_REASON) =>
        {
            let too_long = Text::new("deal-reason-long").with("max", lengths::CALL_OFF_REASON);
            return Err(FieldErrors::one("reason", too_long));
        }
        Step::Plain(Command::CallOff { reason }) => {
            Command::CallOff { reason: clean_block(reason) }
        }
        Step::Plain(command) => command.clone(),
        Step::Shipping { amount } => {
            let paying = payments::open_of(conn, Purpose::Deal(locked.deal.id))?.is_some();
            Command::SetShipping { amount: *amount, paying }
        }
        Step::HandOver { code } => {
            let own = meetups::handover_code(&context.secret, locked.deal.id);
            Command::HandOver { matches: own.matches(code) }
        }
        // A suspended seller cannot reject what the assistant agreed: it ends.
        Step::Lapse if is_assistants(locked) && any_suspended(conn, &locked.deal, now)? => {
            Command::CallOff { reason: String::new() }
        }
        Step::Lapse if waits_for_address(conn, locked)? => Command::Forfeit,
        Step::Lapse => Command::Lapse,
    })
}

fn is_assistants(locked: &LockedDeal) -> bool {
    locked.course.state.status == Status::Pending
        && locked.course.terms.opening == Opening::Assistant
}

/// Whether something that is to be sent back cannot be, because its receiver gave no address.
fn waits_for_address(conn: &mut Conn, locked: &LockedDeal) -> AppResult<bool> {
    let course = &locked.course;
    if !course.state.returning || course.meets() {
        return Ok(false);
    }
    let waiting = course.returns.iter().filter(|leg| leg.status == LegStatus::Waiting);
    let receivers: Vec<Party> = waiting.map(|leg| leg.sender.other()).collect();
    let given = store::addresses(conn, locked.deal.id, &receivers)?.len();
    Ok(given < receivers.len())
}

fn any_suspended(conn: &mut Conn, deal: &Deal, now: Timestamp) -> AppResult<bool> {
    accounts::anyone_suspended(conn, &[deal.buyer_id, deal.seller_id], now)
}

/// Applies decided events: saves the deal, moves the money, sets the listings, records the deal sheet, and appends the message.
fn carry_out(
    conn: &mut Conn,
    context: &DealContext,
    locked: &mut LockedDeal,
    events: &[Event],
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let was_live = locked.course.state.status.is_live();
    locked.apply(conn, events, now)?;
    for event in events {
        money::follow(conn, &locked.deal, event, now)?;
        if let Event::Sent { tracking: Tracking { number, .. }, .. } = event {
            store::look_for_copies(conn, locked.deal.id, number, now)?;
        }
        if matches!(event, Event::Confirmed { .. } | Event::ShippingSet { .. }) {
            sheets::record(conn, &context.site, &locked.deal, &locked.items, now)?;
        }
    }
    let ended = was_live && !locked.course.state.status.is_live();
    if ended {
        addresses::erase(conn, locked.deal.id)?;
    }
    let cancelled = ended && locked.course.state.status == Status::Cancelled;
    let FollowUp { mut room, events: mut sent, mut announcements } = match (ended, cancelled) {
        (true, true) => {
            locked.release(conn, now)?;
            (context.reopen)(conn, &context.encryption, &locked.deal, &locked.listings, now)?
        }
        (true, false) => {
            locked.sell(conn, now)?;
            own_room(conn, locked.deal.room_id)?
        }
        (false, _) => own_room(conn, locked.deal.room_id)?,
    };
    let Some(text) = message_of(conn, locked, events)? else { return Ok(announcements) };
    sent.push(locked.deal.event(room.next_seq()));
    let post = MessageWithEvents { message: system_message(&text), events: sent };
    announcements.push(rooms::announce(conn, &context.encryption, &mut room, post, now)?);
    Ok(announcements)
}

fn own_room(conn: &mut Conn, id: RoomId) -> AppResult<FollowUp> {
    let room = rooms::lock_many(conn, &[id])?.remove(&id).ok_or(AppError::NotFound)?;
    Ok(FollowUp { room, events: Vec::new(), announcements: Vec::new() })
}

/// Reminds the parties of a deadline by a message in their room, once for each version of the deal.
///
/// # Errors
/// `NotFound` without such a deal.
pub(super) fn remind(
    conn: &mut Conn,
    encryption: &Encryption,
    id: DealId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    // Another node may have reminded them meanwhile.
    if !store::mark_reminded(conn, &deal)? {
        return Ok(Vec::new());
    }
    let due = deal.state.deadline_at.filter(|at| *at > now);
    let Some(text) = due.and_then(|_| reminder_of(&deal)) else { return Ok(Vec::new()) };
    say(conn, encryption, &deal, &text, now)
}

/// Appends a system message to the deal's room, with the deal's present state as an event.
///
/// # Errors
/// The database's errors.
pub fn say(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: &Deal,
    text: &SystemMessage,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let FollowUp { mut room, .. } = own_room(conn, deal.room_id)?;
    let events = vec![deal.event(room.next_seq())];
    let post = MessageWithEvents { message: system_message(text), events };
    Ok(vec![rooms::announce(conn, encryption, &mut room, post, now)?])
}

/// Whether messages of a room may be deleted: not while its deal is live, since they are evidence then.
///
/// # Errors
/// The database's errors.
pub fn may_delete_messages(conn: &mut Conn, room: RoomId) -> AppResult<bool> {
    Ok(store::by_room(conn, room)?.is_none_or(|deal| !deal.state.status.is_live()))
}
