//! Writes to the table of listings.

use diesel::prelude::*;

use super::super::model::{Listing, ListingContent, Status};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::base::schema::{listings, listings::dsl, shown_villages};

/// The columns that posting and editing write, all of them each time.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = listings, treat_none_as_null = true)]
pub struct ListingFields {
    /// What the owner publishes about the item.
    #[diesel(embed)]
    pub content: ListingContent,
    /// Row id of a sub category.
    pub category_id: i32,
    /// Whole rupiah; secret.
    pub min_price: Option<i64>,
    /// Kemendagri code.
    pub region: String,
    /// `active` or `kept`.
    pub status: Status,
    /// When a job sets the status to `expired`.
    pub expires_at: Timestamp,
    /// The moment of the write.
    pub updated_at: Timestamp,
}

impl ListingFields {
    /// Whether buyers must confirm their pending offers again: the item, its category, its region or how it may be
    /// handed over differs from `before`.
    pub fn needs_reconfirmation(&self, before: &Listing) -> bool {
        self.content.describes_another_item(&before.content)
            || (self.category_id, &self.region) != (before.category_id, &before.region)
    }
}

/// A listing to insert.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = listings)]
pub struct NewListing {
    pub id: ListingId,
    /// Unique; part of the page's address.
    pub slug: String,
    /// The owner.
    pub seller_id: UserId,
    /// When the listing was posted.
    pub created_at: Timestamp,
    #[diesel(embed)]
    pub fields: ListingFields,
}

/// Inserts a listing; false when a listing has this id already.
pub(in crate::market::listings) fn insert(conn: &mut Conn, new: &NewListing) -> AppResult<bool> {
    let query = diesel::insert_into(listings::table).values(new);
    Ok(query.on_conflict(dsl::id).do_nothing().execute(conn)? == 1)
}

/// Inserts many listings, 500 in a statement.
pub fn insert_many(conn: &mut Conn, all: &[NewListing]) -> AppResult<()> {
    for chunk in all.chunks(500) {
        diesel::insert_into(listings::table).values(chunk).execute(conn)?;
    }
    Ok(())
}

/// Overwrites all fields that an owner may edit, and increases the version.
pub(in crate::market::listings) fn update(
    conn: &mut Conn,
    id: ListingId,
    fields: &ListingFields,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set((fields, dsl::version.eq(dsl::version + 1)))
        .execute(conn)?;
    Ok(())
}

/// Sets `edited_at`. A trigger then marks every pending offer that includes the listing as needing reconfirmation
/// (migration 0014).
pub(in crate::market::listings) fn set_edited(
    conn: &mut Conn,
    id: ListingId,
    now: Timestamp,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id)).set(dsl::edited_at.eq(now)).execute(conn)?;
    Ok(())
}

/// Sets the asking price in whole rupiah. The caller holds the listing's lock.
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

/// Sets the status of a listing. The caller holds its lock.
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

/// Adds to the numbers of rooms and of pending offers that a card shows.
pub fn bump_counts(conn: &mut Conn, id: ListingId, chats: i32, offers: i32) -> AppResult<()> {
    diesel::update(dsl::listings.find(id))
        .set((
            dsl::chat_count.eq(dsl::chat_count + chats),
            dsl::offer_count.eq(dsl::offer_count + offers),
        ))
        .execute(conn)?;
    Ok(())
}

/// Adds to the number of page views.
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

/// Moves the end of a listing's life to this moment, when it is earlier. The caller holds its lock.
pub(in crate::market::listings) fn keep_until(
    conn: &mut Conn,
    id: ListingId,
    until: Timestamp,
) -> AppResult<()> {
    diesel::update(dsl::listings.find(id).filter(dsl::expires_at.lt(until)))
        .set(dsl::expires_at.eq(until))
        .execute(conn)?;
    Ok(())
}

/// Sets active listings whose `expires_at` has passed to `expired`; returns their ids.
pub(in crate::market::listings) fn expire(
    conn: &mut Conn,
    now: Timestamp,
) -> AppResult<Vec<ListingId>> {
    Ok(diesel::update(
        dsl::listings.filter(dsl::status.eq(Status::Active.word())).filter(dsl::expires_at.le(now)),
    )
    .set((
        dsl::status.eq(Status::Expired.word()),
        dsl::version.eq(dsl::version + 1),
        dsl::updated_at.eq(now),
    ))
    .returning(dsl::id)
    .get_results(conn)?)
}

/// Shows the village of a listing's region, or hides it; `None` leaves that as it is.
pub(in crate::market::listings) fn set_shown_village(
    conn: &mut Conn,
    id: ListingId,
    show: Option<bool>,
) -> AppResult<()> {
    let before = diesel::delete(shown_villages::table.find(id)).execute(conn)? == 1;
    if show.unwrap_or(before) {
        diesel::sql_query(
            "insert into shown_villages (listing_id, code, name) select l.id, r.code, r.name \
             from listings l join regions r on r.code = l.region where l.id = $1 and r.level = 4",
        )
        .bind::<diesel::sql_types::Uuid, _>(id)
        .execute(conn)?;
    }
    Ok(())
}
