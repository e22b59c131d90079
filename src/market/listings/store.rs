//! Listings in Postgres.

use std::collections::HashMap;

use diesel::prelude::*;

use super::model::{Listing, Status};
use super::policy::Clean;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{listings, listings::dsl, regions, users};
use crate::people::accounts::Profile;

/// A listing's place in the world, as it is looked up.
pub(super) struct Written<'a> {
    pub clean: &'a Clean,
    pub category: i32,
    pub region: &'a str,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

fn words<T: Copy + std::fmt::Display>(all: &[T]) -> Vec<String> {
    all.iter().map(ToString::to_string).collect()
}

/// Writes a fresh listing; false when one has its id already.
pub(super) fn insert(
    conn: &mut Conn,
    id: ListingId,
    slug: &str,
    seller: UserId,
    new: &Written<'_>,
) -> AppResult<bool> {
    let clean = new.clean;
    let written = diesel::insert_into(dsl::listings)
        .values((
            (
                dsl::id.eq(id),
                dsl::slug.eq(slug),
                dsl::seller_id.eq(seller),
                dsl::title.eq(&clean.title),
            ),
            (
                dsl::description.eq(&clean.description),
                dsl::flaw.eq(&clean.flaw),
                dsl::category_id.eq(new.category),
            ),
            (
                dsl::condition.eq(clean.condition.word()),
                dsl::modes.eq(words(&clean.modes)),
                dsl::price.eq(clean.price),
            ),
            (dsl::min_price.eq(clean.min_price), dsl::original_price.eq(clean.original_price)),
            (
                dsl::original_source.eq(&clean.original_source),
                dsl::brand.eq(&clean.brand),
                dsl::size.eq(&clean.size),
            ),
            (
                dsl::color.eq(&clean.color),
                dsl::tags.eq(&clean.tags),
                dsl::delivery.eq(words(&clean.delivery)),
            ),
            (
                dsl::region.eq(new.region),
                dsl::wanted.eq(&clean.wanted),
                dsl::expires_at.eq(new.expires_at),
            ),
            (
                dsl::status.eq(clean.status.word()),
                dsl::created_at.eq(new.now),
                dsl::updated_at.eq(new.now),
            ),
        ))
        .on_conflict(dsl::id)
        .do_nothing()
        .execute(conn)?;
    Ok(written == 1)
}

pub(super) fn rewrite(conn: &mut Conn, id: ListingId, new: &Written<'_>) -> AppResult<()> {
    let clean = new.clean;
    diesel::update(dsl::listings.find(id))
        .set((
            (
                dsl::title.eq(&clean.title),
                dsl::description.eq(&clean.description),
                dsl::flaw.eq(&clean.flaw),
            ),
            (dsl::category_id.eq(new.category), dsl::condition.eq(clean.condition.word())),
            (
                dsl::modes.eq(words(&clean.modes)),
                dsl::price.eq(clean.price),
                dsl::min_price.eq(clean.min_price),
            ),
            (
                dsl::original_price.eq(clean.original_price),
                dsl::original_source.eq(&clean.original_source),
            ),
            (dsl::brand.eq(&clean.brand), dsl::size.eq(&clean.size), dsl::color.eq(&clean.color)),
            (
                dsl::tags.eq(&clean.tags),
                dsl::delivery.eq(words(&clean.delivery)),
                dsl::region.eq(new.region),
            ),
            (
                dsl::wanted.eq(&clean.wanted),
                dsl::status.eq(clean.status.word()),
                dsl::version.eq(dsl::version + 1),
            ),
            (dsl::expires_at.eq(new.expires_at), dsl::updated_at.eq(new.now)),
        ))
        .execute(conn)?;
    Ok(())
}

/// The listing of an id.
pub fn by_id(conn: &mut Conn, id: ListingId) -> AppResult<Option<Listing>> {
    Ok(dsl::listings.find(id).select(Listing::as_select()).first(conn).optional()?)
}

/// The listing of a name in addresses.
pub fn by_slug(conn: &mut Conn, slug: &str) -> AppResult<Option<Listing>> {
    Ok(dsl::listings
        .filter(dsl::slug.eq(slug))
        .select(Listing::as_select())
        .first(conn)
        .optional()?)
}

/// Locks a listing's row: from here to the commit nobody else decides about it. Taken before any lock on offers or deals.
pub fn lock(conn: &mut Conn, id: ListingId) -> AppResult<Option<Listing>> {
    Ok(dsl::listings.find(id).select(Listing::as_select()).for_update().first(conn).optional()?)
}

