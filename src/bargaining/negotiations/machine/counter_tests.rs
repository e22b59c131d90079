//! Counter-offers that gain nothing: the same amount is accepted instead, a worse one is confirmed first.

use super::tests::{facts, for_money, noon, pending};
use super::*;
use crate::base::ids::OfferId;
use crate::market::Party;

/// The answer to a counter-offer of this amount to an offer of 400.000 by the other party, for the same goods.
fn countered(by: Party, amount: i64, confirmed: bool) -> Result<(), Refusal> {
    let facts = Facts { same_goods: true, ..facts(for_money()) };
    decided(by, &facts, amount, confirmed)
}

fn decided(by: Party, facts: &Facts, amount: i64, confirmed: bool) -> Result<(), Refusal> {
    let old = pending(OfferId::fresh(), by.other(), 400_000);
    let state = State { version: 1, offer: Some(old), ..State::new() };
    let step = Move::Offer { id: OfferId::fresh(), amount };
    decide(&state, facts, by, Command { step, seen: Some(1), confirmed }, noon()).map(|_| ())
}

#[test]
fn a_counter_offer_asks_for_more_than_the_offer_gives() {
    assert_eq!(countered(Party::Seller, 400_001, false), Ok(()));
    assert_eq!(countered(Party::Buyer, 399_999, false), Ok(()));
}

#[test]
fn the_same_amount_is_accepted_and_not_offered_back() {
    for by in [Party::Buyer, Party::Seller] {
        for confirmed in [false, true] {
            let answer = countered(by, 400_000, confirmed);
            assert_eq!(answer, Err(Refusal::SameAsPending(400_000)));
        }
    }
}

#[test]
fn a_counter_offer_that_is_worse_for_its_maker_is_confirmed_first() {
    for (by, worse) in [(Party::Seller, 399_999), (Party::Buyer, 400_001)] {
        assert_eq!(countered(by, worse, false), Err(Refusal::WorseThanPending(400_000)));
        assert_eq!(countered(by, worse, true), Ok(()));
    }
}

#[test]
fn other_goods_or_an_edited_listing_make_the_same_amount_another_offer() {
    let other_goods = facts(for_money());
    assert_eq!(decided(Party::Seller, &other_goods, 400_000, false), Ok(()));
    let changed = OfferState {
        needs_reconfirmation: true,
        ..pending(OfferId::fresh(), Party::Buyer, 400_000)
    };
    let state = State { version: 1, offer: Some(changed), ..State::new() };
    let step = Move::Offer { id: OfferId::fresh(), amount: 400_000 };
    let same = Facts { same_goods: true, ..facts(for_money()) };
    assert!(decide(&state, &same, Party::Seller, Command::now(step), noon()).is_ok());
}
