//! Rates that are counted in Postgres: exact within every window of their length, on all nodes together.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz};

use super::Rate;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};

/// Rows without an action for this long are deleted; the longest window.
const RETENTION: chrono::Duration = chrono::Duration::days(1);

/// Counts the action if the window has room for it. One statement, which locks the row: of many at once, none is let through
/// beyond the rate.
const CHARGE: &str = "insert into rate_windows as w (bucket, times, last_at) values ($1, array[$2], $2) \
    on conflict (bucket) do update set \
    times = array(select t from unnest(w.times) t where t > $3 order by t) || $2, last_at = $2 \
    where (select count(*) from unnest(w.times) t where t > $3) < $4";

/// An action to count.
#[derive(Debug, Clone)]
pub struct Charge {
    /// Whose actions of which kind: `signin:<account>`.
    pub bucket: String,
    pub rate: Rate,
}

/// Counts each of these actions in a transaction of its own, so that they count whatever becomes of the work. When one is
/// refused none is counted. Pass them in the same order everywhere.
///
/// # Errors
/// `TooMany` with the time until the window has room.
pub async fn charge_first(db: &Db, charges: Vec<Charge>, now: Timestamp) -> AppResult<()> {
    db.transaction(move |conn| {
        charges.iter().try_for_each(|charge| charge_stored(conn, charge, now))
    })
    .await
}

/// Counts an action as a piece of the caller's transaction: it counts only if that commits.
///
/// # Errors
/// `TooMany` with the time until the window has room.
pub fn charge_stored(conn: &mut Conn, charge: &Charge, now: Timestamp) -> AppResult<()> {
    let Charge { bucket, rate } = charge;
    let window = chrono::Duration::seconds(i64::from(rate.seconds));
    let counted = diesel::sql_query(CHARGE)
        .bind::<Text, _>(bucket)
        .bind::<Timestamptz, _>(now)
        .bind::<Timestamptz, _>(now - window)
        .bind::<BigInt, _>(i64::from(rate.actions))
        .execute(conn)?;
    if counted == 1 {
        return Ok(());
    }
    let oldest = oldest_since(conn, bucket, now - window)?.unwrap_or(now);
    let wait = oldest + window - now;
    let seconds = u64::try_from(wait.num_milliseconds()).unwrap_or_default().div_ceil(1000);
    Err(AppError::TooMany { retry_after: seconds.max(1) })
}

#[derive(QueryableByName)]
struct Oldest {
    #[diesel(sql_type = Nullable<Timestamptz>)]
    oldest: Option<Timestamp>,
}

fn oldest_since(conn: &mut Conn, bucket: &str, since: Timestamp) -> AppResult<Option<Timestamp>> {
    let row: Option<Oldest> = diesel::sql_query(
        "select (select min(t) from unnest(times) t where t > $2) as oldest from rate_windows where bucket = $1",
    )
    .bind::<Text, _>(bucket)
    .bind::<Timestamptz, _>(since)
    .get_result(conn)
    .optional()?;
    Ok(row.and_then(|row| row.oldest))
}

/// Empties buckets, such as those of the failed attempts after a successful sign-in.
///
/// # Errors
/// The database's errors.
pub fn reset(conn: &mut Conn, buckets: &[String]) -> AppResult<()> {
    diesel::sql_query("delete from rate_windows where bucket = any($1)")
        .bind::<Array<Text>, _>(buckets)
        .execute(conn)?;
    Ok(())
}

/// Deletes the buckets that were not used for a day; returns their number.
///
/// # Errors
/// The database's errors.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    Ok(diesel::sql_query("delete from rate_windows where last_at < $1")
        .bind::<Timestamptz, _>(now - RETENTION)
        .execute(conn)?)
}
