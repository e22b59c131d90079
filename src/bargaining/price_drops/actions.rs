//! Use cases: setting a schedule, and lowering the prices that are due.

use chrono::Duration;

use super::model::{PriceDrop, Schedule};
use super::{policy, store};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{ListingId, UserId};
use crate::market::listings;

/// The schedule of a listing.
pub fn schedule_of(conn: &mut Conn, listing: ListingId) -> AppResult<Option<Schedule>> {
    Ok(store::of(conn, listing)?.map(|row| row.schedule()))
}

/// Sets the schedule of a listing, or ends it with `None`.
///
/// # Errors
/// 404 or 403 for who is not the owner, 409 for a listing without a price, 422 for a schedule out of range.
pub fn set_schedule(
    conn: &mut Conn,
    owner: UserId,
    id: ListingId,
    wanted: Option<Schedule>,
    now: Timestamp,
) -> AppResult<()> {
    let listing = listings::lock_own(conn, owner, id)?;
    let Some(wanted) = wanted else { return store::remove(conn, id) };
    let price = listing.content.price.ok_or_else(|| AppError::conflict("drop-no-price"))?;
    policy::check(&wanted, price, listing.min_price.0).map_err(AppError::Invalid)?;
    store::save(conn, &PriceDrop::new(id, &wanted, now + Duration::days(wanted.days)))
}

/// Lowers the prices whose day has come, each in a transaction of its own; returns how many it lowered.
pub async fn drop_due(db: &Db, now: Timestamp) -> AppResult<usize> {
    let mut dropped = 0;
    for id in db.read(move |conn| store::due(conn, now)).await? {
        dropped += usize::from(db.transaction(move |conn| drop_price(conn, id, now)).await?);
    }
    Ok(dropped)
}

fn drop_price(conn: &mut Conn, id: ListingId, now: Timestamp) -> AppResult<bool> {
    // Lock order: the listing first; then the schedule as it is now, for another node may have been quicker.
    let listing = listings::lock(conn, id)?.ok_or(AppError::NotFound)?;
    let Some(row) = store::of(conn, id)?.filter(|row| row.next_at <= now) else {
        return Ok(false);
    };
    let schedule = row.schedule();
    let next = listing
        .content
        .price
        .and_then(|price| policy::next_price(price, listing.min_price.0, &schedule));
    let Some(next) = next else {
        store::remove(conn, id)?;
        return Ok(false);
    };
    // A drop that fell due while a deal held the listing is skipped, not made up for.
    store::save(conn, &PriceDrop::new(id, &schedule, now + Duration::days(schedule.days)))?;
    if listing.status != listings::Status::Active {
        return Ok(false);
    }
    listings::set_price(conn, id, next, now)?;
    listings::announce_change(conn, id)?;
    Ok(true)
}
