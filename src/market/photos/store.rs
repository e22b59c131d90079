//! Photos in Postgres.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Timestamptz, Uuid as SqlUuid};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::schema::{messages, photos, review_photos};

/// A photo's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = photos)]
pub struct Photo {
    pub id: PhotoId,
    /// Who uploaded it.
    pub owner_id: UserId,
    /// The listing that it is attached to.
    pub listing_id: Option<ListingId>,
    /// Position among the listing's photos, from 0; the first is the cover.
    pub position: i32,
    /// The name of its files in the storage, 64 hex digits; older photos of equal content share one.
    pub hash: String,
    /// Pixels of the large size.
    pub width: i32,
    /// Pixels of the large size.
    pub height: i32,
    /// When it was uploaded.
    pub created_at: Timestamp,
}

pub(super) fn insert(conn: &mut Conn, photo: &Photo) -> AppResult<()> {
    diesel::insert_into(photos::table).values(photo).execute(conn)?;
    Ok(())
}

/// Inserts many photos (demo data).
pub fn insert_many(conn: &mut Conn, all: &[Photo]) -> AppResult<()> {
    diesel::insert_into(photos::table).values(all).execute(conn)?;
    Ok(())
}

/// The photos of some listings, in their order.
pub fn of_listings(conn: &mut Conn, listings: &[ListingId]) -> AppResult<Vec<Photo>> {
    Ok(photos::table
        .filter(photos::listing_id.eq_any(listings))
        .filter(photos::removed_at.is_null())
        .order((photos::listing_id, photos::position))
        .select(Photo::as_select())
        .load(conn)?)
}

/// Those of `ids` that `owner` may attach to `listing`: their own, attached to no other listing.
pub fn attachable_ids(
    conn: &mut Conn,
    owner: UserId,
    listing: ListingId,
    ids: &[PhotoId],
) -> AppResult<Vec<PhotoId>> {
    Ok(photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::removed_at.is_null())
        .filter(photos::owner_id.eq(owner))
        .filter(photos::listing_id.is_null().or(photos::listing_id.eq(listing)))
        .select(photos::id)
        .load(conn)?)
}

/// Attaches photos to a listing in this order and detaches all others.
pub fn attach(conn: &mut Conn, listing: ListingId, ids: &[PhotoId]) -> AppResult<()> {
    diesel::update(photos::table.filter(photos::listing_id.eq(listing)))
        .set(photos::listing_id.eq(None::<ListingId>))
        .execute(conn)?;
    for (position, id) in (0..).zip(ids) {
        diesel::update(photos::table.find(id))
            .set((photos::listing_id.eq(listing), photos::position.eq(position)))
            .execute(conn)?;
    }
    Ok(())
}

/// Photos from before a moment that are attached to no listing; those of messages are among them.
pub(super) fn unattached_before(
    conn: &mut Conn,
    before: Timestamp,
    limit: i64,
) -> AppResult<Vec<PhotoId>> {
    let in_message = diesel::dsl::exists(
        messages::table
            .filter(messages::photo_id.eq(photos::id.nullable()))
            .filter(messages::body.is_not_null()),
    );
    Ok(photos::table
        .filter(photos::listing_id.is_null())
        .filter(photos::created_at.lt(before))
        .filter(photos::removed_at.is_null())
        .filter(diesel::dsl::not(in_message))
        .filter(diesel::dsl::not(diesel::dsl::exists(
            review_photos::table.filter(review_photos::photo_id.eq(photos::id)),
        )))
        .order(photos::created_at)
        .limit(limit)
        .select(photos::id)
        .load(conn)?)
}

/// Deletes the row of a photo whose files were removed, unless a message or a review refers to it.
pub(super) fn delete_removed(conn: &mut Conn, id: PhotoId) -> AppResult<()> {
    let referred =
        diesel::dsl::exists(messages::table.filter(messages::photo_id.eq(photos::id.nullable())));
    let removed = photos::table.filter(photos::id.eq(id)).filter(photos::removed_at.is_not_null());
    let in_review =
        diesel::dsl::exists(review_photos::table.filter(review_photos::photo_id.eq(photos::id)));
    diesel::delete(removed.filter(diesel::dsl::not(referred)).filter(diesel::dsl::not(in_review)))
        .execute(conn)?;
    Ok(())
}

/// The ids of a listing's photos.
pub fn ids_of_listing(conn: &mut Conn, listing: ListingId) -> AppResult<Vec<PhotoId>> {
    Ok(photos::table.filter(photos::listing_id.eq(listing)).select(photos::id).load(conn)?)
}

/// Those of `ids` that a person uploaded.
pub fn of_owner(conn: &mut Conn, owner: UserId, ids: &[PhotoId]) -> AppResult<Vec<Photo>> {
    Ok(photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::removed_at.is_null())
        .filter(photos::owner_id.eq(owner))
        .select(Photo::as_select())
        .load(conn)?)
}

pub fn by_ids(conn: &mut Conn, ids: &[PhotoId]) -> AppResult<Vec<Photo>> {
    Ok(photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::removed_at.is_null())
        .select(Photo::as_select())
        .load(conn)?)
}

#[derive(QueryableByName)]
struct Marked {
    #[diesel(sql_type = Text)]
    hash: String,
    #[diesel(sql_type = Bool)]
    shared: bool,
}

/// Marks a photo that nothing uses as removed; returns the name of its files unless another photo has them too.
pub(super) fn mark_removed(
    conn: &mut Conn,
    photo: PhotoId,
    now: Timestamp,
) -> AppResult<Option<String>> {
    // A listing that was part of a deal keeps its photos: the deal's pages show what was agreed on.
    let marked: Option<Marked> = diesel::sql_query(
        "update photos p set removed_at = coalesce(p.removed_at, $2) where p.id = $1 \
           and not exists (select 1 from messages m where m.photo_id = p.id and m.body is not null) \
           and not exists (select 1 from review_photos r where r.photo_id = p.id) \
           and not exists (select 1 from listings l where l.id = p.listing_id and (l.status not in ('inactive', 'removed') \
             or exists (select 1 from withheld_listings w where w.listing_id = l.id) \
             or exists (select 1 from deal_items d where d.listing_id = l.id))) \
         returning p.hash, exists (select 1 from photos o where o.hash = p.hash and o.id <> p.id and o.removed_at is null) as shared",
    )
    .bind::<SqlUuid, _>(photo)
    .bind::<Timestamptz, _>(now)
    .get_result(conn)
    .optional()?;
    Ok(marked.filter(|photo| !photo.shared).map(|photo| photo.hash))
}

/// Those of these names that photos have whose files were not removed.
pub(super) fn present_among(conn: &mut Conn, hashes: &[String]) -> AppResult<Vec<String>> {
    Ok(photos::table
        .filter(photos::hash.eq_any(hashes))
        .filter(photos::removed_at.is_null())
        .select(photos::hash)
        .load(conn)?)
}
