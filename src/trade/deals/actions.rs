//! Use cases of an open deal: a party calls it off, or its deadline passes and the default outcome applies. Each runs inside
//! the caller's transaction; the caller sends the announcements after the commit.

use super::machine::{self, Command};
use super::model::{Deal, DealItem, Status};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{DealId, ListingId, RoomId, UserId};
use crate::base::lengths;
use crate::base::outbox;
use crate::base::text::{block_fits, clean_block};
use crate::chat::live::Event;
use crate::chat::rooms::{
    self, Announcement, MessageWithEvents, Room, SystemMessage, system_message,
};
use crate::market::Party;
use crate::market::listings::{self, Listing};
use crate::people::accounts;
use crate::trade::events::TradeEvent;

/// A party's request to call a deal off.
#[derive(Debug, Clone)]
pub struct CallOff {
    pub deal: DealId,
    pub user: UserId,
    /// The party's text; may be empty.
    pub reason: String,
}

/// What a higher wing wrote when a deal ended, in the same transaction.
pub struct FollowUp {
    /// The deal's room. It was locked together with every other room that messages were appended to, in the order of ids.
    pub room: Room,
    /// Events that are sent with the deal's system message, before the deal's own event.
    pub events: Vec<Event>,
    /// The messages appended to other rooms.
    pub announcements: Vec<Announcement>,
}

/// Calls a deal off for one of its parties: its listings get back the status they had, and a system message is appended to
/// its room. `follow_up` updates the negotiation; it gets the listings as they are then.
///
/// # Errors
/// `NotFound` when the person is no party of the deal, `Invalid` for a reason that is too long, `Conflict` when the machine refuses, and those of `follow_up`.
pub fn call_off(
    conn: &mut Conn,
    encryption: &Encryption,
    request: &CallOff,
    now: Timestamp,
    follow_up: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<FollowUp>,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let locked = LockedDeal::lock(conn, request.deal)?;
    let by = locked.deal.party(request.user).ok_or(AppError::NotFound)?;
    if !block_fits(&request.reason, lengths::CALL_OFF_REASON) {
        let too_long = Text::new("deal-reason-long").with("max", lengths::CALL_OFF_REASON);
        return Err(FieldErrors::one("reason", too_long));
    }
    let reason = clean_block(&request.reason);
    locked.end(conn, encryption, Ending { by, reason, now }, follow_up)
}

/// Applies the default outcome to a deal whose deadline has passed: a pending deal, which the assistant agreed, is
/// confirmed; an agreed one is called off. A pending deal is called off too while a party is suspended, since a suspended
/// seller cannot reject it.
///
/// # Errors
/// `Conflict` when the deadline has not passed or the deal has ended; those of `follow_up`.
pub fn apply_deadline(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: DealId,
    now: Timestamp,
    follow_up: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<FollowUp>,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let locked = LockedDeal::lock(conn, deal)?;
    let parties = [locked.deal.buyer_id, locked.deal.seller_id];
    if locked.deal.state.status == Status::Pending
        && !accounts::anyone_suspended(conn, &parties, now)?
    {
        return locked.confirm(conn, encryption, now);
    }
    locked.end(
        conn,
        encryption,
        Ending { by: Party::System, reason: String::new(), now },
        follow_up,
    )
}

/// Whether messages of a room may be deleted: not while its deal is live, since they are evidence then.
///
/// # Errors
/// The database's errors.
pub fn may_delete_messages(conn: &mut Conn, room: RoomId) -> AppResult<bool> {
    Ok(store::by_room(conn, room)?.is_none_or(|deal| !deal.state.status.is_live()))
}

/// Which party ends a deal, why and when.
struct Ending {
    by: Party,
    reason: String,
    now: Timestamp,
}

/// A deal with its items and their listings, all locked.
struct LockedDeal {
    deal: Deal,
    items: Vec<DealItem>,
    listings: Vec<Listing>,
}

impl LockedDeal {
    fn lock(conn: &mut Conn, id: DealId) -> AppResult<Self> {
        let items = store::items_of(conn, &[id])?;
        let ids: Vec<ListingId> = items.iter().map(|item| item.listing_id).collect();
        let listings = listings::lock_many(conn, &ids)?;
        let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
        Ok(Self { deal, items, listings })
    }

    /// Decides a command, applies its events, and saves the deal.
    fn step(
        &mut self,
        conn: &mut Conn,
        by: Party,
        command: Command,
        now: Timestamp,
    ) -> AppResult<()> {
        let events =
            machine::decide(&self.deal.state, by, command, now).map_err(AppError::conflict)?;
        for event in &events {
            machine::evolve(&mut self.deal.state, event);
        }
        self.deal.updated_at = now;
        store::save(conn, &self.deal)?;
        outbox::write(conn, &TradeEvent::DealChanged { deal: self.deal.id })
    }

    fn end(
        mut self,
        conn: &mut Conn,
        encryption: &Encryption,
        ending: Ending,
        follow_up: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<FollowUp>,
    ) -> AppResult<(Deal, Vec<Announcement>)> {
        let Ending { by, reason, now } = ending;
        self.step(conn, by, Command::CallOff { reason }, now)?;
        self.release(conn, now)?;
        let FollowUp { mut room, mut events, mut announcements } =
            follow_up(conn, &self.deal, &self.listings)?;
        events.push(self.deal.event(room.next_seq()));
        let message = system_message(&self.called_off_message());
        let post = MessageWithEvents { message, events };
        announcements.push(rooms::announce(conn, encryption, &mut room, post, now)?);
        Ok((self.deal, announcements))
    }

    /// Gives every reserved listing back the status it had; one that has expired meanwhile is set to expired.
    fn release(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for item in &self.items {
            let listing = self.listings.iter_mut().find(|listing| listing.id == item.listing_id);
            if let Some(listing) = listing.filter(|l| l.status == listings::Status::Reserved) {
                listing.status = match item.previous_status {
                    listings::Status::Active if listing.expires_at <= now => {
                        listings::Status::Expired
                    }
                    previous => previous,
                };
                listings::set_status(conn, listing.id, listing.status, now)?;
            }
            listings::announce_change(conn, item.listing_id)?;
        }
        store::release_items(conn, self.deal.id)
    }

    fn called_off_message(&self) -> SystemMessage {
        let is_available = self.listings.iter().any(|listing| {
            listing.id == self.deal.listing_id && listing.status == listings::Status::Active
        });
        let key = if is_available { "said-deal-off" } else { "said-deal-off-gone" };
        SystemMessage::new(key).with("code", &self.deal.code)
    }

    /// Confirms a pending deal: the seller did not reject what the assistant agreed.
    fn confirm(
        mut self,
        conn: &mut Conn,
        encryption: &Encryption,
        now: Timestamp,
    ) -> AppResult<(Deal, Vec<Announcement>)> {
        self.step(conn, Party::System, Command::Confirm, now)?;
        let mut rooms = rooms::lock_many(conn, &[self.deal.room_id])?;
        let room = rooms.get_mut(&self.deal.room_id).ok_or(AppError::NotFound)?;
        let message =
            system_message(&SystemMessage::new("said-confirmed").with("code", &self.deal.code));
        let post = MessageWithEvents { message, events: vec![self.deal.event(room.next_seq())] };
        let announcement = rooms::announce(conn, encryption, room, post, now)?;
        listings::announce_change(conn, self.deal.listing_id)?;
        Ok((self.deal, vec![announcement]))
    }
}
