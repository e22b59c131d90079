//! Promises, waiting people and askers in Postgres.

use diesel::prelude::*;

use crate::bargaining::negotiations::{OfferStatus, Promise};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::schema::{listings, negotiations, offers, promises, waiting};
use crate::chat::rooms::Side;
use crate::market::listings::Status;

pub(super) fn keep(conn: &mut Conn, promise: &Promise) -> AppResult<()> {
    diesel::insert_into(promises::table)
        .values(promise)
        .on_conflict(promises::listing_id)
        .do_update()
        .set(promise)
        .execute(conn)?;
    Ok(())
}

/// Ends the promise about a thing; the one that was there.
pub(super) fn end(conn: &mut Conn, thing: ListingId) -> AppResult<Option<Promise>> {
    Ok(diesel::delete(promises::table.find(thing))
        .returning(Promise::as_returning())
        .get_result(conn)
        .optional()?)
}

/// Things whose promise ran out.
pub(super) fn ran_out(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(promises::table
        .filter(promises::until.le(now))
        .order(promises::until)
        .limit(100)
        .select(promises::listing_id)
        .load(conn)?)
}

pub(super) fn wait(
    conn: &mut Conn,
    thing: ListingId,
    user: UserId,
    now: Timestamp,
) -> AppResult<()> {
    diesel::insert_into(waiting::table)
        .values((waiting::listing_id.eq(thing), waiting::user_id.eq(user), waiting::since.eq(now)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(super) fn leave(conn: &mut Conn, thing: ListingId, users: &[UserId]) -> AppResult<()> {
    diesel::delete(
        waiting::table.filter(waiting::listing_id.eq(thing)).filter(waiting::user_id.eq_any(users)),
    )
    .execute(conn)?;
    Ok(())
}

/// Who waits for a thing, the longest first.
pub(super) fn line(conn: &mut Conn, thing: ListingId, limit: i64) -> AppResult<Vec<UserId>> {
    Ok(waiting::table
        .filter(waiting::listing_id.eq(thing))
        .order((waiting::since, waiting::user_id))
        .limit(limit)
        .select(waiting::user_id)
        .load(conn)?)
}

/// Nobody waits for what will not be free again.
pub(super) fn end_lines(conn: &mut Conn, among: &[ListingId]) -> AppResult<()> {
    let gone = listings::table
        .filter(listings::id.eq_any(among))
        .filter(listings::status.eq_any([Status::Sold, Status::Inactive, Status::Removed]))
        .select(listings::id);
    diesel::delete(waiting::table.filter(waiting::listing_id.eq_any(gone))).execute(conn)?;
    Ok(())
}

/// Those of `among` that are on offer while somebody waits for them.
pub(super) fn free_and_waited_for(
    conn: &mut Conn,
    among: &[ListingId],
) -> AppResult<Vec<ListingId>> {
    Ok(waiting::table
        .inner_join(listings::table.on(listings::id.eq(waiting::listing_id)))
        .filter(waiting::listing_id.eq_any(among))
        .filter(listings::status.eq(Status::Active))
        .order(waiting::listing_id)
        .select(waiting::listing_id)
        .distinct()
        .load(conn)?)
}

/// Who asks for a thing now: the offer, its room, and who.
pub(super) fn asking(
    conn: &mut Conn,
    thing: ListingId,
    now: Timestamp,
) -> AppResult<Vec<(OfferId, RoomId, UserId)>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::listing_id.eq(thing))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::by.eq(Side::Buyer))
        .filter(offers::expires_at.gt(now))
        .order(offers::id)
        .limit(500)
        .select((offers::id, negotiations::room_id, negotiations::buyer_id))
        .load(conn)?)
}
