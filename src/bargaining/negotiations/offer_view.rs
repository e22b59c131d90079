//! An offer as a reader of the room sees it: its words, its colour, what it includes, its buttons.

use serde::Serialize;

use super::machine::OfferStatus;
use super::model::Offer;
use super::offer_actions::{OfferActions, OfferKind, Permissions};
use super::offer_sum::{offer_sum, offset_from_asking};
use super::package_view::{Package, PackageView};
use super::viewer::Viewer;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::{OfferId, RoomId};
use crate::chat::parsing;
use crate::market::Party;
use crate::market::terms::Delivery;

/// What the view of an offer is made of.
pub(super) struct OfferFacts<'a> {
    pub offer: &'a Offer,
    pub room: RoomId,
    /// The listing's public price, whole rupiah.
    pub asking: Option<i64>,
    pub package: Option<Package<'a>>,
    /// Whether it can be answered now.
    pub live: bool,
    pub permissions: &'a Permissions,
    /// How the listing can be handed over.
    pub methods: &'a [Delivery],
    pub viewer: Viewer<'a>,
}

/// A sentence about the present state of the offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct OfferAlert {
    icon: &'static str,
    text: Text,
}

/// `chat/_offer.html`, and a row of the list of offers beside a room.
#[derive(Debug, Clone, Serialize)]
pub struct OfferView {
    pub id: OfferId,
    status: OfferStatus,
    class: String,
    /// The class and the icon of the tag that tells the state.
    tag: &'static str,
    icon: &'static str,
    state: Text,
    /// Who made which kind of offer.
    heading: Text,
    /// Its maker's name; `None` for the reader.
    maker: Option<String>,
    pub(super) sum: Text,
    /// How the amount compares to the asking price.
    offset: Option<Text>,
    /// How it is handed over, where the listing allows several ways.
    method: Option<Delivery>,
    /// Whether the time stands below the amount; in a barter it stands beside the scale.
    timed: bool,
    created_at: Timestamp,
    /// What it includes.
    pub(super) package: Option<PackageView>,
    note: Option<String>,
    /// Why it was declined.
    reason: Option<String>,
    /// Key of the note on an off-platform contact in the note or the reason; none once they agreed.
    contact_warning: Option<&'static str>,
    alerts: Vec<OfferAlert>,
    /// While it can be answered.
    deadline: Option<Timestamp>,
    pub(super) actions: Option<OfferActions>,
}

impl OfferView {
    /// What the offer includes; `None` when it is of money alone.
    pub fn package(&self) -> Option<&PackageView> {
        self.package.as_ref()
    }
}

/// Key of the note on an off-platform contact, for who wrote it or for who reads it.
pub fn contact_warning(mine: bool) -> &'static str {
    if mine { "chat-way-around" } else { "chat-way-around-theirs" }
}

