//! A pending offer on the page of all pending offers, as a reader sees it.

use serde::Serialize;
use uuid::Uuid;

use super::machine::{CommandKind, ListingFacts, permitted};
use super::model::{Negotiation, Offer};
use super::offer_actions::{OfferKind, OfferLink};
use super::offer_sum::{offer_mode, offer_sum, offset_from_asking};
use super::package_view::{Comparison, Package};
use super::viewer::Viewer;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::{OfferId, RoomId};
use crate::base::money;
use crate::config::Mode;
use crate::market::listings::ListingOut;

/// What the view is made of.
pub(super) struct OpenOfferFacts<'a> {
    pub negotiation: &'a Negotiation,
    /// Pending.
    pub offer: &'a Offer,
    pub listing: &'a ListingOut,
    pub package: Option<Package<'a>>,
    pub viewer: Viewer<'a>,
}

/// The buttons of whoever is to answer, each as the machine permits it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct AnswerButtons {
    /// Whether the button that accepts has a row of its own.
    wide: bool,
    accept: Option<Text>,
    counter: Option<OfferLink>,
    decline: bool,
    /// Key of the example in the field of a request for more.
    ask_more: Option<&'static str>,
}

/// What whoever made the offer is asked, and where they renew it.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct RenewalPrompt {
    text: Text,
    link: OfferLink,
}

/// What the reader waits for.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct WaitingNote {
    text: Text,
    /// Whether the reader asked for something; else it is the plain turn of the other member.
    asked: bool,
}

/// A row of `chat/_open_offers.html`.
#[derive(Debug, Serialize)]
pub(super) struct OpenOfferView {
    room: RoomId,
    offer: OfferId,
    version: i32,
    /// A fresh id for the move that may follow.
    client_id: Uuid,
    /// The other member's name.
    other: String,
    /// Who made the offer; `None` for the other member.
    maker: Option<Text>,
    sum: Text,
    /// How the amount compares to the asking price.
    offset: Option<Text>,
    comparison: Option<Comparison>,
    /// How many listings are for the money; `None` for a barter and for money alone.
    package: Option<Text>,
    /// May be empty.
    note: String,
    expires_at: Timestamp,
    answer: Option<AnswerButtons>,
    renewal: Option<RenewalPrompt>,
    waiting: Option<WaitingNote>,
    /// Key of the words of the button that withdraws it.
    withdraw: Option<&'static str>,
}

impl OpenOfferFacts<'_> {
    fn mine(&self) -> bool {
        self.offer.by == self.viewer.party
    }

    /// Whether the reader is to answer or to renew the offer.
    pub fn is_turn(&self) -> bool {
        self.offer.state().turn() == self.viewer.party
    }

    fn kind(&self) -> OfferKind<'_> {
        OfferKind {
            offer: self.offer,
            room: self.negotiation.room_id,
            mine: self.mine(),
            includes_listings: self.package.is_some(),
            barter: self.package.as_ref().is_some_and(|package| package.barter),
            methods: &self.listing.content.delivery,
        }
    }

    /// Another offer of money is made on the page of its room.
    fn in_room(&self, link: OfferLink) -> OfferLink {
        match link.sheet {
            true => OfferLink { href: format!("/chat/{}#offer", self.negotiation.room_id), ..link },
            false => link,
        }
    }

    fn permitted(&self) -> Vec<CommandKind> {
        let listing = ListingFacts::of(self.listing.status, &self.listing.content.modes);
        permitted(&self.negotiation.state(Some(self.offer)), listing, self.viewer.party)
    }

    fn answer(&self, permitted: &[CommandKind]) -> Option<AnswerButtons> {
        let kind = self.kind();
        let has = |kind| permitted.contains(&kind);
        let accept = match offer_mode(self.offer.amount, kind.barter) {
            Mode::Barter => Text::new("barter-accept"),
            Mode::Free => Text::new("stall-give"),
            Mode::Sale => {
                Text::new("chat-offer-accept").with("amount", money::rupiah(self.offer.amount))
            }
        };
        // After a request for more the receiver may still accept in the room; here only what waits for the reader has buttons.
        let answers = self.is_turn() && !self.mine();
        answers.then(|| AnswerButtons {
            wide: kind.includes_listings,
            accept: has(CommandKind::Accept).then_some(accept),
            counter: has(CommandKind::Offer).then(|| self.in_room(kind.counter())),
            decline: has(CommandKind::Decline),
            ask_more: has(CommandKind::AskMore).then(|| kind.ask_more()),
        })
    }

    fn renewal(&self) -> Option<RenewalPrompt> {
        let text = match self.offer.needs_reconfirmation {
            true => Text::new("chat-offer-changed-mine"),
            false => self.viewer.named("chat-offer-asked-theirs"),
        };
        let link = self.in_room(self.kind().better());
        (self.is_turn() && self.mine()).then_some(RenewalPrompt { text, link })
    }

    fn waiting(&self) -> Option<WaitingNote> {
        let (asked, key) = if self.offer.needs_reconfirmation {
            (true, "chat-offer-changed-theirs")
        } else if self.offer.asked_for_more {
            (true, "chat-offer-asked-mine")
        } else {
            (false, "stall-their-turn")
        };
        (!self.is_turn()).then(|| WaitingNote { text: self.viewer.named(key), asked })
    }

    fn maker(&self) -> Option<Text> {
        let reader = || match self.offer.assistant {
            true => Text::new("assistant-name"),
            false => self.viewer.named(match offer_mode(self.offer.amount, self.kind().barter) {
                Mode::Free => "stall-request-to",
                Mode::Sale | Mode::Barter => "stall-you-to",
            }),
        };
        self.mine().then(reader)
    }

    /// `client_id`: a fresh one.
    pub fn view(&self, client_id: Uuid) -> OpenOfferView {
        let (negotiation, offer) = (self.negotiation, self.offer);
        let (kind, package) = (self.kind(), self.package.as_ref());
        let permitted = self.permitted();
        let counted = |package: &Package<'_>| Text::new("barter-package").with("n", package.len());
        let offset = offset_from_asking(offer.amount, self.listing.content.price);
        OpenOfferView {
            room: negotiation.room_id,
            offer: offer.id,
            version: negotiation.version,
            client_id,
            other: self.viewer.other.to_owned(),
            maker: self.maker(),
            sum: offer_sum(offer.amount, kind.barter),
            offset: offset.filter(|_| package.is_none()),
            comparison: package.and_then(Package::comparison),
            package: package.filter(|package| !package.barter).map(counted),
            note: offer.note.clone(),
            expires_at: offer.expires_at,
            answer: self.answer(&permitted),
            renewal: self.renewal(),
            waiting: self.waiting(),
            withdraw: permitted.contains(&CommandKind::Withdraw).then(|| kind.withdraw()),
        }
    }
}

#[cfg(test)]
#[path = "open_offer_view_tests.rs"]
mod tests;
