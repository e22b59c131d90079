//! The yardstick's table: places without holes, and nothing twice under the same id.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::Said;

diesel::table! {
    yardstick_relay (room, seq) {
        room -> Uuid,
        seq -> BigInt,
        id -> Uuid,
        sender -> Uuid,
        body -> Text,
        at -> Timestamptz,
    }
}

const TABLE: &str = "create table if not exists yardstick_relay (room uuid not null, seq bigint not null, \
    id uuid not null, sender uuid not null, body text not null, at timestamptz not null, \
    primary key (room, seq), unique (id, room, sender))";

pub struct Store {
    conn: PgConnection,
    /// The last place of each room.
    pub heads: HashMap<Uuid, i64>,
}

/// Place and time of what was said: by its id, room and sender.
type Known = HashMap<(Uuid, Uuid, Uuid), (i64, DateTime<Utc>)>;

impl Store {
    pub fn open(url: &str) -> Self {
        use self::yardstick_relay::dsl::{room, seq, yardstick_relay};
        let mut conn = PgConnection::establish(url).unwrap();
        diesel::sql_query(TABLE).execute(&mut conn).unwrap();
        let heads = yardstick_relay.group_by(room).select((room, max(seq).assume_not_null()));
        let heads = heads.load(&mut conn).unwrap().into_iter().collect();
        Self { conn, heads }
    }

    /// Gives each its place and writes them, in one transaction.
    pub fn commit(&mut self, batch: &mut [Said]) -> QueryResult<usize> {
        self.count(batch, Known::new());
        match self.insert(batch) {
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                // Something was said in an earlier batch: it keeps its place, the others move up.
                for said in batch.iter().rev() {
                    self.heads.insert(said.room, said.seq - 1);
                }
                let known = self.known(batch)?;
                self.count(batch, known);
                self.insert(batch)
            }
            done => done,
        }
    }

    /// A place for each; those that are known, or come twice, keep theirs.
    fn count(&mut self, batch: &mut [Said], mut known: Known) {
        let now = Utc::now().trunc_subsecs(6);
        for said in batch {
            let head = self.heads.entry(said.room).or_default();
            let once = (said.id, said.room, said.line.person);
            (said.seq, said.at) = *known.entry(once).or_insert((*head + 1, now));
            said.again = said.seq <= *head;
            *head = said.seq.max(*head);
        }
    }

    /// What of these was said before.
    fn known(&mut self, batch: &[Said]) -> QueryResult<Known> {
        use self::yardstick_relay::dsl::{at, id, room, sender, seq, yardstick_relay};
        let ids = batch.iter().map(|said| said.id);
        let rows = yardstick_relay.filter(id.eq_any(ids)).select(((id, room, sender), (seq, at)));
        Ok(rows.load(&mut self.conn)?.into_iter().collect())
    }

    fn insert(&mut self, batch: &[Said]) -> QueryResult<usize> {
        let new: Vec<&Said> = batch.iter().filter(|said| !said.again).collect();
        let Some(first) = new.first() else { return Ok(0) };
        diesel::sql_query(
            "insert into yardstick_relay (room, seq, id, sender, body, at) \
             select said.*, $6 from unnest($1, $2, $3, $4, $5) said",
        )
        .bind::<Array<SqlUuid>, _>(new.iter().map(|said| said.room).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(new.iter().map(|said| said.seq).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(new.iter().map(|said| said.id).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(new.iter().map(|said| said.line.person).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(new.iter().map(|said| said.text.as_str()).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(first.at)
        .execute(&mut self.conn)
    }
}
