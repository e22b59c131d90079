//! The line of those who wait for a thing that a deal holds. When it is free again each of them is told at once, in a
//! room of their own, with their place in the line.

use serde::Serialize;

use super::store;
use crate::bargaining::negotiations::{Announcement, Desk, announce, house};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{ListingId, UserId};
use crate::chat::rooms::{self, SystemMessage};
use crate::market::listings::{self, Listing, Status};

/// So many are told in one go.
const TOLD: i64 = 50;

/// A place in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Place {
    /// Counted from 1.
    pub place: usize,
    /// How many wait.
    pub of: usize,
}

/// Somebody's place in the line for a thing.
pub fn place_of(conn: &mut Conn, thing: ListingId, user: UserId) -> AppResult<Option<Place>> {
    let line = store::line(conn, thing, 1000)?;
    let place = line.iter().position(|other| *other == user);
    Ok(place.map(|at| Place { place: at + 1, of: line.len() }))
}

/// Takes a place in the line. Doing it again changes nothing.
pub fn wait(
    conn: &mut Conn,
    thing: ListingId,
    user: UserId,
    now: Timestamp,
) -> AppResult<Option<Place>> {
    listings::must_be_visible(conn, thing, Some(user))?;
    // Locked: who comes while the deal is called off is told, or told that nothing holds it.
    let listing = listings::lock(conn, thing)?.ok_or(AppError::NotFound)?;
    if listing.seller_id == user {
        return Err(FieldErrors::one("_", "offer-own-thing"));
    }
    if listing.status != Status::Reserved {
        return Err(AppError::conflict("waiting-not-held"));
    }
    store::wait(conn, thing, user, now)?;
    place_of(conn, thing, user)
}

/// Leaves the line.
pub fn leave(conn: &mut Conn, thing: ListingId, user: UserId) -> AppResult<()> {
    listings::must_be_visible(conn, thing, Some(user))?;
    store::leave(conn, thing, &[user])
}

/// Tells those who wait for things that are free again, and ends their lines.
pub async fn tell_waiting(
    db: &Db,
    encryption: &Encryption,
    desk: &Desk,
    changed: Vec<ListingId>,
    now: Timestamp,
) -> AppResult<()> {
    let free = db
        .transaction(move |conn| {
            store::end_lines(conn, &changed)?;
            store::free_and_waited_for(conn, &changed)
        })
        .await?;
    for thing in free {
        let mut before = 0;
        loop {
            let encryption = encryption.clone();
            let told = db
                .transaction(move |conn| {
                    let listing = listings::lock(conn, thing)?.ok_or(AppError::NotFound)?;
                    tell(conn, &encryption, &listing, before, now)
                })
                .await?;
            desk.announce(&told);
            before += told.len();
            if told.is_empty() {
                break;
            }
        }
    }
    Ok(())
}

/// Tells the next ones in line; `before` were told already.
fn tell(
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
    let line = store::line(conn, listing.id, TOLD)?;
    let mut places = Vec::new();
    for (n, user) in line.iter().enumerate() {
        places.push((rooms::open(conn, *user, listing.id, None, now)?.id, before + n + 1));
    }
    store::leave(conn, listing.id, &line)?;
    let ids: Vec<_> = places.iter().map(|(room, _)| *room).collect();
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut told = Vec::new();
    for (room, place) in places {
        let Some(row) = locked.get_mut(&room) else { continue };
        let said = SystemMessage::new("said-your-turn").with("n", place);
        told.push(announce(conn, encryption, row, house(&said), None, None, now)?);
    }
    Ok(told)
}
