//! The column beside the conversation: what a deal means or would mean, and where to go from here.

use serde::Serialize;

use super::room_header::live;
use crate::bargaining::negotiations::{NegotiationView, PackageView, offer_mode, offer_sum};
use crate::base::i18n::Text;
use crate::base::ids::RoomId;
use crate::config::Mode;
use crate::market::terms::Delivery;
use crate::trade::deals::Deal;

/// The terms of the live deal, else those of the pending offer.
#[derive(Debug, Serialize)]
struct SideTerms {
    /// Key of the heading.
    title: &'static str,
    /// What the pending offer includes.
    package: Option<PackageView>,
    /// Key of the word before the sum.
    label: &'static str,
    sum: Text,
    /// Key of how it is handed over.
    how: String,
    /// Key of whether a provider holds the money; none where no money changes hands.
    protection: Option<&'static str>,
}

/// `chat/_side.html`, beside the listing and the negotiation.
#[derive(Debug, Serialize)]
pub(super) struct RoomSide {
    terms: Option<SideTerms>,
    /// Where a barter is put together.
    barter_url: Option<String>,
    /// The page of the deal, called off or not.
    deal_url: Option<String>,
    /// Key of what to beware of.
    warning: &'static str,
    /// Key of the heading above the offers so far.
    history: &'static str,
}

impl RoomSide {
    /// `free`: whether the listing is given away.
    pub fn of(
        room: RoomId,
        deal: Option<&Deal>,
        negotiation: &NegotiationView,
        free: bool,
    ) -> Self {
        let terms = match (live(deal), &negotiation.pending) {
            (Some(deal), _) => Some(SideTerms {
                title: "chat-side-agreed",
                package: None,
                label: label(deal.mode),
                sum: offer_sum(deal.amount, deal.mode == Mode::Barter),
                how: how(Some(deal.method)),
                protection: (deal.amount > 0).then(|| protection(deal.protected)),
            }),
            (None, Some(pending)) => Some(SideTerms {
                title: "chat-side-if-agreed",
                package: pending.view.package().cloned(),
                label: label(offer_mode(pending.amount, pending.is_barter())),
                sum: pending.sum(),
                how: how(pending.method),
                // What is sent may be protected, as the site does it; that shows once it is agreed.
                protection: (pending.amount > 0 && pending.method == Some(Delivery::Meet))
                    .then(|| protection(false)),
            }),
            (None, None) => None,
        };
        let (warning, history) = match free {
            true => ("deal-cod-free-text", "chat-offer-history-free"),
            false => ("chat-side-warning", "chat-offer-history"),
        };
        Self {
            terms,
            barter_url: negotiation.can.barter.then(|| format!("/chat/{room}/barter")),
            deal_url: deal.map(|deal| format!("/pesanan/{}", deal.code)),
            warning,
            history,
        }
    }
}

/// What an offer leaves open is chosen with its acceptance.
fn how(method: Option<Delivery>) -> String {
    method.map_or_else(|| "chat-side-how-open".to_owned(), |method| format!("delivery-{method}"))
}

fn protection(held: bool) -> &'static str {
    if held { "chat-side-protection-held" } else { "chat-side-protection-none" }
}

fn label(mode: Mode) -> &'static str {
    match mode {
        Mode::Barter => "barter-goods",
        Mode::Sale => "chat-side-price",
        Mode::Free => "chat-side-gift",
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::bargaining::inbox::room_header::tests::deal;
    use crate::bargaining::negotiations::examples::{budi, negotiation, offer};
    use crate::market::Party;
    use crate::market::listings::examples::camera;
    use crate::trade::deals;

    fn side(deal: Option<&Deal>, offers: i64) -> RoomSide {
        let listing = camera(&[Mode::Sale, Mode::Barter], Some(1_000_000));
        let offers: Vec<_> = (0..offers).map(|_| offer(Party::Buyer, 900_000)).collect();
        let view = negotiation(&listing, &offers, budi());
        RoomSide::of(RoomId(Uuid::nil()), deal, &view, false)
    }

    #[test]
    fn a_live_deal_shows_its_terms_and_a_pending_offer_what_it_would_mean() {
        let agreed = deal(Mode::Barter, 0, deals::Status::Agreed);
        let shown = side(Some(&agreed), 1);
        let terms = shown.terms.unwrap();
        assert_eq!((terms.title, terms.label), ("chat-side-agreed", "barter-goods"));
        assert_eq!(terms.sum.key, "barter-word");
        let terms = side(None, 1).terms.unwrap();
        assert_eq!((terms.title, terms.label), ("chat-side-if-agreed", "chat-side-price"));
        assert_eq!(terms.sum.key, "chat-offer-sum");
    }

    #[test]
    fn a_deal_that_was_called_off_has_a_page_and_no_terms() {
        let off = deal(Mode::Sale, 900_000, deals::Status::Cancelled);
        let shown = side(Some(&off), 0);
        assert!(shown.terms.is_none());
        assert_eq!(shown.deal_url.unwrap(), "/pesanan/ORD-20261120-X7K2");
    }

    #[test]
    fn the_buyer_may_put_a_barter_together() {
        let url = side(None, 0).barter_url.unwrap();
        assert_eq!(url, format!("/chat/{}/barter", Uuid::nil()));
        assert_eq!(side(None, 1).barter_url, None);
    }
}
