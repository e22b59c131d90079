//! Wishes in Postgres; what stands nowhere is as usual.

use diesel::prelude::*;

use super::Wishes;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{bundles, wishes};

/// What its seller wishes of who bargains for a thing.
pub fn of(conn: &mut Conn, thing: ListingId) -> AppResult<Wishes> {
    let found = wishes::table.find(thing).select(Wishes::as_select()).first(conn).optional()?;
    Ok(found.unwrap_or_default())
}

pub(super) fn set(conn: &mut Conn, thing: ListingId, new: &Wishes) -> AppResult<()> {
    diesel::insert_into(wishes::table)
        .values((wishes::listing_id.eq(thing), new))
        .on_conflict(wishes::listing_id)
        .do_update()
        .set(new)
        .execute(conn)?;
    Ok(())
}

/// What a seller takes off who buys several things at once, percent; 0 for nothing.
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
