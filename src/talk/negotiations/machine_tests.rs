//! The rules of the bargain, one by one and in any order.

use super::machine::*;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;
use chrono::{DateTime, Duration};
use proptest::prelude::*;

fn noon() -> Timestamp {
    DateTime::from_timestamp(1_790_000_000, 0).unwrap_or_default()
}

fn empty() -> Table {
    Table {
        state: State::Open,
        version: 0,
        pending: None,
        on_offer: true,
        free: false,
        for_money: true,
    }
}

fn offered(by: Party, amount: i64) -> (Table, OfferId) {
    let id = OfferId::fresh();
    let pending = Pending { id, by, amount, expires_at: noon() + Duration::hours(24) };
    (Table { version: 1, pending: Some(pending), ..empty() }, id)
}

#[test]
fn the_buyer_begins() {
    let id = OfferId::fresh();
    let step = Move::Offer { id, amount: 350_000 };
    assert_eq!(
        apply(&empty(), Party::Buyer, None, step, noon()),
        Ok(vec![Event::Offered { id, by: Party::Buyer, amount: 350_000 }])
    );
    assert_eq!(apply(&empty(), Party::Seller, None, step, noon()), Err(Refusal::NotYourTurn));
}

#[test]
fn nobody_accepts_declines_or_counters_their_own_offer() {
    let (table, id) = offered(Party::Buyer, 350_000);
    for step in
        [Move::Accept(id), Move::Decline(id), Move::Offer { id: OfferId::fresh(), amount: 1 }]
    {
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
        apply(&table, Party::Seller, Some(1), Move::Offer { id: next, amount: 420_000 }, noon()),
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
    for step in
        [Move::Accept(id), Move::Decline(id), Move::Offer { id: OfferId::fresh(), amount: 5 }]
    {
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
        apply(&table, Party::Buyer, Some(1), Move::Offer { id: next, amount: 9 }, after).is_ok(),
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
    assert!(apply(&free, Party::Buyer, None, Move::Offer { id, amount: 0 }, noon()).is_ok());
    assert_eq!(
        apply(&free, Party::Buyer, None, Move::Offer { id, amount: 5 }, noon()),
        Err(Refusal::FreeThing)
    );
    let barter = Table { for_money: false, ..empty() };
    assert_eq!(
        apply(&barter, Party::Buyer, None, Move::Offer { id, amount: 5 }, noon()),
        Err(Refusal::BarterOnly)
    );
}

/// The rows that the events leave behind, kept beside the machine.
fn after(table: &Table, events: &[Event], now: Timestamp) -> Table {
    let mut next = *table;
    for event in events {
        match *event {
            Event::Offered { id, by, amount } => {
                next.pending =
                    Some(Pending { id, by, amount, expires_at: now + Duration::hours(24) });
            }
            Event::Accepted(_) => (next.pending, next.state) = (None, State::Agreed),
            Event::Closed => (next.pending, next.state) = (None, State::Closed),
            Event::Reopened => next.state = State::Open,
            Event::Countered(_) | Event::Declined(_) | Event::Withdrawn(_) | Event::Expired(_) => {
                next.pending = None
            }
        }
    }
    next.version += i32::from(!events.is_empty());
    next
}

proptest! {
    /// Whatever is tried in whatever order: the turn alternates, prices stay in range, an agreement is of an offer that
    /// the other side made and that still binds, and nothing but the house reopens what is agreed or closed.
    #[test]
    fn no_order_of_moves_breaks_the_rules(moves in proptest::collection::vec((0..3_u8, 0..7_u8, any::<i64>(), any::<bool>(), 0..30_i64), 1..60)) {
        let (mut table, mut now) = (empty(), noon());
        for (who, what, amount, stale, hours) in moves {
            now += Duration::hours(hours / 6);
            let by = [Party::Buyer, Party::Seller, Party::House][usize::from(who)];
            let id = table.pending.map_or_else(OfferId::fresh, |pending| pending.id);
            let step = match what {
                0 | 1 => Move::Offer { id: OfferId::fresh(), amount: amount.rem_euclid(2_000_000) },
                2 => Move::Accept(id),
                3 => Move::Decline(id),
                4 => Move::Withdraw(id),
                5 => Move::Expire(id),
                _ => if amount % 2 == 0 { Move::Close } else { Move::Reopen },
            };
            let seen = Some(table.version - i32::from(stale));
            if let Ok(events) = apply(&table, by, seen, step, now) {
                for event in &events {
                    match event {
                        Event::Accepted(id) => {
                            let pending = table.pending.filter(|pending| pending.id == *id);
                            prop_assert!(pending.is_some_and(|p| p.by != by && p.expires_at > now && !stale));
                            prop_assert_eq!(table.state, State::Open);
                        }
                        Event::Offered { amount, by: whose, .. } => {
                            prop_assert!((1..=MAX_PRICE).contains(amount));
                            prop_assert_eq!(*whose, by);
                            prop_assert!(by == table.turn() || table.pending.is_some_and(|p| p.expires_at <= now));
                        }
                        Event::Reopened | Event::Closed => prop_assert_eq!(by, Party::House),
                        _ => {}
                    }
                }
                table = after(&table, &events, now);
                prop_assert!(table.state == State::Open || table.pending.is_none());
            }
        }
    }
}
