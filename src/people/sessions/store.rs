//! Sessions in Postgres.

use diesel::prelude::*;

use super::model::SessionRow;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{SessionId, UserId};
use crate::base::schema::{browsers, regions, sessions, users};
use crate::web::{Person, Via};

#[derive(Insertable)]
#[diesel(table_name = sessions)]
pub(super) struct SessionInsert<'a> {
    pub id: SessionId,
    pub user_id: UserId,
    pub kind: Via,
    /// The fingerprint of a cookie's token; a bearer token names the session's id instead.
    pub token_hash: Option<Vec<u8>>,
    pub device: &'a str,
    pub created_at: Timestamp,
    pub last_used_at: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) fn insert(conn: &mut Conn, row: &SessionInsert<'_>) -> AppResult<()> {
    diesel::insert_into(sessions::table).values(row).execute(conn)?;
    Ok(())
}

/// What identifies the session of a request.
pub(super) enum SessionKey {
    /// The fingerprint of a cookie's token.
    TokenHash(Vec<u8>),
    /// The id in a bearer token.
    BearerId(SessionId),
}

/// A live session and its person.
#[derive(Queryable)]
pub(super) struct FoundSession {
    pub id: SessionId,
    pub kind: Via,
    pub last_used_at: Timestamp,
    pub person: Person,
    /// The label of the person's region.
    pub region_label: Option<String>,
}

/// The live session with this key.
pub(super) fn find(
    conn: &mut Conn,
    key: &SessionKey,
    now: Timestamp,
) -> AppResult<Option<FoundSession>> {
    let query = sessions::table
        .inner_join(
            users::table.left_join(regions::table.on(users::region.eq(regions::code.nullable()))),
        )
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::suspended_until.is_null().or(users::suspended_until.lt(now)))
        .select((
            sessions::id,
            sessions::kind,
            sessions::last_used_at,
            Person::as_select(),
            regions::label.nullable(),
        ))
        .into_boxed();
    let query = match key {
        SessionKey::TokenHash(hash) => query
            .filter(sessions::token_hash.eq(hash.clone()))
            .filter(sessions::kind.eq(Via::Cookie)),
        SessionKey::BearerId(id) => {
            query.filter(sessions::id.eq(*id)).filter(sessions::kind.eq(Via::Bearer))
        }
    };
    Ok(query.first(conn).optional()?)
}

/// Whether a session is live.
pub(super) fn is_live(conn: &mut Conn, id: SessionId, now: Timestamp) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        sessions::table
            .inner_join(users::table)
            .filter(sessions::id.eq(id))
            .filter(sessions::revoked_at.is_null())
            .filter(sessions::expires_at.gt(now))
            .filter(users::suspended_until.is_null().or(users::suspended_until.lt(now))),
    ))
    .get_result(conn)?)
}

/// Records that sessions and their people were active at `now`.
///
/// # Errors
/// The database's errors.
pub fn touch_seen(conn: &mut Conn, seen: &[SessionId], now: Timestamp) -> AppResult<()> {
    diesel::update(sessions::table.filter(sessions::id.eq_any(seen)))
        .set(sessions::last_used_at.eq(now))
        .execute(conn)?;
    let people = sessions::table.filter(sessions::id.eq_any(seen)).select(sessions::user_id);
    diesel::update(users::table.filter(users::id.eq_any(people)))
        .set(users::last_seen_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// A person's sessions that are neither ended nor expired, the latest used first.
///
/// # Errors
/// The database's errors.
pub fn live_of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_used_at.desc())
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Ends the sessions of a person, or `only` one of them; returns those that ended now.
pub(super) fn revoke(
    conn: &mut Conn,
    user: UserId,
    only: Option<SessionId>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    let ids: Vec<SessionId> = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .select(sessions::id)
        .load(conn)?;
    let ended: Vec<SessionId> =
        ids.into_iter().filter(|id| only.is_none_or(|one| one == *id)).collect();
    diesel::update(sessions::table.filter(sessions::id.eq_any(&ended)))
        .set(sessions::revoked_at.eq(now))
        .execute(conn)?;
    Ok(ended)
}

/// Deletes sessions that expired or were revoked before a time; returns their number.
pub(super) fn delete_ended_before(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(
        sessions::table.filter(sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before))),
    )
    .execute(conn)?)
}

