//! Offer rules in Postgres. A listing without a row has the default rules.

use diesel::prelude::*;

use super::OfferRules;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{offer_rules, package_discounts};

/// A seller's rules for who bargains for a listing.
pub fn of(conn: &mut Conn, listing: ListingId) -> AppResult<OfferRules> {
    let found =
        offer_rules::table.find(listing).select(OfferRules::as_select()).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn set(conn: &mut Conn, listing: ListingId, new: &OfferRules) -> AppResult<()> {
    diesel::insert_into(offer_rules::table)
        .values((offer_rules::listing_id.eq(listing), new))
        .on_conflict(offer_rules::listing_id)
        .do_update()
        .set(new)
        .execute(conn)?;
    Ok(())
}

/// What a seller takes off who buys several listings at once, 0 to 50 percent.
pub fn bundle_percent(conn: &mut Conn, seller: UserId) -> AppResult<i16> {
    Ok(package_discounts::table
        .find(seller)
        .select(package_discounts::percent)
        .first(conn)
        .optional()?
        .unwrap_or(0))
}

pub(super) fn set_bundle(conn: &mut Conn, seller: UserId, percent: i16) -> AppResult<()> {
    if percent == 0 {
        diesel::delete(package_discounts::table.find(seller)).execute(conn)?;
        return Ok(());
    }
    diesel::insert_into(package_discounts::table)
        .values((package_discounts::seller_id.eq(seller), package_discounts::percent.eq(percent)))
        .on_conflict(package_discounts::seller_id)
        .do_update()
        .set(package_discounts::percent.eq(percent))
        .execute(conn)?;
    Ok(())
}
