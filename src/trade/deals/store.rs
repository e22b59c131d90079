//! Deals in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Deal, DealItem, Status};
use crate::base::clock::Timestamp;
use crate::base::cursor::Cursor;
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

/// The newest deal of a room.
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

/// Writes the state and the time of the change.
pub(super) fn save(conn: &mut Conn, deal: &Deal) -> AppResult<()> {
    diesel::update(deals::table.find(deal.id))
        .set((&deal.state, deals::updated_at.eq(deal.updated_at)))
        .execute(conn)?;
    Ok(())
}

/// A page of a person's deals.
#[derive(Debug, Clone, Copy)]
pub struct DealPage {
    /// The party that the person is in them; the system stands for the buyer.
    pub party: Party,
    /// Only deals in this status.
    pub status: Option<Status>,
    pub limit: i64,
    pub from: DealsFrom,
}

/// Where a page of deals begins.
#[derive(Debug, Clone, Copy)]
pub enum DealsFrom {
    /// After so many.
    Offset(i64),
    /// After the last one of the page before.
    After(Cursor),
}

/// A page of a person's deals, the newest first, and the number on all pages.
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
    let rows = match page.from {
        DealsFrom::Offset(offset) => filtered().offset(offset),
        DealsFrom::After(Cursor { at, id }) => {
            let same_time = deals::created_at.eq(at).and(deals::id.lt(DealId(id)));
            filtered().filter(deals::created_at.lt(at).or(same_time))
        }
    };
    let rows = rows
        .order((deals::created_at.desc(), deals::id.desc()))
        .limit(page.limit)
        .select(Deal::as_select())
        .load(conn)?;
    Ok((rows, filtered().count().get_result(conn)?))
}

/// Cuts a list that was read with one row more than a page has, and returns where the next page begins.
pub fn cut(deals: &mut Vec<Deal>, limit: i64) -> Option<Cursor> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let has_more = deals.len() > limit;
    deals.truncate(limit);
    deals.last().filter(|_| has_more).map(|deal| Cursor { at: deal.created_at, id: deal.id.0 })
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
        .filter(deals::updated_at.gt(since));
    Ok(diesel::select(diesel::dsl::exists(off)).get_result(conn)?)
}

/// Up to `limit` deals whose deadline has passed, the longest overdue first.
pub fn due(conn: &mut Conn, now: Timestamp, limit: i64) -> AppResult<Vec<DealId>> {
    Ok(deals::table
        .filter(deals::deadline_at.le(now))
        .order(deals::deadline_at)
        .limit(limit)
        .select(deals::id)
        .load(conn)?)
}
