//! The rows of deals and of their listings.

use std::collections::HashMap;

use diesel::prelude::*;

use super::super::machine::{Opening, Payment, Status};
use super::super::model::{Deal, DealItem};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::base::schema::{deal_items, deals, incidents};
use crate::config::Mode;
use crate::market::{Party, listings};

/// The parties are reminded so long before a deadline.
const REMINDER: chrono::Duration = chrono::Duration::hours(6);

pub(in super::super) fn insert(conn: &mut Conn, deal: &Deal) -> diesel::QueryResult<usize> {
    diesel::insert_into(deals::table).values(deal).execute(conn)
}

pub(in super::super) fn insert_items(
    conn: &mut Conn,
    items: &[DealItem],
) -> diesel::QueryResult<usize> {
    diesel::insert_into(deal_items::table).values(items).execute(conn)
}

/// The items of these deals; in each deal the listing that the negotiation was about comes first.
pub fn items_of(conn: &mut Conn, ids: &[DealId]) -> AppResult<Vec<DealItem>> {
    Ok(deal_items::table
        .inner_join(deals::table.on(deals::id.eq(deal_items::deal_id)))
        .filter(deal_items::deal_id.eq_any(ids))
        .order((
            deal_items::deal_id,
            deal_items::listing_id.ne(deals::listing_id),
            deal_items::side,
            deal_items::listing_id,
        ))
        .select(DealItem::as_select())
        .load(conn)?)
}

/// Marks every item of a deal as not reserved any more.
pub(in super::super) fn release_items(conn: &mut Conn, id: DealId) -> AppResult<()> {
    diesel::update(deal_items::table.filter(deal_items::deal_id.eq(id)))
        .set(deal_items::live.eq(false))
        .execute(conn)?;
    Ok(())
}

pub(in super::super) fn code_taken(conn: &mut Conn, code: &str) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(deals::table.filter(deals::code.eq(code))))
        .get_result(conn)?)
}

/// The deal with this id.
pub fn by_id(conn: &mut Conn, id: DealId) -> AppResult<Option<Deal>> {
    Ok(deals::table.find(id).select(Deal::as_select()).first(conn).optional()?)
}

/// The deal with this code.
pub fn by_code(conn: &mut Conn, code: &str) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::code.eq(code))
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

/// The deal with this id or code, in any case.
pub fn by_name(conn: &mut Conn, name: &str) -> AppResult<Option<Deal>> {
    match name.parse::<DealId>() {
        Ok(id) => by_id(conn, id),
        Err(_not_an_id) => by_code(conn, &name.to_uppercase()),
    }
}

/// The distinct rooms of these deals.
pub fn rooms_of(conn: &mut Conn, ids: &[DealId]) -> AppResult<Vec<RoomId>> {
    Ok(deals::table
        .filter(deals::id.eq_any(ids))
        .select(deals::room_id)
        .distinct()
        .order(deals::room_id)
        .load(conn)?)
}

/// The rooms of a person's deals that are not over, in the order of their ids.
///
/// # Errors
/// The database's errors.
pub fn open_rooms_of(conn: &mut Conn, user: UserId) -> AppResult<Vec<RoomId>> {
    Ok(deals::table
        .filter(deals::seller_id.eq(user).or(deals::buyer_id.eq(user)))
        .filter(deals::deadline_at.is_not_null())
        .select(deals::room_id)
        .distinct()
        .order(deals::room_id)
        .load(conn)?)
}

/// The newest deal of a room, without orders that nobody took: those are offers there.
pub fn by_room(conn: &mut Conn, room: RoomId) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::room_id.eq(room))
        .filter(deals::agreed_at.is_not_null().or(deals::opening.ne(Opening::Asked)))
        .order((deals::created_at.desc(), deals::id.desc()))
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

/// Locks the listings of a deal by id, then the deal: for what makes a move of it later in the transaction.
pub fn lock_with_listings(conn: &mut Conn, id: DealId) -> AppResult<Option<Deal>> {
    let ids: Vec<ListingId> = items_of(conn, &[id])?.iter().map(|item| item.listing_id).collect();
    listings::lock_many(conn, &ids)?;
    lock(conn, id)
}

pub(in super::super) fn lock(conn: &mut Conn, id: DealId) -> AppResult<Option<Deal>> {
    Ok(deals::table.find(id).select(Deal::as_select()).for_update().first(conn).optional()?)
}

/// Writes the state and the time of the change.
pub(in super::super) fn save(conn: &mut Conn, deal: &Deal) -> AppResult<()> {
    diesel::update(deals::table.find(deal.id))
        .set((&deal.state, deals::updated_at.eq(deal.updated_at)))
        .execute(conn)?;
    Ok(())
}