impl OfferFacts<'_> {
    fn status(&self) -> OfferStatus {
        let expired = self.offer.state().has_expired(self.viewer.now);
        match self.offer.status {
            OfferStatus::Pending if expired => OfferStatus::Expired,
            status => status,
        }
    }

    fn contact_warning(&self) -> Option<&'static str> {
        // The reason is written by the other party, and is a refusal: the note is for who reads it.
        let (note, reason) = (&self.offer.note, &self.offer.reason);
        let by_me = if parsing::names_contact(note) {
            self.mine()
        } else if parsing::names_contact(reason) {
            !self.mine()
        } else {
            return None;
        };
        (self.offer.status != OfferStatus::Accepted).then(|| contact_warning(by_me))
    }

    fn mine(&self) -> bool {
        self.offer.by == self.viewer.party
    }

    /// Whether the reader is to answer or to renew it.
    fn is_turn(&self) -> bool {
        self.live && self.offer.state().turn() == self.viewer.party
    }

    fn barter(&self) -> bool {
        self.package.as_ref().is_some_and(|package| package.barter)
    }

    fn class(&self) -> String {
        let state = match self.status() {
            _ if self.is_turn() => " live-now",
            OfferStatus::Pending => "",
            OfferStatus::Accepted => " accepted",
            OfferStatus::Countered => " over",
            OfferStatus::Declined | OfferStatus::Expired | OfferStatus::Withdrawn => " over void",
        };
        let swap = if self.package.is_some() { " swap" } else { "" };
        let side = if self.mine() { "mine" } else { "theirs" };
        format!("offer{swap} {side}{state}")
    }

    /// The class and the icon of the tag, and its words.
    fn tag(&self) -> (&'static str, &'static str, Text) {
        let (tag, icon, key) = match self.status() {
            _ if self.is_turn() => ("tag-sell", "fa-bolt", "chat-offer-state-turn"),
            OfferStatus::Pending => ("tag-wait", "fa-hourglass-half", "chat-offer-state-pending"),
            OfferStatus::Accepted => ("tag-good", "fa-check", "chat-offer-state-accepted"),
            OfferStatus::Countered => ("", "fa-reply", "chat-offer-state-countered"),
            OfferStatus::Declined => ("tag-bad", "fa-xmark", "chat-offer-state-declined"),
            OfferStatus::Expired => ("", "fa-clock", "chat-offer-state-expired"),
            OfferStatus::Withdrawn => ("", "fa-rotate-left", "chat-offer-state-withdrawn"),
        };
        (tag, icon, Text::new(key))
    }

    fn heading(&self) -> Text {
        let (mine, by_seller) = (self.mine(), self.offer.by == Party::Seller);
        let named = |key| self.viewer.named(key);
        if self.offer.status == OfferStatus::Accepted {
            return Text::new("chat-offer-agreed");
        }
        if self.barter() {
            return match (mine, by_seller) {
                (true, true) => Text::new("barter-offer-counter-mine"),
                (true, false) => Text::new("barter-offer-mine"),
                (false, true) => named("barter-offer-counter-theirs"),
                (false, false) => named("barter-offer-theirs"),
            };
        }
        match (self.package.is_some(), self.offer.amount) {
            (true, _) if mine => Text::new("barter-offer-package-mine"),
            (true, _) => named("barter-offer-package-theirs"),
            (false, 0) if mine => Text::new("chat-offer-ask-mine"),
            (false, 0) => named("chat-offer-ask-theirs"),
            (false, _) if self.offer.assistant => Text::new("chat-offer-counter-assistant"),
            (false, _) => match (mine, by_seller) {
                (true, true) => Text::new("chat-offer-counter-mine"),
                (true, false) => Text::new("chat-offer-mine"),
                (false, true) => named("chat-offer-counter-theirs"),
                (false, false) => named("chat-offer-theirs"),
            },
        }
    }

    fn offset(&self) -> Option<Text> {
        let amount = self.offer.amount;
        if self.package.is_some() {
            return None;
        }
        let at_asking = amount != 0 && self.asking == Some(amount);
        offset_from_asking(amount, self.asking)
            .or_else(|| at_asking.then(|| Text::new("chat-offer-at-asking")))
    }

    fn alerts(&self) -> Vec<OfferAlert> {
        if !self.live {
            return Vec::new();
        }
        let (mine, named) = (self.mine(), |key| self.viewer.named(key));
        let mut alerts = Vec::new();
        if self.offer.asked_for_more {
            let key = if mine { "chat-offer-asked-theirs" } else { "chat-offer-asked-mine" };
            alerts.push(OfferAlert { icon: "fa-hand", text: named(key) });
        }
        if self.offer.needs_reconfirmation {
            let text = match mine {
                true => Text::new("chat-offer-changed-mine"),
                false => named("chat-offer-changed-theirs"),
            };
            alerts.push(OfferAlert { icon: "fa-pen", text });
        } else if self.offer.binding {
            let key = if mine { "chat-offer-bound-mine" } else { "chat-offer-bound-theirs" };
            alerts.push(OfferAlert { icon: "fa-lock", text: named(key) });
        }
        alerts
    }

    pub fn view(&self) -> OfferView {
        let (offer, viewer) = (self.offer, self.viewer);
        let (mine, barter) = (self.mine(), self.barter());
        let (tag, icon, state) = self.tag();
        let includes_listings = self.package.is_some();
        let methods = self.methods;
        let kind = OfferKind { offer, room: self.room, mine, includes_listings, barter, methods };
        let actions = match self.live {
            true => OfferActions::of(kind, self.permissions, viewer),
            false => None,
        };
        OfferView {
            id: offer.id,
            status: self.status(),
            class: self.class(),
            tag,
            icon,
            state,
            heading: self.heading(),
            maker: (!mine).then(|| viewer.other.to_owned()),
            sum: offer_sum(offer.amount, barter),
            offset: self.offset(),
            method: offer.method.filter(|_| self.methods.len() > 1),
            timed: !barter,
            created_at: offer.created_at,
            package: (self.package.as_ref())
                .map(|package| PackageView::of(package, offer.amount, viewer)),
            note: Some(offer.note.clone()).filter(|note| !note.is_empty()),
            reason: Some(offer.reason.clone()).filter(|reason| !reason.is_empty()),
            contact_warning: self.contact_warning(),
            alerts: self.alerts(),
            deadline: self.live.then_some(offer.expires_at),
            actions,
        }
    }
}

#[cfg(test)]
#[path = "offer_view_tests.rs"]
mod tests;
