//! Listings in Postgres.

mod writes;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Listing, Status};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{listings, listings::dsl, regions, users};
use crate::people::accounts::Profile;

pub use writes::{ListingFields, NewListing, bump_counts, insert_many, set_price, set_status};
pub(super) use writes::{add_views, expire, insert, set_edited, update};

pub fn by_id(conn: &mut Conn, id: ListingId) -> AppResult<Option<Listing>> {
    Ok(dsl::listings.find(id).select(Listing::as_select()).first(conn).optional()?)
}

pub fn by_slug(conn: &mut Conn, slug: &str) -> AppResult<Option<Listing>> {
    Ok(dsl::listings
        .filter(dsl::slug.eq(slug))
        .select(Listing::as_select())
        .first(conn)
        .optional()?)
}

/// Locks a listing's row until the transaction ends. The lock is taken before any lock on offers or deals.
pub fn lock(conn: &mut Conn, id: ListingId) -> AppResult<Option<Listing>> {
    Ok(dsl::listings.find(id).select(Listing::as_select()).for_update().first(conn).optional()?)
}

/// Locks these listings in the order of their ids, whatever the order of `ids`, so that two transactions never deadlock.
pub fn lock_many(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<Listing>> {
    Ok(dsl::listings
        .filter(dsl::id.eq_any(ids))
        .order(dsl::id)
        .select(Listing::as_select())
        .for_update()
        .load(conn)?)
}

/// These listings, in no particular order.
pub fn by_ids(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<Listing>> {
    Ok(dsl::listings.filter(dsl::id.eq_any(ids)).select(Listing::as_select()).load(conn)?)
}

/// The newest active listings; `mode` and `city` (a region code) narrow the list when given.
pub fn newest(
    conn: &mut Conn,
    mode: Option<&str>,
    city: Option<&str>,
    limit: i64,
) -> AppResult<Vec<ListingId>> {
    let mut query = dsl::listings
        .filter(dsl::status.eq(Status::Active.word()))
        .order(dsl::created_at.desc())
        .limit(limit)
        .select(dsl::id)
        .into_boxed();
    if let Some(mode) = mode {
        query = query.filter(dsl::modes.contains(vec![mode.to_owned()]));
    }
    if let Some(city) = city {
        query = query.filter(dsl::region.like(format!("{city}%")));
    }
    Ok(query.load(conn)?)
}

pub fn count_active(conn: &mut Conn) -> AppResult<i64> {
    Ok(dsl::listings.filter(dsl::status.eq(Status::Active.word())).count().get_result(conn)?)
}

/// The number of active listings by category row id.
pub fn counts_by_category(conn: &mut Conn) -> AppResult<HashMap<i32, i64>> {
    let rows: Vec<(i32, i64)> = dsl::listings
        .filter(dsl::status.eq(Status::Active.word()))
        .group_by(dsl::category_id)
        .select((dsl::category_id, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().collect())
}

/// A seller's listings in one of these statuses, the newest first.
pub fn ids_of_seller(
    conn: &mut Conn,
    seller: UserId,
    statuses: &[Status],
    limit: i64,
) -> AppResult<Vec<ListingId>> {
    let statuses: Vec<&str> = statuses.iter().map(|status| status.word()).collect();
    Ok(dsl::listings
        .filter(dsl::seller_id.eq(seller))
        .filter(dsl::status.eq_any(statuses))
        .order(dsl::created_at.desc())
        .limit(limit)
        .select(dsl::id)
        .load(conn)?)
}

/// Whether the seller has another active listing with a price.
pub fn has_other_for_sale(conn: &mut Conn, listing: &Listing) -> AppResult<bool> {
    let others = dsl::listings
        .filter(dsl::seller_id.eq(listing.seller_id))
        .filter(dsl::id.ne(listing.id))
        .filter(dsl::status.eq(Status::Active.word()))
        .filter(dsl::price.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn)?)
}

/// Those of `ids` that are active.
pub fn active_ids(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<ListingId>> {
    Ok(dsl::listings
        .filter(dsl::id.eq_any(ids))
        .filter(dsl::status.eq(Status::Active.word()))
        .select(dsl::id)
        .load(conn)?)
}

/// The next active listings after an id, for paging through all of them.
pub fn active_ids_after(
    conn: &mut Conn,
    after: Option<ListingId>,
    limit: i64,
) -> AppResult<Vec<ListingId>> {
    let mut query = dsl::listings
        .filter(dsl::status.eq(Status::Active.word()))
        .order(dsl::id)
        .limit(limit)
        .select(dsl::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(dsl::id.gt(after));
    }
    Ok(query.load(conn)?)
}

/// A listing with its seller and its region.
pub(super) struct ListingWithSeller {
    pub listing: Listing,
    pub seller: Profile,
    pub region: RegionCentre,
}

/// A region's label, and its centre in degrees (WGS 84).
pub(super) struct RegionCentre {
    pub label: String,
    pub lat: f64,
    pub lng: f64,
}

/// These listings with their sellers and regions, in no particular order.
pub(super) fn with_sellers(
    conn: &mut Conn,
    ids: &[ListingId],
) -> AppResult<Vec<ListingWithSeller>> {
    let rows: Vec<(Listing, Profile, (String, f64, f64))> = dsl::listings
        .inner_join(users::table)
        .inner_join(regions::table.on(regions::code.eq(listings::region)))
        .filter(dsl::id.eq_any(ids))
        .select((
            Listing::as_select(),
            Profile::as_select(),
            (regions::label, regions::lat, regions::lng),
        ))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(listing, seller, (label, lat, lng))| {
            let region = RegionCentre { label, lat, lng };
            ListingWithSeller { listing, seller, region }
        })
        .collect())
}