/// The number of free listings that each of these people received since `since`, without deals that were called off.
pub fn gifts_to(
    conn: &mut Conn,
    people: &[UserId],
    since: Timestamp,
) -> AppResult<HashMap<UserId, i64>> {
    let rows: Vec<(UserId, i64)> = deals::table
        .filter(deals::buyer_id.eq_any(people))
        .filter(deals::mode.eq(Mode::Free))
        .filter(deals::status.ne(Status::Cancelled))
        .filter(deals::agreed_at.is_not_null().or(deals::opening.ne(Opening::Asked)))
        .filter(deals::created_at.gt(since))
        .group_by(deals::buyer_id)
        .select((deals::buyer_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Whether one of these people, as the buyer, called a deal about a listing off since `since`.
pub fn called_off(
    conn: &mut Conn,
    listing: ListingId,
    people: &[UserId],
    since: Timestamp,
) -> AppResult<bool> {
    let off = deals::table
        .filter(deals::listing_id.eq(listing))
        .filter(deals::buyer_id.eq_any(people))
        .filter(deals::cancelled_by.eq(Party::Buyer))
        .filter(deals::agreed_at.is_not_null())
        .filter(deals::updated_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(off)).get_result(conn)?)
}

/// Up to `limit` deals whose deadline has passed, the longest overdue first; none while an incident is recorded.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<DealId>> {
    let incident = diesel::dsl::exists(incidents::table.filter(incidents::ended_at.is_null()));
    Ok(deals::table
        .filter(deals::deadline_at.le(now))
        .filter(deals::status.ne(Status::Disputed).or(deals::in_return))
        .filter(diesel::dsl::not(incident))
        .order(deals::deadline_at)
        .limit(limit)
        .select(deals::id)
        .load(conn)?)
}

/// Live deals whose parties are to be reminded of the deadline now, the most urgent first; up to `limit`. A deal that was
/// opened or changed less than the reminder's time before its deadline is not among them.
pub(in super::super) fn to_remind(
    conn: &mut Conn,
    now: Timestamp,
    limit: i64,
) -> AppResult<Vec<DealId>> {
    let long_enough = diesel::dsl::sql::<diesel::sql_types::Bool>(
        "deadline_at - deals.updated_at > interval '8 hours'",
    );
    Ok(deals::table
        .filter(deals::deadline_at.gt(now))
        .filter(deals::deadline_at.le(now + REMINDER))
        .filter(deals::status.ne(Status::Disputed).or(deals::in_return))
        .filter(deals::reminded_version.ne(deals::version))
        .filter(long_enough)
        .order(deals::deadline_at)
        .limit(limit)
        .select(deals::id)
        .load(conn)?)
}

/// Records that the parties are reminded of the present deadline; false when they were already.
pub(in super::super) fn mark_reminded(conn: &mut Conn, deal: &Deal) -> AppResult<bool> {
    let version = deal.state.version;
    let fresh = deals::table.find(deal.id).filter(deals::reminded_version.ne(version));
    Ok(diesel::update(fresh).set(deals::reminded_version.eq(version)).execute(conn)? > 0)
}

/// The live deal about a listing in which somebody is the buyer.
pub fn live_of(conn: &mut Conn, listing: ListingId, buyer: UserId) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::listing_id.eq(listing))
        .filter(deals::buyer_id.eq(buyer))
        .filter(deals::deadline_at.is_not_null())
        .order(deals::created_at.desc())
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

/// The codes of these deals.
pub fn codes_of(conn: &mut Conn, ids: &[DealId]) -> AppResult<HashMap<DealId, String>> {
    let rows: Vec<(DealId, String)> =
        deals::table.filter(deals::id.eq_any(ids)).select((deals::id, deals::code)).load(conn)?;
    Ok(rows.into_iter().collect())
}

/// What the provider holds for the deals in which a person sells, whole rupiah, after the fee that they bear.
pub fn held_for(conn: &mut Conn, seller: UserId) -> AppResult<i64> {
    let held: Vec<Deal> = deals::table
        .filter(deals::seller_id.eq(seller))
        .filter(deals::payment.eq(Payment::Escrow))
        .select(Deal::as_select())
        .load(conn)?;
    Ok(held.iter().map(Deal::for_seller).sum())
}

/// The pending order of an offer, locked.
pub(in super::super) fn asked_by_offer(conn: &mut Conn, offer: OfferId) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::offer_id.eq(offer))
        .filter(deals::opening.eq(Opening::Asked))
        .filter(deals::status.eq(Status::Pending))
        .select(Deal::as_select())
        .for_update()
        .first(conn)
        .optional()?)
}

/// Deletes the items of a pending order.
pub(in super::super) fn delete_items(conn: &mut Conn, id: DealId) -> AppResult<()> {
    diesel::delete(deal_items::table.filter(deal_items::deal_id.eq(id))).execute(conn)?;
    Ok(())
}

/// The deal or pending order of an offer.
pub fn by_offer(conn: &mut Conn, offer: OfferId) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::offer_id.eq(offer))
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

/// How many live deals somebody has as the buyer.
pub fn count_bought(conn: &mut Conn, buyer: UserId) -> AppResult<i64> {
    Ok(deals::table
        .filter(deals::buyer_id.eq(buyer))
        .filter(deals::deadline_at.is_not_null())
        .count()
        .get_result(conn)?)
}
