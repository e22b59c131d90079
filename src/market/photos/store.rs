//! Photos in Postgres.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PhotoId, UserId};
use crate::base::schema::photos;

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
    /// Hash of the large size: the name in the storage.
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

/// Deletes the rows of photos from before a moment that no listing and no message uses; returns how many. Their files stay,
/// because other rows may share them.
pub fn delete_unattached(conn: &mut Conn, before: Timestamp) -> AppResult<usize> {
    let unused = diesel::dsl::not(diesel::dsl::exists(
        crate::base::schema::messages::table
            .filter(crate::base::schema::messages::photo_id.eq(photos::id.nullable())),
    ));
    Ok(diesel::delete(
        photos::table
            .filter(photos::listing_id.is_null())
            .filter(photos::created_at.lt(before))
            .filter(unused),
    )
    .execute(conn)?)
}

/// Those of `ids` that a person uploaded.
pub fn of_owner(conn: &mut Conn, owner: UserId, ids: &[PhotoId]) -> AppResult<Vec<Photo>> {
    Ok(photos::table
        .filter(photos::id.eq_any(ids))
        .filter(photos::owner_id.eq(owner))
        .select(Photo::as_select())
        .load(conn)?)
}

pub fn by_ids(conn: &mut Conn, ids: &[PhotoId]) -> AppResult<Vec<Photo>> {
    Ok(photos::table.filter(photos::id.eq_any(ids)).select(Photo::as_select()).load(conn)?)
}
