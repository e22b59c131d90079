//! Giving, changing and revoking the mandate for a listing.

use super::model::{Mandate, MandateIn, asking};
use super::store;
use crate::bargaining::negotiations::offer_rules::{self, OfferRulesIn};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::market::listings::{self, Listing};

/// An own listing that is for sale, with its asking price in whole rupiah.
pub(super) struct ForSale {
    pub listing: Listing,
    pub asking: i64,
}

/// The caller's own listing, if it is for sale.
///
/// # Errors
/// 404 or 403 for who is not the owner, 409 for a listing without a price.
pub(super) fn own_for_sale(conn: &mut Conn, id: ListingId, owner: UserId) -> AppResult<ForSale> {
    let listing = listings::by_id(conn, id)?.ok_or(AppError::NotFound)?;
    if listing.seller_id != owner {
        return Err(if listing.status.is_public() {
            AppError::forbidden("listing-not-yours")
        } else {
            AppError::NotFound
        });
    }
    match asking(&listing) {
        Some(asking) => Ok(ForSale { listing, asking }),
        None => Err(AppError::conflict("assistant-not-for-sale")),
    }
}

/// Whether a mandate is in force for a listing. Public: the listing's page shows it.
pub fn is_active(conn: &mut Conn, id: ListingId, now: Timestamp) -> AppResult<bool> {
    Ok(store::mandate(conn, id)?.is_some_and(|mandate| mandate.holds(now)))
}

/// Gives, changes or revokes the mandate for a listing.
///
/// # Errors
/// 404 or 403 for who is not the owner, 409 for a listing without a price, 422 for settings out of range.
pub(super) fn give_mandate(
    conn: &mut Conn,
    id: ListingId,
    owner: UserId,
    settings: &MandateIn,
    now: Timestamp,
) -> AppResult<Mandate> {
    let listing = listings::lock_own(conn, owner, id)?;
    if asking(&listing).is_none() {
        return Err(AppError::conflict("assistant-not-for-sale"));
    }
    let mut mandate = settings.mandate(&listing, now)?;
    if let Some(before) = store::mandate(conn, id)? {
        mandate.given_at = before.given_at;
    }
    store::save(conn, &mandate)?;
    if settings.floor_percent.is_some() {
        let floor =
            OfferRulesIn { floor_percent: settings.floor_percent, ..OfferRulesIn::default() };
        offer_rules::set(conn, id, owner, &floor)?;
    }
    Ok(mandate)
}
