//! Which accounts seem to belong to one person. What is found here only decides about points, and is never shown.

use std::collections::BTreeSet;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::people::sessions;

/// Browsers are followed so many times from one account to the next.
const STEPS: usize = 4;
/// More accounts than this are not followed.
const MOST: usize = 50;

/// The accounts of a person, the given one among them: those that share a browser with it, and those that share one with
/// these.
///
/// # Errors
/// The database's errors.
pub(super) fn accounts_of(
    conn: &mut Conn,
    user: UserId,
    now: Timestamp,
) -> AppResult<BTreeSet<UserId>> {
    let (mut found, mut new) = (BTreeSet::from([user]), vec![user]);
    for _ in 0..STEPS {
        let linked = sessions::linked_accounts_of_each(conn, &new, now)?;
        new = linked.into_values().flatten().filter(|other| found.insert(*other)).collect();
        if new.is_empty() || found.len() > MOST {
            break;
        }
    }
    Ok(found)
}
