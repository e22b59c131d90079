//! The buttons under an offer, made of what the machine permits.

use serde::Serialize;

use super::machine::CommandKind;
use super::model::Offer;
use super::offer_sum::offer_mode;
use super::viewer::Viewer;
use crate::base::i18n::Text;
use crate::base::ids::RoomId;
use crate::base::money;
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;

/// What the machine permits a reader now, and whether it is their turn.
#[derive(Debug, Clone)]
pub(super) struct Permissions {
    pub kinds: Vec<CommandKind>,
    pub is_turn: bool,
}

impl Permissions {
    pub fn has(&self, kind: CommandKind) -> bool {
        self.kinds.contains(&kind)
    }
}

/// The offer that buttons are about, and how it is answered.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfferKind<'a> {
    pub offer: &'a Offer,
    pub room: RoomId,
    /// Whether the reader made it.
    pub mine: bool,
    /// Whether it includes listings.
    pub includes_listings: bool,
    /// Whether these are exchanged for each other; else they are for money.
    pub barter: bool,
    /// How the listing can be handed over.
    pub methods: &'a [Delivery],
}

/// A link to the form of another offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferLink {
    pub href: String,
    /// Whether scripts open the offer sheet of the page instead.
    pub sheet: bool,
    /// Key of its words.
    pub label: &'static str,
}

impl OfferKind<'_> {
    /// The form of another offer: the package form where this one includes listings, else the offer sheet.
    pub fn form(&self, of_package: &'static str, of_money: &'static str) -> OfferLink {
        let room = self.room;
        let (href, label) = match (self.includes_listings, self.barter) {
            (true, true) => (format!("/chat/{room}/barter"), of_package),
            (true, false) => (format!("/chat/{room}/barter?cara=jual"), of_package),
            (false, _) => ("#offer".to_owned(), of_money),
        };
        OfferLink { href, sheet: !self.includes_listings, label }
    }

    pub fn counter(&self) -> OfferLink {
        self.form("barter-counter", "chat-offer-counter")
    }

    pub fn better(&self) -> OfferLink {
        self.form("chat-offer-better", "chat-offer-better")
    }

    /// Key of the example in the field of a request for more.
    pub fn ask_more(&self) -> &'static str {
        match self.includes_listings {
            true => "chat-offer-ask-more-goods",
            false => "chat-offer-ask-more-price",
        }
    }

    /// Key of the words of the button that withdraws it.
    pub fn withdraw(&self) -> &'static str {
        match offer_mode(self.offer.amount, self.barter) {
            Mode::Free => "chat-offer-withdraw-free",
            Mode::Sale | Mode::Barter => "chat-offer-withdraw",
        }
    }

    /// Keys of the reasons that a decline may name with one tap.
    fn reasons(&self) -> Vec<&'static str> {
        let by_seller = self.offer.by == Party::Seller;
        [
            (self.offer.amount != 0, "chat-offer-why-price"),
            (self.offer.by == Party::Buyer, "chat-offer-why-taken"),
            (self.includes_listings || by_seller, "chat-offer-why-goods"),
        ]
        .into_iter()
        .filter_map(|(applies, key)| applies.then_some(key))
        .collect()
    }

    fn accept(&self, viewer: Viewer<'_>) -> AcceptButton {
        let amount = self.offer.amount;
        let (label, hint) = match offer_mode(amount, self.barter) {
            Mode::Barter => (Text::new("barter-accept"), Some("barter-accept-hint")),
            Mode::Free => (viewer.named("chat-offer-accept-free"), None),
            Mode::Sale => (
                Text::new("chat-offer-accept").with("amount", money::rupiah(amount)),
                Some(match self.offer.method {
                    Some(Delivery::Parcel | Delivery::Instant) => "chat-offer-accept-sent-hint",
                    Some(Delivery::Meet) | None => "chat-offer-accept-hint",
                }),
            ),
        };
        // What the offer leaves open is chosen with the acceptance.
        let open = self.offer.method.is_none() && self.methods.len() > 1;
        AcceptButton { label, hint, methods: if open { self.methods.to_vec() } else { Vec::new() } }
    }
}

/// The button that accepts, and what is said below it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct AcceptButton {
    label: Text,
    hint: Option<&'static str>,
    /// The ways of handing over to choose from; the first is marked.
    methods: Vec<Delivery>,
}

/// The buttons under the pending offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfferActions {
    better: Option<OfferLink>,
    accept: Option<AcceptButton>,
    /// Also tells whether the offer sheet of the page is for a counter-offer.
    pub(super) counter: Option<OfferLink>,
    decline: Option<DeclineButtons>,
    /// Key of the example in the field of a request for more.
    ask_more: Option<&'static str>,
    /// Key of the words of the button that withdraws it.
    withdraw: Option<&'static str>,
}

/// The two ways to decline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct DeclineButtons {
    /// Whether the plain button has a row of its own.
    wide: bool,
    /// Whether the form with a reason has a row of its own.
    reason_wide: bool,
    /// Keys of the reasons that can be tapped.
    reasons: Vec<&'static str>,
}

