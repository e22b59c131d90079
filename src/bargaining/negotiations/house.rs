//! What the house does by itself about one offer or one deal: reminding, asking whether it still holds, ending.

use super::all::free_again;
use super::announce::{Announcement, announce, house};
use super::model::Offer;
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::chat::live::NegotiationOut;
use crate::chat::rooms::{self, SystemMessage};
use crate::market::listings;
use crate::people::accounts;
use crate::trade::deals::{self, Deal};

/// Says that an offer runs out soon, once. The answer changes nothing but that.
pub(super) fn remind(
    conn: &mut Conn,
    encryption: &Encryption,
    offer: OfferId,
    room: RoomId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    // The bargain's order of locks: what is answered at this moment is not reminded of.
    listings::lock(conn, row.listing_id)?;
    if !store::set_reminded(conn, offer)? {
        return Ok(Vec::new());
    }
    Ok(vec![say(conn, encryption, room, &SystemMessage::new("said-soon"), (None, None), now)?])
}

/// Says something in a room, with how the bargain or the deal stands.
fn say(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    said: &SystemMessage,
    (talk, deal): (Option<&NegotiationOut>, Option<&Deal>),
    now: Timestamp,
) -> AppResult<Announcement> {
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    announce(conn, encryption, row, house(said), talk, deal, now)
}

/// Says that something on a table was described anew, once for each time; whoever laid it there is to move.
pub(super) fn tell_changed(
    conn: &mut Conn,
    encryption: &Encryption,
    offer: OfferId,
    room: RoomId,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let row = rooms::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    listings::lock(conn, row.listing_id)?;
    let mut talk = store::lock_of_room(conn, &row)?;
    if !store::set_changed_told(conn, offer)? {
        return Ok(Vec::new());
    }
    let newest = store::newest(conn, talk.id)?;
    talk.turn = newest.as_ref().map_or(talk.turn, Offer::turn);
    store::save(conn, &talk, now)?;
    let out = talk.out(newest.as_ref());
    Ok(vec![say(
        conn,
        encryption,
        room,
        &SystemMessage::new("said-changed"),
        (Some(&out), None),
        now,
    )?])
}

/// Who calls a deal off.
#[derive(Debug, Clone)]
pub enum CallOff {
    /// One of the two, with a reason.
    Party(UserId, String),
    /// Its deadline came.
    Deadline,
}

/// Calls a deal off, or lets it hold when its deadline says so. Called off, the thing is free again, the bargain it came
/// from and those it closed are open again, and every room hears of it.
pub async fn call_off_deal(
    db: &Db,
    encryption: &Encryption,
    deal: DealId,
    who: CallOff,
    now: Timestamp,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let encryption = encryption.clone();
    db.transaction(move |conn| {
        let found = deals::by_id(conn, deal)?.ok_or(AppError::NotFound)?;
        let (by, reason) = match &who {
            CallOff::Party(user, reason) => {
                (found.party(*user).ok_or(AppError::NotFound)?, reason.clone())
            }
            CallOff::Deadline => (deals::Party::Deadline, String::new()),
        };
        let items: Vec<ListingId> =
            deals::items_of(conn, &[found.id])?.iter().map(|item| item.listing_id).collect();
        let held = listings::lock_many(conn, &items)?;
        let two = [found.buyer_id, found.seller_id];
        // Who is kept out could not say no any more: then no is said for them.
        if found.status == deals::Status::Pending
            && matches!(who, CallOff::Deadline)
            && !accounts::anyone_suspended(conn, &two, now)?
        {
            return confirm(conn, &encryption, found.listing_id, deal, now);
        }
        let deal = deals::actions::call_off(conn, &held, deal, by, &reason, now)?;
        store::release(conn, deal.offer_id)?;
        let announcements = free_again(conn, &encryption, &deal, &items, now)?;
        Ok((deal, announcements))
    })
    .await
}

/// The seller did not say no to what the assistant agreed: it holds.
fn confirm(
    conn: &mut Conn,
    encryption: &Encryption,
    listing: ListingId,
    deal: DealId,
    now: Timestamp,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let deal = deals::actions::confirm(conn, deal, now)?;
    let said = SystemMessage::new("said-confirmed").with("code", &deal.code);
    let told = say(conn, encryption, deal.room_id, &said, (None, Some(&deal)), now)?;
    listings::announce_change(conn, listing)?;
    Ok((deal, vec![told]))
}
