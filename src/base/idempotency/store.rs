//! The table `idempotency_keys`.

use diesel::prelude::*;
use diesel::sql_types::{Binary, Nullable, SmallInt, Text, Timestamptz};

use super::answer::StoredAnswer;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;

/// A request that has no answer after this long has ended without one: its process died.
const CLAIM: chrono::Duration = chrono::Duration::minutes(1);
/// Answers are kept for this long.
const RETENTION: chrono::Duration = chrono::Duration::hours(24);

/// One attempt at a request with a key.
#[derive(Debug, Clone)]
pub(super) struct Attempt {
    /// Whose key it is: a person, or a visitor's network.
    pub client: String,
    pub key: String,
    /// Of the method, the address and the body.
    pub fingerprint: Vec<u8>,
    pub started_at: Timestamp,
}

/// What a key stands for.
pub(super) enum Standing {
    /// It is this attempt's now.
    Claimed,
    /// Another attempt is at work.
    Running,
    /// It was used for another request.
    OtherRequest,
    Answered(StoredAnswer),
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Binary)]
    fingerprint: Vec<u8>,
    #[diesel(sql_type = Nullable<SmallInt>)]
    status: Option<i16>,
    #[diesel(sql_type = Nullable<Text>)]
    content_type: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    location: Option<String>,
    #[diesel(sql_type = Nullable<Binary>)]
    body: Option<Vec<u8>>,
}

/// Claims a key that is free, that is too old, or whose attempt died.
pub(super) fn claim(conn: &mut Conn, attempt: &Attempt) -> AppResult<Standing> {
    let claimed = diesel::sql_query(
        "insert into idempotency_keys as k (client, key, fingerprint, started_at) values ($1, $2, $3, $4) \
         on conflict (client, key) do update set fingerprint = $3, started_at = $4, status = null, body = null \
         where k.started_at < $6 or (k.status is null and k.fingerprint = $3 and k.started_at < $5)",
    )
    .bind::<Text, _>(&attempt.client)
    .bind::<Text, _>(&attempt.key)
    .bind::<Binary, _>(&attempt.fingerprint)
    .bind::<Timestamptz, _>(attempt.started_at)
    .bind::<Timestamptz, _>(attempt.started_at - CLAIM)
    .bind::<Timestamptz, _>(attempt.started_at - RETENTION)
    .execute(conn)?;
    if claimed == 1 {
        return Ok(Standing::Claimed);
    }
    let row: Option<Row> = diesel::sql_query(
        "select fingerprint, status, content_type, location, body from idempotency_keys where client = $1 and key = $2",
    )
    .bind::<Text, _>(&attempt.client)
    .bind::<Text, _>(&attempt.key)
    .get_result(conn)
    .optional()?;
    Ok(match row {
        // Freed in between: the client asks again.
        None => Standing::Running,
        Some(row) if row.fingerprint != attempt.fingerprint => Standing::OtherRequest,
        Some(Row { status: Some(status), content_type, location, body, .. }) => {
            let body = body.unwrap_or_default();
            Standing::Answered(StoredAnswer { status, content_type, location, body })
        }
        Some(_) => Standing::Running,
    })
}

/// Stores the answer of the attempt that has the key.
pub(super) fn finish(conn: &mut Conn, attempt: &Attempt, answer: &StoredAnswer) -> AppResult<()> {
    diesel::sql_query(
        "update idempotency_keys set status = $4, content_type = $5, location = $6, body = $7 \
         where client = $1 and key = $2 and started_at = $3",
    )
    .bind::<Text, _>(&attempt.client)
    .bind::<Text, _>(&attempt.key)
    .bind::<Timestamptz, _>(attempt.started_at)
    .bind::<SmallInt, _>(answer.status)
    .bind::<Nullable<Text>, _>(&answer.content_type)
    .bind::<Nullable<Text>, _>(&answer.location)
    .bind::<Binary, _>(&answer.body)
    .execute(conn)?;
    Ok(())
}

/// Frees the key of an attempt without an answer.
pub(super) fn forget(conn: &mut Conn, attempt: &Attempt) -> AppResult<()> {
    diesel::sql_query(
        "delete from idempotency_keys where client = $1 and key = $2 and started_at = $3 and status is null",
    )
    .bind::<Text, _>(&attempt.client)
    .bind::<Text, _>(&attempt.key)
    .bind::<Timestamptz, _>(attempt.started_at)
    .execute(conn)?;
    Ok(())
}

/// Deletes the answers of yesterday; returns their number.
///
/// # Errors
/// The database's errors.
pub fn sweep(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    Ok(diesel::sql_query("delete from idempotency_keys where started_at < $1")
        .bind::<Timestamptz, _>(now - RETENTION)
        .execute(conn)?)
}
