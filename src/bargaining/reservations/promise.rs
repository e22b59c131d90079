//! The seller's word to one buyer: for a day nobody else gets the thing. It is no deal and names no price.

use chrono::Duration;

use super::store;
use crate::bargaining::negotiations::{Announcement, Desk, Promise, announce, house, promise_of};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::limits::{self, Rate};
use crate::chat::rooms::{self, RoomRow, Side, SystemMessage};
use crate::market::listings::{self, Listing, Status};
use crate::people::accounts;

/// So often a day a thing may be promised.
const A_DAY: Rate = Rate { actions: 10, seconds: 86_400 };

/// A promise holds this long.
const HOURS: i64 = 24;

/// The seller promises the thing to the buyer of a room. Doing it again changes nothing.
pub fn promise(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    seller: UserId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let (room, listing) = of_seller(conn, room, seller)?;
    if listing.status != Status::Active {
        return Err(AppError::conflict("offer-listing-gone"));
    }
    match promise_of(conn, listing.id, now)? {
        Some(there) if there.room_id == room.id => return Ok(Vec::new()),
        Some(_) => return Err(AppError::conflict("promise-elsewhere")),
        None => {}
    }
    // Everybody who talks about the thing hears of each promise.
    limits::charge_stored(conn, &format!("promise:{}", listing.id), A_DAY)?;
    let until = now + Duration::hours(HOURS);
    store::keep(conn, &Promise { listing_id: listing.id, room_id: room.id, until })?;
    let name = accounts::profile(conn, room.buyer_id)?.name;
    let own = SystemMessage::new("said-promised").with("name", name);
    tell(conn, encryption, &room, (own, SystemMessage::new("said-promised-away")), now)
}

/// Ends the promise to the buyer of a room; seller and buyer may. Where there is none nothing changes.
pub fn release(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    user: UserId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    room.side(user).ok_or(AppError::NotFound)?;
    let listing = listings::lock(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
    match promise_of(conn, listing.id, now)? {
        Some(there) if there.room_id == room.id => over(conn, encryption, &listing, now),
        _ => Ok(Vec::new()),
    }
}

/// Ends promises whose day is over.
pub async fn lapse_due(
    db: &Db,
    encryption: &Encryption,
    desk: &Desk,
    now: Timestamp,
) -> AppResult<()> {
    for thing in db.read(move |conn| store::ran_out(conn, now)).await? {
        let encryption = encryption.clone();
        let told = db
            .transaction(move |conn| {
                let listing = listings::lock(conn, thing)?.ok_or(AppError::NotFound)?;
                match promise_of(conn, thing, now)? {
                    // Promised anew meanwhile.
                    Some(_) => Ok(Vec::new()),
                    None => over(conn, &encryption, &listing, now),
                }
            })
            .await?;
        desk.announce(&told);
    }
    Ok(())
}

fn of_seller(conn: &mut Conn, room: RoomId, seller: UserId) -> AppResult<(RoomRow, Listing)> {
    let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    match room.side(seller) {
        Some(Side::Seller) => {}
        Some(Side::Buyer) => return Err(AppError::forbidden("promise-seller-only")),
        None => return Err(AppError::NotFound),
    }
    let listing = listings::lock(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
    Ok((room, listing))
}

/// The promise is over; who was told of it is told so, as long as the thing is there to be had.
fn over(
    conn: &mut Conn,
    encryption: &Encryption,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let Some(ended) = store::end(conn, listing.id)? else { return Ok(Vec::new()) };
    if listing.status != Status::Active {
        return Ok(Vec::new());
    }
    let room = rooms::by_id(conn, ended.room_id)?.ok_or(AppError::NotFound)?;
    let said = || SystemMessage::new("said-promise-over");
    tell(conn, encryption, &room, (said(), said()), now)
}

/// Says one thing in a room and another in the other rooms about its thing.
fn tell(
    conn: &mut Conn,
    encryption: &Encryption,
    room: &RoomRow,
    (own, others): (SystemMessage, SystemMessage),
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut ids = rooms::others_of_listing(conn, room.listing_id, room.id)?;
    ids.push(room.id);
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut rows: Vec<&mut RoomRow> = locked.values_mut().collect();
    rows.sort_by_key(|row| row.id);
    let mut told = Vec::new();
    for row in rows {
        let said = if row.id == room.id { &own } else { &others };
        told.push(announce(conn, encryption, row, house(said), None, None, now)?);
    }
    Ok(told)
}
