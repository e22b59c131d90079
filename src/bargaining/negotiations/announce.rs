//! The events that go with the messages of a negotiation.

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::chat::live::{Event, NegotiationOut};
use crate::trade::deals;

/// The state of a negotiation, as the event of the message with this sequence number.
pub(super) fn event(out: NegotiationOut, seq: i64, at: Timestamp) -> Event {
    Event::Negotiation { seq, at, now: out }
}

/// The state of the negotiation of a room; `None` before its first offer.
pub(super) fn snapshot(conn: &mut Conn, room: RoomId) -> AppResult<Option<NegotiationOut>> {
    let Some(negotiation) = store::of_room(conn, room)? else { return Ok(None) };
    let current = store::current(conn, negotiation.id)?;
    Ok(Some(negotiation.out(current.as_ref())))
}

/// The states of the negotiation and the deal of a room, as the events of the message with this sequence number: what rooms
/// send to who joins. Without a negotiation there is no deal either.
pub fn standing(conn: &mut Conn, room: RoomId, seq: i64, at: Timestamp) -> AppResult<Vec<Event>> {
    let Some(out) = snapshot(conn, room)? else { return Ok(Vec::new()) };
    let deal = deals::by_room(conn, room)?.map(|deal| deal.event(seq));
    Ok(std::iter::once(event(out, seq, at)).chain(deal).collect())
}
