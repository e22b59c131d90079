//! The table of `relay`: sequence numbers without gaps, and no message twice under the same id.

use std::collections::HashMap;

use chrono::{DateTime, SubsecRound, Utc};
use diesel::dsl::max;
use diesel::prelude::*;
use diesel::result::{DatabaseErrorKind, Error};
use diesel::sql_types::{Array, BigInt, Text, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

use super::PendingMessage;

diesel::table! {
    baseline_relay (room, seq) {
        room -> Uuid,
        seq -> BigInt,
        id -> Uuid,
        sender -> Uuid,
        body -> Text,
        at -> Timestamptz,
    }
}

const TABLE: &str = "create table if not exists baseline_relay (room uuid not null, seq bigint not null, \
    id uuid not null, sender uuid not null, body text not null, at timestamptz not null, \
    primary key (room, seq), unique (id, room, sender))";

pub struct Store {
    conn: PgConnection,
    /// The last sequence number of each room.
    pub heads: HashMap<Uuid, i64>,
}

/// Sequence number and time of messages that were sent before, by id, room and sender.
type KnownMessages = HashMap<(Uuid, Uuid, Uuid), (i64, DateTime<Utc>)>;

impl Store {
    pub fn open(url: &str) -> Self {
        use self::baseline_relay::dsl::{baseline_relay, room, seq};
        let mut conn = PgConnection::establish(url).unwrap();
        diesel::sql_query(TABLE).execute(&mut conn).unwrap();
        let heads = baseline_relay.group_by(room).select((room, max(seq).assume_not_null()));
        let heads = heads.load(&mut conn).unwrap().into_iter().collect();
        Self { conn, heads }
    }

    /// Numbers the messages and inserts them, in one transaction.
    pub fn commit(&mut self, batch: &mut [PendingMessage]) -> QueryResult<usize> {
        self.number(batch, KnownMessages::new());
        match self.insert(batch) {
            Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
                // A message of an earlier batch was sent again: it keeps its number, the others are numbered anew.
                for message in batch.iter().rev() {
                    self.heads.insert(message.room, message.seq - 1);
                }
                let known = self.known(batch)?;
                self.number(batch, known);
                self.insert(batch)
            }
            done => done,
        }
    }

    /// Numbers the messages; those that are known, or in the batch twice, keep their first number.
    fn number(&mut self, batch: &mut [PendingMessage], mut known: KnownMessages) {
        let now = Utc::now().trunc_subsecs(6);
        for message in batch {
            let head = self.heads.entry(message.room).or_default();
            let key = (message.id, message.room, message.connection.person);
            (message.seq, message.at) = *known.entry(key).or_insert((*head + 1, now));
            message.is_repeat = message.seq <= *head;
            *head = message.seq.max(*head);
        }
    }

    /// Those of these messages that were sent before.
    fn known(&mut self, batch: &[PendingMessage]) -> QueryResult<KnownMessages> {
        use self::baseline_relay::dsl::{at, baseline_relay, id, room, sender, seq};
        let ids = batch.iter().map(|message| message.id);
        let rows = baseline_relay.filter(id.eq_any(ids)).select(((id, room, sender), (seq, at)));
        Ok(rows.load(&mut self.conn)?.into_iter().collect())
    }

    fn insert(&mut self, batch: &[PendingMessage]) -> QueryResult<usize> {
        let new: Vec<&PendingMessage> = batch.iter().filter(|message| !message.is_repeat).collect();
        let Some(first) = new.first() else { return Ok(0) };
        diesel::sql_query(
            "insert into baseline_relay (room, seq, id, sender, body, at) \
             select m.*, $6 from unnest($1, $2, $3, $4, $5) m",
        )
        .bind::<Array<SqlUuid>, _>(new.iter().map(|m| m.room).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(new.iter().map(|m| m.seq).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(new.iter().map(|m| m.id).collect::<Vec<_>>())
        .bind::<Array<SqlUuid>, _>(new.iter().map(|m| m.connection.person).collect::<Vec<_>>())
        .bind::<Array<Text>, _>(new.iter().map(|m| m.text.as_str()).collect::<Vec<_>>())
        .bind::<Timestamptz, _>(first.at)
        .execute(&mut self.conn)
    }
}