impl OfferActions {
    /// `None` without a button.
    pub(super) fn of(
        kind: OfferKind<'_>,
        permissions: &Permissions,
        viewer: Viewer<'_>,
    ) -> Option<Self> {
        let mine = kind.mine;
        let may_offer = permissions.has(CommandKind::Offer);
        // While its maker is to move anyway, nothing more is asked of them.
        let ask_more = permissions.is_turn && permissions.has(CommandKind::AskMore);
        let counter = (!mine && may_offer).then(|| kind.counter());
        let decline = permissions.has(CommandKind::Decline).then(|| DeclineButtons {
            wide: counter.is_none(),
            reason_wide: !ask_more,
            reasons: kind.reasons(),
        });
        let actions = Self {
            better: (mine && may_offer).then(|| kind.better()),
            accept: permissions.has(CommandKind::Accept).then(|| kind.accept(viewer)),
            counter,
            decline,
            ask_more: ask_more.then(|| kind.ask_more()),
            withdraw: permissions.has(CommandKind::Withdraw).then(|| kind.withdraw()),
        };
        let any = actions.better.is_some()
            || actions.accept.is_some()
            || actions.counter.is_some()
            || actions.decline.is_some()
            || actions.withdraw.is_some();
        any.then_some(actions)
    }

    /// Whether the reader may accept the offer.
    pub(super) fn may_accept(&self) -> bool {
        self.accept.is_some()
    }

    /// Whether its maker may replace the offer.
    pub(super) fn may_better(&self) -> bool {
        self.better.is_some()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::bargaining::negotiations::examples::{budi, offer, sari};

    fn permissions(kinds: &[CommandKind]) -> Permissions {
        Permissions { kinds: kinds.to_vec(), is_turn: true }
    }

    fn money(offer: &Offer, mine: bool) -> OfferKind<'_> {
        let room = RoomId(Uuid::nil());
        OfferKind { offer, room, mine, includes_listings: false, barter: false, methods: &[] }
    }

    const ANSWERS: &[CommandKind] =
        &[CommandKind::Offer, CommandKind::AskMore, CommandKind::Accept, CommandKind::Decline];

    #[test]
    fn whoever_receives_an_offer_accepts_counters_declines_or_asks_for_more() {
        let offer = offer(Party::Seller, 900_000);
        let actions =
            OfferActions::of(money(&offer, false), &permissions(ANSWERS), budi()).unwrap();
        let rupiah = money::rupiah(900_000);
        let accept = actions.accept.unwrap();
        assert_eq!(accept.label, Text::new("chat-offer-accept").with("amount", rupiah));
        assert_eq!(accept.hint, Some("chat-offer-accept-hint"));
        assert_eq!(actions.counter.unwrap().href, "#offer");
        assert_eq!(actions.ask_more, Some("chat-offer-ask-more-price"));
        let decline = actions.decline.unwrap();
        assert_eq!((decline.wide, decline.reason_wide), (false, false));
        assert_eq!(decline.reasons, ["chat-offer-why-price", "chat-offer-why-goods"]);
        assert!(actions.better.is_none() && actions.withdraw.is_none());
    }

    #[test]
    fn whoever_made_an_offer_betters_or_withdraws_it() {
        let offer = offer(Party::Buyer, 900_000);
        let kinds = [CommandKind::Offer, CommandKind::Withdraw];
        let actions = OfferActions::of(money(&offer, true), &permissions(&kinds), budi()).unwrap();
        assert!(actions.may_better() && actions.counter.is_none());
        assert_eq!(actions.withdraw, Some("chat-offer-withdraw"));
        let request = Offer { amount: 0, ..offer.clone() };
        assert_eq!(money(&request, true).withdraw(), "chat-offer-withdraw-free");
        assert!(actions.accept.is_none() && actions.decline.is_none());
        assert_eq!(OfferActions::of(money(&offer, true), &permissions(&[]), budi()), None);
    }

    #[test]
    fn a_lone_decline_has_a_row_of_its_own_and_a_gift_is_accepted_without_a_price() {
        let offer = offer(Party::Buyer, 0);
        let kinds = [CommandKind::Accept, CommandKind::Decline];
        let actions = OfferActions::of(money(&offer, false), &permissions(&kinds), sari()).unwrap();
        let decline = actions.decline.unwrap();
        assert!(decline.wide && decline.reason_wide);
        assert_eq!(decline.reasons, ["chat-offer-why-taken"]);
        let accept = actions.accept.unwrap();
        assert_eq!(accept.label, Text::new("chat-offer-accept-free").with("name", "Budi"));
        assert_eq!(accept.hint, None);
    }

    #[test]
    fn an_offer_with_listings_is_countered_on_the_page_of_its_package() {
        let offer = offer(Party::Seller, 0);
        let room = RoomId(Uuid::nil());
        let barter = OfferKind { includes_listings: true, barter: true, ..money(&offer, false) };
        let href = format!("/chat/{room}/barter");
        assert_eq!(
            barter.counter(),
            OfferLink { href: href.clone(), sheet: false, label: "barter-counter" }
        );
        let sale = OfferKind { barter: false, ..barter };
        assert_eq!(sale.better().href, format!("{href}?cara=jual"));
        assert_eq!(barter.ask_more(), "chat-offer-ask-more-goods");
        assert_eq!(barter.accept(budi()).hint, Some("barter-accept-hint"));
    }
}
