//! The seller's word to one buyer.

use diesel::prelude::*;

use super::super::model::Promise;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, RoomId};
use crate::base::schema::promises;

/// The promise about a thing that holds now.
pub fn promise_of(conn: &mut Conn, thing: ListingId, now: Timestamp) -> AppResult<Option<Promise>> {
    Ok(promises::table
        .find(thing)
        .filter(promises::until.gt(now))
        .select(Promise::as_select())
        .first(conn)
        .optional()?)
}

/// Whether one of these is promised to somebody in another room now.
pub(in crate::bargaining::negotiations) fn promised_away(
    conn: &mut Conn,
    things: &[ListingId],
    but: RoomId,
    now: Timestamp,
) -> AppResult<bool> {
    let elsewhere = promises::table
        .filter(promises::listing_id.eq_any(things))
        .filter(promises::room_id.ne(but))
        .filter(promises::until.gt(now));
    Ok(diesel::select(diesel::dsl::exists(elsewhere)).get_result(conn)?)
}

/// The promise is kept, or taken back; whether there was one.
pub(in crate::bargaining::negotiations) fn end_promise(
    conn: &mut Conn,
    thing: ListingId,
) -> AppResult<bool> {
    Ok(diesel::delete(promises::table.find(thing)).execute(conn)? > 0)
}