/// Those of these sessions that are live.
///
/// # Errors
/// The database's errors.
pub fn live_among(
    conn: &mut Conn,
    ids: &[SessionId],
    now: Timestamp,
) -> AppResult<std::collections::HashSet<SessionId>> {
    let live: Vec<SessionId> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq_any(ids))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::suspended_until.is_null().or(users::suspended_until.lt(now)))
        .select(sessions::id)
        .load(conn)?;
    Ok(live.into_iter().collect())
}

/// Those of these sessions that are live, each with whether its person is muted.
///
/// # Errors
/// The database's errors.
pub fn live_senders(
    conn: &mut Conn,
    ids: &[SessionId],
    now: Timestamp,
) -> AppResult<std::collections::HashMap<SessionId, bool>> {
    let live: Vec<(SessionId, Option<Timestamp>)> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq_any(ids))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .filter(users::suspended_until.is_null().or(users::suspended_until.lt(now)))
        .select((sessions::id, users::muted_until))
        .load(conn)?;
    Ok(live.into_iter().map(|(id, until)| (id, until.is_some_and(|until| until > now))).collect())
}

/// Those of these sessions whose person is suspended.
///
/// # Errors
/// The database's errors.
pub fn suspended_among(
    conn: &mut Conn,
    ids: &[SessionId],
    now: Timestamp,
) -> AppResult<std::collections::HashSet<SessionId>> {
    let out: Vec<SessionId> = sessions::table
        .inner_join(users::table)
        .filter(sessions::id.eq_any(ids))
        .filter(users::suspended_until.ge(now))
        .select(sessions::id)
        .load(conn)?;
    Ok(out.into_iter().collect())
}

pub(super) fn upsert_browser(
    conn: &mut Conn,
    token_hash: &[u8],
    user: UserId,
    now: Timestamp,
) -> AppResult<()> {
    diesel::insert_into(browsers::table)
        .values((
            browsers::token_hash.eq(token_hash),
            browsers::user_id.eq(user),
            browsers::seen_at.eq(now),
        ))
        .on_conflict((browsers::token_hash, browsers::user_id))
        .do_update()
        .set(browsers::seen_at.eq(now))
        .execute(conn)?;
    Ok(())
}

pub(super) fn has_browser(
    conn: &mut Conn,
    token_hash: &[u8],
    user: UserId,
    since: Timestamp,
) -> AppResult<bool> {
    let row = browsers::table.find((token_hash, user)).filter(browsers::seen_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(row)).get_result(conn)?)
}

/// Pairs of one of `users` and an account that signed in by the same browser since `since`. Browsers by which more than
/// `max_accounts` signed in are left out.
pub(super) fn accounts_by_browser(
    conn: &mut Conn,
    users: &[UserId],
    since: Timestamp,
    max_accounts: i64,
) -> AppResult<Vec<(UserId, UserId)>> {
    #[derive(QueryableByName)]
    struct LinkedPair {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        user: UserId,
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        other: UserId,
    }
    let pairs: Vec<LinkedPair> = diesel::sql_query(
        "select distinct mine.user_id as \"user\", b.user_id as other from browsers mine join browsers b using (token_hash) \
         where mine.user_id = any ($1) and mine.seen_at > $2 and b.seen_at > $2 \
           and (select count(*) from browsers c where c.token_hash = mine.token_hash and c.seen_at > $2) <= $3",
    )
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(users)
    .bind::<diesel::sql_types::Timestamptz, _>(since)
    .bind::<diesel::sql_types::BigInt, _>(max_accounts)
    .load(conn)?;
    Ok(pairs.into_iter().map(|pair| (pair.user, pair.other)).collect())
}

/// Deletes browsers by which nobody signed in since `before`; returns their number.
pub(super) fn delete_browsers_before(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(browsers::table.filter(browsers::seen_at.lt(before))).execute(conn)?)
}
