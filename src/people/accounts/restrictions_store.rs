//! What sanctions write into an account.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::base::schema::users;

/// Forbids a person to write messages and to make offers until a time; with `None` permits it again.
///
/// # Errors
/// The database's errors.
pub fn mute(conn: &mut Conn, id: UserId, until: Option<Timestamp>) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::muted_until.eq(until)).execute(conn)?;
    Ok(())
}

/// Which of some people are restricted.
#[derive(Debug, Clone, Default)]
pub struct Restricted {
    pub suspended: Vec<UserId>,
    pub muted: Vec<UserId>,
}

/// Those of these people who are suspended or muted at `now`. One query.
///
/// # Errors
/// The database's errors.
pub fn restricted(conn: &mut Conn, users: &[UserId], now: Timestamp) -> AppResult<Restricted> {
    let rows: Vec<(UserId, Option<Timestamp>, Option<Timestamp>)> = users::table
        .filter(users::id.eq_any(users))
        .filter(users::suspended_until.gt(now).or(users::muted_until.gt(now)))
        .select((users::id, users::suspended_until, users::muted_until))
        .load(conn)?;
    let later = |until: Option<Timestamp>| until.is_some_and(|until| until > now);
    let mut restricted = Restricted::default();
    for (id, suspended_until, muted_until) in rows {
        if later(suspended_until) {
            restricted.suspended.push(id);
        }
        if later(muted_until) {
            restricted.muted.push(id);
        }
    }
    Ok(restricted)
}

/// Whether every page asks the person to read what was decided about them.
///
/// # Errors
/// The database's errors.
pub fn set_unread_ruling(conn: &mut Conn, id: UserId, unread: bool) -> AppResult<()> {
    diesel::update(users::table.find(id)).set(users::unread_ruling.eq(unread)).execute(conn)?;
    Ok(())
}
