//! Sari sells a listing and Budi offers for it, for unit tests.

use chrono::Duration;
use uuid::Uuid;

use super::machine::{OfferStatus, Phase};
use super::model::{Negotiation, Offer};
use super::package_view::Packages;
use super::viewer::Viewer;
use super::views::{NegotiationFacts, NegotiationView};
use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, NegotiationId, OfferId, RoomId, UserId};
use crate::market::Party;
use crate::market::listings::ListingOut;

/// Budi, who buys from Sari, at the beginning of time.
pub(crate) fn budi() -> Viewer<'static> {
    let user = UserId(Uuid::from_u128(2));
    Viewer { party: Party::Buyer, user, other: "Sari", now: Timestamp::UNIX_EPOCH }
}

/// Sari, who sells to Budi.
pub(crate) fn sari() -> Viewer<'static> {
    let user = UserId(Uuid::from_u128(1));
    Viewer { party: Party::Seller, user, other: "Budi", ..budi() }
}

/// A pending offer of money.
pub(crate) fn offer(by: Party, amount: i64) -> Offer {
    Offer {
        id: OfferId(Uuid::nil()),
        negotiation_id: NegotiationId(Uuid::nil()),
        listing_id: ListingId(Uuid::nil()),
        by,
        amount,
        note: String::new(),
        status: OfferStatus::Pending,
        live: true,
        expires_at: Timestamp::UNIX_EPOCH + Duration::hours(1),
        created_at: Timestamp::UNIX_EPOCH,
        assistant: false,
        items: Vec::new(),
        asked_for_more: false,
        opening: false,
        reason: String::new(),
        binding: false,
        needs_reconfirmation: false,
        method: None,
    }
}

/// An open negotiation between the two.
pub(crate) fn negotiation_row() -> Negotiation {
    Negotiation {
        id: NegotiationId(Uuid::nil()),
        room_id: RoomId(Uuid::nil()),
        listing_id: ListingId(Uuid::nil()),
        buyer_id: budi().user,
        seller_id: sari().user,
        phase: Phase::Open,
        turn: Party::Seller,
        version: 3,
    }
}

/// The negotiation about a listing after these offers, as somebody sees it.
pub(crate) fn negotiation(
    listing: &ListingOut,
    offers: &[Offer],
    viewer: Viewer<'_>,
) -> NegotiationView {
    let row = negotiation_row();
    let facts = NegotiationFacts {
        room: row.room_id,
        negotiation: (!offers.is_empty()).then_some(&row),
        offers,
        packages: &Packages::default(),
        promise: None,
        listing,
        viewer,
    };
    facts.view()
}
