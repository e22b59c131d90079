//! Offer rules in Postgres. A listing without a row has the default rules.

use diesel::prelude::*;

use super::OfferRules;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{bundles, wishes};

/// A seller's rules for who bargains for a listing.
pub fn of(conn: &mut Conn, listing: ListingId) -> AppResult<OfferRules> {
    let found =
        wishes::table.find(listing).select(OfferRules::as_select()).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn set(conn: &mut Conn, listing: ListingId, new: &OfferRules) -> AppResult<()> {
    diesel::insert_into(wishes::table)
        .values((wishes::listing_id.eq(listing), new))
        .on_conflict(wishes::listing_id)
        .do_update()
        .set(new)
        .execute(conn)?;
    Ok(())
}

/// What a seller takes off who buys several listings at once, 0 to 50 percent.
pub fn bundle_percent(conn: &mut Conn, seller: UserId) -> AppResult<i16> {
    Ok(bundles::table.find(seller).select(bundles::percent).first(conn).optional()?.unwrap_or(0))
}

pub(super) fn set_bundle(conn: &mut Conn, seller: UserId, percent: i16) -> AppResult<()> {
    if percent == 0 {
        diesel::delete(bundles::table.find(seller)).execute(conn)?;
        return Ok(());
    }
    diesel::insert_into(bundles::table)
        .values((bundles::seller_id.eq(seller), bundles::percent.eq(percent)))
        .on_conflict(bundles::seller_id)
        .do_update()
        .set(bundles::percent.eq(percent))
        .execute(conn)?;
    Ok(())
}
