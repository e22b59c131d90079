//! The rules of the bargain, one by one and in any order.

use super::*;
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
        for_barter: false,
        cash_on_top: true,
        promised_away: false,
        floor: 0,
        asking: Some(500_000),
        gifts_left: 1,
        tries: None,
    }
}

fn pending(id: OfferId, by: Party, amount: i64, goods: Goods, now: Timestamp) -> Pending {
    Pending { id, by, amount, goods, asked: false, expires_at: now + Duration::hours(24) }
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

/// The rows that the events leave behind, kept beside the machine.
fn after(table: &Table, events: &[Event], goods: Goods, now: Timestamp) -> Table {
    let mut next = *table;
    for event in events {
        match *event {
            Event::Offered { id, by, amount } => {
                next.pending = Some(pending(id, by, amount, goods, now));
            }
            Event::AskedMore(_) => {
                next.pending = next.pending.map(|pending| Pending { asked: true, ..pending });
            }
            Event::Accepted(_) => (next.pending, next.state) = (None, State::Agreed),
            Event::Closed => (next.pending, next.state) = (None, State::Closed),
            Event::Reopened => next.state = State::Open,
            Event::Countered(_)
            | Event::Declined(_)
            | Event::TooLow(_)
            | Event::Voided(_)
            | Event::Withdrawn(_)
            | Event::Expired(_) => next.pending = None,
        }
    }
    next.version += i32::from(!events.is_empty());
    next
}

fn wishes() -> impl Strategy<Value = Table> {
    let kinds = prop_oneof![
        Just((false, true, false)),
        Just((false, true, true)),
        Just((false, false, true)),
        Just((true, false, false))
    ];
    let tries = proptest::option::of((0..4_i64, 0..4_i64));
    (kinds, any::<bool>(), 0..1_200_000_i64, proptest::option::of(1..2_000_000_i64), tries)
        .prop_map(|((free, for_money, for_barter), cash_on_top, floor, asking, tries)| Table {
            free,
            for_money,
            for_barter,
            cash_on_top,
            floor,
            asking: asking.filter(|_| for_money),
            tries: tries.map(|(allowed, used)| Tries { allowed, used }),
            ..empty()
        })
}

/// One command out of the machine's whole language.
type Tried = (u8, u8, i64, u8, (usize, usize, usize), i64);

fn command(table: &Table, tried: Tried) -> (Party, Option<i32>, Move) {
    let (who, what, amount, stale, (of_buyer, of_seller, gone), _) = tried;
    let by = [Party::Buyer, Party::Seller, Party::House][usize::from(who % 3)];
    let there = table.pending.map(|pending| pending.id).filter(|_| stale != 1);
    let id = there.unwrap_or_else(OfferId::fresh);
    let goods = Goods { of_buyer, of_seller, gone: usize::from(gone == 9) };
    let step = match what {
        0..=3 => Move::Offer { id: OfferId::fresh(), amount, goods },
        4 => Move::Accept(id),
        5 => Move::Decline(id),
        6 => Move::AskMore(id),
        7 => Move::Withdraw(id),
        8 => Move::Expire(id),
        9 => Move::Void(id),
        10 => Move::Close,
        _ => Move::Reopen,
    };
    let seen = (stale != 2).then_some(table.version - i32::from(stale == 3));
    (by, seen, step)
}

fn tried() -> impl Strategy<Value = Tried> {
    let amount =
        prop_oneof![Just(0_i64), Just(-1), Just(i64::MAX), Just(MAX_PRICE), 1..2_000_000_i64];
    let goods = (0..3_usize, 0..3_usize, 0..10_usize);
    (0..3_u8, 0..12_u8, amount, 0..8_u8, goods, 0..30_i64)
}

proptest! {
    // 20,000 bargains of 50 commands: a million.
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// Whatever is tried in whatever order on whatever thing: only who is asked answers, by the version they saw; what is
    /// agreed was offered, fits, binds and can be had; only the house closes and opens; what waits has a deadline at
    /// which the house can end it; a refusal changes nothing.
    #[test]
    fn no_order_of_moves_breaks_the_rules(
        start in wishes(),
        moves in proptest::collection::vec(tried(), 50),
    ) {
        let (mut table, mut now) = (start, noon());
        for tried in moves {
            now += Duration::hours(tried.5 / 6);
            let (by, seen, step) = command(&table, tried);
            let done = apply(&table, by, seen, step, now);
            prop_assert_eq!(&done, &apply(&table, by, seen, step, now), "the same again");
            let Ok(events) = done else { continue };
            let stale = seen.is_some_and(|seen| seen != table.version);
            let ran_out = table.pending.is_some_and(|pending| pending.expires_at <= now);
            for event in &events {
                match *event {
                    Event::Accepted(id) => {
                        let taken = table.pending.filter(|p| p.id == id && p.by != by && !ran_out && !stale);
                        prop_assert!(taken.is_some_and(|p| p.goods.gone == 0));
                        prop_assert!(by != Party::House && table.state == State::Open && !table.promised_away);
                    }
                    Event::Offered { amount, by: whose, .. } => {
                        prop_assert!((0..=MAX_PRICE).contains(&amount) && whose == by);
                        let goods = matches!(step, Move::Offer { goods, .. } if goods.of_buyer > 0);
                        prop_assert!(amount > 0 || table.free || goods, "something is given");
                        prop_assert!(!goods || table.for_barter);
                        let may = table.pending.is_none_or(|p| p.by != by || p.asked);
                        prop_assert!(may || ran_out);
                    }
                    Event::AskedMore(id) => {
                        prop_assert!(table.pending.is_some_and(|p| p.id == id && p.by != by && !p.asked));
                    }
                    Event::Withdrawn(id) => {
                        prop_assert!(table.pending.is_some_and(|p| p.id == id && p.by == by && !stale));
                    }
                    Event::TooLow(_) => {
                        prop_assert!(by == Party::Buyer && (table.pending.is_none() || ran_out));
                    }
                    Event::Expired(_) => prop_assert!(ran_out),
                    Event::Reopened | Event::Closed | Event::Voided(_) => {
                        prop_assert_eq!(by, Party::House);
                    }
                    Event::Countered(_) | Event::Declined(_) => prop_assert!(!ran_out || by == Party::House),
                }
            }
            let goods = match step { Move::Offer { goods, .. } => goods, _ => Goods::default() };
            table = after(&table, &events, goods, now);
            prop_assert!(table.state == State::Open || table.pending.is_none());
            if let Some(pending) = table.pending {
                // Nothing waits for ever: at its deadline the house ends it, whatever the table is like.
                let end = apply(&table, Party::House, None, Move::Expire(pending.id), pending.expires_at);
                prop_assert_eq!(end, Ok(vec![Event::Expired(pending.id)]));
            } else if table.state == State::Open && table.on_offer {
                // With an empty table somebody can always begin.
                let amount = if table.free { 0 } else { table.asking.unwrap_or(1).max(1) };
                let goods = Goods { of_buyer: usize::from(!table.free && !table.for_money), ..Goods::default() };
                let amount = if goods.of_buyer > 0 { 0 } else { amount };
                let step = Move::Offer { id: OfferId::fresh(), amount, goods };
                let begun = apply(&table, Party::Buyer, None, step, now);
                let barred = table.asking.is_none() && table.tries.is_some();
                prop_assert!(begun.is_ok() || barred, "{begun:?}");
            }
        }
    }
}
