//! A listing as one reader sees it: what the parts of its page are made of.

use uuid::Uuid;

use crate::base::ids::RoomId;
use crate::config::{Mode, Site};
use crate::market::listings::{ListingOut, Status};

/// The listing, and who looks at it.
pub(super) struct Viewing<'a> {
    pub(super) listing: &'a ListingOut,
    pub(super) site: &'a Site,
    pub(super) signed_in: bool,
    pub(super) mine: bool,
    /// The reader's room about it.
    pub(super) room: Option<RoomId>,
    /// Whether its seller has more for sale.
    pub(super) more_for_sale: bool,
    /// Whether the reader waits in line for it.
    pub(super) waits: bool,
    /// The id of the move that a form of this page may make.
    pub(super) client_id: Uuid,
}

impl Viewing<'_> {
    pub(super) fn has(&self, mode: Mode) -> bool {
        self.listing.modes.contains(&mode)
    }

    /// Whether the reader could have it now.
    pub(super) fn on_offer(&self) -> bool {
        self.listing.status == Status::Active && !self.mine
    }

    /// Whether it has a price that this site shows.
    pub(super) fn priced(&self) -> bool {
        self.has(Mode::Sale) && self.listing.price.is_some() && self.site.money
    }

    /// Whether its owner may still change it.
    pub(super) fn editable(&self) -> bool {
        self.mine && matches!(self.listing.status, Status::Active | Status::Kept)
    }
}
