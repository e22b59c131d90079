//! Who may not work on a case: who is a party, or seems to be one person with a party.

use uuid::Uuid;

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::people::sessions;
use crate::trade::deals::Deal;

/// The disputes in which somebody of the staff is involved, and whose acts they therefore do not see.
///
/// # Errors
/// The database's errors.
pub fn own_disputes(conn: &mut Conn, reader: UserId, now: Timestamp) -> AppResult<Vec<Uuid>> {
    let linked = sessions::linked_accounts(conn, reader, now)?;
    store::of_accounts(conn, &linked)
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
