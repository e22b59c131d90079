//! Checks that one SQL statement can make. Each query returns a sentence for every finding.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::check::{Check, NAMED};
use crate::base::db::{Conn, Db};
use crate::base::error::AppResult;

pub(super) struct Fact {
    /// The check's name.
    pub what: &'static str,
    /// What holds when there is no finding.
    pub fine: &'static str,
    /// Selects the column `finding`.
    pub sql: &'static str,
}

pub(super) const FACTS: &[Fact] = &[
    Fact {
        what: "places",
        fine: "every room counts its messages without hole or double",
        sql: "select format('room %s: its row counts %s, there are %s messages, the last at %s', \
                r.id, r.last_seq, coalesce(m.n, 0), coalesce(m.top, 0)) as finding \
              from rooms r left join (select room_id, count(*) as n, max(seq) as top from messages group by room_id) m \
                on m.room_id = r.id \
              where r.last_seq <> coalesce(m.n, 0) or r.last_seq <> coalesce(m.top, 0)",
    },
    Fact {
        what: "heads",
        fine: "every room's row holds the link of its last message",
        sql: "select format('room %s: the head on its row is not the link of message %s', r.id, r.last_seq) as finding \
              from rooms r left join messages m on m.room_id = r.id and m.seq = r.last_seq \
              where r.chain <> coalesce(m.chain, ''::bytea)",
    },
    Fact {
        what: "read marks",
        fine: "nobody has read further than the end",
        sql: "select format('room %s: read to %s and %s of %s', id, buyer_read, seller_read, last_seq) as finding \
              from rooms where least(buyer_read, seller_read) < 0 or greatest(buyer_read, seller_read) > last_seq",
    },
    Fact {
        what: "members",
        fine: "every message lies in a room and is by one of its two members, or by the system",
        sql: "select case when r.id is null then format('message %s of room %s: there is no such room', m.seq, m.room_id) \
                else format('message %s of room %s: its sender is no member', m.seq, m.room_id) end as finding \
              from messages m left join rooms r on r.id = m.room_id \
              where r.id is null or m.sender_id not in (r.buyer_id, r.seller_id) \
                or (m.sender_id is null) <> (m.kind = 'system')",
    },
    Fact {
        what: "rooms",
        fine: "rooms and bargains name the seller, the buyer and the listing alike",
        sql: "select format('room %s: its seller is not the seller of listing %s', r.id, l.id) as finding \
              from rooms r join listings l on l.id = r.listing_id where l.seller_id <> r.seller_id \
              union all select format('room %s: its bargain names others', r.id) \
              from rooms r join negotiations n on n.room_id = r.id \
              where (n.listing_id, n.buyer_id, n.seller_id) <> (r.listing_id, r.buyer_id, r.seller_id)",
    },
    Fact {
        what: "offers",
        fine: "every offer has its message, every offer's message its offer",
        sql: "select format('offer %s: it names another listing than its bargain', o.id) as finding \
              from offers o join negotiations n on n.id = o.negotiation_id where o.listing_id <> n.listing_id \
              union all select case when o.id is null then format('message %s of room %s: there is no such offer', m.seq, m.room_id) \
                else format('offer %s: no message of room %s tells of it', o.id, o.room_id) end \
              from (select o.id, n.room_id, case o.by when 'buyer' then n.buyer_id else n.seller_id end as maker \
                    from offers o join negotiations n on n.id = o.negotiation_id) o \
              full join (select * from messages where kind = 'offer') m \
                on m.offer_id = o.id and m.room_id = o.room_id and m.sender_id = o.maker \
              where o.id is null or m.id is null",
    },
    Fact {
        what: "deals",
        fine: "accepted offers and live deals belong together one to one",
        sql: "select case when d.id is null then format('offer %s: it is accepted and has no live deal', o.id) \
                when o.id is null then format('deal %s: no accepted offer belongs to it', d.code) \
                else format('deal %s: it does not say what its offer and its room say', d.code) end as finding \
              from (select o.id, o.amount, n.room_id, n.listing_id, n.buyer_id, n.seller_id \
                    from offers o join negotiations n on n.id = o.negotiation_id \
                    where o.status = 'accepted' and o.live) o \
              full join (select * from deals where status <> 'cancelled' and (opening <> 'asked' or agreed_at is not null)) d \
              on d.offer_id = o.id \
              where o.id is null or d.id is null or (d.amount, d.room_id, d.listing_id, d.buyer_id, d.seller_id) \
                <> (o.amount, o.room_id, o.listing_id, o.buyer_id, o.seller_id)",
    },
    Fact {
        what: "held",
        fine: "a thing is reserved exactly while one live deal holds it",
        sql: "select case when i.listing_id is null then format('listing %s: it is reserved and no deal holds it', l.id) \
                else format('listing %s: deal %s holds it and it is %s', i.listing_id, i.deal_id, l.status) end as finding \
              from (select * from deal_items where live) i \
              full join (select * from listings where status in ('reserved', 'sold')) l on l.id = i.listing_id \
              where (i.listing_id is null and l.status = 'reserved') or l.id is null \
              union all select format('deal %s: it is %s and holds %s', d.code, d.status, i.listing_id) \
              from deal_items i join deals d on d.id = i.deal_id \
              where i.live = (d.status = 'cancelled' or (d.opening = 'asked' and d.agreed_at is null))",
    },
    Fact {
        what: "sheets",
        fine: "every deal sheet is as it was recorded, in both languages, and their numbers have no gaps",
        sql: "select format('deal %s: sheet %s is not what was recorded', d.code, s.number) as finding \
              from deal_sheets s join deals d on d.id = s.deal_id \
              where sha256(convert_to(s.sheet_id, 'UTF8')) <> s.digest \
                or position(encode(sha256(convert_to(s.sheet_en, 'UTF8')), 'hex') in s.sheet_id) = 0 \
              union all select format('deal %s: it has %s sheets, the last is number %s', d.code, count(*), max(s.number)) \
              from deal_sheets s join deals d on d.id = s.deal_id group by d.id, d.code having count(*) <> max(s.number)",
    },
    Fact {
        what: "outbox",
        fine: "no event has waited for longer than 30 seconds for its fan-out",
        sql: "select format('event %s (%s) has waited since %s', id, topic, created_at) as finding \
              from outbox where created_at < clock_timestamp() - interval '30 seconds'",
    },
    Fact {
        what: "deliveries",
        fine: "no subscriber is more than 30 seconds behind",
        sql: "select format('subscriber %s: %s deliveries wait, the oldest since %s, last error: %s', \
                subscriber, count(*), min(created_at), coalesce((array_agg(last_error order by event_id) \
                    filter (where last_error is not null))[1], 'none')) as finding \
              from deliveries group by subscriber having min(created_at) < clock_timestamp() - interval '30 seconds'",
    },
    Fact {
        what: "jobs",
        fine: "no job has given up",
        sql: "select format('job %s (%s) gave up at %s after %s attempts: %s', id, kind, died_at, attempts, last_error) as finding \
              from jobs where died_at is not null",
    },
    Fact {
        what: "keys",
        fine: "every key that seals words is there",
        sql: "select format('key %s: it is gone, and %s messages are sealed with it', m.key_id, m.n) as finding \
              from (select key_id, count(*) as n from messages where key_id is not null group by key_id) m \
              where m.key_id <> 0 and not exists (select 1 from keys where id = m.key_id)",
    },
    Fact {
        what: "seals",
        fine: "every sealed link is the link at its place",
        sql: "select format('room %s: the link of message %s is not what was sealed at %s', s.room_id, s.seq, s.at) as finding \
              from seals s left join messages m on m.room_id = s.room_id and m.seq = s.seq \
              where m.chain is distinct from s.chain",
    },
];

