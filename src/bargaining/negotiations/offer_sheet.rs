//! The form of an offer of money in a room, and the one-tap answers to prices that messages name.

use serde::Serialize;

use super::offer_actions::OfferActions;
use super::price_chips::{OfferToAnswer, PriceAnswers};
use super::quick_amounts::Quick;
use super::viewer::Viewer;
use super::views::NegotiationView;
use crate::base::ids::RoomId;
use crate::market::Party;
use crate::market::listings::ListingOut;
use crate::market::terms::Delivery;

/// `shared/_offer_sheet.html` in a room: the form of an offer of money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferSheet {
    /// Key of its title.
    title: &'static str,
    action: String,
    /// The public price, whole rupiah.
    asking: Option<i64>,
    quick: Vec<Quick>,
    listing_title: String,
    listing_thumb: Option<String>,
    /// Whose price it is; empty for the reader's own.
    seller: String,
    /// The offer that a counter-offer answers.
    answers: Option<OfferToAnswer>,
    /// The other member's name.
    other: String,
    /// The ways of handing over to choose from; the first is marked, none where there is one way.
    methods: Vec<Delivery>,
}

impl NegotiationView {
    /// Key of the title of the offer sheet; `None` while the reader may neither offer nor counter with money.
    pub(super) fn sheet_title(&self) -> Option<&'static str> {
        let pending = self.pending.as_ref().map(|pending| &pending.view);
        let actions = pending.and_then(|view| view.actions.as_ref());
        let of_money = pending.is_none_or(|view| view.package.is_none());
        if of_money && actions.is_some_and(|actions| actions.counter.is_some()) {
            return Some("chat-offer-counter");
        }
        let better = actions.is_some_and(OfferActions::may_better);
        let title = if better { "chat-offer-better" } else { "chat-offer-make" };
        self.can.offer.then_some(title)
    }

    /// The other party's pending offer of money, where the reader may accept it.
    fn to_answer(&self, reader: Party) -> Option<OfferToAnswer> {
        let pending = self.pending.as_ref()?;
        let of_money = pending.view.package.is_none();
        let may_accept = pending.view.actions.as_ref().is_some_and(OfferActions::may_accept);
        let answer = || OfferToAnswer::new(pending.view.id, pending.amount, reader);
        (of_money && may_accept).then(answer)
    }

    /// Which prices that messages name the reader may answer with one tap; none while they may not offer.
    pub fn price_answers(&self, reader: Party) -> Option<PriceAnswers> {
        let asking = self.asking.filter(|_| self.can.offer)?;
        Some(PriceAnswers { asking, pending: self.to_answer(reader) })
    }

    /// The ways of handing over that a new offer may name: that of the pending offer first.
    fn methods(&self, listing: &ListingOut) -> Vec<Delivery> {
        let mut ways = listing.content.delivery.clone();
        let pending = self.pending.as_ref().and_then(|pending| pending.method);
        ways.sort_by_key(|way| pending.is_some_and(|own| own != *way));
        if ways.len() > 1 { ways } else { Vec::new() }
    }

    /// The offer sheet of a room.
    pub fn sheet(
        &self,
        listing: &ListingOut,
        room: RoomId,
        viewer: Viewer<'_>,
    ) -> Option<OfferSheet> {
        let seller = match viewer.party {
            Party::Buyer => viewer.other,
            Party::Seller | Party::System => "",
        };
        let answers = self.to_answer(viewer.party);
        let better =
            |quick: &&Quick| answers.is_none_or(|pending| pending.is_bettered_by(quick.amount()));
        self.sheet_title().map(|title| OfferSheet {
            title,
            action: format!("/chat/{room}/tawar"),
            asking: self.asking,
            quick: self.quick.iter().filter(better).cloned().collect(),
            listing_title: listing.content.title.clone(),
            listing_thumb: listing.photos.first().map(|photo| photo.thumbnail.clone()),
            seller: seller.to_owned(),
            answers,
            other: viewer.other.to_owned(),
            methods: self.methods(listing),
        })
    }
}
