//! The queue of those who wait for a listing that a deal holds. When it is back on the market each of them is notified at
//! once, in a room of their own, with their position in the queue.

use serde::Serialize;

use super::context::ReservationContext;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::chat::rooms::{
    self, Announcement, MessageWithEvents, SystemMessage, announce_all, system_message,
};
use crate::market::listings::{self, Listing, Status};

/// So many people are notified in one transaction.
const BATCH: i64 = 50;

/// A position in a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = QueuePlace)]
pub struct Place {
    /// Counted from 1.
    pub place: usize,
    /// How many wait.
    pub of: usize,
}

/// A person's position in the queue for a listing; `None` when they do not wait.
pub fn place_of(conn: &mut Conn, listing: ListingId, user: UserId) -> AppResult<Option<Place>> {
    let queue = store::queue(conn, listing, 1000)?;
    let place = queue.iter().position(|other| *other == user);
    Ok(place.map(|at| Place { place: at + 1, of: queue.len() }))
}

/// Joins the queue. Doing it again changes nothing.
///
/// # Errors
/// 404 for who may not see the listing, 409 when no deal holds it, 422 for its owner.
pub fn wait(
    conn: &mut Conn,
    listing: ListingId,
    user: UserId,
    now: Timestamp,
) -> AppResult<Option<Place>> {
    listings::must_be_visible(conn, listing, Some(user))?;
    // Locked: who comes while the deal is called off is notified, or refused because nothing holds it.
    let row = listings::lock(conn, listing)?.ok_or(AppError::NotFound)?;
    if row.seller_id == user {
        return Err(FieldErrors::one("_", "offer-own-thing"));
    }
    if row.status != Status::Reserved {
        return Err(AppError::conflict("waiting-not-held"));
    }
    store::wait(conn, listing, user, now)?;
    place_of(conn, listing, user)
}

/// Leaves the queue.
///
/// # Errors
/// 404 for who may not see the listing.
pub fn leave(conn: &mut Conn, listing: ListingId, user: UserId) -> AppResult<()> {
    listings::must_be_visible(conn, listing, Some(user))?;
    store::leave(conn, listing, &[user])
}

/// Notifies those who wait for listings that are back on the market, and ends their queues.
///
/// # Errors
/// When the database fails; who was notified has left the queue, calling it again goes on with the rest.
pub async fn notify_waiting(
    context: &ReservationContext,
    changed: Vec<ListingId>,
) -> AppResult<()> {
    let now = context.clock.now();
    let back = context
        .db
        .transaction(move |conn| {
            store::delete_queues(conn, &changed)?;
            store::back_and_waited_for(conn, &changed)
        })
        .await?;
    for id in back {
        let mut before = 0;
        loop {
            let encryption = context.encryption();
            let notified = context.db.transaction(move |conn| {
                let listing = listings::lock(conn, id)?.ok_or(AppError::NotFound)?;
                notify_next(conn, &encryption, &listing, before, now)
            });
            let notified = notified.await?;
            context.desk.announce(&notified);
            before += notified.len();
            if notified.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// Notifies the next ones in the queue; `before` were notified already.
fn notify_next(
    conn: &mut Conn,
    encryption: &Encryption,
    listing: &Listing,
    before: usize,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    // Taken again meanwhile: they go on waiting.
    if listing.status != Status::Active {
        return Ok(Vec::new());
    }
    let queue = store::queue(conn, listing.id, BATCH)?;
    let mut new = Vec::new();
    for (n, user) in queue.iter().enumerate() {
        let room = rooms::open(conn, *user, listing.id, None)?.id;
        let text = SystemMessage::new("said-your-turn").with("n", before + n + 1);
        new.push((room, MessageWithEvents { message: system_message(&text), events: vec![] }));
    }
    store::leave(conn, listing.id, &queue)?;
    let ids: Vec<_> = new.iter().map(|(room, _)| *room).collect();
    let mut locked = rooms::lock_many(conn, &ids)?;
    announce_all(conn, encryption, &mut locked, new, now)
}
