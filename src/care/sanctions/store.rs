//! Sanctions in Postgres.

use diesel::prelude::*;

use super::model::Sanction;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{SanctionId, UserId};
use crate::base::schema::sanctions;

pub(super) fn insert(conn: &mut Conn, sanction: &Sanction) -> AppResult<()> {
    diesel::insert_into(sanctions::table).values(sanction).execute(conn)?;
    Ok(())
}

/// A sanction.
///
/// # Errors
/// `NotFound` without one of this id.
pub fn by_id(conn: &mut Conn, id: SanctionId) -> AppResult<Sanction> {
    Ok(sanctions::table.find(id).select(Sanction::as_select()).first(conn)?)
}

/// These sanctions, in no order.
///
/// # Errors
/// The database's errors.
pub fn by_ids(conn: &mut Conn, ids: &[SanctionId]) -> AppResult<Vec<Sanction>> {
    let rows = sanctions::table.filter(sanctions::id.eq_any(ids));
    Ok(rows.select(Sanction::as_select()).load(conn)?)
}

/// Everything that was imposed on a person, the newest first.
///
/// # Errors
/// The database's errors.
pub fn of_person(conn: &mut Conn, user: UserId) -> AppResult<Vec<Sanction>> {
    Ok(sanctions::table
        .filter(sanctions::user_id.eq(user))
        .order(sanctions::id.desc())
        .select(Sanction::as_select())
        .load(conn)?)
}

/// Marks a sanction as lifted; false when it was before.
pub(super) fn lift(
    conn: &mut Conn,
    id: SanctionId,
    by: Option<UserId>,
    now: Timestamp,
) -> AppResult<bool> {
    let open = sanctions::table.find(id).filter(sanctions::lifted_at.is_null());
    let lifted = (sanctions::lifted_at.eq(now), sanctions::lifted_by.eq(by));
    Ok(diesel::update(open).set(lifted).execute(conn)? == 1)
}

/// Marks what a person was shown as read.
pub(super) fn mark_read(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<()> {
    let unread =
        sanctions::table.filter(sanctions::user_id.eq(user)).filter(sanctions::read_at.is_null());
    diesel::update(unread).set(sanctions::read_at.eq(now)).execute(conn)?;
    Ok(())
}

/// The number of people who are muted or suspended at `now`, for the overview.
///
/// # Errors
/// The database's errors.
pub fn in_force_count(conn: &mut Conn, now: Timestamp) -> AppResult<i64> {
    let in_force = sanctions::table
        .filter(sanctions::lifted_at.is_null())
        .filter(sanctions::kind.eq("ban").or(sanctions::ends_at.gt(now)));
    Ok(in_force.select(diesel::dsl::count(sanctions::user_id).aggregate_distinct()).first(conn)?)
}
