//! What stands above the conversation: the deal, why the listing cannot be had, how a barter compares, or how far the prices
//! are apart.

use serde::Serialize;

use crate::bargaining::negotiations::{Comparison, NegotiationView, PriceGap};
use crate::base::i18n::Text;
use crate::base::money;
use crate::config::Mode;
use crate::market::listings;
use crate::market::terms::Delivery;
use crate::trade::deals::{self, Deal};

/// The live deal of the room.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct AgreedBar {
    title: Text,
    /// Key of the deal's status, unless it is simply agreed.
    status: Option<&'static str>,
    /// Key of how it is handed over.
    hint: &'static str,
    url: String,
}

/// The pending barter.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct BarterBar {
    comparison: Comparison,
    /// Money beside the goods, whole rupiah.
    amount: Option<i64>,
}

/// `chat/_price_gap.html`: at most one of the bars.
#[derive(Debug, Default, Serialize)]
pub(super) struct RoomHeader {
    agreed: Option<AgreedBar>,
    /// Key of the words about a listing that cannot be had.
    unavailable: Option<&'static str>,
    barter: Option<BarterBar>,
    gap: Option<PriceGap>,
}

/// The deal that holds the listing; `None` when there is none or it was called off.
pub(super) fn live(deal: Option<&Deal>) -> Option<&Deal> {
    deal.filter(|deal| deal.state.status != deals::Status::Cancelled)
}

impl RoomHeader {
    pub fn of(
        deal: Option<&Deal>,
        listing: listings::Status,
        negotiation: &NegotiationView,
    ) -> Self {
        if let Some(deal) = live(deal) {
            return Self { agreed: Some(AgreedBar::of(deal)), ..Self::default() };
        }
        if !negotiation.open {
            return Self { unavailable: unavailable(listing), ..Self::default() };
        }
        let barter = negotiation.pending.as_ref().and_then(|pending| {
            let amount = Some(pending.amount).filter(|amount| *amount != 0);
            pending.comparison.clone().map(|comparison| BarterBar { comparison, amount })
        });
        let gap = negotiation.gap.clone().filter(|_| barter.is_none());
        Self { barter, gap, ..Self::default() }
    }
}

fn unavailable(listing: listings::Status) -> Option<&'static str> {
    match listing {
        listings::Status::Active => None,
        listings::Status::Reserved => Some("chat-listing-reserved"),
        listings::Status::Sold => Some("chat-listing-sold"),
        listings::Status::Draft
        | listings::Status::Inactive
        | listings::Status::Expired
        | listings::Status::BarterOnly
        | listings::Status::Removed => Some("chat-listing-gone"),
    }
}

impl AgreedBar {
    fn of(deal: &Deal) -> Self {
        let with_amount = |key| Text::new(key).with("amount", money::rupiah(deal.amount));
        let title = match (deal.mode, deal.amount) {
            (Mode::Barter, 0) => Text::new("barter-agreed"),
            (Mode::Barter, _) => with_amount("barter-agreed-sum"),
            (Mode::Sale | Mode::Free, 0) => Text::new("chat-gap-agreed-free"),
            (Mode::Sale | Mode::Free, _) => with_amount("chat-gap-agreed"),
        };
        let status = match deal.state.status {
            deals::Status::Agreed => None,
            deals::Status::Pending => Some("deal-status-pending"),
            deals::Status::Shipped => Some("deal-status-shipped"),
            deals::Status::Delivered => Some("deal-status-delivered"),
            deals::Status::Completed => Some("deal-status-completed"),
            deals::Status::Cancelled => Some("deal-status-cancelled"),
            deals::Status::Disputed => Some("deal-status-disputed"),
        };
        let hint = match (deal.method, deal.protected, deal.mode) {
            (Delivery::Parcel | Delivery::Instant, true, _) => "chat-gap-agreed-held-hint",
            (Delivery::Parcel | Delivery::Instant, false, _) => "chat-gap-agreed-sent-hint",
            (Delivery::Meet, _, Mode::Free) => "chat-gap-agreed-free-hint",
            (Delivery::Meet, ..) => "chat-gap-agreed-hint",
        };
        Self { title, status, hint, url: format!("/pesanan/{}", deal.code) }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::bargaining::negotiations::examples::{budi, negotiation, offer};
    use crate::market::Party;
    use crate::market::listings::examples::camera;

    /// A deal of the room.
    pub(in crate::bargaining::inbox) fn deal(
        mode: Mode,
        amount: i64,
        status: deals::Status,
    ) -> Deal {
        deals::examples::deal(mode, Delivery::Meet, amount, status).0
    }

    #[test]
    fn a_live_deal_stands_before_everything_else() {
        let listing = camera(&[Mode::Sale], Some(1_000_000));
        let view = negotiation(&listing, &[offer(Party::Buyer, 900_000)], budi());
        let agreed = deal(Mode::Sale, 900_000, deals::Status::Agreed);
        let header = RoomHeader::of(Some(&agreed), listings::Status::Reserved, &view);
        let bar = header.agreed.unwrap();
        assert_eq!(bar.title.key, "chat-gap-agreed");
        assert_eq!((bar.status, bar.url.as_str()), (None, "/pesanan/ORD-20261120-X7K2"));
        assert!(header.gap.is_none() && header.unavailable.is_none());
        let off = deal(Mode::Sale, 900_000, deals::Status::Cancelled);
        let header = RoomHeader::of(Some(&off), listings::Status::Active, &view);
        assert!(header.agreed.is_none() && header.gap.is_some());
    }

    #[test]
    fn the_bar_of_a_deal_names_what_was_agreed() {
        let title = |mode, amount, status| AgreedBar::of(&deal(mode, amount, status));
        let pending = title(Mode::Barter, 0, deals::Status::Pending);
        assert_eq!(pending.title.key, "barter-agreed");
        assert_eq!(pending.status, Some("deal-status-pending"));
        assert_eq!(title(Mode::Barter, 5, deals::Status::Agreed).title.key, "barter-agreed-sum");
        assert_eq!(title(Mode::Free, 0, deals::Status::Agreed).title.key, "chat-gap-agreed-free");
    }

    #[test]
    fn a_listing_that_cannot_be_had_is_named_unless_an_offer_is_open() {
        let listing = camera(&[Mode::Sale], Some(1_000_000));
        let fresh = negotiation(&listing, &[], budi());
        for (status, key) in [
            (listings::Status::Active, None),
            (listings::Status::Reserved, Some("chat-listing-reserved")),
            (listings::Status::Sold, Some("chat-listing-sold")),
            (listings::Status::Removed, Some("chat-listing-gone")),
        ] {
            assert_eq!(RoomHeader::of(None, status, &fresh).unavailable, key, "{status}");
        }
        let open = negotiation(&listing, &[offer(Party::Buyer, 900_000)], budi());
        assert_eq!(RoomHeader::of(None, listings::Status::Sold, &open).unavailable, None);
    }
}
