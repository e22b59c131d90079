//! What the house does by itself: closing bargains when a thing is promised or gone, opening them when it is free again.

use std::collections::HashMap;

use super::actions::{Mover, pending_now};
use super::machine::{self, Move};
use super::model::{MoveCommand, Negotiation, Offer, TalkState};
use super::store;
use super::writes::{Announcement, Making, announce, count_offers, house, write};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::base::vault::Vault;
use crate::market::listings::{self, Listing};
use crate::people::accounts;
use crate::talk::live::NegotiationOut;
use crate::talk::rooms::{self, RoomRow, Said, Side};
use crate::trade::deals::{self, Deal};

/// The thing is promised: every other room about it hears so at once, and bargains in them close.
pub(super) fn close_others(
    conn: &mut Conn,
    vault: &Vault,
    listing: &Listing,
    but: &RoomRow,
    locked: &mut HashMap<RoomId, RoomRow>,
    announcements: &mut Vec<Announcement>,
    now: Timestamp,
) -> AppResult<()> {
    let mut bargains: HashMap<RoomId, Negotiation> =
        store::others(conn, listing.id, Some(but.id), TalkState::Open)?
            .into_iter()
            .map(|talk| (talk.room_id, talk))
            .collect();
    let mut rooms_left: Vec<&mut RoomRow> =
        locked.values_mut().filter(|room| room.listing_id == listing.id).collect();
    rooms_left.sort_by_key(|room| room.id);
    for room in rooms_left {
        let out = match bargains.remove(&room.id) {
            Some(mut talk) => {
                step_house(conn, &mut talk, listing, Move::Close, now)?;
                Some(talk.out(store::newest(conn, talk.id)?.as_ref()))
            }
            None => None,
        };
        announcements.push(announce(
            conn,
            vault,
            room,
            house(&Said::new("said-taken")),
            out.as_ref(),
            None,
            now,
        )?);
    }
    Ok(())
}

/// A move of the house in a bargain whose listing is locked; writes the rows, says nothing.
fn step_house(
    conn: &mut Conn,
    talk: &mut Negotiation,
    listing: &Listing,
    step: Move,
    now: Timestamp,
) -> AppResult<bool> {
    let pending = pending_now(conn, talk)?;
    let events = machine::apply(
        &talk.table(listing, pending.as_ref()),
        machine::Party::House,
        None,
        step,
        now,
    )?;
    let command = MoveCommand::plain(uuid::Uuid::now_v7(), None, step);
    let making = Making {
        listing,
        goods: &[],
        command: &command,
        mover: Mover::House,
        opening: false,
        bound: false,
        now,
    };
    for event in &events {
        write(conn, talk, *event, &making, None)?;
    }
    if !events.is_empty() {
        talk.version += 1;
        talk.turn = Side::Buyer;
        store::save(conn, talk, now)?;
    }
    Ok(!events.is_empty())
}

/// Says that an offer runs out soon, once. The answer changes nothing but that.
pub(super) fn remind(
    conn: &mut Conn,
    vault: &Vault,
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
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    let said = house(&Said::new("said-soon"));
    Ok(vec![announce(conn, vault, row, said, None, None, now)?])
}

/// Says that something on a table was described anew, once for each time; whoever laid it there is to move.
pub(super) fn tell_changed(
    conn: &mut Conn,
    vault: &Vault,
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
    let mut locked = rooms::lock_many(conn, &[room])?;
    let row = locked.get_mut(&room).ok_or(AppError::NotFound)?;
    let said = house(&Said::new("said-changed"));
    Ok(vec![announce(conn, vault, row, said, Some(&out), None, now)?])
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
    vault: &Vault,
    deal: DealId,
    who: CallOff,
    now: Timestamp,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let vault = vault.clone();
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
            return confirm(conn, &vault, found.listing_id, deal, now);
        }
        let deal = deals::actions::call_off(conn, &held, deal, by, &reason, now)?;
        store::release(conn, deal.offer_id)?;
        let announcements = free_again(conn, &vault, &deal, &items, now)?;
        Ok((deal, announcements))
    })
    .await
}

