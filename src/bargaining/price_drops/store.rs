//! Plans in Postgres.

use diesel::prelude::*;

use super::actions::Plan;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::schema::{listings, price_drops};

#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = price_drops)]
pub(super) struct Row {
    pub listing_id: ListingId,
    pub step: i64,
    pub days: i16,
    pub lowest: i64,
    pub next_at: Timestamp,
}

impl Row {
    pub fn new(listing_id: ListingId, plan: &Plan, next_at: Timestamp) -> Self {
        let days = i16::try_from(plan.days).unwrap_or(1);
        Self { listing_id, step: plan.step, days, lowest: plan.lowest, next_at }
    }

    pub fn plan(&self) -> Plan {
        Plan { step: self.step, days: i64::from(self.days), lowest: self.lowest }
    }
}

pub(super) fn of(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Row>> {
    Ok(price_drops::table.find(listing).select(Row::as_select()).first(conn).optional()?)
}

pub(super) fn save(conn: &mut Conn, row: &Row) -> AppResult<()> {
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

/// Listings whose price is to come down.
pub(super) fn due(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(price_drops::table
        .filter(price_drops::next_at.le(now))
        .order(price_drops::next_at)
        .limit(100)
        .select(price_drops::listing_id)
        .load(conn)?)
}

pub(super) fn set_price(
    conn: &mut Conn,
    listing: ListingId,
    price: i64,
    now: Timestamp,
) -> AppResult<()> {
    diesel::update(listings::table.find(listing))
        .set((
            listings::price.eq(price),
            listings::version.eq(listings::version + 1),
            listings::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}