#[derive(QueryableByName)]
struct FindingRow {
    #[diesel(sql_type = Text)]
    finding: String,
    /// The number of all findings, also of those that were not selected.
    #[diesel(sql_type = BigInt)]
    total: i64,
}

/// Runs every one of them.
pub(super) fn check_all(conn: &mut Conn, facts: &[Fact]) -> AppResult<Vec<Check>> {
    facts.iter().map(|fact| check(conn, fact)).collect()
}

fn check(conn: &mut Conn, fact: &Fact) -> AppResult<Check> {
    let sql = format!(
        "select finding, count(*) over () as total from ({}) f order by finding limit {NAMED}",
        fact.sql
    );
    let rows: Vec<FindingRow> = diesel::sql_query(sql).load(conn)?;
    let count = rows.first().map_or(0, |row| usize::try_from(row.total).unwrap_or(usize::MAX));
    let first = rows.into_iter().map(|row| row.finding).collect();
    Ok(Check::of(fact.what, fact.fine, count, first))
}

/// A connection whose statements may read every row: their time limit is ten minutes.
pub(super) fn connect(db: &Db) -> AppResult<Conn> {
    let mut conn = db.dedicated_connection(Duration::from_secs(3))?;
    diesel::sql_query("set statement_timeout = '10min'").execute(&mut conn)?;
    Ok(conn)
}

/// Runs `work` in one snapshot: it sees what was committed when it began.
pub(super) fn in_snapshot<T>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> AppResult<T>,
) -> AppResult<T> {
    conn.build_transaction().read_only().repeatable_read().run(work)
}
