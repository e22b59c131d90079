//! Seals, and what a bundle tells beside the messages, in Postgres.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Binary, Nullable, Timestamptz, Uuid as SqlUuid};

use super::bundle::{About, DealLine, HeldLine, MoveLine, OfferLine, Who};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::schema::{
    deals, keys, listings, messages, moves, negotiations, offers, seals, users,
};
use crate::chat::rooms::RoomRow;

/// A seal's row.
#[derive(Debug, Clone, Queryable, Selectable, QueryableByName, Insertable)]
#[diesel(table_name = seals)]
pub struct SealRow {
    /// The room.
    pub room_id: RoomId,
    /// The place.
    pub seq: i64,
    /// The link there.
    pub chain: Vec<u8>,
    /// Over all the others.
    pub signature: Vec<u8>,
    /// When.
    pub at: Timestamp,
}

/// A window of rooms, and the heads in it that want a seal.
pub(super) struct Window {
    /// Room, place and link.
    pub due: Vec<(RoomId, i64, Vec<u8>)>,
    /// Where the next window begins; none after the last.
    pub last: Option<RoomId>,
}

/// Looks at `size` rooms after one, by id: which of them moved on since their last seal, which is from before `before`.
pub(super) fn unsealed(
    conn: &mut Conn,
    after: RoomId,
    size: i64,
    before: Timestamp,
) -> AppResult<Window> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlUuid)]
        last: RoomId,
        #[diesel(sql_type = Nullable<SqlUuid>)]
        id: Option<RoomId>,
        #[diesel(sql_type = Nullable<BigInt>)]
        seq: Option<i64>,
        #[diesel(sql_type = Nullable<Binary>)]
        chain: Option<Vec<u8>>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "with w as materialized (select id, last_seq, chain from rooms where id > $1 order by id limit $2), \
         due as (select w.id, w.last_seq as seq, w.chain from w \
           left join lateral (select seq, at from seals where room_id = w.id order by seq desc limit 1) s on true \
           where w.last_seq > coalesce(s.seq, 0) and (s.at is null or s.at <= $3)) \
         select l.id as last, due.id, due.seq, due.chain \
         from (select id from w order by id desc limit 1) l left join due on true",
    )
    .bind::<SqlUuid, _>(after)
    .bind::<BigInt, _>(size)
    .bind::<Timestamptz, _>(before)
    .load(conn)?;
    let last = rows.first().map(|row| row.last);
    let due = rows.into_iter().filter_map(|row| Some((row.id?, row.seq?, row.chain?))).collect();
    Ok(Window { due, last })
}

/// Keeps seals; one that another node was quicker with stays.
pub(super) fn keep(conn: &mut Conn, made: &[SealRow]) -> AppResult<usize> {
    let (rooms, seqs): (Vec<RoomId>, Vec<i64>) =
        made.iter().map(|seal| (seal.room_id, seal.seq)).unzip();
    let (chains, signatures): (Vec<&[u8]>, Vec<&[u8]>) =
        made.iter().map(|seal| (seal.chain.as_slice(), seal.signature.as_slice())).unzip();
    let ats: Vec<Timestamp> = made.iter().map(|seal| seal.at).collect();
    Ok(diesel::sql_query(
        "insert into seals (room_id, seq, chain, signature, at) \
         select * from unnest($1, $2, $3, $4, $5) on conflict do nothing",
    )
    .bind::<Array<SqlUuid>, _>(rooms)
    .bind::<Array<BigInt>, _>(seqs)
    .bind::<Array<Binary>, _>(chains)
    .bind::<Array<Binary>, _>(signatures)
    .bind::<Array<Timestamptz>, _>(ats)
    .execute(conn)?)
}

/// Seals after a place in the order of rooms and places.
pub fn seals_after(conn: &mut Conn, after: (RoomId, i64), limit: i64) -> AppResult<Vec<SealRow>> {
    Ok(diesel::sql_query(
        "select * from seals where (room_id, seq) > ($1, $2) order by room_id, seq limit $3",
    )
    .bind::<SqlUuid, _>(after.0)
    .bind::<BigInt, _>(after.1)
    .bind::<BigInt, _>(limit)
    .load(conn)?)
}

pub(super) fn seals_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<SealRow>> {
    Ok(seals::table
        .filter(seals::room_id.eq(room))
        .order(seals::seq)
        .select(SealRow::as_select())
        .load(conn)?)
}

pub(super) fn about(conn: &mut Conn, room: &RoomRow) -> AppResult<About> {
    let title = listings::table.find(room.listing_id).select(listings::title).first(conn)?;
    let mut who = |id: UserId| -> AppResult<Who> {
        let handle: Option<String> =
            users::table.find(id).select(users::handle).first(conn).optional()?;
        Ok(Who { id, handle: handle.ok_or(AppError::NotFound)? })
    };
    Ok(About {
        id: room.id,
        listing: room.listing_id,
        buyer: who(room.buyer_id)?,
        seller: who(room.seller_id)?,
        title,
    })
}

