//! Use cases beside posting and editing. Each is one transaction that also writes the events of it.

use super::model::{Listing, Status};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::base::outbox;
use crate::market::events::MarketEvent;
use crate::market::photos;
use crate::people::accounts::slugify;

/// The photos of a deleted listing are kept for this long, in case its owner edits it after all.
const PHOTO_RETENTION: chrono::Duration = chrono::Duration::hours(1);

/// Writes the event that a listing changed.
pub fn announce_change(conn: &mut Conn, id: ListingId) -> AppResult<()> {
    outbox::write(conn, &MarketEvent::ListingChanged { listing: id })
}

/// Writes the event that only the counters of a listing's card changed.
pub fn announce_counts(conn: &mut Conn, id: ListingId) -> AppResult<()> {
    outbox::write(conn, &MarketEvent::ListingCounted { listing: id })
}

/// Writes the event that the cards of a seller's active listings changed: what they say of the seller.
///
/// # Errors
/// The database's errors.
pub fn announce_seller(conn: &mut Conn, seller: UserId) -> AppResult<()> {
    for id in store::ids_of_seller(conn, seller, &[Status::Active], i64::MAX)? {
        announce_counts(conn, id)?;
    }
    Ok(())
}

/// A fresh slug with a random suffix: `kaos-nike-dri-fit-x7k2m9`.
pub fn slug_for(title: &str) -> String {
    let base: String = slugify(title).chars().take(56).collect();
    let base = base.trim_matches('-');
    format!("{}-{}", if base.is_empty() { "barang" } else { base }, crypto::short_code(6))
}

/// Withdraws a listing by setting its status to `inactive`. Repeating it changes nothing.
///
/// # Errors
/// 403 or 404 when it is not the seller's; 409 while a deal holds it.
pub async fn remove(db: &Db, seller: UserId, id: ListingId, now: Timestamp) -> AppResult<()> {
    db.transaction(move |conn| {
        let listing = lock_own(conn, seller, id)?;
        match listing.status {
            Status::Inactive | Status::Removed => Ok(()),
            Status::Reserved => Err(AppError::conflict("listing-held")),
            _ => {
                store::set_status(conn, id, Status::Inactive, now)?;
                let photos = photos::ids_of_listing(conn, id)?;
                photos::release(conn, &photos, now + PHOTO_RETENTION)?;
                announce_change(conn, id)
            }
        }
    })
    .await
}

/// Moves the end of a listing's life to this moment, when it is earlier. The caller holds its lock.
///
/// # Errors
/// The database's errors.
pub fn keep_until(conn: &mut Conn, id: ListingId, until: Timestamp) -> AppResult<()> {
    store::keep_until(conn, id, until)?;
    announce_change(conn, id)
}

/// Expires every active listing whose time has run out; returns how many.
pub async fn expire_due(db: &Db, now: Timestamp) -> AppResult<usize> {
    db.transaction(move |conn| {
        let expired = store::expire(conn, now)?;
        for id in &expired {
            announce_change(conn, *id)?;
        }
        Ok(expired.len())
    })
    .await
}

/// Withholds the active listings of everybody who is suspended at `now`, and restores those of everybody who no longer is.
/// Returns how many changed.
///
/// # Errors
/// The database's errors.
pub fn apply_suspensions(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    let mut changed = store::withhold_of_suspended(conn, now)?;
    changed.extend(store::restore_withheld(conn, now)?);
    for id in &changed {
        announce_change(conn, *id)?;
    }
    Ok(changed.len())
}

/// [`apply_suspensions`] in a transaction of its own: when a suspension ends, nobody reports it.
///
/// # Errors
/// The database's errors.
pub async fn apply_ended_suspensions(db: &Db, now: Timestamp) -> AppResult<usize> {
    db.transaction(move |conn| apply_suspensions(conn, now)).await
}

/// Locks a listing of the seller.
///
/// # Errors
/// 403 for somebody else's public listing, 404 for anything else.
pub fn lock_own(conn: &mut Conn, seller: UserId, id: ListingId) -> AppResult<Listing> {
    let listing = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
    must_be_own(&listing, seller)?;
    Ok(listing)
}

/// A listing of the seller, not locked.
///
/// # Errors
/// As [`lock_own`].
pub fn own(conn: &mut Conn, seller: UserId, id: ListingId) -> AppResult<Listing> {
    let listing = store::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    must_be_own(&listing, seller)?;
    Ok(listing)
}

/// The answer to invalid input about a listing: only its owner is told what is wrong with it.
pub async fn refusal_of_input(
    db: &Db,
    user: UserId,
    listing: ListingId,
    wrong: AppError,
) -> AppError {
    let own = db.read(move |conn| lock_own(conn, user, listing)).await;
    own.err().unwrap_or(wrong)
}

/// 403 for somebody else's public listing, 404 for one that they may not see.
pub(super) fn must_be_own(listing: &Listing, seller: UserId) -> AppResult<()> {
    if listing.seller_id == seller {
        Ok(())
    } else if listing.status.is_public() {
        Err(AppError::forbidden("listing-not-yours"))
    } else {
        Err(AppError::NotFound)
    }
}

/// 409 while a deal holds the listing, 403 when moderation removed it.
pub(super) fn must_be_editable(listing: &Listing) -> AppResult<()> {
    match listing.status {
        Status::Active
        | Status::BarterOnly
        | Status::Expired
        | Status::Inactive
        | Status::Draft => Ok(()),
        Status::Reserved | Status::Sold => Err(AppError::conflict("listing-held")),
        Status::Removed => Err(AppError::forbidden("listing-removed")),
    }
}
