//! Deals in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Deal, DealItem, Status};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{DealId, ListingId, RoomId, UserId};
use crate::base::schema::{deal_items, deals};
use crate::config::Mode;
use crate::market::Party;

pub(super) fn insert(conn: &mut Conn, deal: &Deal) -> diesel::QueryResult<usize> {
    diesel::insert_into(deals::table).values(deal).execute(conn)
}

pub(super) fn insert_items(conn: &mut Conn, items: &[DealItem]) -> diesel::QueryResult<usize> {
    diesel::insert_into(deal_items::table).values(items).execute(conn)
}

/// What these deals hold or held; the listing that the negotiation was about comes first in each.
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

/// The deal holds nothing any more.
pub(super) fn release_items(conn: &mut Conn, id: DealId) -> AppResult<()> {
    diesel::update(deal_items::table.filter(deal_items::deal_id.eq(id)))
        .set(deal_items::live.eq(false))
        .execute(conn)?;
    Ok(())
}

pub(super) fn code_taken(conn: &mut Conn, code: &str) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(deals::table.filter(deals::code.eq(code))))
        .get_result(conn)?)
}

/// The deal of an id.
pub fn by_id(conn: &mut Conn, id: DealId) -> AppResult<Option<Deal>> {
    Ok(deals::table.find(id).select(Deal::as_select()).first(conn).optional()?)
}

/// The deal of a code.
pub fn by_code(conn: &mut Conn, code: &str) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::code.eq(code))
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

/// The deal of an id or a code, as addresses name it.
pub fn by_name(conn: &mut Conn, name: &str) -> AppResult<Option<Deal>> {
    match name.parse::<DealId>() {
        Ok(id) => by_id(conn, id),
        Err(_not_an_id) => by_code(conn, &name.to_uppercase()),
    }
}

/// The rooms of these deals.
pub fn rooms_of(conn: &mut Conn, ids: &[DealId]) -> AppResult<Vec<RoomId>> {
    Ok(deals::table
        .filter(deals::id.eq_any(ids))
        .select(deals::room_id)
        .distinct()
        .order(deals::room_id)
        .load(conn)?)
}

/// The latest deal made in a room.
pub fn by_room(conn: &mut Conn, room: RoomId) -> AppResult<Option<Deal>> {
    Ok(deals::table
        .filter(deals::room_id.eq(room))
        .order((deals::created_at.desc(), deals::id.desc()))
        .select(Deal::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn lock(conn: &mut Conn, id: DealId) -> AppResult<Option<Deal>> {
    Ok(deals::table.find(id).select(Deal::as_select()).for_update().first(conn).optional()?)
}

/// Saves a deal as the machine evolved it.
pub(super) fn save(conn: &mut Conn, deal: &Deal) -> AppResult<()> {
    diesel::update(deals::table.find(deal.id))
        .set((&deal.state, deals::updated_at.eq(deal.updated_at)))
        .execute(conn)?;
    Ok(())
}

/// Which deals of a person are wanted.
#[derive(Debug, Clone, Copy)]
pub struct DealPage {
    /// As which party; anything but the seller is the buyer.
    pub party: Party,
    /// Only those in this status.
    pub status: Option<Status>,
    /// At most so many.
    pub limit: i64,
    /// After so many.
    pub offset: i64,
}

/// A person's deals, the newest first, and how many there are in all.
pub fn of_user(conn: &mut Conn, user: UserId, page: DealPage) -> AppResult<(Vec<Deal>, i64)> {
    let filtered = || {
        let mut query = deals::table.into_boxed();
        query = match page.party {
            Party::Seller => query.filter(deals::seller_id.eq(user)),
            Party::Buyer | Party::System => query.filter(deals::buyer_id.eq(user)),
        };
        match page.status {
            Some(status) => query.filter(deals::status.eq(status)),
            None => query,
        }
    };
    let rows = filtered()
        .order(deals::created_at.desc())
        .limit(page.limit)
        .offset(page.offset)
        .select(Deal::as_select())
        .load(conn)?;
    Ok((rows, filtered().count().get_result(conn)?))
}

/// How many free listings each of these people got since then; deals that were called off do not count.
pub fn gifts_to(
    conn: &mut Conn,
    people: &[UserId],
    since: Timestamp,
) -> AppResult<HashMap<UserId, i64>> {
    let rows: Vec<(UserId, i64)> = deals::table
        .filter(deals::buyer_id.eq_any(people))
        .filter(deals::mode.eq(Mode::Free))
        .filter(deals::status.ne(Status::Cancelled))
        .filter(deals::created_at.gt(since))
        .group_by(deals::buyer_id)
        .select((deals::buyer_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// Whether one of these people called a deal about a listing off since then.
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
        .filter(deals::updated_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(off)).get_result(conn)?)
}

/// Deals whose deadline has come.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<DealId>> {
    Ok(deals::table
        .filter(deals::deadline_at.le(now))
        .order(deals::deadline_at)
        .limit(limit)
        .select(deals::id)
        .load(conn)?)
}
