//! What happens to a deal after it was opened: it is called off, or its deadline brings the default outcome. Each is a
//! piece of a transaction; the caller sends the announcements after the commit.

use super::machine::{self, Command};
use super::model::{Deal, DealItem, Status};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, RoomId, UserId};
use crate::base::outbox;
use crate::chat::live::Event;
use crate::chat::rooms::{
    self, Announcement, MessageWithEvents, RoomRow, SystemMessage, system_message,
};
use crate::market::Party;
use crate::market::listings::{self, Listing};
use crate::people::accounts;
use crate::trade::events::TradeEvent;

/// A party's wish to call a deal off.
#[derive(Debug, Clone)]
pub struct CallOff {
    /// Which deal.
    pub deal: DealId,
    /// Who wants it.
    pub user: UserId,
    /// In their words; may be empty.
    pub reason: String,
}

/// What followed from a deal's end above, in the same transaction.
pub struct Followed {
    /// The deal's room. It was locked together with every other room that was written to, in the order of their ids.
    pub room: RoomRow,
    /// Sent with the deal's message, before the deal's own event.
    pub events: Vec<Event>,
    /// What was appended to other rooms.
    pub announcements: Vec<Announcement>,
}

/// Calls a deal off for one of its parties: its listings are back where they were, and its room is notified. `follow` does
/// what follows for the negotiation; it gets the listings as they are now.
///
/// # Errors
/// 404 for who is no party of it, 409 when the machine refuses.
pub fn call_off(
    conn: &mut Conn,
    encryption: &Encryption,
    wish: &CallOff,
    now: Timestamp,
    follow: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<Followed>,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let held = Held::lock(conn, wish.deal)?;
    let by = held.deal.party(wish.user).ok_or(AppError::NotFound)?;
    held.end(conn, encryption, Ending { by, reason: wish.reason.clone(), now }, follow)
}

/// Gives a deal whose deadline has come its default outcome: what the assistant agreed holds, everything else is called
/// off. Who is suspended could not say no any more: then the system says no for them.
///
/// # Errors
/// 409 when the deadline has not come, or the deal has ended.
pub fn apply_deadline(
    conn: &mut Conn,
    encryption: &Encryption,
    deal: DealId,
    now: Timestamp,
    follow: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<Followed>,
) -> AppResult<(Deal, Vec<Announcement>)> {
    let held = Held::lock(conn, deal)?;
    let parties = [held.deal.buyer_id, held.deal.seller_id];
    if held.deal.state.status == Status::Pending
        && !accounts::anyone_suspended(conn, &parties, now)?
    {
        return held.confirm(conn, encryption, now);
    }
    held.end(conn, encryption, Ending { by: Party::System, reason: String::new(), now }, follow)
}

/// Whether messages of a room may still be deleted: not while a deal is carried through, for then they are evidence.
pub fn may_delete_messages(conn: &mut Conn, room: RoomId) -> AppResult<bool> {
    Ok(store::by_room(conn, room)?.is_none_or(|deal| !deal.state.status.is_live()))
}

/// Who ends a deal, why and when.
struct Ending {
    by: Party,
    reason: String,
    now: Timestamp,
}

/// A deal and all that it holds, locked.
struct Held {
    deal: Deal,
    items: Vec<DealItem>,
    listings: Vec<Listing>,
}

impl Held {
    fn lock(conn: &mut Conn, id: DealId) -> AppResult<Self> {
        let items = store::items_of(conn, &[id])?;
        let ids: Vec<ListingId> = items.iter().map(|item| item.listing_id).collect();
        let listings = listings::lock_many(conn, &ids)?;
        let deal = store::lock(conn, id)?.ok_or(AppError::NotFound)?;
        Ok(Self { deal, items, listings })
    }

    /// Decides a command and saves what evolved from it.
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
        follow: impl FnOnce(&mut Conn, &Deal, &[Listing]) -> AppResult<Followed>,
    ) -> AppResult<(Deal, Vec<Announcement>)> {
        let Ending { by, reason, now } = ending;
        self.step(conn, by, Command::CallOff { reason }, now)?;
        self.release(conn, now)?;
        let Followed { mut room, mut events, mut announcements } =
            follow(conn, &self.deal, &self.listings)?;
        events.push(self.deal.event(room.next_seq()));
        let message = system_message(&self.off_message());
        let post = MessageWithEvents { message, events };
        announcements.push(rooms::announce(conn, encryption, &mut room, post, now)?);
        Ok((self.deal, announcements))
    }

    /// Puts every listing back where it was; one whose time on the market ran out meanwhile has expired.
    fn release(&mut self, conn: &mut Conn, now: Timestamp) -> AppResult<()> {
        for item in &self.items {
            let held = self.listings.iter_mut().find(|listing| listing.id == item.listing_id);
            if let Some(listing) = held.filter(|l| l.status == listings::Status::Reserved) {
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

    fn off_message(&self) -> SystemMessage {
        let free = self.listings.iter().any(|listing| {
            listing.id == self.deal.listing_id && listing.status == listings::Status::Active
        });
        let key = if free { "said-deal-off" } else { "said-deal-off-gone" };
        SystemMessage::new(key).with("code", &self.deal.code)
    }

    /// The seller did not say no to what the assistant agreed: it holds.
    fn confirm(
        mut self,
        conn: &mut Conn,
        encryption: &Encryption,
        now: Timestamp,
    ) -> AppResult<(Deal, Vec<Announcement>)> {
        self.step(conn, Party::System, Command::Confirm, now)?;
        let mut locked = rooms::lock_many(conn, &[self.deal.room_id])?;
        let room = locked.get_mut(&self.deal.room_id).ok_or(AppError::NotFound)?;
        let message =
            system_message(&SystemMessage::new("said-confirmed").with("code", &self.deal.code));
        let post = MessageWithEvents { message, events: vec![self.deal.event(room.next_seq())] };
        let announcement = rooms::announce(conn, encryption, room, post, now)?;
        listings::announce_change(conn, self.deal.listing_id)?;
        Ok((self.deal, vec![announcement]))
    }
}
