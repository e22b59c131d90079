//! Seals, and the rooms that need one.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Timestamptz, Uuid as SqlUuid};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::base::schema::seals;
use crate::chat::rooms::reencryption::MessagePosition;

/// The seal of a message.
#[derive(Debug, Clone, Queryable, Selectable, QueryableByName, Insertable)]
#[diesel(table_name = seals)]
pub struct SealRow {
    pub room_id: RoomId,
    /// The message's sequence number.
    pub seq: i64,
    /// The message's hash.
    pub chain: Vec<u8>,
    /// Ed25519 over the other fields.
    pub signature: Vec<u8>,
    /// The time of the signature.
    pub at: Timestamp,
}

/// A page of rooms.
pub(in super::super) struct RoomPage {
    /// The newest hashes of the rooms that need a seal.
    pub heads: Vec<Head>,
    /// The last room of the page, after which the next one begins; `None` behind the last page.
    pub last: Option<RoomId>,
}

/// The newest message of a room.
pub(in super::super) struct Head {
    pub room: RoomId,
    pub seq: i64,
    /// The message's hash.
    pub chain: Vec<u8>,
}

/// Reads up to `limit` rooms after one, in the order of their ids, and returns those with new messages since their last
/// seal, if that is from `last_seal_before` or earlier.
pub(in super::super) fn unsealed_rooms(
    conn: &mut Conn,
    after: RoomId,
    limit: i64,
    last_seal_before: Timestamp,
) -> AppResult<RoomPage> {
    #[derive(QueryableByName)]
    struct HeadRow {
        #[diesel(sql_type = SqlUuid)]
        last: RoomId,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        id: Option<RoomId>,
        #[diesel(sql_type = Nullable<BigInt>)]
        seq: Option<i64>,
        #[diesel(sql_type = Nullable<Binary>)]
        chain: Option<Vec<u8>>,
    }
    let rows: Vec<HeadRow> = diesel::sql_query(
        "with w as materialized (select id, last_seq, chain from rooms where id > $1 order by id limit $2), \
         due as (select w.id, w.last_seq as seq, w.chain from w \
           left join lateral (select seq, at from seals where room_id = w.id order by seq desc limit 1) s on true \
           where w.last_seq > coalesce(s.seq, 0) and (s.at is null or s.at <= $3)) \
         select l.id as last, due.id, due.seq, due.chain \
         from (select id from w order by id desc limit 1) l left join due on true",
    )
    .bind::<SqlUuid, _>(after)
    .bind::<BigInt, _>(limit)
    .bind::<Timestamptz, _>(last_seal_before)
    .load(conn)?;
    let last = rows.first().map(|row| row.last);
    let heads = rows
        .into_iter()
        .filter_map(|row| Some(Head { room: row.id?, seq: row.seq?, chain: row.chain? }))
        .collect();
    Ok(RoomPage { heads, last })
}

/// Inserts seals and returns their number; a seal that another node inserted first stays.
pub(in super::super) fn insert_seals(conn: &mut Conn, seals: &[SealRow]) -> AppResult<usize> {
    let (rooms, seqs): (Vec<RoomId>, Vec<i64>) =
        seals.iter().map(|seal| (seal.room_id, seal.seq)).unzip();
    let (chains, signatures): (Vec<&[u8]>, Vec<&[u8]>) =
        seals.iter().map(|seal| (seal.chain.as_slice(), seal.signature.as_slice())).unzip();
    let times: Vec<Timestamp> = seals.iter().map(|seal| seal.at).collect();
    Ok(diesel::sql_query(
        "insert into seals (room_id, seq, chain, signature, at) \
         select * from unnest($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind::<Array<SqlUuid>, _>(rooms)
    .bind::<Array<BigInt>, _>(seqs)
    .bind::<Array<Binary>, _>(chains)
    .bind::<Array<Binary>, _>(signatures)
    .bind::<Array<Timestamptz>, _>(times)
    .execute(conn)?)
}

/// Up to `limit` seals after a room and sequence number, in that order.
///
/// # Errors
/// The database's errors.
pub fn seals_after(conn: &mut Conn, after: MessagePosition, limit: i64) -> AppResult<Vec<SealRow>> {
    Ok(diesel::sql_query(
        "select * from seals where (room_id, seq) > ($1, $2) order by room_id, seq limit $3",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

/// Every seal of a room in order.
pub(in super::super) fn seals_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<SealRow>> {
    Ok(seals::table
        .filter(seals::room_id.eq(room))
        .order(seals::seq)
        .select(SealRow::as_select())
        .load(conn)?)
}
