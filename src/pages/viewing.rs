//! A listing and its reader: the input of the views of its page.

use uuid::Uuid;

use crate::base::ids::RoomId;
use crate::config::{Mode, Site};
use crate::market::listings::{ListingOut, Status};

/// A listing and what matters of its reader.
pub(super) struct Viewing<'a> {
    pub(super) listing: &'a ListingOut,
    pub(super) site: &'a Site,
    pub(super) signed_in: bool,
    /// Whether owners may pay for places of their listings.
    pub(super) sells_promotions: bool,
    /// Whether the reader is the owner.
    pub(super) mine: bool,
    /// The reader's room about it.
    pub(super) room: Option<RoomId>,
    /// Whether the seller has another active listing with a price.
    pub(super) more_for_sale: bool,
    /// Whether the reader is in the queue for it.
    pub(super) waits: bool,
    /// The idempotency id of the move that a form of this page sends.
    pub(super) client_id: Uuid,
}

impl Viewing<'_> {
    pub(super) fn has(&self, mode: Mode) -> bool {
        self.listing.content.modes.contains(&mode)
    }

    /// Whether the reader can get the item now.
    pub(super) fn on_offer(&self) -> bool {
        self.listing.status == Status::Active && !self.mine
    }

    /// Whether it has a price that this site shows.
    pub(super) fn priced(&self) -> bool {
        self.has(Mode::Sale) && self.listing.content.price.is_some() && self.site.money
    }

    /// Whether its owner may still change it.
    pub(super) fn editable(&self) -> bool {
        self.mine && matches!(self.listing.status, Status::Active | Status::BarterOnly)
    }
}
