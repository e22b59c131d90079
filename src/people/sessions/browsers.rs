//! By which browsers an account signed in lately. Used only for limits: accounts that signed in by the same browser seem to
//! belong to one person, and a stranger's wrong passwords do not count against a known browser. Never shown to anybody.

use std::collections::HashMap;

use chrono::Duration;

use super::store;
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;

/// A browser that more accounts than this sign in by links none of them: it is shared, as in an internet café.
const MAX_ACCOUNTS: i64 = 5;
/// Sign-ins longer ago than this link no accounts.
const DAYS: i64 = 90;

/// Records that an account signed in by the browser with this token.
///
/// # Errors
/// The database's errors.
pub fn record_browser(conn: &mut Conn, user: UserId, token: &str, now: Timestamp) -> AppResult<()> {
    store::upsert_browser(conn, &crypto::fingerprint(token), user, now)
}

/// Whether an account signed in by the browser with this token lately.
///
/// # Errors
/// The database's errors.
pub fn is_known_browser(
    conn: &mut Conn,
    user: UserId,
    token: &str,
    now: Timestamp,
) -> AppResult<bool> {
    store::has_browser(conn, &crypto::fingerprint(token), user, now - Duration::days(DAYS))
}

/// The accounts that share a browser with `user`, always including `user`.
///
/// # Errors
/// The database's errors.
pub fn linked_accounts(conn: &mut Conn, user: UserId, now: Timestamp) -> AppResult<Vec<UserId>> {
    Ok(linked_accounts_of_each(conn, &[user], now)?.remove(&user).unwrap_or_default())
}

/// [`linked_accounts`] of each of these accounts.
///
/// # Errors
/// The database's errors.
pub fn linked_accounts_of_each(
    conn: &mut Conn,
    users: &[UserId],
    now: Timestamp,
) -> AppResult<HashMap<UserId, Vec<UserId>>> {
    let mut linked: HashMap<UserId, Vec<UserId>> =
        users.iter().map(|user| (*user, vec![*user])).collect();
    let pairs = store::accounts_by_browser(conn, users, now - Duration::days(DAYS), MAX_ACCOUNTS)?;
    for (user, other) in pairs {
        if user != other {
            linked.entry(user).or_default().push(other);
        }
    }
    Ok(linked)
}
