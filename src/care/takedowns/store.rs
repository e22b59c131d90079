//! Takedowns in Postgres.

use diesel::prelude::*;

use super::model::Takedown;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, TakedownId, UserId};
use crate::base::schema::takedowns;

pub(super) fn insert(conn: &mut Conn, takedown: &Takedown) -> AppResult<()> {
    diesel::insert_into(takedowns::table).values(takedown).execute(conn)?;
    Ok(())
}

/// A takedown.
///
/// # Errors
/// `NotFound` without one of this id.
pub fn by_id(conn: &mut Conn, id: TakedownId) -> AppResult<Takedown> {
    Ok(takedowns::table.find(id).select(Takedown::as_select()).first(conn)?)
}

/// These takedowns, in no order.
///
/// # Errors
/// The database's errors.
pub fn by_ids(conn: &mut Conn, ids: &[TakedownId]) -> AppResult<Vec<Takedown>> {
    let rows = takedowns::table.filter(takedowns::id.eq_any(ids));
    Ok(rows.select(Takedown::as_select()).load(conn)?)
}

/// The takedown of a listing that is in force.
///
/// # Errors
/// The database's errors.
pub fn in_force_of(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Takedown>> {
    Ok(takedowns::table
        .filter(takedowns::listing_id.eq(listing))
        .filter(takedowns::undone_at.is_null())
        .select(Takedown::as_select())
        .first(conn)
        .optional()?)
}

/// Every takedown of a person's listings, the newest first.
///
/// # Errors
/// The database's errors.
pub fn of_owner(conn: &mut Conn, owner: UserId) -> AppResult<Vec<Takedown>> {
    Ok(takedowns::table
        .filter(takedowns::owner_id.eq(owner))
        .order(takedowns::id.desc())
        .select(Takedown::as_select())
        .load(conn)?)
}

/// Marks a takedown as undone; false when it was before.
pub(super) fn undo(
    conn: &mut Conn,
    id: TakedownId,
    by: Option<UserId>,
    now: Timestamp,
) -> AppResult<bool> {
    let open = takedowns::table.find(id).filter(takedowns::undone_at.is_null());
    let undone = (takedowns::undone_at.eq(now), takedowns::undone_by.eq(by));
    Ok(diesel::update(open).set(undone).execute(conn)? == 1)
}

/// Marks what an owner was shown as read.
pub(super) fn mark_read(conn: &mut Conn, owner: UserId, now: Timestamp) -> AppResult<()> {
    let unread =
        takedowns::table.filter(takedowns::owner_id.eq(owner)).filter(takedowns::read_at.is_null());
    diesel::update(unread).set(takedowns::read_at.eq(now)).execute(conn)?;
    Ok(())
}
