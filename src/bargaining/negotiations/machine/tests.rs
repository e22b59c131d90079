//! The rules of the bargain, one by one.

use super::*;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use chrono::{DateTime, Duration};

pub(super) fn noon() -> Timestamp {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

pub(super) fn empty() -> Table {
    Table {
        state: State::Open,
        version: 0,
        pending: None,
        on_offer: true,
        free: false,
        for_money: true,
        for_barter: false,
        cash_on_top: true,
        promised_away: false,
        floor: 0,
        asking: Some(500_000),
        takes_back: false,
        suspended: false,
        gifts_left: 1,
        tries: None,
    }
}

pub(super) fn pending(
    id: OfferId,
    by: Party,
    amount: i64,
    goods: Goods,
    now: Timestamp,
) -> Pending {
    Pending {
        id,
        by,
        amount,
        goods,
        asked: false,
        bound: false,
        changed: false,
        expires_at: now + Duration::hours(24),
    }
}

fn offered(by: Party, amount: i64) -> (Table, OfferId) {
    let id = OfferId::fresh();
    let pending = pending(id, by, amount, Goods::default(), noon());
    (Table { version: 1, pending: Some(pending), ..empty() }, id)
}

#[test]
fn the_buyer_begins() {
    let id = OfferId::fresh();
    let step = Move::offer(id, 350_000);
    assert_eq!(
        apply(&empty(), Party::Buyer, None, step, noon()),
        Ok(vec![Event::Offered { id, by: Party::Buyer, amount: 350_000 }])
    );
}

#[test]
fn what_the_assistant_passed_on_is_not_taken_back_or_lowered_while_it_lasts() {
    let (mut table, id) = offered(Party::Buyer, 400_000);
    table.pending = table.pending.map(|pending| Pending { bound: true, ..pending });
    let makes = |table: &Table, step| apply(table, Party::Buyer, None, step, noon());
    assert_eq!(makes(&table, Move::Withdraw(id)), Err(Refusal::Bound));
    table.pending = table.pending.map(|pending| Pending { asked: true, ..pending });
    assert_eq!(makes(&table, Move::Withdraw(id)), Err(Refusal::Bound));
    assert_eq!(makes(&table, Move::offer(OfferId::fresh(), 399_999)), Err(Refusal::Bound));
    assert!(makes(&table, Move::offer(OfferId::fresh(), 400_000)).is_ok());
    // It lasts a day, and ends as every offer does.
    let later = noon() + Duration::hours(24);
    assert_eq!(
        apply(&table, Party::House, None, Move::Expire(id), later),
        Ok(vec![Event::Expired(id)])
    );
}

#[test]
fn the_seller_may_begin_too_but_presses_no_gift_on_anybody() {
    let (id, free) = (OfferId::fresh(), Table { free: true, for_money: false, ..empty() });
    assert_eq!(
        apply(&empty(), Party::Seller, None, Move::offer(id, 450_000), noon()),
        Ok(vec![Event::Offered { id, by: Party::Seller, amount: 450_000 }])
    );
    assert_eq!(
        apply(&free, Party::Seller, None, Move::offer(id, 0), noon()),
        Err(Refusal::NotYourTurn)
    );
}

#[test]
fn what_begins_below_the_floor_is_declined_at_once_and_counters_are_not() {
    let table = Table { floor: 250_000, ..empty() };
    let id = OfferId::fresh();
    let low = apply(&table, Party::Buyer, None, Move::offer(id, 249_999), noon());
    let offered_low = Event::Offered { id, by: Party::Buyer, amount: 249_999 };
    assert_eq!(low, Ok(vec![offered_low, Event::TooLow(id)]));
    let at = apply(&table, Party::Buyer, None, Move::offer(id, 250_000), noon());
    assert_eq!(at, Ok(vec![Event::Offered { id, by: Party::Buyer, amount: 250_000 }]));
    let (live, old) = offered(Party::Seller, 450_000);
    let counter =
        apply(&Table { floor: 250_000, ..live }, Party::Buyer, Some(1), Move::offer(id, 1), noon());
    assert_eq!(
        counter,
        Ok(vec![Event::Countered(old), Event::Offered { id, by: Party::Buyer, amount: 1 }])
    );
}

#[test]
fn tries_bind_who_begins_below_the_asking_price_and_zero_is_a_fixed_price() {
    let with = |allowed, used| Table { tries: Some(Tries { allowed, used }), ..empty() };
    let begin = |table: &Table, amount| {
        apply(table, Party::Buyer, None, Move::offer(OfferId::fresh(), amount), noon())
    };
    assert!(begin(&with(3, 2), 400_000).is_ok());
    assert_eq!(begin(&with(3, 3), 400_000), Err(Refusal::OutOfTries));
    assert_eq!(begin(&with(0, 0), 499_999), Err(Refusal::FixedPrice));
    for (allowed, used) in [(3, 3), (3, 9), (0, 0)] {
        assert!(begin(&with(allowed, used), 500_000).is_ok(), "the asking price is always heard");
    }
    assert!(begin(&Table { tries: None, ..empty() }, 1).is_ok());
}

#[test]
fn goods_go_where_barter_is_wished_for_with_cash_on_top_where_the_house_allows_it() {
    let goods = Goods { of_buyer: 2, of_seller: 1, gone: 0 };
    let lay = |table: &Table, amount, goods| {
        let step = Move::Offer { id: OfferId::fresh(), amount, goods };
        apply(table, Party::Buyer, None, step, noon()).map(|events| events.len())
    };
    let barter = Table { for_barter: true, for_money: false, asking: None, ..empty() };
    assert_eq!(lay(&barter, 0, goods), Ok(1));
    assert_eq!(lay(&barter, 50_000, goods), Ok(1));
    assert_eq!(lay(&Table { cash_on_top: false, ..barter }, 50_000, goods), Err(Refusal::NoCash));
    assert_eq!(lay(&barter, 50_000, Goods::default()), Err(Refusal::BarterOnly));
    assert_eq!(lay(&empty(), 0, goods), Err(Refusal::NoBarter));
    assert_eq!(lay(&barter, 0, Goods { gone: 1, ..goods }), Err(Refusal::ItemGone));
    assert_eq!(lay(&barter, -1, goods), Err(Refusal::OutOfRange));
    // More of the seller's goods for money alone.
    assert_eq!(lay(&empty(), 400_000, Goods { of_buyer: 0, ..goods }), Ok(1));
    let free = Table { free: true, for_money: false, ..empty() };
    assert_eq!(lay(&free, 0, goods), Err(Refusal::FreeThing));
}

#[test]
fn who_got_enough_gifts_neither_asks_for_more_nor_gets_one() {
    let full = Table { free: true, for_money: false, gifts_left: 0, ..empty() };
    let id = OfferId::fresh();
    let ask = apply(&full, Party::Buyer, None, Move::offer(id, 0), noon());
    assert_eq!(ask, Err(Refusal::GiftQuota));
    let asked =
        Table { pending: Some(pending(id, Party::Buyer, 0, Goods::default(), noon())), ..full };
    let accept = apply(&asked, Party::Seller, None, Move::Accept(id), noon());
    assert_eq!(accept, Err(Refusal::GiftQuota));
}

#[test]
fn what_lies_in_an_offer_can_go_away_under_it() {
    let (table, id) = offered(Party::Buyer, 0);
    let gone = Goods { of_buyer: 1, of_seller: 0, gone: 1 };
    let barter = Table {
        for_barter: true,
        pending: Some(pending(id, Party::Buyer, 0, gone, noon())),
        ..table
    };
    let accept = apply(&barter, Party::Seller, Some(1), Move::Accept(id), noon());
    assert_eq!(accept, Err(Refusal::ItemGone));
    let void = |table: &Table| apply(table, Party::House, None, Move::Void(id), noon());
    assert_eq!(void(&barter), Ok(vec![Event::Voided(id)]));
    let there = Goods { gone: 0, ..gone };
    let sound = Table { pending: Some(pending(id, Party::Buyer, 0, there, noon())), ..barter };
    assert_eq!(void(&sound), Ok(vec![]), "what can still be had stays");
}

#[test]
fn who_is_asked_for_more_betters_their_own_offer_and_it_still_binds_meanwhile() {
    let (table, id) = offered(Party::Buyer, 400_000);
    let ask = |table: &Table, by| apply(table, by, Some(1), Move::AskMore(id), noon());
    assert_eq!(ask(&table, Party::Buyer), Err(Refusal::NotYourTurn));
    assert_eq!(ask(&table, Party::Seller), Ok(vec![Event::AskedMore(id)]));
    let asked =
        Table { pending: table.pending.map(|pending| Pending { asked: true, ..pending }), ..table };
    assert_eq!(asked.turn(), Party::Buyer);
    assert_eq!(ask(&asked, Party::Seller), Err(Refusal::AskedAlready));
    let next = OfferId::fresh();
    assert_eq!(
        apply(&asked, Party::Buyer, Some(1), Move::offer(next, 430_000), noon()),
        Ok(vec![
            Event::Countered(id),
            Event::Offered { id: next, by: Party::Buyer, amount: 430_000 }
        ])
    );
    let accept = apply(&asked, Party::Seller, Some(1), Move::Accept(id), noon());
    assert_eq!(accept, Ok(vec![Event::Accepted(id)]));
}

#[test]
fn what_is_promised_to_one_is_agreed_with_nobody_else() {
    let (table, id) = offered(Party::Buyer, 400_000);
    let promised = Table { promised_away: true, ..table };
    let accept = apply(&promised, Party::Seller, Some(1), Move::Accept(id), noon());
    assert_eq!(accept, Err(Refusal::PromisedAway));
}

#[test]
fn nobody_accepts_declines_or_counters_their_own_offer() {
    let (table, id) = offered(Party::Buyer, 350_000);
    for step in [Move::Accept(id), Move::Decline(id), Move::offer(OfferId::fresh(), 1)] {
        assert_eq!(
            apply(&table, Party::Buyer, Some(1), step, noon()),
            Err(Refusal::NotYourTurn),
            "{step:?}"
        );
    }
    assert_eq!(
        apply(&table, Party::Seller, Some(1), Move::Withdraw(id), noon()),
        Err(Refusal::NotYourTurn)
    );
    assert_eq!(
        apply(&table, Party::Buyer, Some(1), Move::Withdraw(id), noon()),
        Ok(vec![Event::Withdrawn(id)])
    );
}

#[test]
fn a_counter_voids_what_it_answers() {
    let (table, id) = offered(Party::Buyer, 350_000);
    let next = OfferId::fresh();
    assert_eq!(
        apply(&table, Party::Seller, Some(1), Move::offer(next, 420_000), noon()),
        Ok(vec![
            Event::Countered(id),
            Event::Offered { id: next, by: Party::Seller, amount: 420_000 }
        ])
    );
}

#[test]
fn a_click_on_terms_that_changed_meanwhile_is_refused() {
    let (table, id) = offered(Party::Buyer, 350_000);
    let moved = Table { version: 3, ..table };
    for step in [Move::Accept(id), Move::Decline(id), Move::offer(OfferId::fresh(), 5)] {
        assert_eq!(
            apply(&moved, Party::Seller, Some(1), step, noon()),
            Err(Refusal::Stale),
            "{step:?}"
        );
    }
    assert_eq!(
        apply(&table, Party::Seller, Some(1), Move::Accept(OfferId::fresh()), noon()),
        Err(Refusal::Stale)
    );
}

#[test]
fn an_offer_binds_for_its_day_and_not_a_second_longer() {
    let (table, id) = offered(Party::Seller, 420_000);
    let last = noon() + Duration::hours(24) - Duration::seconds(1);
    assert_eq!(
        apply(&table, Party::Buyer, Some(1), Move::Accept(id), last),
        Ok(vec![Event::Accepted(id)])
    );
    let after = noon() + Duration::hours(24);
    assert_eq!(apply(&table, Party::Buyer, Some(1), Move::Accept(id), after), Err(Refusal::RanOut));
    assert_eq!(
        apply(&table, Party::House, None, Move::Expire(id), after),
        Ok(vec![Event::Expired(id)])
    );
    assert_eq!(
        apply(&table, Party::House, None, Move::Expire(id), last),
        Ok(vec![]),
        "not due: nothing happens"
    );
    let next = OfferId::fresh();
    assert!(
        apply(&table, Party::Buyer, Some(1), Move::offer(next, 9), after).is_ok(),
        "a fresh one may follow"
    );
}

#[test]
fn what_another_deal_holds_is_closed_to_bargains() {
    let (table, id) = offered(Party::Seller, 420_000);
    assert_eq!(
        apply(&table, Party::House, None, Move::Close, noon()),
        Ok(vec![Event::Declined(id), Event::Closed])
    );
    let closed = Table { state: State::Closed, pending: None, ..table };
    assert_eq!(
        apply(&closed, Party::Buyer, Some(1), Move::Accept(id), noon()),
        Err(Refusal::Taken)
    );
    let gone = Table { on_offer: false, ..table };
    assert_eq!(apply(&gone, Party::Buyer, Some(1), Move::Accept(id), noon()), Err(Refusal::Gone));
}

#[test]
fn a_free_thing_is_asked_for_not_bargained_for() {
    let free = Table { free: true, for_money: false, ..empty() };
    let id = OfferId::fresh();
    assert!(apply(&free, Party::Buyer, None, Move::offer(id, 0), noon()).is_ok());
    assert_eq!(
        apply(&free, Party::Buyer, None, Move::offer(id, 5), noon()),
        Err(Refusal::FreeThing)
    );
    let barter = Table { for_money: false, ..empty() };
    assert_eq!(
        apply(&barter, Party::Buyer, None, Move::offer(id, 5), noon()),
        Err(Refusal::BarterOnly)
    );
}