/// These listings, locked, in the order of their ids whatever the order asked: who locks many never waits in a ring.
pub fn lock_many(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<Listing>> {
    Ok(dsl::listings
        .filter(dsl::id.eq_any(ids))
        .order(dsl::id)
        .select(Listing::as_select())
        .for_update()
        .load(conn)?)
}

/// These listings, in no order.
pub fn by_ids(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<Listing>> {
    Ok(dsl::listings.filter(dsl::id.eq_any(ids)).select(Listing::as_select()).load(conn)?)
}

/// Moves a listing to another status; the caller holds its lock.
pub fn set_status(conn: &mut Conn, id: ListingId, status: Status, now: Timestamp) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set((
            dsl::status.eq(status.word()),
            dsl::version.eq(dsl::version + 1),
            dsl::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

/// Adds to the counts a card shows: rooms and open bargains.
pub fn bump_counts(conn: &mut Conn, id: ListingId, chats: i32, offers: i32) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set((
            dsl::chat_count.eq(dsl::chat_count + chats),
            dsl::offer_count.eq(dsl::offer_count + offers),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn add_views(conn: &mut Conn, id: ListingId, views: i32) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set(dsl::view_count.eq(dsl::view_count + views))
        .execute(conn)?;
    Ok(())
}

/// The newest things on offer; those that go `mode` only, when given, and in `city`, when given.
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

/// How many things are on offer.
pub fn count_active(conn: &mut Conn) -> AppResult<i64> {
    Ok(dsl::listings.filter(dsl::status.eq(Status::Active.word())).count().get_result(conn)?)
}

/// Things on offer by category row id.
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

/// Whether a listing's seller has something else for sale.
pub fn sells_more(conn: &mut Conn, listing: &Listing) -> AppResult<bool> {
    let others = dsl::listings
        .filter(dsl::seller_id.eq(listing.seller_id))
        .filter(dsl::id.ne(listing.id))
        .filter(dsl::status.eq(Status::Active.word()))
        .filter(dsl::price.is_not_null());
    Ok(diesel::select(diesel::dsl::exists(others)).get_result(conn)?)
}

/// Those of `ids` that are on offer.
pub fn active_ids(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<ListingId>> {
    Ok(dsl::listings
        .filter(dsl::id.eq_any(ids))
        .filter(dsl::status.eq(Status::Active.word()))
        .select(dsl::id)
        .load(conn)?)
}

/// The next things on offer after an id, for walking through all of them.
pub fn visible_ids_after(
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

/// Takes listings whose time ran out off the market; returns them.
pub(super) fn expire(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(diesel::update(
        dsl::listings.filter(dsl::status.eq(Status::Active.word())).filter(dsl::expires_at.le(now)),
    )
    .set((dsl::status.eq(Status::Expired.word()), dsl::version.eq(dsl::version + 1)))
    .returning(dsl::id)
    .get_results(conn)?)
}

/// What a view is made of.
pub(super) type Facts = (Listing, Profile, (String, f64, f64));

/// Listings with their seller, and the label and centre of their place.
pub(super) fn facts(conn: &mut Conn, ids: &[ListingId]) -> AppResult<Vec<Facts>> {
    Ok(dsl::listings
        .inner_join(users::table)
        .inner_join(regions::table.on(regions::code.eq(listings::region)))
        .filter(dsl::id.eq_any(ids))
        .select((
            Listing::as_select(),
            Profile::as_select(),
            (regions::label, regions::lat, regions::lng),
        ))
        .load(conn)?)
}

/// Demo listings, written in one go.
#[derive(Insertable)]
#[diesel(table_name = listings)]
pub struct Bulk {
    /// Its id.
    pub id: ListingId,
    /// Its name in addresses.
    pub slug: String,
    /// Whose it is.
    pub seller_id: UserId,
    /// Its title.
    pub title: String,
    /// The story.
    pub description: String,
    /// What is wrong with it.
    pub flaw: String,
    /// Its kind.
    pub category_id: i32,
    /// A word of `Condition`.
    pub condition: String,
    /// Words of `Mode`.
    pub modes: Vec<String>,
    /// Rupiah.
    pub price: Option<i64>,
    /// Rupiah.
    pub min_price: Option<i64>,
    /// Rupiah.
    pub original_price: Option<i64>,
    /// Where that comes from.
    pub original_source: Option<String>,
    /// Free text.
    pub brand: Option<String>,
    /// Free text.
    pub size: Option<String>,
    /// Free text.
    pub color: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Words of `Delivery`.
    pub delivery: Vec<String>,
    /// Kemendagri code.
    pub region: String,
    /// For barter.
    pub wanted: Option<String>,
    /// When it drops out.
    pub expires_at: Timestamp,
    /// When it was posted.
    pub created_at: Timestamp,
    /// The same.
    pub updated_at: Timestamp,
}

/// Inserts many.
pub fn insert_many(conn: &mut Conn, all: &[Bulk]) -> AppResult<()> {
    for chunk in all.chunks(500) {
        diesel::insert_into(listings::table).values(chunk).execute(conn)?;
    }
    Ok(())
}
