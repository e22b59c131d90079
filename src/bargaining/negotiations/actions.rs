//! The one place where a move is made. Locks are taken in this order: listings by id, the negotiation, rooms by id.

use std::collections::HashMap;

use super::announce::event;
use super::bulk::Bulk;
use super::context::{
    Loaded, Locked, MoveContext, load_context, party_of, with_clean_note, with_state,
};
use super::effects::{Applying, count_offers};
use super::machine::{self, Event, Move, Phase};
use super::model::{MoveCommand, MoveRequest, Negotiation};
use super::store::{self, RecordedMove};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::RoomId;
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{self, Announcement, MessageWithEvents, NewMessage, Room};
use crate::market::Party;
use crate::trade::deals::{self, Deal};

/// What came of a move.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The state of the negotiation after the move.
    pub negotiation: NegotiationOut,
    /// The deal that was opened.
    pub deal: Option<Deal>,
    /// The sequence number of the message that reports it.
    pub seq: i64,
    /// To be sent after the commit.
    pub announcements: Vec<Announcement>,
}

/// Makes a move in a transaction of its own; sends nothing.
///
/// # Errors
/// 404 for who is no member, 409 with the present state when the machine refuses, 422 for what cannot be offered.
pub async fn make_move(
    db: &Db,
    context: &MoveContext,
    request: MoveRequest,
    now: Timestamp,
) -> AppResult<Outcome> {
    let context = context.clone();
    db.transaction(move |conn| step(conn, &context, &request, now)).await
}

/// [`make_move`] as a piece of a transaction.
///
/// # Errors
/// As [`make_move`].
pub fn step(
    conn: &mut Conn,
    context: &MoveContext,
    request: &MoveRequest,
    now: Timestamp,
) -> AppResult<Outcome> {
    let room = rooms::by_id(conn, request.room)?.ok_or(AppError::NotFound)?;
    let by = party_of(conn, &room, request.mover, now)?;
    let request = &with_clean_note(request)?;
    let mut locked = Locked::lock(conn, room, &request.command)?;
    if let Some(made) = store::move_with_id(conn, locked.negotiation.id, request.command.id)? {
        return repeated(conn, &locked.negotiation, &made, by, &request.command);
    }
    let Loaded { facts, current } = load_context(conn, context, &mut locked, request, now)?;
    let state = locked.negotiation.state(current.as_ref());
    let events = machine::decide(&state, &facts, by, request.command.command(), now)
        .map_err(|refusal| with_state(refusal.into(), &locked.negotiation, current.as_ref()))?;
    if events.is_empty() {
        return standing(conn, &locked.negotiation);
    }
    let applying = Applying { locked: &mut locked, current, request, now };
    carry_out(conn, context, applying, by, &events)
}

/// Applies the events of a decision, and appends the messages of them.
fn carry_out(
    conn: &mut Conn,
    context: &MoveContext,
    mut applying: Applying<'_>,
    by: Party,
    events: &[Event],
) -> AppResult<Outcome> {
    let now = applying.now;
    let accepted = events.iter().any(Event::opens_deal);
    let mut rooms = lock_rooms(conn, applying.locked, accepted)?;
    let mut own = rooms.remove(&applying.locked.room.id).ok_or(AppError::NotFound)?;
    let (mut messages, mut deal) = (Vec::new(), None);
    for event in events {
        applying.apply(conn, event)?;
        if event.opens_deal() {
            deal = Some(applying.open_deal(conn, context)?);
        } else if let (Event::Offered { .. }, true) = (event, applying.request.command.orders) {
            deal = Some(applying.ask(conn, context)?);
        }
        messages.extend(applying.messages(conn, event, deal.as_ref())?);
    }
    let negotiation = &applying.locked.negotiation;
    store::save(conn, negotiation, now)?;
    record(conn, negotiation, by, &applying.request.command, now)?;
    let out = negotiation.out(applying.current.as_ref());
    let posting = Posting { context, out: &out, deal: deal.as_ref(), now };
    let mut announcements = Vec::new();
    for message in messages {
        announcements.push(posting.append(conn, &mut own, message)?);
    }
    let mut bulk = Bulk { encryption: &context.encryption, rooms: &mut rooms, now };
    for listing in applying.locked.listings().filter(|_| accepted) {
        announcements.extend(bulk.close_others(conn, listing, own.id)?);
        count_offers(conn, listing)?;
    }
    if !accepted {
        count_offers(conn, &applying.locked.listing)?;
    }
    let seq = announcements.first().map_or(own.last_seq, |first| first.message.seq);
    Ok(Outcome { negotiation: out, deal, seq, announcements })
}

