//! The rows of demo chats, and writing them.

use crate::bargaining::negotiations::{self, Negotiation, Offer, OfferStatus};
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, RoomId};
use crate::chat::rooms::{self, Message, Room};
use crate::market::listings;

/// The rows of chats.
#[derive(Default)]
pub(super) struct ChatRows {
    pub(super) rooms: Vec<Room>,
    pub(super) messages: Vec<Message>,
    pub(super) negotiations: Vec<Negotiation>,
    pub(super) offers: Vec<Offer>,
}

impl ChatRows {
    /// Adds the chats of `others` about listings that these are not about.
    pub(super) fn with(mut self, others: Self) -> Self {
        let known: Vec<ListingId> = self.rooms.iter().map(|room| room.listing_id).collect();
        let is_new = |listing: ListingId| !known.contains(&listing);
        let rooms: Vec<Room> =
            others.rooms.into_iter().filter(|room| is_new(room.listing_id)).collect();
        let added = |id: RoomId| rooms.iter().any(|room| room.id == id);
        self.messages.extend(others.messages.into_iter().filter(|row| added(row.room_id)));
        self.negotiations.extend(others.negotiations.into_iter().filter(|row| added(row.room_id)));
        self.offers.extend(others.offers.into_iter().filter(|offer| is_new(offer.listing_id)));
        self.rooms.extend(rooms);
        self
    }

    /// Writes the chats of which every listing was written: a site omits listings whose modes it does not permit.
    pub(super) fn write(&self, conn: &mut Conn, encryption: &Encryption) -> AppResult<()> {
        let wanted: Vec<ListingId> =
            self.rooms.iter().flat_map(|room| self.listings_of(room)).collect();
        let active = listings::active_ids(conn, &wanted)?;
        let is_complete =
            |room: &&Room| self.listings_of(room).iter().all(|id| active.contains(id));
        let rooms: Vec<Room> = self.rooms.iter().filter(is_complete).cloned().collect();
        let written = |id: RoomId| rooms.iter().any(|room| room.id == id);
        let messages: Vec<Message> =
            self.messages.iter().filter(|row| written(row.room_id)).cloned().collect();
        let negotiations: Vec<Negotiation> =
            self.negotiations.iter().filter(|row| written(row.room_id)).cloned().collect();
        let of_these = |offer: &&Offer| negotiations.iter().any(|n| n.id == offer.negotiation_id);
        let offers: Vec<Offer> = self.offers.iter().filter(of_these).cloned().collect();
        rooms::insert_many(conn, encryption, &rooms, &messages)?;
        negotiations::insert_many(conn, &negotiations, &offers)?;
        for room in &rooms {
            let is_pending = |offer: &&Offer| {
                offer.listing_id == room.listing_id && offer.status == OfferStatus::Pending
            };
            let pending = i32::try_from(offers.iter().filter(is_pending).count()).unwrap_or(0);
            listings::bump_counts(conn, room.listing_id, 1, pending)?;
        }
        Ok(())
    }

    /// The listing of a room and those included in its offers.
    fn listings_of(&self, room: &Room) -> Vec<ListingId> {
        let offers = self.offers.iter().filter(|offer| offer.listing_id == room.listing_id);
        let included = offers.flat_map(|offer| offer.items.iter().copied());
        included.chain([room.listing_id]).collect()
    }
}
