//! The laws of the bargain, under a million commands in any order.

use super::tests::{empty, noon, pending};
use super::*;
use crate::base::clock::Timestamp;
use crate::base::ids::OfferId;
use crate::base::money::MAX_PRICE;
use chrono::Duration;
use proptest::prelude::*;

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
                        prop_assert!(taken.is_some_and(|p| p.goods.gone == 0 && !p.changed));
                        prop_assert!(by != Party::House && table.state == State::Open && !table.promised_away);
                    }
                    Event::Offered { amount, by: whose, .. } => {
                        prop_assert!((0..=MAX_PRICE).contains(&amount) && whose == by);
                        let goods = matches!(step, Move::Offer { goods, .. } if goods.of_buyer > 0);
                        prop_assert!(amount > 0 || table.free || goods, "something is given");
                        prop_assert!(!goods || table.for_barter);
                        let may = table.pending.is_none_or(|p| p.by != by || p.waits_for_its_maker());
                        prop_assert!(may || ran_out);
                    }
                    Event::AskedMore(id) => {
                        prop_assert!(table.pending.is_some_and(|p| p.id == id && p.by != by && !p.asked));
                    }
                    Event::Withdrawn(id) => {
                        prop_assert!(table.pending.is_some_and(|p| p.id == id && p.by == by && !p.bound && !stale));
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
            if tried.3 == 6 {
                // Somebody describes a thing anew.
                table.pending = table.pending.map(|p| Pending { changed: true, ..p });
            }
            if tried.3 == 7 {
                // The assistant comes by and passes on what a buyer laid there.
                table.pending = table.pending.map(|p| Pending { bound: p.by == Party::Buyer, ..p });
            }
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
