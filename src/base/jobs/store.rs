//! Jobs in Postgres.

use chrono::Duration;
use diesel::prelude::*;
use diesel::sql_types::{
    BigInt, Bool, Double, Integer, Nullable, Text, Timestamptz, Uuid as SqlUuid,
};
use uuid::Uuid;

use super::model::{Failure, Job, NewJob};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::jobs;

/// Characters of an error that are stored.
const ERROR_CHARACTERS: usize = 300;

/// Enqueues a job; call it inside the transaction that wants the work done. Returns false, and changes nothing, while a live
/// job of its kind has the same unique key.
pub fn enqueue(conn: &mut Conn, job: &NewJob<'_>) -> AppResult<bool> {
    let inserted =
        diesel::insert_into(jobs::table).values(job).on_conflict_do_nothing().execute(conn)?;
    Ok(inserted == 1)
}

/// Brings the live job of a kind with this unique key forward to `due`; a job that runs is left alone.
pub fn hasten(conn: &mut Conn, kind: &str, unique_key: &str, due: Timestamp) -> AppResult<()> {
    let later = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::unique_key.eq(unique_key))
        .filter(jobs::died_at.is_null())
        .filter(jobs::due_at.gt(due));
    diesel::update(later).set(jobs::due_at.eq(due)).execute(conn)?;
    Ok(())
}

/// Brings the live job of a kind with this unique key forward to `now`. A job that runs is run once more after its lease: it
/// may have looked before what it is to see, so its present attempt is fenced off and does not end it. Returns false when no
/// such job lives.
pub fn rerun(conn: &mut Conn, kind: &str, unique_key: &str, now: Timestamp) -> AppResult<bool> {
    let updated = diesel::sql_query(
        "update jobs set due_at = least(due_at, $3), attempts = attempts + (coalesce(leased_until > $3, false))::int \
         where kind = $1 and unique_key = $2 and died_at is null",
    )
    .bind::<Text, _>(kind)
    .bind::<Text, _>(unique_key)
    .bind::<Timestamptz, _>(now)
    .execute(conn)?;
    Ok(updated > 0)
}

/// Claims up to `limit` due jobs of a kind, the oldest due first, until `leased_until`. Jobs whose lease ran out are due again;
/// of those with the same serial key only the first, and none while one of them runs.
pub(super) fn claim(
    conn: &mut Conn,
    kind: &str,
    limit: i64,
    now: Timestamp,
    leased_until: Timestamp,
) -> AppResult<Vec<Job>> {
    let due: Vec<DueJob> = diesel::sql_query(
        "select id from jobs j where kind = $1 and died_at is null and due_at <= $2 \
            and (leased_until is null or leased_until <= $2) \
            and (serial_key is null or not exists (select from jobs o where o.kind = j.kind \
                and o.serial_key = j.serial_key and o.died_at is null and o.id <> j.id \
                and (o.leased_until > $2 or (o.due_at <= $2 and (o.due_at, o.id) < (j.due_at, j.id))))) \
            order by due_at, id limit $3 for update skip locked",
    )
    .bind::<Text, _>(kind)
    .bind::<Timestamptz, _>(now)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    if due.is_empty() {
        return Ok(Vec::new());
    }
    Ok(diesel::update(jobs::table.filter(jobs::id.eq_any(due.iter().map(|job| job.id))))
        .set((jobs::attempts.eq(jobs::attempts + 1), jobs::leased_until.eq(leased_until)))
        .returning(Job::as_returning())
        .get_results(conn)?)
}

#[derive(QueryableByName)]
struct DueJob {
    #[diesel(sql_type = SqlUuid)]
    id: Uuid,
}

/// Deletes a job that is done. `attempt` fences a worker whose lease ran out: another worker's attempt is left alone.
pub(super) fn complete(conn: &mut Conn, id: Uuid, attempt: i32) -> AppResult<bool> {
    let mine = jobs::table.filter(jobs::id.eq(id)).filter(jobs::attempts.eq(attempt));
    Ok(diesel::delete(mine).execute(conn)? == 1)
}

/// When a failed attempt is retried, and when the job gives up.
#[derive(Debug, Clone, Copy)]
pub(super) struct Backoff {
    pub most_attempts: i32,
    pub first: Duration,
    pub longest: Duration,
}