/// Locks the move's own room and, where an offer is accepted, every other room about what its deal holds.
fn lock_rooms(
    conn: &mut Conn,
    locked: &Locked,
    accepted: bool,
) -> AppResult<HashMap<RoomId, Room>> {
    let mut ids = vec![locked.room.id];
    for listing in locked.listings().filter(|_| accepted) {
        ids.extend(rooms::others_of_listing(conn, listing.id, locked.room.id)?);
    }
    rooms::lock_many(conn, &ids)
}

/// The messages of a move, on their way into its room.
struct Posting<'a> {
    context: &'a MoveContext,
    out: &'a NegotiationOut,
    deal: Option<&'a Deal>,
    now: Timestamp,
}

impl Posting<'_> {
    fn append(
        &self,
        conn: &mut Conn,
        room: &mut Room,
        message: NewMessage,
    ) -> AppResult<Announcement> {
        let seq = room.next_seq();
        let mut events = vec![event(self.out.clone(), seq, self.now)];
        events.extend(self.deal.map(|deal| deal.event(seq)));
        let new = MessageWithEvents { message, events };
        rooms::announce(conn, &self.context.encryption, room, new, self.now)
    }
}

/// Answers a move whose id was used before. The same move again changes nothing and is answered with the present state.
fn repeated(
    conn: &mut Conn,
    negotiation: &Negotiation,
    made: &RecordedMove,
    by: Party,
    command: &MoveCommand,
) -> AppResult<Outcome> {
    if is_same(conn, made, by, command)? {
        return standing(conn, negotiation);
    }
    let current = store::current(conn, negotiation.id)?;
    let taken = AppError::conflict("offer-id-taken");
    Err(with_state(taken, negotiation, current.as_ref()))
}

/// Whether a command is the one that was recorded under its id: by the same party, the same move, with the same content.
fn is_same(
    conn: &mut Conn,
    made: &RecordedMove,
    by: Party,
    command: &MoveCommand,
) -> AppResult<bool> {
    let same = (by == Party::System || by == made.by)
        && made.kind == command.step.kind()
        && Some(made.offer_id) == command.step.offer();
    let Move::Offer { amount, .. } = command.step else { return Ok(same) };
    let offer = store::offer(conn, made.offer_id)?;
    Ok(same
        && offer.is_some_and(|offer| {
            offer.amount == amount && offer.items == command.items && offer.note == command.note
        }))
}

/// Records a move, so that sending it again changes nothing. What the system does is recorded with whose turn follows.
fn record(
    conn: &mut Conn,
    negotiation: &Negotiation,
    by: Party,
    command: &MoveCommand,
    now: Timestamp,
) -> AppResult<()> {
    let Some(offer_id) = command.step.offer() else { return Ok(()) };
    let made = RecordedMove {
        negotiation_id: negotiation.id,
        id: command.id,
        by: if by == Party::System { negotiation.turn } else { by },
        kind: command.step.kind(),
        offer_id,
        version: negotiation.version,
        at: now,
    };
    store::insert_move(conn, &made)
}

/// The present state, where nothing was done.
fn standing(conn: &mut Conn, negotiation: &Negotiation) -> AppResult<Outcome> {
    let current = store::current(conn, negotiation.id)?;
    let room = negotiation.room_id;
    let deal = deals::by_room(conn, room)?.filter(|_| negotiation.phase == Phase::Agreed);
    let seq = rooms::by_id(conn, room)?.map_or(0, |room| room.last_seq);
    let negotiation = negotiation.out(current.as_ref());
    Ok(Outcome { negotiation, deal, seq, announcements: Vec::new() })
}
