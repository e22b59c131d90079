//! The outbox: typed events, written in the transaction that made them true and delivered afterwards, at least once, to
//! every subscriber. `fan_out` moves an event into one delivery row a subscriber, in one transaction; each delivery has its
//! own attempts and backoff, so a subscriber that fails neither holds up nor repeats another.
//! Readers skip what another reader has locked; a position in the sequence of ids is never used.

mod deliveries;
mod waker;

use diesel::prelude::*;
use serde::Serialize;

use super::clock::Timestamp;
use super::db::Conn;
use super::error::{AppError, AppResult};
use super::schema::{deliveries as delivery_rows, outbox};

pub use deliveries::{
    Delivery, SubscriberBacklog, backlogs, claim, fan_out, mark_delivered, mark_failed,
};
pub use waker::RelayWaker;

/// Writes an event; call it inside the transaction that makes it true.
///
/// An event is an enum that serialises as `{"topic": …, "payload": …}`; the payload contains ids only.
///
/// # Errors
/// `Internal` when the event serialises as anything else; the database's errors.
pub fn write(conn: &mut Conn, event: &impl Serialize) -> AppResult<()> {
    let event = serde_json::to_value(event)?;
    let (Some(topic), Some(payload)) =
        (event.get("topic").and_then(serde_json::Value::as_str), event.get("payload"))
    else {
        return Err(AppError::Internal(anyhow::anyhow!(
            "an event without topic or payload: {event}"
        )));
    };
    diesel::insert_into(outbox::table)
        .values((outbox::topic.eq(topic), outbox::payload.eq(payload)))
        .execute(conn)?;
    Ok(())
}

/// The number of events and deliveries that wait, and when the oldest of their events was written.
///
/// # Errors
/// The database's errors.
pub fn backlog(conn: &mut Conn) -> AppResult<(i64, Option<Timestamp>)> {
    let events: (i64, Option<Timestamp>) = outbox::table
        .select((diesel::dsl::count_star(), diesel::dsl::min(outbox::created_at)))
        .first(conn)?;
    let deliveries: (i64, Option<Timestamp>) = delivery_rows::table
        .select((diesel::dsl::count_star(), diesel::dsl::min(delivery_rows::created_at)))
        .first(conn)?;
    Ok((events.0 + deliveries.0, [events.1, deliveries.1].into_iter().flatten().min()))
}