/// Who heard that something was taken hears that it is free; what nobody can have any more is not offered to them.
fn free_again(
    conn: &mut Conn,
    vault: &Vault,
    deal: &Deal,
    items: &[ListingId],
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let mut things: HashMap<ListingId, Listing> =
        listings::by_ids(conn, items)?.into_iter().map(|thing| (thing.id, thing)).collect();
    things.retain(|id, thing| *id == deal.listing_id || thing.status == listings::Status::Active);
    let free =
        things.get(&deal.listing_id).is_some_and(|thing| thing.status == listings::Status::Active);
    let mut ids = vec![deal.room_id];
    for thing in things.values().filter(|thing| thing.status == listings::Status::Active) {
        ids.extend(rooms::others_of_listing(conn, thing.id, deal.room_id)?);
    }
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut rooms_told: Vec<&mut RoomRow> = locked.values_mut().collect();
    rooms_told.sort_by_key(|room| room.id);
    let mut announcements = Vec::new();
    for room in rooms_told {
        let Some(thing) = things.get(&room.listing_id) else { continue };
        let own = room.id == deal.room_id;
        let said = if own {
            Said::new(if free { "said-deal-off" } else { "said-deal-off-gone" })
                .with("code", &deal.code)
        } else {
            Said::new("said-free-again")
        };
        let out = reopen(conn, room.id, thing, now)?;
        let deal = Some(deal).filter(|_| own);
        announcements.push(announce(conn, vault, room, house(&said), out.as_ref(), deal, now)?);
    }
    Ok(announcements)
}

/// The seller did not say no to what the assistant agreed: it holds.
fn confirm(
    conn: &mut Conn,
    vault: &Vault,
    listing: ListingId,
    deal: DealId,
    now: Timestamp,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let deal = deals::actions::confirm(conn, deal, now)?;
    let mut locked = rooms::lock_many(conn, &[deal.room_id])?;
    let room = locked.get_mut(&deal.room_id).ok_or(AppError::NotFound)?;
    let said = Said::new("said-confirmed").with("code", &deal.code);
    listings::announce_change(conn, listing)?;
    let told = announce(conn, vault, room, house(&said), None, Some(&deal), now)?;
    Ok((deal, vec![told]))
}

/// Opens a room's bargain again, if there is one; how it stands then.
fn reopen(
    conn: &mut Conn,
    room: RoomId,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<Option<NegotiationOut>> {
    let Some(mut talk) = store::of_room(conn, room)? else { return Ok(None) };
    step_house(conn, &mut talk, listing, Move::Reopen, now)?;
    Ok(Some(talk.out(store::newest(conn, talk.id)?.as_ref())))
}

/// The listing is on offer with no deal that holds it: bargains that closed when it left the market go on.
fn reopen_renewed(
    conn: &mut Conn,
    vault: &Vault,
    listing: &Listing,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let closed = store::others(conn, listing.id, None, TalkState::Closed)?;
    let ids: Vec<RoomId> = closed.iter().map(|talk| talk.room_id).collect();
    let mut locked = rooms::lock_many(conn, &ids)?;
    let mut announcements = Vec::new();
    for talk in closed {
        let Some(room) = locked.get_mut(&talk.room_id) else { continue };
        let out = reopen(conn, room.id, listing, now)?;
        let said = house(&Said::new("said-free-again"));
        announcements.push(announce(conn, vault, room, said, out.as_ref(), None, now)?);
    }
    Ok(announcements)
}

/// Closes the bargains about listings that left the market, opens those about listings that came back, telling their
/// rooms.
pub async fn close_gone(
    db: &Db,
    vault: &Vault,
    ids: Vec<ListingId>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    let vault = vault.clone();
    db.transaction(move |conn| {
        let mut announcements = Vec::new();
        for id in &ids {
            let Some(listing) = listings::lock(conn, *id)? else { continue };
            match listing.status {
                listings::Status::Reserved => continue,
                listings::Status::Active => {
                    announcements.extend(reopen_renewed(conn, &vault, &listing, now)?);
                    continue;
                }
                _ => {}
            }
            let talks = store::others(conn, listing.id, None, TalkState::Open)?;
            let room_ids: Vec<RoomId> = talks.iter().map(|talk| talk.room_id).collect();
            let mut locked = rooms::lock_many(conn, &room_ids)?;
            for mut talk in talks {
                // A bargain without an offer on the table has nobody waiting: it is left as it is.
                if pending_now(conn, &talk)?.is_none()
                    || !step_house(conn, &mut talk, &listing, Move::Close, now)?
                {
                    continue;
                }
                if let Some(room) = locked.get_mut(&talk.room_id) {
                    let out = talk.out(store::newest(conn, talk.id)?.as_ref());
                    announcements.push(announce(
                        conn,
                        &vault,
                        room,
                        house(&Said::new("said-gone")),
                        Some(&out),
                        None,
                        now,
                    )?);
                }
            }
            count_offers(conn, &listing)?;
        }
        Ok(announcements)
    })
    .await
}
