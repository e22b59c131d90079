//! The negotiation as a reader sees it: its offers, the moves that the reader has, how far the prices are apart.

use serde::Serialize;

use super::machine::{CommandKind, ListingFacts, OfferStatus, Phase, State, permitted};
use super::model::{Negotiation, Offer};
use super::package_view::{PackageView, Packages};
use super::price_gap::{PriceGap, price_gap};
use super::quick_amounts::{Quick, asking_steps};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{NegotiationId, OfferId, RoomId, UserId};
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut};

/// What a reader may do with an offer.
#[derive(Debug, Clone, Copy, Serialize, Default)]
pub struct OfferCan {
    accept: bool,
    counter: bool,
    decline: bool,
    ask_more: bool,
    better: bool,
    withdraw: bool,
}

/// An offer as it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    /// Its id.
    pub id: OfferId,
    mine: bool,
    by: Party,
    by_name: String,
    amount: i64,
    percent: Option<i64>,
    status: OfferStatus,
    note: Option<String>,
    expires_at: Timestamp,
    created_at: Timestamp,
    live: bool,
    assistant: bool,
    /// Whether the other one asked for more.
    asked: bool,
    /// Whether its maker is held to it.
    bound: bool,
    /// Whether a listing that it includes was edited since.
    changed: bool,
    /// Why it was declined.
    reason: Option<String>,
    /// What it includes.
    heaps: Option<PackageView>,
    /// Whether the reader pays what goes on top.
    buyer_mine: bool,
    can: OfferCan,
}

/// What a reader may do in the negotiation.
#[derive(Debug, Clone, Copy, Serialize, Default)]
pub struct NegotiationCan {
    offer: bool,
    ask_free: bool,
    barter: bool,
    promise: bool,
    release: bool,
}

/// The seller's promise to one buyer.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct PromiseView {
    /// To the buyer of this room.
    here: bool,
    until: Timestamp,
}

/// The whole negotiation.
#[derive(Debug, Clone, Serialize)]
pub struct NegotiationView {
    id: Option<NegotiationId>,
    state: &'static str,
    turn: Party,
    version: i32,
    mine: bool,
    offer: Option<OfferView>,
    /// Every offer, in order.
    pub offers: Vec<OfferView>,
    gap: Option<PriceGap>,
    expires_at: Option<Timestamp>,
    seconds_left: Option<i64>,
    can: NegotiationCan,
    promise: Option<PromiseView>,
    quick: Vec<Quick>,
    asking: Option<i64>,
}

/// Who looks at a negotiation, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// Which member.
    pub party: Party,
    /// Who.
    pub user: UserId,
    /// The other member's name.
    pub other: &'a str,
    /// When.
    pub now: Timestamp,
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
    reader: Reader<'_>,
) -> AppResult<NegotiationView> {
    let negotiation = store::of_room(conn, room)?;
    let offers = match &negotiation {
        Some(negotiation) => store::offers_of(conn, negotiation.id)?,
        None => Vec::new(),
    };
    let packages = Packages::of(conn, categories, offers.iter(), reader.now)?;
    let promise = store::promise_of(conn, listing.id, reader.now)?
        .map(|there| PromiseView { here: there.room_id == room, until: there.until });
    let negotiation = negotiation.as_ref();
    let shown = Shown { negotiation, offers: &offers, packages: &packages, listing, reader }.view();
    let active = listing.status == listings::Status::Active;
    let can = NegotiationCan {
        promise: active && promise.is_none() && reader.party == Party::Seller,
        release: active && promise.is_some_and(|promise| promise.here),
        ..shown.can
    };
    Ok(NegotiationView { promise, can, ..shown })
}

/// What a view is made of.
struct Shown<'a> {
    negotiation: Option<&'a Negotiation>,
    /// In order.
    offers: &'a [Offer],
    packages: &'a Packages,
    listing: &'a ListingOut,
    reader: Reader<'a>,
}

/// What the machine lets the reader do, and whether it is their turn.
struct Permissions {
    kinds: Vec<CommandKind>,
    mine: bool,
}

