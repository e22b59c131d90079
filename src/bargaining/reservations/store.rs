//! Promises, queues and who asks for a gift, in Postgres.

use diesel::prelude::*;

use crate::bargaining::negotiations::{OfferStatus, Promise};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, OfferId, RoomId, UserId};
use crate::base::schema::{listings, negotiations, offers, promises, waiting_list};
use crate::market::Party;
use crate::market::listings::Status;

pub(super) fn save_promise(conn: &mut Conn, promise: &Promise) -> AppResult<()> {
    diesel::insert_into(promises::table)
        .values(promise)
        .on_conflict(promises::listing_id)
        .do_update()
        .set(promise)
        .execute(conn)?;
    Ok(())
}

/// Deletes the promise about a listing; the one that was there.
pub(super) fn delete_promise(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Promise>> {
    Ok(diesel::delete(promises::table.find(listing))
        .returning(Promise::as_returning())
        .get_result(conn)
        .optional()?)
}

/// Listings whose promise has expired; at most 100.
pub(super) fn expired_promises(conn: &mut Conn, now: Timestamp) -> AppResult<Vec<ListingId>> {
    Ok(promises::table
        .filter(promises::until.le(now))
        .order(promises::until)
        .limit(100)
        .select(promises::listing_id)
        .load(conn)?)
}

pub(super) fn wait(
    conn: &mut Conn,
    listing: ListingId,
    user: UserId,
    now: Timestamp,
) -> AppResult<()> {
    diesel::insert_into(waiting_list::table)
        .values((
            waiting_list::listing_id.eq(listing),
            waiting_list::user_id.eq(user),
            waiting_list::since.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(super) fn leave(conn: &mut Conn, listing: ListingId, users: &[UserId]) -> AppResult<()> {
    let left = waiting_list::table
        .filter(waiting_list::listing_id.eq(listing))
        .filter(waiting_list::user_id.eq_any(users));
    diesel::delete(left).execute(conn)?;
    Ok(())
}

/// Who waits for a listing, the longest first.
pub(super) fn queue(conn: &mut Conn, listing: ListingId, limit: i64) -> AppResult<Vec<UserId>> {
    Ok(waiting_list::table
        .filter(waiting_list::listing_id.eq(listing))
        .order((waiting_list::since, waiting_list::user_id))
        .limit(limit)
        .select(waiting_list::user_id)
        .load(conn)?)
}

/// Deletes the queues of those of `among` that will not be back.
pub(super) fn delete_queues(conn: &mut Conn, among: &[ListingId]) -> AppResult<()> {
    let gone = listings::table
        .filter(listings::id.eq_any(among))
        .filter(listings::status.eq_any([Status::Sold, Status::Inactive, Status::Removed]))
        .select(listings::id);
    diesel::delete(waiting_list::table.filter(waiting_list::listing_id.eq_any(gone)))
        .execute(conn)?;
    Ok(())
}

/// Those of `among` that are on the market while somebody waits for them.
pub(super) fn back_and_waited_for(
    conn: &mut Conn,
    among: &[ListingId],
) -> AppResult<Vec<ListingId>> {
    Ok(waiting_list::table
        .inner_join(listings::table.on(listings::id.eq(waiting_list::listing_id)))
        .filter(waiting_list::listing_id.eq_any(among))
        .filter(listings::status.eq(Status::Active))
        .order(waiting_list::listing_id)
        .select(waiting_list::listing_id)
        .distinct()
        .load(conn)?)
}

/// A buyer's pending offer.
#[derive(Debug, Clone, Copy, Queryable)]
pub(super) struct Asking {
    pub offer: OfferId,
    pub room: RoomId,
    pub buyer: UserId,
}

/// Who has a pending offer for a listing now; at most 500.
pub(super) fn asking(
    conn: &mut Conn,
    listing: ListingId,
    now: Timestamp,
) -> AppResult<Vec<Asking>> {
    Ok(offers::table
        .inner_join(negotiations::table.on(negotiations::id.eq(offers::negotiation_id)))
        .filter(offers::listing_id.eq(listing))
        .filter(offers::status.eq(OfferStatus::Pending))
        .filter(offers::by.eq(Party::Buyer))
        .filter(offers::expires_at.gt(now))
        .order(offers::id)
        .limit(500)
        .select((offers::id, negotiations::room_id, negotiations::buyer_id))
        .load(conn)?)
}
