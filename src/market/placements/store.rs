//! Placements in Postgres.

use diesel::prelude::*;

use super::model::Placement;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PromotionId};
use crate::base::schema::placements;

/// Begins to show a listing.
///
/// # Errors
/// The database's errors.
pub fn insert(conn: &mut Conn, placement: &Placement) -> AppResult<()> {
    diesel::insert_into(placements::table).values(placement).execute(conn)?;
    Ok(())
}

/// Takes a placement away before its end; after its end, or repeated, it changes nothing.
///
/// # Errors
/// The database's errors.
pub fn end(conn: &mut Conn, id: PromotionId, now: Timestamp) -> AppResult<()> {
    let current = placements::ended_at.is_null().and(placements::ends_at.gt(now));
    diesel::update(placements::table.find(id).filter(current))
        .set(placements::ended_at.eq(now))
        .execute(conn)?;
    Ok(())
}

/// The placements of these promotions.
///
/// # Errors
/// The database's errors.
pub fn of_ids(conn: &mut Conn, ids: &[PromotionId]) -> AppResult<Vec<Placement>> {
    Ok(placements::table
        .filter(placements::id.eq_any(ids))
        .select(Placement::as_select())
        .load(conn)?)
}

/// Adds to what was counted; a placement of another listing, or one that has ended, stays as it is.
pub(super) fn add_counts(
    conn: &mut Conn,
    id: PromotionId,
    listing: ListingId,
    (seen, opened): (i32, i32),
    now: Timestamp,
) -> AppResult<()> {
    let current = placements::ended_at.is_null().and(placements::ends_at.gt(now));
    let fits = placements::listing_id.eq(listing).and(current);
    diesel::update(placements::table.find(id).filter(fits))
        .set((
            placements::seen.eq(placements::seen + seen),
            placements::opened.eq(placements::opened + opened),
        ))
        .execute(conn)?;
    Ok(())
}
