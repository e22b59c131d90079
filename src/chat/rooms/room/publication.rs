//! The frames of messages.

use super::super::model::{Kind, Message};
use crate::bargaining::negotiations;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::chat::live::{DealChange, Event, Publication};
use crate::trade::deals;

/// The bundle of a message and what goes with it.
pub fn bundle_of(message: &Message, also: &[Event]) -> Publication {
    let first = Event::Message(message.out()).encode();
    Publication {
        seq: message.seq,
        frames: std::iter::once(first).chain(also.iter().map(Event::encode)).collect(),
    }
}

/// The bundles of messages that were read. How the bargain and the deal stand is read after them and goes with the
/// last that is about them, so that it is never older than what the messages tell.
pub fn bundles_of(
    conn: &mut Conn,
    room: RoomId,
    messages: &[Message],
) -> AppResult<Vec<Publication>> {
    let mut bundles: Vec<Publication> =
        messages.iter().map(|message| bundle_of(message, &[])).collect();
    let last = messages
        .iter()
        .zip(&mut bundles)
        .rfind(|(message, _)| matches!(message.kind, Kind::Offer | Kind::System));
    let Some((message, bundle)) = last else { return Ok(bundles) };
    if let Some(now) = negotiations::snapshot(conn, room)? {
        bundle.frames.push(Event::Negotiation { seq: message.seq, at: message.at, now }.encode());
    }
    if let Some(deal) = deals::by_room(conn, room)? {
        let change = DealChange {
            room,
            seq: message.seq,
            code: deal.code,
            status: deal.status.word(),
            amount: deal.amount,
        };
        bundle.frames.push(Event::Deal(change).encode());
    }
    Ok(bundles)
}
