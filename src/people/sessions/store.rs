//! Sessions in Postgres.

use diesel::prelude::*;

use super::model::SessionRow;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{SessionId, UserId};
use crate::base::schema::{browsers, regions, sessions, users};
use crate::web::{Person, Via};

pub(super) struct Fresh<'a> {
    pub id: SessionId,
    pub user: UserId,
    pub via: Via,
    pub token_hash: Option<Vec<u8>>,
    pub device: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

pub(super) fn insert(conn: &mut Conn, fresh: &Fresh<'_>) -> AppResult<()> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::id.eq(fresh.id),
            sessions::user_id.eq(fresh.user),
            sessions::kind.eq(fresh.via),
            sessions::token_hash.eq(&fresh.token_hash),
            sessions::device.eq(fresh.device),
            sessions::created_at.eq(fresh.now),
            sessions::last_used_at.eq(fresh.now),
            sessions::expires_at.eq(fresh.expires_at),
        ))
        .execute(conn)?;
    Ok(())
}

/// What proves a session.
pub(super) enum Proof {
    Cookie(Vec<u8>),
    Bearer(SessionId),
}

type Found = (SessionId, Via, Timestamp, Person, Option<String>);

/// The live session of a proof, with its person and the label of their place.
pub(super) fn find(conn: &mut Conn, proof: &Proof, now: Timestamp) -> AppResult<Option<Found>> {
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
    let query = match proof {
        Proof::Cookie(hash) => query
            .filter(sessions::token_hash.eq(hash.clone()))
            .filter(sessions::kind.eq(Via::Cookie)),
        Proof::Bearer(id) => {
            query.filter(sessions::id.eq(*id)).filter(sessions::kind.eq(Via::Bearer))
        }
    };
    Ok(query.first(conn).optional()?)
}

/// Whether a session still holds.
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

/// Notes that sessions and their people were about; at most once a minute each.
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

/// A person's live sessions, the latest used first.
pub fn live_of_user(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<SessionRow>> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_used_at.desc())
        .select(SessionRow::as_select())
        .load(conn)?)
}

/// Ends sessions of a person: one, or all but one. Returns those that ended.
pub(super) fn revoke(
    conn: &mut Conn,
    user: UserId,
    only: Option<SessionId>,
    but: Option<SessionId>,
    now: Timestamp,
) -> AppResult<Vec<SessionId>> {
    let ids: Vec<SessionId> = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::revoked_at.is_null())
        .select(sessions::id)
        .load(conn)?;
    let ended: Vec<SessionId> = ids
        .into_iter()
        .filter(|id| only.is_none_or(|one| one == *id) && but != Some(*id))
        .collect();
    diesel::update(sessions::table.filter(sessions::id.eq_any(&ended)))
        .set(sessions::revoked_at.eq(now))
        .execute(conn)?;
    Ok(ended)
}

/// Deletes sessions that ended more than `keep` ago.
pub(super) fn sweep(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(
        sessions::table.filter(sessions::expires_at.lt(before).or(sessions::revoked_at.lt(before))),
    )
    .execute(conn)?)
}

/// Which of these sessions still hold.
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

/// Which of these sessions belong to people who are kept out.
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

pub(super) fn note_browser(
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

/// Who signed in since then by a browser that one of these people signed in by too, unless more than `crowd` people did;
/// each with the one they are linked to.
pub(super) fn linked(
    conn: &mut Conn,
    users: &[UserId],
    since: Timestamp,
    crowd: i64,
) -> AppResult<Vec<(UserId, UserId)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        mine: UserId,
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        user_id: UserId,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "select distinct mine.user_id as mine, b.user_id from browsers mine join browsers b using (token_hash) \
         where mine.user_id = any ($1) and mine.seen_at > $2 and b.seen_at > $2 \
           and (select count(*) from browsers c where c.token_hash = mine.token_hash and c.seen_at > $2) <= $3",
    )
    .bind::<diesel::sql_types::Array<diesel::sql_types::Uuid>, _>(users)
    .bind::<diesel::sql_types::Timestamptz, _>(since)
    .bind::<diesel::sql_types::BigInt, _>(crowd)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.mine, row.user_id)).collect())
}

/// Forgets browsers nobody signed in by since then.
pub(super) fn sweep_browsers(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    Ok(diesel::delete(browsers::table.filter(browsers::seen_at.lt(before))).execute(conn)?)
}
