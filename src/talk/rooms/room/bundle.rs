//! Committed frames, and reading those that are missing.

use bytestring::ByteString;

use super::super::model::{Kind, Message as Row};
use super::super::store;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::talk::live::{DealChange, Event};
use crate::talk::negotiations;
use crate::trade::deals;

/// Committed frames that belong to one place of the room.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The place.
    pub seq: i64,
    /// In order, the message first.
    pub frames: Vec<ByteString>,
}

impl Bundle {
    /// The bundle of a message and what goes with it.
    pub fn of(message: &Row, also: &[Event]) -> Self {
        let first = Event::Message(message.out()).encode();
        Self {
            seq: message.seq,
            frames: std::iter::once(first).chain(also.iter().map(Event::encode)).collect(),
        }
    }
}

/// What is missing after a place, as it stands in Postgres. The table is read after the messages and goes with the last
/// of them that is about it, so that it is never older than what they tell.
pub(super) fn missing(
    conn: &mut Conn,
    room: RoomId,
    after: i64,
    limit: i64,
) -> AppResult<Vec<Bundle>> {
    let rows = store::messages_after(conn, room, after, limit)?;
    let mut bundles: Vec<Bundle> = rows.iter().map(|row| Bundle::of(row, &[])).collect();
    let last = rows
        .iter()
        .zip(&mut bundles)
        .rfind(|(row, _)| matches!(row.kind, Kind::Offer | Kind::System));
    let Some((row, bundle)) = last else { return Ok(bundles) };
    if let Some(now) = negotiations::snapshot(conn, room)? {
        bundle.frames.push(Event::Negotiation { seq: row.seq, at: row.at, now }.encode());
    }
    if let Some(deal) = deals::by_room(conn, room)? {
        let change = DealChange {
            room,
            seq: row.seq,
            code: deal.code,
            status: deal.status.word(),
            amount: deal.amount,
        };
        bundle.frames.push(Event::Deal(change).encode());
    }
    Ok(bundles)
}
