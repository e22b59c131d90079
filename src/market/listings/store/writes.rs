//! What is written of listings.

use diesel::prelude::*;

use super::super::model::{Listing, Status};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{listings, listings::dsl};

/// What its owner says of a thing: written whole, when it is posted and when it is rewritten.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = listings, treat_none_as_null = true)]
pub struct Content {
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
    /// Whole rupiah.
    pub price: Option<i64>,
    /// Whole rupiah.
    pub min_price: Option<i64>,
    /// Whole rupiah.
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
    /// A word of `Status`: on offer, or kept.
    pub status: String,
    /// When it drops out.
    pub expires_at: Timestamp,
    /// When it was written.
    pub updated_at: Timestamp,
}

impl Content {
    /// Whether it says of the thing itself, or of how it changes hands, something else than `before`. Its price is not of
    /// that: what was offered names its own.
    pub fn describes_anew(&self, before: &Listing) -> bool {
        let ways: Vec<String> = before.delivery.iter().map(ToString::to_string).collect();
        (&self.title, &self.description, &self.flaw)
            != (&before.title, &before.description, &before.flaw)
            || (self.category_id, self.condition.as_str(), &self.region)
                != (before.category_id, before.condition.word(), &before.region)
            || (&self.brand, &self.size, &self.color)
                != (&before.brand, &before.size, &before.color)
            || self.delivery != ways
    }
}

/// A fresh listing.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = listings)]
pub struct NewListing {
    /// Its id.
    pub id: ListingId,
    /// Its name in addresses.
    pub slug: String,
    /// Whose it is.
    pub seller_id: UserId,
    /// When it was posted.
    pub created_at: Timestamp,
    /// What is said of it.
    #[diesel(embed)]
    pub content: Content,
}

/// Writes a fresh listing; false when one has its id already.
pub(in crate::market::listings) fn insert(conn: &mut Conn, new: &NewListing) -> AppResult<bool> {
    let query = diesel::insert_into(listings::table).values(new);
    Ok(query.on_conflict(dsl::id).do_nothing().execute(conn)? == 1)
}

/// Inserts many.
pub fn insert_many(conn: &mut Conn, all: &[NewListing]) -> AppResult<()> {
    for chunk in all.chunks(500) {
        diesel::insert_into(listings::table).values(chunk).execute(conn)?;
    }
    Ok(())
}

/// Says everything about a listing anew.
pub(in crate::market::listings) fn rewrite(
    conn: &mut Conn,
    id: ListingId,
    content: &Content,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set((content, dsl::version.eq(dsl::version + 1)))
        .execute(conn)?;
    Ok(())
}

/// Notes that a thing was described anew: what was offered for it is asked about (see migration 0014).
pub(in crate::market::listings) fn set_edited(
    conn: &mut Conn,
    id: ListingId,
    now: Timestamp,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id)).set(dsl::edited_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Sets the asking price, whole rupiah; the caller holds the listing's lock.
pub fn set_price(conn: &mut Conn, id: ListingId, price: i64, now: Timestamp) -> AppResult<()> {
    diesel::update(listings::table.find(id))
        .set((
            listings::price.eq(price),
            listings::version.eq(listings::version + 1),
            listings::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
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

/// Counts looks.
pub(in crate::market::listings) fn add_views(
    conn: &mut Conn,
    id: ListingId,
    views: i32,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set(dsl::view_count.eq(dsl::view_count + views))
        .execute(conn)?;
    Ok(())
}

/// Takes listings whose time ran out off the market; returns them.
pub(in crate::market::listings) fn expire(
    conn: &mut Conn,
    now: Timestamp,
) -> AppResult<Vec<ListingId>> {
    Ok(diesel::update(
        dsl::listings.filter(dsl::status.eq(Status::Active.word())).filter(dsl::expires_at.le(now)),
    )
    .set((dsl::status.eq(Status::Expired.word()), dsl::version.eq(dsl::version + 1)))
    .returning(dsl::id)
    .get_results(conn)?)
}
