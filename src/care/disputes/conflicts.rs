//! Who may not work on a case: who is a party, or seems to be one person with a party.

use uuid::Uuid;

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::people::sessions;
use crate::trade::deals::Deal;

/// The subjects of the audit log that somebody of the staff does not see: disputes in which they are involved, and themselves.
///
/// # Errors
/// The database's errors.
pub fn own_disputes(conn: &mut Conn, reader: UserId, now: Timestamp) -> AppResult<Vec<Uuid>> {
    let linked = sessions::linked_accounts(conn, reader, now)?;
    let mut hidden = store::of_accounts(conn, &linked)?;
    hidden.extend(linked.iter().map(|account| account.0));
    Ok(hidden)
}

/// Whether a mediator is a party of the deal, or signed in by a browser by which a party did.
///
/// # Errors
/// The database's errors.
pub fn is_conflicted(
    conn: &mut Conn,
    mediator: UserId,
    deal: &Deal,
    now: Timestamp,
) -> AppResult<bool> {
    let linked = sessions::linked_accounts(conn, mediator, now)?;
    Ok(linked.iter().any(|account| deal.party(*account).is_some()))
}
