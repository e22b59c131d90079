//! The outbox: events written in the transaction that made them true, told afterwards, at least once.
//! Rows are deleted when every listener has heard; readers skip what another reader holds.

use std::sync::Arc;
use std::time::Duration;

use diesel::prelude::*;
use serde::Serialize;
use tokio::sync::Notify;

use super::clock::Timestamp;
use super::db::Conn;
use super::error::AppResult;
use super::schema::outbox;

/// Writes an event; call it inside the transaction it belongs to.
pub fn write(conn: &mut Conn, topic: &str, payload: &impl Serialize) -> AppResult<()> {
    diesel::insert_into(outbox::table)
        .values((outbox::topic.eq(topic), outbox::payload.eq(serde_json::to_value(payload)?)))
        .execute(conn)?;
    Ok(())
}

/// One event to be told.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = outbox)]
pub struct Entry {
    /// Counts up, but holes and late comers are normal: never a position.
    pub id: i64,
    /// Which event.
    pub topic: String,
    /// Ids only.
    pub payload: serde_json::Value,
    /// How often telling it has failed.
    pub attempts: i32,
    /// When it was written.
    pub created_at: Timestamp,
}

/// Wakes the relay after a commit, so that nobody waits for its next look.
#[derive(Clone, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    /// There is something in the outbox.
    pub fn ring(&self) {
        self.0.notify_one();
    }

    /// Waits for a ring, at most `patience`.
    pub async fn wait(&self, patience: Duration) {
        let _ = tokio::time::timeout(patience, self.0.notified()).await;
    }
}

/// Takes up to `limit` due events and puts their next telling ahead with growing patience, so that no other relay
/// tells them meanwhile and a failure comes again by itself.
pub fn claim(conn: &mut Conn, limit: i64) -> AppResult<Vec<Entry>> {
    let entries: Vec<Entry> = outbox::table
        .filter(outbox::due_at.le(diesel::dsl::now))
        .order(outbox::id)
        .limit(limit)
        .for_update()
        .skip_locked()
        .select(Entry::as_select())
        .load(conn)?;
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    if !ids.is_empty() {
        diesel::sql_query(
            "update outbox set attempts = attempts + 1, \
             due_at = now() + least(5 * power(2, least(attempts, 6)), 120) * interval '1 second' where id = any($1)",
        )
        .bind::<diesel::sql_types::Array<diesel::sql_types::Int8>, _>(&ids)
        .execute(conn)?;
    }
    Ok(entries)
}

/// These were heard by all: forget them.
pub fn heard(conn: &mut Conn, ids: &[i64]) -> AppResult<()> {
    diesel::delete(outbox::table.filter(outbox::id.eq_any(ids))).execute(conn)?;
    Ok(())
}

/// How many events wait, and for how long the oldest has.
pub fn backlog(conn: &mut Conn) -> AppResult<(i64, Option<Timestamp>)> {
    Ok(outbox::table
        .select((diesel::dsl::count_star(), diesel::dsl::min(outbox::created_at)))
        .first(conn)?)
}
