//! Schedules in Postgres.

use diesel::prelude::*;

use super::model::PriceDrop;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::schema::price_drops;

pub(super) fn of(conn: &mut Conn, listing: ListingId) -> AppResult<Option<PriceDrop>> {
    Ok(price_drops::table.find(listing).select(PriceDrop::as_select()).first(conn).optional()?)
}

pub(super) fn save(conn: &mut Conn, row: &PriceDrop) -> AppResult<()> {
    diesel::insert_into(price_drops::table)
        .values(row)
        .on_conflict(price_drops::listing_id)
        .do_update()
        .set(row)
        .execute(conn)?;
    Ok(())
}

pub(super) fn remove(conn: &mut Conn, listing: ListingId) -> AppResult<()> {
    diesel::delete(price_drops::table.find(listing)).execute(conn)?;
    Ok(())
}

/// Up to 100 listings whose price is due to drop.
pub(super) fn due(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(price_drops::table
        .filter(price_drops::next_at.le(now))
        .order(price_drops::next_at)
        .limit(100)
        .select(price_drops::listing_id)
        .load(conn)?)
}
