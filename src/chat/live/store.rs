//! Presence in Postgres: nodes with a lease, and the people connected to them.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Uuid as SqlUuid};
use uuid::Uuid;

use super::hub::NodePresence;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

#[derive(QueryableByName)]
struct PersonRow {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
}

/// Those of these people who are online on any node whose lease holds.
pub fn online_among(conn: &mut Conn, users: &[UserId]) -> AppResult<Vec<UserId>> {
    let rows: Vec<PersonRow> = diesel::sql_query(
        "select distinct user_id from presence join nodes on nodes.id = node \
         where user_id = any($1) and visible and until > now()",
    )
    .bind::<Array<SqlUuid>, _>(users)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}

/// Renews the node's lease for 30 seconds; true when the lease is new, so that all presence has to be written again.
pub(super) fn renew_lease(conn: &mut Conn, node: Uuid) -> AppResult<bool> {
    #[derive(QueryableByName)]
    struct LeaseRow {
        #[diesel(sql_type = Bool)]
        is_new: bool,
    }
    let row: LeaseRow = diesel::sql_query(
        "insert into nodes (id, until) values ($1, now() + interval '30 seconds') \
         on conflict (id) do update set until = excluded.until returning xmax = 0 as is_new",
    )
    .bind::<SqlUuid, _>(node)
    .get_result(conn)?;
    Ok(row.is_new)
}

/// Writes the presence of these people on a node, and deletes that of those who have no socket there.
pub(super) fn write_presence(
    conn: &mut Conn,
    node: Uuid,
    people: &[NodePresence],
) -> AppResult<()> {
    let (connected, disconnected): (Vec<&NodePresence>, Vec<&NodePresence>) =
        people.iter().partition(|person| person.sockets > 0);
    if !connected.is_empty() {
        diesel::sql_query(
            "insert into presence (user_id, node, sockets, visible) \
             select u, $1, s, v from unnest($2, $3, $4) p(u, s, v) \
             where exists (select from nodes where id = $1) \
             on conflict (user_id, node) do update set sockets = excluded.sockets, visible = excluded.visible",
        )
        .bind::<SqlUuid, _>(node)
        .bind::<Array<SqlUuid>, _>(connected.iter().map(|p| p.user).collect::<Vec<_>>())
        .bind::<Array<Integer>, _>(connected.iter().map(|p| p.sockets).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(connected.iter().map(|p| p.visible).collect::<Vec<_>>())
        .execute(conn)?;
    }
    if !disconnected.is_empty() {
        diesel::sql_query("delete from presence where node = $1 and user_id = any($2)")
            .bind::<SqlUuid, _>(node)
            .bind::<Array<SqlUuid>, _>(disconnected.iter().map(|p| p.user).collect::<Vec<_>>())
            .execute(conn)?;
    }
    let all: Vec<UserId> = people.iter().map(|person| person.user).collect();
    diesel::sql_query("update users set last_seen_at = now() where id = any($1)")
        .bind::<Array<SqlUuid>, _>(all)
        .execute(conn)?;
    Ok(())
}

/// Deletes nodes whose lease ran out, with the presence on them; returns the people who were present there.
pub(super) fn delete_expired_nodes(conn: &mut Conn) -> AppResult<Vec<UserId>> {
    let rows: Vec<PersonRow> = diesel::sql_query(
        "with expired as (select id from nodes where until < now() order by id for update skip locked), \
         absent as (delete from presence using expired where node = expired.id returning user_id), \
         deleted as (delete from nodes using expired where nodes.id = expired.id) \
         select distinct user_id from absent",
    )
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}
