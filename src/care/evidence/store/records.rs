//! The records of a bundle beside the messages, and erasing a person's text in them.

use diesel::prelude::*;
use diesel::sql_types::Uuid as SqlUuid;

use super::super::records::{
    DealItemRecord, DealRecord, MemberRecord, MoveRecord, OfferRecord, RoomRecord,
};
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::schema::{deals, listings, moves, negotiations, offers, users};
use crate::chat::rooms::Room;
use crate::trade::deals::{Deal, items_of};

pub(in super::super) fn room_record(conn: &mut Conn, room: &Room) -> AppResult<RoomRecord> {
    let title = listings::table.find(room.listing_id).select(listings::title).first(conn)?;
    let mut member = |id: UserId| -> AppResult<MemberRecord> {
        let handle: Option<String> =
            users::table.find(id).select(users::handle).first(conn).optional()?;
        Ok(MemberRecord { id, handle: handle.ok_or(AppError::NotFound)? })
    };
    Ok(RoomRecord {
        id: room.id,
        listing: room.listing_id,
        buyer: member(room.buyer_id)?,
        seller: member(room.seller_id)?,
        title,
    })
}

/// The offers of a room, oldest first.
pub(in super::super) fn offers_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<OfferRecord>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(negotiations::room_id.eq(room))
        .order((offers::created_at, offers::id))
        .select(OfferRecord::as_select())
        .load(conn)?)
}

/// The moves of a room, oldest first.
pub(in super::super) fn moves_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<MoveRecord>> {
    Ok(moves::table
        .inner_join(negotiations::table.on(negotiations::id.eq(moves::negotiation_id)))
        .filter(negotiations::room_id.eq(room))
        .order((moves::version, moves::at))
        .select(MoveRecord::as_select())
        .load(conn)?)
}

/// The deals of a room with their items, oldest first.
pub(in super::super) fn deals_of(conn: &mut Conn, room: RoomId) -> AppResult<Vec<DealRecord>> {
    let rows: Vec<Deal> = deals::table
        .filter(deals::room_id.eq(room))
        .order(deals::created_at)
        .select(Deal::as_select())
        .load(conn)?;
    let ids: Vec<_> = rows.iter().map(|deal| deal.id).collect();
    let items = items_of(conn, &ids)?;
    let record = |deal: Deal| DealRecord {
        items: items
            .iter()
            .filter(|item| item.deal_id == deal.id)
            .map(|item| DealItemRecord {
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
    Ok(rows.into_iter().map(record).collect())
}

/// Erases the notes of a person's offers, and the reasons with which they declined the other party's offers. Returns the
/// number of rows changed.
pub(in super::super) fn erase_notes_of(conn: &mut Conn, user: UserId) -> AppResult<usize> {
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