pub(super) fn offers_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<OfferLine>> {
    type Words = (String, Vec<ListingId>, String, String);
    type Times = (Timestamp, Timestamp, Option<Timestamp>);
    let rows: Vec<(OfferId, String, i64, Words, bool, Times)> = offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(negotiations::room_id.eq(room))
        .order((offers::created_at, offers::id))
        .select((
            offers::id,
            offers::by,
            offers::amount,
            (offers::note, offers::items, offers::reason, offers::status),
            offers::live,
            (offers::created_at, offers::expires_at, offers::settled_at),
        ))
        .load(conn)?;
    let line = |(id, by, amount, words, live, times): (_, _, _, Words, _, Times)| {
        let (note, items, reason, status) = words;
        let (created_at, expires_at, settled_at) = times;
        OfferLine {
            id,
            by,
            amount,
            note,
            items,
            reason,
            status,
            live,
            created_at,
            expires_at,
            settled_at,
        }
    };
    Ok(rows.into_iter().map(line).collect())
}

pub(super) fn moves_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<MoveLine>> {
    type Row = (uuid::Uuid, String, String, uuid::Uuid, i32, Timestamp);
    let rows: Vec<Row> = moves::table
        .inner_join(negotiations::table.on(negotiations::id.eq(moves::negotiation_id)))
        .filter(negotiations::room_id.eq(room))
        .order((moves::version, moves::at))
        .select((moves::id, moves::by, moves::kind, moves::offer_id, moves::version, moves::at))
        .load(conn)?;
    let line = |(id, by, kind, offer, version, at): Row| MoveLine {
        offer: crate::base::ids::OfferId(offer),
        id,
        by,
        kind,
        version,
        at,
    };
    Ok(rows.into_iter().map(line).collect())
}

pub(super) fn deals_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<DealLine>> {
    use crate::trade::deals::Deal;
    let rows: Vec<Deal> = deals::table
        .filter(deals::room_id.eq(room))
        .order(deals::created_at)
        .select(Deal::as_select())
        .load(conn)?;
    let ids: Vec<_> = rows.iter().map(|deal| deal.id).collect();
    let held = crate::trade::deals::items_of(conn, &ids)?;
    let line = |deal: Deal| DealLine {
        items: held
            .iter()
            .filter(|item| item.deal_id == deal.id)
            .map(|item| HeldLine {
                listing: item.listing_id,
                side: item.side.word().to_owned(),
                terms: item.terms.clone(),
            })
            .collect(),
        id: deal.id,
        code: deal.code,
        offer: deal.offer_id,
        mode: deal.mode.word().to_owned(),
        amount: deal.amount,
        status: deal.state.status.word().to_owned(),
        cancelled_by: deal.state.cancelled_by.map(|party| party.word().to_owned()),
        cancel_reason: deal.state.cancel_reason,
        created_at: deal.created_at,
        updated_at: deal.updated_at,
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Erases the few words a person put beside offers, and those they declined with.
pub(super) fn erase_notes_of(conn: &mut Conn, user: UserId) -> AppResult<usize> {
    let reasons = diesel::sql_query(
        "update offers set reason = '' from negotiations n where n.id = offers.negotiation_id and offers.reason <> '' \
         and n.room_id in (select id from rooms where buyer_id = $1 or seller_id = $1) \
         and case offers.by when 'buyer' then n.seller_id else n.buyer_id end = $1",
    )
    .bind::<SqlUuid, _>(user)
    .execute(conn)?;
    let notes = diesel::sql_query(
        "update offers set note = '' from negotiations n where n.id = offers.negotiation_id and offers.note <> '' \
         and n.room_id in (select id from rooms where buyer_id = $1 or seller_id = $1) \
         and case offers.by when 'buyer' then n.buyer_id else n.seller_id end = $1",
    )
    .bind::<SqlUuid, _>(user)
    .execute(conn)?;
    Ok(reasons + notes)
}

/// Lets statements of this connection take their time.
pub(super) fn be_patient(conn: &mut Conn) -> AppResult<()> {
    diesel::sql_query("set statement_timeout = '10min'").execute(conn)?;
    Ok(())
}

/// Takes the lock of a rotation until the connection closes; false when somebody has it.
pub(super) fn lock_rotation(conn: &mut Conn) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>("pg_try_advisory_lock(7413822)"))
        .get_result(conn)?)
}

/// Whether rows are left that are older than sealing.
pub(super) fn any_plain(conn: &mut Conn) -> AppResult<bool> {
    let plain = messages::table.filter(messages::key_id.eq(crate::base::encryption::PLAIN));
    Ok(diesel::select(diesel::dsl::exists(plain)).get_result(conn)?)
}

/// The keys, the oldest first, and since when each is used.
pub(super) fn keys(conn: &mut Conn) -> AppResult<Vec<(i16, Timestamp)>> {
    Ok(keys::table.order(keys::id).select((keys::id, keys::usable_from)).load(conn)?)
}
