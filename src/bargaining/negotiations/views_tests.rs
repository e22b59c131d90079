//! Sari sells, Budi buys: what either of them may do in the negotiation.

use super::*;
use crate::bargaining::negotiations::examples::{budi, negotiation, offer, sari};
use crate::market::Party;
use crate::market::listings::examples::camera;

#[test]
fn the_buyer_begins_and_then_waits() {
    let listing = camera(&[Mode::Sale, Mode::Barter], Some(1_000_000));
    let fresh = negotiation(&listing, &[], budi());
    assert_eq!(fresh.can, NegotiationCan { offer: true, ask_free: false, barter: true });
    assert!(!fresh.open && fresh.gap.is_none() && fresh.pending.is_none());
    assert_eq!(fresh.sheet_title(), Some("chat-offer-make"));
    assert!(!negotiation(&listing, &[], sari()).can.offer);
    let offers = [offer(Party::Buyer, 900_000)];
    let waiting = negotiation(&listing, &offers, budi());
    assert!(waiting.open && waiting.gap.is_some() && !waiting.can.offer);
    assert_eq!(waiting.sheet_title(), None);
}

#[test]
fn the_seller_counters_with_the_sheet() {
    let listing = camera(&[Mode::Sale], Some(1_000_000));
    let offers = [offer(Party::Buyer, 900_000)];
    let view = negotiation(&listing, &offers, sari());
    assert_eq!(view.sheet_title(), Some("chat-offer-counter"));
    assert!(!view.pending.unwrap().is_barter());
}

#[test]
fn whoever_is_asked_for_more_betters_their_offer_with_the_sheet() {
    let listing = camera(&[Mode::Sale], Some(1_000_000));
    let offers = [Offer { asked_for_more: true, ..offer(Party::Buyer, 900_000) }];
    let view = negotiation(&listing, &offers, budi());
    assert_eq!(view.sheet_title(), Some("chat-offer-better"));
}

#[test]
fn a_gift_is_asked_for_without_a_sheet() {
    let listing = camera(&[Mode::Free], None);
    let view = negotiation(&listing, &[], budi());
    assert_eq!(view.can, NegotiationCan { offer: false, ask_free: true, barter: false });
    assert_eq!(view.sheet_title(), None);
}

#[test]
fn nothing_may_begin_about_a_listing_that_is_sold() {
    let listing =
        ListingOut { status: listings::Status::Sold, ..camera(&[Mode::Sale], Some(1_000_000)) };
    let offers = [offer(Party::Buyer, 900_000)];
    let view = negotiation(&listing, &offers, sari());
    assert!(!view.can.offer && view.promise.is_none());
    assert!(view.pending.unwrap().view.actions.is_none());
}