/// Records a failed attempt: the job waits for its next one (doubling, ± 20 %), or dies when it has none left.
pub(super) fn fail(
    conn: &mut Conn,
    job: &Job,
    failure: &Failure,
    backoff: Backoff,
    now: Timestamp,
) -> AppResult<()> {
    let (error, permanent) = match failure {
        Failure::Retry(error) => (error, false),
        Failure::Permanent(error) => (error, true),
    };
    let error: String = error.chars().take(ERROR_CHARACTERS).collect();
    let dies = permanent || job.attempts >= backoff.most_attempts;
    diesel::sql_query(
        "update jobs set leased_until = null, last_error = $3, died_at = case when $4 then $5 end, \
            due_at = $5 + interval '1 second' * (0.8 + 0.4 * random()) \
                * least($6 * power(2, least(attempts, 20) - 1), $7) \
         where id = $1 and attempts = $2",
    )
    .bind::<SqlUuid, _>(job.id)
    .bind::<Integer, _>(job.attempts)
    .bind::<Text, _>(&error)
    .bind::<Bool, _>(dies)
    .bind::<Timestamptz, _>(now)
    .bind::<Double, _>(seconds(backoff.first))
    .bind::<Double, _>(seconds(backoff.longest))
    .execute(conn)?;
    Ok(())
}

fn seconds(duration: Duration) -> f64 {
    duration.to_std().map_or(0.0, |duration| duration.as_secs_f64())
}

/// The newest jobs, dead ones first; with `dead_only`, those alone.
pub fn list(conn: &mut Conn, dead_only: bool, limit: i64) -> AppResult<Vec<Job>> {
    let mut query = jobs::table
        .order((jobs::died_at.desc().nulls_last(), jobs::created_at.desc()))
        .limit(limit)
        .select(Job::as_select())
        .into_boxed();
    if dead_only {
        query = query.filter(jobs::died_at.is_not_null());
    }
    Ok(query.load(conn)?)
}

/// How many jobs of a kind there are.
#[derive(Debug, Clone, PartialEq, Eq, QueryableByName)]
pub struct KindCount {
    #[diesel(sql_type = Text)]
    pub kind: String,
    /// Waiting or running.
    #[diesel(sql_type = BigInt)]
    pub live: i64,
    /// Without attempts left.
    #[diesel(sql_type = BigInt)]
    pub dead: i64,
}

/// How many jobs of each kind are alive and dead.
pub fn counts(conn: &mut Conn) -> AppResult<Vec<KindCount>> {
    Ok(diesel::sql_query(
        "select kind, count(*) filter (where died_at is null) as live, \
            count(*) filter (where died_at is not null) as dead from jobs group by kind order by kind",
    )
    .load(conn)?)
}

/// When the job that waits longest became due.
pub fn oldest_waiting(conn: &mut Conn) -> AppResult<Option<Timestamp>> {
    Ok(jobs::table
        .filter(jobs::died_at.is_null())
        .select(diesel::dsl::min(jobs::due_at))
        .first(conn)?)
}

/// Makes a dead job due again, with all its attempts; false when there is no such dead job, or a live one has its key.
pub fn retry(conn: &mut Conn, id: Uuid, now: Timestamp) -> AppResult<bool> {
    Ok(revive(conn, Some(id), now)? == 1)
}

/// Makes all dead jobs due again; returns how many.
pub fn retry_all(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    revive(conn, None, now)
}

fn revive(conn: &mut Conn, only: Option<Uuid>, now: Timestamp) -> AppResult<usize> {
    // Of several dead jobs with one key the newest is enough.
    Ok(diesel::sql_query(
        "update jobs set died_at = null, attempts = 0, leased_until = null, due_at = $2 where id in ( \
            select distinct on (kind, coalesce(unique_key, id::text)) id from jobs d \
            where died_at is not null and ($1 is null or id = $1) and not exists (select from jobs l \
                where l.kind = d.kind and l.unique_key = d.unique_key and l.died_at is null) \
            order by kind, coalesce(unique_key, id::text), created_at desc)",
    )
    .bind::<Nullable<SqlUuid>, _>(only)
    .bind::<Timestamptz, _>(now)
    .execute(conn)?)
}

/// Deletes jobs that died before `before`.
pub fn sweep(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(jobs::table.filter(jobs::died_at.lt(before))).execute(conn)?)
}
