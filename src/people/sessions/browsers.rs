//! Which accounts one person seems to have: those that were signed in by the same browser lately. Only limits for one
//! person look at it; nobody is shown it, and nothing is taken from anybody for it.

use std::collections::HashMap;

use chrono::Duration;

use super::store;
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

/// A browser that more than so many sign in by belongs to nobody: an internet café, a shared phone in a shop.
const CROWD: i64 = 5;
/// What was long ago links nobody.
const DAYS: i64 = 90;

/// Somebody signed in by the browser that holds this token.
pub fn note(conn: &mut Conn, user: UserId, token: &str, now: Timestamp) -> AppResult<()> {
    store::note_browser(conn, &crypto::fingerprint(token), user, now)
}

/// A person's accounts, as far as browsers tell; always with the one asked about.
pub fn linked(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<UserId>> {
    Ok(linked_each(conn, &[user], now)?.remove(&user).unwrap_or_default())
}

/// The same for each of these people.
pub fn linked_each(
    conn: &mut Conn,
    users: &[UserId],
    now: Timestamp,
) -> AppResult<HashMap<UserId, Vec<UserId>>> {
    let mut all: HashMap<UserId, Vec<UserId>> =
        users.iter().map(|user| (*user, vec![*user])).collect();
    for (user, other) in store::linked(conn, users, now - Duration::days(DAYS), CROWD)? {
        if user != other {
            all.entry(user).or_default().push(other);
        }
    }
    Ok(all)
}
