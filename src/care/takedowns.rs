//! Taking a listing down: it leaves every list, its promotions end, and their price goes back when its owner is not at fault.
//! Recorded in the audit log.

use serde_json::json;

use super::audit::{self, Act};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::market::listings::{self, Status};
use crate::trade::promotions::{self, Fault};

/// Takes a listing down; false when it was before, and nothing changed.
///
/// # Errors
/// `NotFound` without such a listing; `Conflict` while a deal holds it, which a dispute decides.
pub fn take_down(
    conn: &mut Conn,
    listing: ListingId,
    fault: Fault,
    by: Option<UserId>,
    now: Timestamp,
) -> AppResult<bool> {
    let row = listings::lock(conn, listing)?.ok_or(AppError::NotFound)?;
    match row.status {
        Status::Removed => return Ok(false),
        Status::Reserved | Status::Sold => return Err(AppError::conflict("listing-held")),
        Status::Active
        | Status::BarterOnly
        | Status::Inactive
        | Status::Expired
        | Status::Draft => {}
    }
    listings::set_status(conn, listing, Status::Removed, now)?;
    listings::announce_change(conn, listing)?;
    promotions::taken_down(conn, listing, fault, now)?;
    let at_fault = fault == Fault::Owner;
    let act = Act {
        actor: by,
        action: "took_down",
        subject: format!("listing {}", row.slug),
        subject_id: listing.0,
        detail: json!({"was": row.status, "owner_at_fault": at_fault}).to_string(),
    };
    audit::record(conn, &act, now)?;
    Ok(true)
}
