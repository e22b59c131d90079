//! Track records in Postgres.

mod compute;

use std::collections::HashMap;

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{Array, Timestamptz, Uuid as SqlUuid};
use diesel::upsert::excluded;

use super::model::TrackRecord;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, UserId};
use crate::base::schema::{deals, track_records};

/// The records of people who were here lately are computed anew after so long, those of others after a week.
const PERIOD: Duration = Duration::days(1);

/// The record of a person.
///
/// # Errors
/// The database's errors.
pub fn of(conn: &mut Conn, user: UserId) -> AppResult<TrackRecord> {
    Ok(of_people(conn, &[user])?.remove(&user).unwrap_or_else(|| TrackRecord::new(user)))
}

/// The records of these people, in one query.
///
/// # Errors
/// The database's errors.
pub fn of_people(conn: &mut Conn, ids: &[UserId]) -> AppResult<HashMap<UserId, TrackRecord>> {
    let rows: Vec<TrackRecord> = track_records::table
        .filter(track_records::user_id.eq_any(ids))
        .select(TrackRecord::as_select())
        .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.user_id, row)).collect())
}

/// Has the records of the parties of deals that have ended computed with the next run.
///
/// # Errors
/// The database's errors.
pub fn mark_due(conn: &mut Conn, ids: &[DealId], now: Timestamp) -> AppResult<()> {
    let parties: Vec<(UserId, UserId)> = deals::table
        .filter(deals::id.eq_any(ids))
        .filter(deals::deadline_at.is_null())
        .select((deals::buyer_id, deals::seller_id))
        .load(conn)?;
    let mut people: Vec<UserId> = parties.into_iter().flat_map(|(a, b)| [a, b]).collect();
    // Rows are locked in the order of their ids.
    people.sort();
    people.dedup();
    let rows: Vec<_> = people
        .iter()
        .map(|user| (track_records::user_id.eq(*user), track_records::due_at.eq(now)))
        .collect();
    diesel::insert_into(track_records::table)
        .values(rows)
        .on_conflict(track_records::user_id)
        .do_update()
        .set(track_records::due_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// Computes up to `limit` records that are due, those that waited longest first, and returns them. Those that another node
/// computes are left to it.
///
/// # Errors
/// The database's errors.
pub fn refresh_due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<TrackRecord>> {
    let people: Vec<UserId> = track_records::table
        .filter(track_records::due_at.le(now))
        .order((track_records::due_at, track_records::user_id))
        .limit(limit)
        .select(track_records::user_id)
        .for_update()
        .skip_locked()
        .load(conn)?;
    let records = compute::compute(conn, &people, now)?;
    save(conn, &records, now)?;
    Ok(records)
}

/// Stores the records, and when they are computed next.
fn save(conn: &mut Conn, records: &[TrackRecord], now: Timestamp) -> AppResult<()> {
    use track_records as t;
    let rows: Vec<_> = records
        .iter()
        .map(|record| (record.clone(), t::computed_at.eq(now), t::due_at.eq(now + PERIOD)))
        .collect();
    diesel::insert_into(t::table)
        .values(rows)
        .on_conflict(t::user_id)
        .do_update()
        .set((
            t::replies.eq(excluded(t::replies)),
            t::reply_seconds.eq(excluded(t::reply_seconds)),
            t::chats_asked.eq(excluded(t::chats_asked)),
            t::chats_answered.eq(excluded(t::chats_answered)),
            t::sendings.eq(excluded(t::sendings)),
            t::send_seconds.eq(excluded(t::send_seconds)),
            t::completed.eq(excluded(t::completed)),
            t::completed_lately.eq(excluded(t::completed_lately)),
            t::called_off.eq(excluded(t::called_off)),
            t::let_lapse.eq(excluded(t::let_lapse)),
            t::meetings_kept.eq(excluded(t::meetings_kept)),
            t::meetings_missed.eq(excluded(t::meetings_missed)),
            t::computed_at.eq(excluded(t::computed_at)),
            t::due_at.eq(excluded(t::due_at)),
        ))
        .execute(conn)?;
    postpone_absent(conn, records, now)
}

/// Who was not here for a month is looked at once a week.
fn postpone_absent(conn: &mut Conn, records: &[TrackRecord], now: Timestamp) -> AppResult<()> {
    let people: Vec<UserId> = records.iter().map(|record| record.user_id).collect();
    diesel::sql_query(
        "update track_records set due_at = $2 from users u where u.id = user_id and user_id = any($1) \
           and coalesce(u.last_seen_at, u.created_at) < $3",
    )
    .bind::<Array<SqlUuid>, _>(people)
    .bind::<Timestamptz, _>(now + Duration::days(7))
    .bind::<Timestamptz, _>(now - Duration::days(30))
    .execute(conn)?;
    Ok(())
}
