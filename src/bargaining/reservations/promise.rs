//! The seller's promise to one buyer: for a day nobody else gets the listing. It is no deal and names no price.

use chrono::Duration;

use super::context::ReservationContext;
use super::store;
use crate::bargaining::negotiations::{Promise, promise_of};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::limits::{self, Charge, Rate};
use crate::chat::rooms::{
    self, Announcement, MessageWithEvents, Room, SystemMessage, announce_all, system_message,
};
use crate::market::Party;
use crate::market::listings::{self, Listing, Status};
use crate::people::accounts;

/// So often a day a listing may be promised.
const A_DAY: Rate = Rate { actions: 10, seconds: 86_400 };

/// A promise holds this long.
const LIFETIME: Duration = Duration::hours(24);

/// The seller promises the listing to the buyer of a room. Doing it again changes nothing.
///
/// # Errors
/// 403 for the buyer, 409 when the listing is not on the market or promised elsewhere, 429 after ten promises a day.
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
    // Everybody who chats about the listing is notified of each promise.
    let charge = Charge { bucket: format!("promise:{}", listing.id), rate: A_DAY };
    limits::charge_stored(conn, &charge, now)?;
    let until = now + LIFETIME;
    store::save_promise(conn, &Promise { listing_id: listing.id, room_id: room.id, until })?;
    let name = accounts::profile(conn, room.buyer_id)?.name;
    let own = SystemMessage::new("said-promised").with("name", name);
    notify(
        conn,
        encryption,
        &room,
        &Notices { own, others: SystemMessage::new("said-promised-away") },
        now,
    )
}

/// Ends the promise to the buyer of a room; both members may. Where there is none nothing changes.
///
/// # Errors
/// 404 for who is no member of the room.
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
        Some(there) if there.room_id == room.id => end(conn, encryption, &listing, now),
        _ => Ok(Vec::new()),
    }
}

/// Ends promises that expired.
///
/// # Errors
/// When the database fails; the rest is ended with the next run.
pub async fn lapse_due(context: &ReservationContext) -> AppResult<()> {
    let now = context.clock.now();
    for id in context.db.read(move |conn| store::expired_promises(conn, now)).await? {
        let encryption = context.encryption();
        let ended = context.db.transaction(move |conn| {
            let listing = listings::lock(conn, id)?.ok_or(AppError::NotFound)?;
            match promise_of(conn, id, now)? {
                // Promised again meanwhile.
                Some(_) => Ok(Vec::new()),
                None => end(conn, &encryption, &listing, now),
            }
        });
        context.desk.announce(&ended.await?);
    }
    Ok(())
}

fn of_seller(conn: &mut Conn, room: RoomId, seller: UserId) -> AppResult<(Room, Listing)> {
    let room = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    match room.side(seller) {
        Some(Party::Seller) => {}
        Some(Party::Buyer | Party::System) => {
            return Err(AppError::forbidden("promise-seller-only"));
        }
        None => return Err(AppError::NotFound),
    }
    let listing = listings::lock(conn, room.listing_id)?.ok_or(AppError::NotFound)?;
    Ok((room, listing))
}

/// Ends a promise; the buyers who were notified of it are notified of its end while the listing is on the market.
fn end(
    conn: &mut Conn,
    encryption: &Encryption,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let Some(ended) = store::delete_promise(conn, listing.id)? else { return Ok(Vec::new()) };
    if listing.status != Status::Active {
        return Ok(Vec::new());
    }
    let room = rooms::by_id(conn, ended.room_id)?.ok_or(AppError::NotFound)?;
    let over = || SystemMessage::new("said-promise-over");
    notify(conn, encryption, &room, &Notices { own: over(), others: over() }, now)
}

/// What the room of a promise shows, and what the other rooms about its listing show.
struct Notices {
    own: SystemMessage,
    others: SystemMessage,
}

fn notify(
    conn: &mut Conn,
    encryption: &Encryption,
    room: &Room,
    notices: &Notices,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut ids = rooms::others_of_listing(conn, room.listing_id, room.id)?;
    ids.push(room.id);
    let mut locked = rooms::lock_many(conn, &ids)?;
    let new = |id: RoomId| {
        let text = if id == room.id { &notices.own } else { &notices.others };
        (id, MessageWithEvents { message: system_message(text), events: Vec::new() })
    };
    announce_all(conn, encryption, &mut locked, ids.into_iter().map(new).collect(), now)
}
