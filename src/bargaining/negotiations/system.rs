//! What the system does about one pending offer: it reminds, asks to reconfirm, and binds. Each is a piece of a
//! transaction.

use super::announce::event;
use super::context::MoveContext;
use super::machine::{Command, Facts, ListingFacts, Move, decide, evolve};
use super::store::{self, OfferChange};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{OfferId, RoomId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{self, Announcement, MessageWithEvents, SystemMessage, system_message};
use crate::market::Party;
use crate::market::listings;

/// A pending offer and its room.
#[derive(Debug, Clone, Copy)]
pub(super) struct PendingOffer {
    pub offer: OfferId,
    pub room: RoomId,
}

/// Notifies the room that an offer expires soon, once.
pub(super) fn remind(
    conn: &mut Conn,
    context: &MoveContext,
    about: PendingOffer,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let row = rooms::by_id(conn, about.room)?.ok_or(AppError::NotFound)?;
    // In the order of locks of a move: what is answered at this moment is not reminded of.
    listings::lock(conn, row.listing_id)?;
    if !store::set_reminded(conn, about.offer)? {
        return Ok(Vec::new());
    }
    Ok(vec![post(conn, context, about.room, Notice { key: "said-soon", out: None, now })?])
}

/// Notifies the room that a listing which a pending offer includes was edited, once for each edit: its maker is to move.
pub(super) fn ask_to_reconfirm(
    conn: &mut Conn,
    context: &MoveContext,
    about: PendingOffer,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let row = rooms::by_id(conn, about.room)?.ok_or(AppError::NotFound)?;
    listings::lock(conn, row.listing_id)?;
    let mut negotiation = store::lock_of_room(conn, &row)?;
    if !store::set_edit_notified(conn, about.offer)? {
        return Ok(Vec::new());
    }
    // The database marked the offer when the listing was edited; whose turn it is follows from that.
    let current = store::current(conn, negotiation.id)?;
    let state = negotiation.state(current.as_ref());
    negotiation.set_state(&state);
    store::save(conn, &negotiation, now)?;
    let out = Some(negotiation.out(current.as_ref()));
    Ok(vec![post(conn, context, about.room, Notice { key: "said-changed", out, now })?])
}

/// Binds the maker of a pending offer to it, as a piece of the assistant's transaction; returns the state of the negotiation,
/// `None` before its first offer. The caller holds the locks on the listing and the room.
///
/// # Errors
/// Only those of the database.
pub fn bind(
    conn: &mut Conn,
    room: RoomId,
    offer: OfferId,
    now: Timestamp,
) -> AppResult<Option<NegotiationOut>> {
    let Some(negotiation) = store::of_room(conn, room)? else { return Ok(None) };
    let mut current = store::current(conn, negotiation.id)?;
    let mut state = negotiation.state(current.as_ref());
    // The machine binds whatever the listing allows.
    let facts = Facts::permissive(ListingFacts::of(listings::Status::Active, &[]));
    let command = Command::now(Move::Bind(offer));
    for event in decide(&state, &facts, Party::System, command, now)? {
        evolve(&mut state, &event);
    }
    if let (Some(current), Some(after)) = (&mut current, &state.offer)
        && let Some(change) = OfferChange::between(&current.state(), after, "", now)
    {
        store::save_offer(conn, current.id, &change)?;
        current.set_state(after);
    }
    Ok(Some(negotiation.out(current.as_ref())))
}

/// A system message, and the state of the negotiation.
struct Notice {
    key: &'static str,
    out: Option<NegotiationOut>,
    now: Timestamp,
}

fn post(
    conn: &mut Conn,
    context: &MoveContext,
    room: RoomId,
    notice: Notice,
) -> AppResult<Announcement> {
    let Notice { key, out, now } = notice;
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    let events = out.map(|out| event(out, row.next_seq(), now)).into_iter().collect();
    let new = MessageWithEvents { message: system_message(&SystemMessage::new(key)), events };
    rooms::announce(conn, &context.encryption, row, new, now)
}
