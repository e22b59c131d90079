//! The negotiation of a room as a reader sees it: its offers, what the reader may do, how far the prices are apart.

use serde::Serialize;

use super::machine::{CommandKind, ListingFacts, OfferStatus, Phase, State, permitted};
use super::model::{Negotiation, Offer};
use super::offer_actions::Permissions;
use super::offer_view::{OfferFacts, OfferView};
use super::package_view::{Comparison, Packages};
use super::price_gap::{PriceGap, price_gap};
use super::promise_view::{PromiseFacts, PromiseView};
use super::quick_amounts::{Quick, asking_steps};
use super::store;
use super::viewer::Viewer;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::i18n::Text;
use crate::base::ids::RoomId;
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut};
use crate::market::terms::Delivery;

/// What a reader may begin in the negotiation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NegotiationCan {
    pub offer: bool,
    pub ask_free: bool,
    pub barter: bool,
}

/// The pending offer, as far as other parts of the page show it.
#[derive(Debug, Clone)]
pub struct PendingOffer {
    /// Whole rupiah.
    pub amount: i64,
    pub view: OfferView,
    /// How its maker wants the listing handed over.
    pub method: Option<Delivery>,
    /// How the sides compare, where it is a barter.
    pub comparison: Option<Comparison>,
}

/// The whole negotiation.
#[derive(Debug, Clone, Serialize)]
pub struct NegotiationView {
    pub version: i32,
    #[serde(skip)]
    pub open: bool,
    #[serde(skip)]
    pub pending: Option<PendingOffer>,
    /// Every offer, in order.
    pub offers: Vec<OfferView>,
    #[serde(skip)]
    pub gap: Option<PriceGap>,
    pub can: NegotiationCan,
    pub promise: Option<PromiseView>,
    #[serde(skip)]
    pub quick: Vec<Quick>,
    /// The public price, whole rupiah.
    pub asking: Option<i64>,
}

/// The negotiation of a room as a reader sees it.
///
/// # Errors
/// Only those of the database.
pub fn negotiation_view(
    conn: &mut Conn,
    categories: &Categories,
    room: RoomId,
    listing: &ListingOut,
    viewer: Viewer<'_>,
) -> AppResult<NegotiationView> {
    let negotiation = store::of_room(conn, room)?;
    let offers = match &negotiation {
        Some(negotiation) => store::offers_of(conn, negotiation.id)?,
        None => Vec::new(),
    };
    let packages = Packages::of(conn, categories, offers.iter(), viewer.now)?;
    let promise = store::promise_of(conn, listing.id, viewer.now)?
        .map(|promise| PromiseFacts { here: promise.room_id == room, until: promise.until });
    let facts = NegotiationFacts {
        room,
        negotiation: negotiation.as_ref(),
        offers: &offers,
        packages: &packages,
        promise,
        listing,
        viewer,
    };
    Ok(facts.view())
}

/// What the view is made of.
pub(super) struct NegotiationFacts<'a> {
    pub room: RoomId,
    pub negotiation: Option<&'a Negotiation>,
    /// In order.
    pub offers: &'a [Offer],
    pub packages: &'a Packages,
    pub promise: Option<PromiseFacts>,
    pub listing: &'a ListingOut,
    pub viewer: Viewer<'a>,
}

impl NegotiationFacts<'_> {
    /// The offer that is pending at this moment.
    fn pending(&self) -> Option<&Offer> {
        self.offers.iter().rfind(|offer| {
            offer.status == OfferStatus::Pending && !offer.state().has_expired(self.viewer.now)
        })
    }

    /// The state at this moment. Of settled offers the machine reads nothing that matters here.
    fn state(&self) -> State {
        let state = self.negotiation.map_or_else(State::new, |negotiation| negotiation.state(None));
        State { offer: self.pending().map(Offer::state), ..state }
    }

    fn permissions(&self, state: &State) -> Permissions {
        let listing = ListingFacts::of(self.listing.status, &self.listing.content.modes);
        let open = state.phase == Phase::Open && listing.on_offer;
        Permissions {
            kinds: permitted(state, listing, self.viewer.party),
            is_turn: open && state.turn() == self.viewer.party,
        }
    }

    /// The prices of both sides, while there are two and neither offers listings.
    fn gap(&self, state: &State) -> Option<PriceGap> {
        let bargained = self.pending().is_some() || state.phase == Phase::Agreed;
        let money_alone = self.offers.iter().all(|offer| offer.items.is_empty());
        let asking = self.listing.content.price.filter(|_| bargained && money_alone)?;
        price_gap(self.offers, asking, self.viewer.party)
    }

    fn can(&self, permissions: &Permissions) -> NegotiationCan {
        let listing = self.listing;
        let offer = permissions.is_turn && permissions.has(CommandKind::Offer);
        let free = listing.content.price.is_none() && listing.content.modes.contains(&Mode::Free);
        NegotiationCan {
            offer: offer && listing.content.price.is_some(),
            ask_free: offer && free,
            barter: offer && listing.content.modes.contains(&Mode::Barter),
        }
    }

    pub fn view(&self) -> NegotiationView {
        let (listing, state) = (self.listing, self.state());
        let permissions = self.permissions(&state);
        let active = listing.status == listings::Status::Active;
        NegotiationView {
            version: state.version,
            open: self.negotiation.is_some_and(|negotiation| negotiation.phase == Phase::Open),
            pending: self.pending().map(|offer| self.pending_offer(offer, &permissions)),
            offers: (self.offers.iter())
                .map(|offer| self.offer_facts(offer, &permissions).view())
                .collect(),
            gap: self.gap(&state),
            can: self.can(&permissions),
            promise: PromiseView::of(self.promise, active, self.viewer),
            quick: listing.content.price.map(asking_steps).unwrap_or_default(),
            asking: listing.content.price,
        }
    }

    fn pending_offer(&self, offer: &Offer, permissions: &Permissions) -> PendingOffer {
        let facts = self.offer_facts(offer, permissions);
        PendingOffer {
            amount: offer.amount,
            method: offer.method,
            comparison: facts.package.as_ref().and_then(|package| package.comparison()),
            view: facts.view(),
        }
    }

    fn offer_facts<'a>(&'a self, offer: &'a Offer, permissions: &'a Permissions) -> OfferFacts<'a> {
        let active = self.listing.status == listings::Status::Active;
        let open = self.state().phase == Phase::Open && active;
        let expired = offer.state().has_expired(self.viewer.now);
        OfferFacts {
            offer,
            room: self.room,
            asking: self.listing.content.price,
            package: self.packages.package(offer, self.viewer),
            live: open && offer.status == OfferStatus::Pending && !expired,
            permissions,
            methods: &self.listing.content.delivery,
            viewer: self.viewer,
        }
    }
}

impl PendingOffer {
    /// What the offer is about, in words.
    pub fn sum(&self) -> Text {
        self.view.sum.clone()
    }

    /// Whether the offer is a barter.
    pub fn is_barter(&self) -> bool {
        self.comparison.is_some()
    }
}

#[cfg(test)]
#[path = "views_tests.rs"]
mod tests;