impl Permissions {
    fn has(&self, kind: CommandKind) -> bool {
        self.kinds.contains(&kind)
    }
}

impl Shown<'_> {
    /// The offer that is pending at this moment.
    fn pending(&self) -> Option<&Offer> {
        self.offers.iter().rfind(|offer| {
            offer.status == OfferStatus::Pending && !offer.state().has_expired(self.reader.now)
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
            kinds: permitted(state, listing, self.reader.party),
            mine: open && state.turn() == self.reader.party,
        }
    }

    fn view(&self) -> NegotiationView {
        let (listing, pending, state) = (self.listing, self.pending(), self.state());
        let may = self.permissions(&state);
        let views: Vec<OfferView> =
            self.offers.iter().map(|offer| self.offer_view(offer, &may)).collect();
        let for_barter = listing.content.modes.contains(&Mode::Barter);
        let free = listing.content.price.is_none() && listing.content.modes.contains(&Mode::Free);
        let offers_now = may.mine && may.has(CommandKind::Offer);
        let gap = listing
            .content
            .price
            .filter(|_| pending.is_some() || state.phase == Phase::Agreed)
            .filter(|_| self.offers.iter().all(|offer| offer.items.is_empty()))
            .and_then(|asking| price_gap(self.offers, asking, self.reader.party));
        NegotiationView {
            id: self.negotiation.map(|negotiation| negotiation.id),
            state: self.negotiation.map_or("none", |negotiation| negotiation.phase.word()),
            turn: state.turn(),
            version: state.version,
            mine: may.mine,
            offer: pending.and_then(|offer| views.iter().find(|view| view.id == offer.id).cloned()),
            offers: views,
            gap,
            expires_at: pending.map(|offer| offer.expires_at),
            seconds_left: pending
                .map(|offer| (offer.expires_at - self.reader.now).num_seconds().max(0)),
            can: NegotiationCan {
                offer: offers_now && listing.content.price.is_some(),
                ask_free: offers_now && free,
                barter: offers_now && for_barter,
                promise: false,
                release: false,
            },
            promise: None,
            quick: listing.content.price.map(asking_steps).unwrap_or_default(),
            asking: listing.content.price,
        }
    }

    fn offer_view(&self, offer: &Offer, may: &Permissions) -> OfferView {
        let (reader, listing) = (self.reader, self.listing);
        let mine = offer.by == reader.party;
        let expired = offer.status == OfferStatus::Pending && offer.state().has_expired(reader.now);
        let open = self.state().phase == Phase::Open && listing.status == listings::Status::Active;
        let live = open && offer.status == OfferStatus::Pending && !expired;
        OfferView {
            id: offer.id,
            mine,
            by: offer.by,
            by_name: reader.other.to_owned(),
            amount: offer.amount,
            percent: listing
                .content
                .price
                .and_then(|asking| money::percent_off(offer.amount, asking)),
            status: if expired { OfferStatus::Expired } else { offer.status },
            note: Some(offer.note.clone()).filter(|note| !note.is_empty()),
            expires_at: offer.expires_at,
            created_at: offer.created_at,
            live,
            assistant: offer.assistant,
            asked: offer.asked_for_more,
            bound: offer.binding,
            changed: offer.needs_reconfirmation,
            reason: Some(offer.reason.clone()).filter(|reason| !reason.is_empty()),
            heaps: self.packages.view(offer, reader.user),
            buyer_mine: reader.party == Party::Buyer,
            can: if live { OfferCan::of(may, mine) } else { OfferCan::default() },
        }
    }
}

impl OfferCan {
    /// The moves about the pending offer, `mine` where the reader made it.
    fn of(may: &Permissions, mine: bool) -> Self {
        Self {
            accept: may.has(CommandKind::Accept),
            counter: !mine && may.has(CommandKind::Offer),
            decline: may.has(CommandKind::Decline),
            // While its maker is to move anyway, nothing more is asked of them.
            ask_more: may.mine && may.has(CommandKind::AskMore),
            better: mine && may.has(CommandKind::Offer),
            withdraw: may.has(CommandKind::Withdraw),
        }
    }
}
