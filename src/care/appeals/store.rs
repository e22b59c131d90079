//! Appeals in Postgres.

use diesel::prelude::*;

use super::model::Appeal;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{AppealId, UserId};
use crate::base::schema::{appeals, users};
use crate::web::Role;

/// Inserts an appeal; false when there is one against the same.
pub(super) fn insert(conn: &mut Conn, appeal: &Appeal) -> AppResult<bool> {
    let inserted = diesel::insert_into(appeals::table).values(appeal).on_conflict_do_nothing();
    Ok(inserted.execute(conn)? == 1)
}

pub(super) fn lock(conn: &mut Conn, id: AppealId) -> AppResult<Appeal> {
    Ok(appeals::table.find(id).select(Appeal::as_select()).for_update().first(conn)?)
}

pub(super) fn save_decision(conn: &mut Conn, appeal: &Appeal) -> AppResult<()> {
    diesel::update(appeals::table.find(appeal.id))
        .set((
            appeals::decided_at.eq(appeal.decided_at),
            appeals::decided_by.eq(appeal.decided_by),
            appeals::granted.eq(appeal.granted),
            appeals::answer.eq(&appeal.answer),
        ))
        .execute(conn)?;
    Ok(())
}

/// The appeals of a person.
///
/// # Errors
/// The database's errors.
pub fn of_person(conn: &mut Conn, user: UserId) -> AppResult<Vec<Appeal>> {
    Ok(appeals::table
        .filter(appeals::user_id.eq(user))
        .order(appeals::id.desc())
        .select(Appeal::as_select())
        .load(conn)?)
}

/// The appeals that wait, the most urgent first.
pub(super) fn waiting(conn: &mut Conn, limit: i64) -> AppResult<Vec<Appeal>> {
    Ok(appeals::table
        .filter(appeals::decided_at.is_null())
        .order((appeals::due_at, appeals::id))
        .limit(limit)
        .select(Appeal::as_select())
        .load(conn)?)
}

/// How many appeals wait, and when the first is due.
///
/// # Errors
/// The database's errors.
pub fn pending(conn: &mut Conn) -> AppResult<(i64, Option<Timestamp>)> {
    Ok(appeals::table
        .filter(appeals::decided_at.is_null())
        .select((diesel::dsl::count_star(), diesel::dsl::min(appeals::due_at)))
        .first(conn)?)
}

/// Whether the site has staff beside these people that can decide.
pub(super) fn has_other_staff(
    conn: &mut Conn,
    beside: &[UserId],
    now: Timestamp,
) -> AppResult<bool> {
    let others = users::table
        .filter(users::id.ne_all(beside))
        .filter(users::role.eq_any([Role::Moderator, Role::Owner]))
        .filter(users::suspended_until.is_null().or(users::suspended_until.le(now)));
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn)?)
}
