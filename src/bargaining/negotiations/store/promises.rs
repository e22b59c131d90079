//! Promises: a listing that its seller reserved for one buyer.

use diesel::prelude::*;

use super::super::model::Promise;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, RoomId};
use crate::base::schema::promises;

/// The promise about a listing that holds now.
pub fn promise_of(
    conn: &mut Conn,
    listing: ListingId,
    now: Timestamp,
) -> AppResult<Option<Promise>> {
    Ok(promises::table
        .find(listing)
        .filter(promises::until.gt(now))
        .select(Promise::as_select())
        .first(conn)
        .optional()?)
}

/// Whether one of these is reserved for the buyer of another room now.
pub(in crate::bargaining::negotiations) fn is_reserved_elsewhere(
    conn: &mut Conn,
    listings: &[ListingId],
    room: RoomId,
    now: Timestamp,
) -> AppResult<bool> {
    let elsewhere = promises::table
        .filter(promises::listing_id.eq_any(listings))
        .filter(promises::room_id.ne(room))
        .filter(promises::until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(elsewhere)).get_result(conn)?)
}

/// Deletes the promise about a listing, if there is one.
pub(in crate::bargaining::negotiations) fn end_promise(
    conn: &mut Conn,
    listing: ListingId,
) -> AppResult<()> {
    diesel::delete(promises::table.find(listing)).execute(conn)?;
    Ok(())
}
