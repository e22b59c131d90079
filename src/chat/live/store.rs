//! Who is about, in Postgres: nodes with a lease, and the people on them.

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Uuid as SqlUuid};
use uuid::Uuid;

use super::hub::About;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

#[derive(QueryableByName)]
struct Person {
    #[diesel(sql_type = SqlUuid)]
    user_id: UserId,
}

/// Those of these people who are about on any node.
pub fn online_among(conn: &mut Conn, users: &[UserId]) -> AppResult<Vec<UserId>> {
    let rows: Vec<Person> = diesel::sql_query(
        "select distinct user_id from presence join nodes on nodes.id = node \
         where user_id = any($1) and visible and until > now()",
    )
    .bind::<Array<SqlUuid>, _>(users)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}

/// Renews the node's lease; true when it has to be filled anew.
pub(super) fn renew(conn: &mut Conn, node: Uuid) -> AppResult<bool> {
    #[derive(QueryableByName)]
    struct Made {
        #[diesel(sql_type = Bool)]
        fresh: bool,
    }
    let row: Made = diesel::sql_query(
        "insert into nodes (id, until) values ($1, now() + interval '30 seconds') \
         on conflict (id) do update set until = excluded.until returning xmax = 0 as fresh",
    )
    .bind::<SqlUuid, _>(node)
    .get_result(conn)?;
    Ok(row.fresh)
}

/// Writes down who is about on a node, and who is not any more.
pub(super) fn store(conn: &mut Conn, node: Uuid, about: &[About]) -> AppResult<()> {
    let (here, gone): (Vec<&About>, Vec<&About>) =
        about.iter().partition(|person| person.sockets > 0);
    if !here.is_empty() {
        diesel::sql_query(
            "insert into presence (user_id, node, sockets, visible) \
             select u, $1, s, v from unnest($2, $3, $4) p(u, s, v) \
             where exists (select from nodes where id = $1) \
             on conflict (user_id, node) do update set sockets = excluded.sockets, visible = excluded.visible",
        )
        .bind::<SqlUuid, _>(node)
        .bind::<Array<SqlUuid>, _>(here.iter().map(|p| p.user).collect::<Vec<_>>())
        .bind::<Array<Integer>, _>(here.iter().map(|p| p.sockets).collect::<Vec<_>>())
        .bind::<Array<Bool>, _>(here.iter().map(|p| p.visible).collect::<Vec<_>>())
        .execute(conn)?;
    }
    if !gone.is_empty() {
        diesel::sql_query("delete from presence where node = $1 and user_id = any($2)")
            .bind::<SqlUuid, _>(node)
            .bind::<Array<SqlUuid>, _>(gone.iter().map(|p| p.user).collect::<Vec<_>>())
            .execute(conn)?;
    }
    let all: Vec<UserId> = about.iter().map(|person| person.user).collect();
    diesel::sql_query("update users set last_seen_at = now() where id = any($1)")
        .bind::<Array<SqlUuid>, _>(all)
        .execute(conn)?;
    Ok(())
}

/// Forgets nodes whose lease ran out; answers who was said to be about on them.
pub(super) fn sweep(conn: &mut Conn) -> AppResult<Vec<UserId>> {
    let rows: Vec<Person> = diesel::sql_query(
        "with dead as (select id from nodes where until < now() order by id for update skip locked), \
         gone as (delete from presence using dead where node = dead.id returning user_id), \
         forgotten as (delete from nodes using dead where nodes.id = dead.id) \
         select distinct user_id from gone",
    )
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}
