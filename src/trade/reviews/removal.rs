//! Removing a review by moderation.

use super::{rating, store};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ReviewId;
use crate::market::listings;

/// Removes a review from every list and from the rating of its subject. Repeating it changes nothing.
///
/// # Errors
/// The database's errors.
pub fn remove(conn: &mut Conn, id: ReviewId, now: Timestamp) -> AppResult<()> {
    if let Some(subject) = store::remove(conn, id, now)? {
        rating::recompute(conn, subject)?;
        listings::announce_seller(conn, subject)?;
    }
    Ok(())
}
