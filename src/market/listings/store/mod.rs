//! Listings in Postgres.

mod suspension;
mod writes;

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Listing, Status};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{listings, listings::dsl, regions, shown_villages, users};
use crate::people::accounts::Profile;

pub use suspension::is_withheld;
pub(super) use suspension::{restore_withheld, withhold_of_suspended};
pub use writes::{ListingFields, NewListing, bump_counts, insert_many, set_price, set_status};
pub(super) use writes::{
    add_views, expire, insert, keep_until, set_edited, set_shown_village, update,
};

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

/// The newest listing of a seller, whatever became of it.
pub(super) fn newest_of_seller(conn: &mut Conn, seller: UserId) -> AppResult<Option<Listing>> {
    Ok(dsl::listings
        .filter(dsl::seller_id.eq(seller))
        .order((dsl::created_at.desc(), dsl::id.desc()))
        .select(Listing::as_select())
        .first(conn)
        .optional()?)
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

/// The listings that were posted or changed since a moment, counters aside.
pub fn changed_since(conn: &mut Conn, since: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(dsl::listings
        .filter(dsl::updated_at.ge(since).or(dsl::created_at.ge(since)))
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

/// Characters of a district's code, `32.73.02`; that of a village begins with it.
const DISTRICT_CODE_CHARACTERS: i32 = 8;

/// A listing with its seller and its region.
#[derive(Queryable, Selectable)]
pub(super) struct ListingWithSeller {
    #[diesel(embed)]
    pub listing: Listing,
    #[diesel(embed)]
    pub seller: Profile,
    #[diesel(embed)]
    pub region: RegionCentre,
    /// The village, where the owner shows it.
    #[diesel(embed)]
    pub village: Option<ShownVillage>,
}

/// A district, or what is coarser, as everybody sees it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = regions)]
pub(super) struct RegionCentre {
    /// `Coblong, Kota Bandung, Jawa Barat`.
    pub label: String,
    /// Degrees (WGS 84): the centre of the district.
    pub lat: f64,
    pub lng: f64,
}

/// A village that an owner shows.
#[derive(Queryable, Selectable)]
#[diesel(table_name = shown_villages)]
pub(super) struct ShownVillage {
    /// Kemendagri code.
    pub code: String,
    pub name: String,
}

diesel::define_sql_function! {
    /// The first characters of a text.
    fn left(text: diesel::sql_types::Text, characters: diesel::sql_types::Integer) -> diesel::sql_types::Text;
}

/// These listings with their sellers and regions, in no particular order.
pub(super) fn with_sellers(
    conn: &mut Conn,
    ids: &[ListingId],
) -> AppResult<Vec<ListingWithSeller>> {
    let district = regions::code.eq(left(listings::region, DISTRICT_CODE_CHARACTERS));
    Ok(dsl::listings
        .inner_join(users::table)
        .inner_join(regions::table.on(district))
        .left_join(shown_villages::table)
        .filter(dsl::id.eq_any(ids))
        .select(ListingWithSeller::as_select())
        .load(conn)?)
}

/// Whether the owner of a listing shows its village.
pub(super) fn shows_village(conn: &mut Conn, id: ListingId) -> AppResult<bool> {
    Ok(diesel::select(diesel::dsl::exists(shown_villages::table.find(id))).get_result(conn)?)
}
