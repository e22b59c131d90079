//! Who is about: a lease of their node, so that a node that dies takes nobody's presence with it for long. Told only
//! when somebody comes or goes.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Integer, Uuid as SqlUuid};
use uuid::Uuid;

use super::hub::{About, Hub};
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;
use crate::base::ids::UserId;

/// The lease is renewed this often; it holds three times as long.
const RENEW: Duration = Duration::from_secs(10);

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

/// A node's book of who is about on it.
pub struct Book {
    node: Uuid,
    renewed: Option<Instant>,
    /// The last writing failed: who came and went since is not known.
    missed: bool,
}

impl Book {
    /// The book of a node.
    pub fn new(node: Uuid) -> Self {
        Self { node, renewed: None, missed: false }
    }

    /// Writes down who came and went since the last time; answers whose presence changed for everybody.
    pub async fn write(&mut self, db: &Db, hub: &Hub) -> AppResult<Vec<(UserId, bool)>> {
        let due = self.missed || self.renewed.is_none_or(|at| at.elapsed() > RENEW);
        let changed = hub.take_changed();
        if changed.is_empty() && !due {
            return Ok(Vec::new());
        }
        let (node, missed, everybody) = (self.node, self.missed, due.then(|| hub.everybody()));
        let told = db
            .transaction(move |conn| {
                let mut about = changed.clone();
                let mut ids: HashSet<UserId> = about.iter().map(|person| person.user).collect();
                if let Some(everybody) = &everybody
                    && (renew(conn, node)? || missed)
                {
                    // The lease had run out, or Postgres lost it: all of it is written again.
                    about.extend(everybody.iter().filter(|person| ids.insert(person.user)));
                }
                let ids: Vec<UserId> = ids.into_iter().collect();
                let before: HashSet<UserId> = online_among(conn, &ids)?.into_iter().collect();
                store(conn, node, &about)?;
                let mut gone = if everybody.is_some() { sweep(conn)? } else { Vec::new() };
                gone.extend(&ids);
                let after: HashSet<UserId> = online_among(conn, &gone)?.into_iter().collect();
                gone.sort();
                gone.dedup();
                let was = |id: &UserId| before.contains(id) || !ids.contains(id);
                Ok(gone
                    .into_iter()
                    .filter(|id| was(id) != after.contains(id))
                    .map(|id| (id, after.contains(&id)))
                    .collect())
            })
            .await;
        match told {
            Ok(told) => {
                self.missed = false;
                if due {
                    self.renewed = Some(Instant::now());
                }
                Ok(told)
            }
            Err(err) => {
                self.missed = true;
                Err(err)
            }
        }
    }
}

/// Renews the node's lease; true when it has to be filled anew.
fn renew(conn: &mut Conn, node: Uuid) -> AppResult<bool> {
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

fn store(conn: &mut Conn, node: Uuid, about: &[About]) -> AppResult<()> {
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
fn sweep(conn: &mut Conn) -> AppResult<Vec<UserId>> {
    let rows: Vec<Person> = diesel::sql_query(
        "with dead as (select id from nodes where until < now() order by id for update skip locked), \
         gone as (delete from presence using dead where node = dead.id returning user_id), \
         forgotten as (delete from nodes using dead where nodes.id = dead.id) \
         select distinct user_id from gone",
    )
    .load(conn)?;
    Ok(rows.into_iter().map(|row| row.user_id).collect())
}
