//! Laws of points: whatever happens to deals, in whatever order and however often it is reported, the entries sum to what the
//! deals are worth as they stand.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::Duration;
use proptest::prelude::*;
use uuid::Uuid;

use super::circles::circular;
use super::model::{Facts, Kind, Reason, Totals};
use super::policy::{BONUS, has_bonus};
use super::recompute::{awards, recompute};
use super::steps::{Seen, next, next_bonus};
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, UserId};
use crate::config::Mode;

pub fn person(number: u16) -> UserId {
    UserId(Uuid::from_u128(u128::from(number) + 1))
}

pub fn noon() -> Timestamp {
    "2026-12-01T05:00:00Z".parse().unwrap()
}

/// A sale between two people with these numbers, with nothing against it.
pub fn facts(seller: u16, buyer: u16) -> Facts {
    Facts {
        deal_id: DealId(Uuid::now_v7()),
        seller_id: person(seller),
        buyer_id: person(buyer),
        mode: Mode::Sale,
        seller_goods: 1,
        buyer_goods: 0,
        completed_at: noon(),
        proven: false,
        linked: false,
        hollow: false,
        young: false,
        earlier: 0,
        hollow_seller: 0,
        hollow_buyer: 0,
    }
}

#[test]
fn in_a_barter_both_earn_for_what_they_gave() {
    let swap = Facts { mode: Mode::Barter, seller_goods: 1, buyer_goods: 3, ..facts(1, 2) };
    let all = recompute([&swap], &HashSet::new());
    let of = |n| all[&person(n)];
    assert_eq!((of(1).points_seller, of(1).sold, of(1).bought), (10, 1, 0));
    assert_eq!((of(2).points_seller, of(2).sold, of(2).points_buyer), (10, 3, 0));
}

#[test]
fn the_stated_example_of_ten_sales_and_five_purchases() {
    let sales = (2..12).map(|buyer| facts(1, buyer));
    let purchases = (20..25).map(|seller| facts(seller, 1));
    let deals: Vec<Facts> = sales.chain(purchases).collect();
    let sari = recompute(&deals, &HashSet::new())[&person(1)];
    assert_eq!((sari.points_seller, sari.points_buyer, sari.points), (105, 30, 135));
    assert_eq!((sari.sold, sari.bought, sari.sales, sari.purchases), (10, 5, 10, 5));
}

/// What happens.
#[derive(Debug, Clone, Copy)]
enum Happening {
    /// The deal with this number is completed.
    Complete(usize),
    /// It is undone.
    Undo(usize),
    /// Its last change is reported once more.
    Repeat(usize),
    /// The circles are reviewed.
    Review,
}

/// The entries as the actions make them, in memory.
#[derive(Default)]
struct Book {
    /// Recorded when a deal was first seen completed.
    facts: BTreeMap<usize, Facts>,
    completed: HashSet<usize>,
    last: HashMap<usize, Reason>,
    bonus: HashMap<(UserId, Kind), Reason>,
    sums: HashMap<UserId, Totals>,
}

impl Book {
    fn happens(&mut self, deals: &[Facts], happening: Happening) {
        match happening {
            Happening::Complete(n) => {
                self.completed.insert(n);
                self.reported(deals, n);
            }
            Happening::Undo(n) => {
                self.completed.remove(&n);
                self.reported(deals, n);
            }
            Happening::Repeat(n) => self.reported(deals, n),
            Happening::Review => self.review(),
        }
    }

    fn reported(&mut self, deals: &[Facts], n: usize) {
        let completed = self.completed.contains(&n);
        if !self.facts.contains_key(&n) {
            if !completed {
                return;
            }
            let new = &deals[n];
            let pair = |facts: &Facts| {
                let mut pair = [facts.seller_id, facts.buyer_id];
                pair.sort();
                pair
            };
            let earlier = self.facts.values().filter(|known| pair(known) == pair(new)).count();
            self.facts.insert(n, Facts { earlier: i16::try_from(earlier).unwrap(), ..new.clone() });
        }
        self.sees(n, if completed { Seen::Completed } else { Seen::NotCompleted });
    }

    fn review(&mut self) {
        let completed = self.completed_facts();
        let closed = circular(&completed);
        let seen: Vec<(usize, Seen)> = self
            .facts
            .iter()
            .filter(|(n, _)| self.completed.contains(n))
            .map(|(n, facts)| {
                let closed = closed.contains(&facts.deal_id);
                (*n, if closed { Seen::InCircle } else { Seen::InOpen })
            })
            .collect();
        seen.into_iter().for_each(|(n, seen)| self.sees(n, seen));
    }

    fn completed_facts(&self) -> Vec<Facts> {
        let done = self.facts.iter().filter(|(n, _)| self.completed.contains(n));
        done.map(|(_, facts)| facts.clone()).collect()
    }

    fn sees(&mut self, n: usize, seen: Seen) {
        let Some(reason) = next(self.last.get(&n).copied(), seen) else { return };
        self.last.insert(n, reason);
        let sign = if reason.gives() { 1 } else { -1 };
        for (user, kind, award) in awards(&self.facts[&n], false) {
            let sums = self.sums.entry(user).or_default();
            let amount = sign * i32::from(award.amount);
            let goods = sign * i32::from(award.goods);
            add(sums, kind, amount);
            match kind {
                Kind::Seller => {
                    (sums.sold, sums.sales) = (sums.sold + goods, sums.sales + amount.signum())
                }
                Kind::Buyer => {
                    (sums.bought, sums.purchases) =
                        (sums.bought + goods, sums.purchases + amount.signum());
                }
            }
            let deals = if kind == Kind::Seller { sums.sales } else { sums.purchases };
            let last = self.bonus.get(&(user, kind)).copied();
            if let Some(reason) = next_bonus(last, has_bonus(kind, deals)) {
                self.bonus.insert((user, kind), reason);
                add(sums, kind, i32::from(if reason.gives() { BONUS } else { -BONUS }));
            }
        }
    }
}

fn add(sums: &mut Totals, kind: Kind, amount: i32) {
    match kind {
        Kind::Seller => sums.points_seller += amount,
        Kind::Buyer => sums.points_buyer += amount,
    }
    sums.points += amount;
    assert!(sums.points_seller >= 0 && sums.points_buyer >= 0, "{sums:?}");
}

/// A deal among eight people.
fn deal() -> impl Strategy<Value = Facts> {
    let mode = prop_oneof![4 => Just(Mode::Sale), 2 => Just(Mode::Barter), 1 => Just(Mode::Free)];
    let flags = (
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.1),
        prop::bool::weighted(0.2),
        any::<bool>(),
    );
    (0_u16..8, 1_u16..8, mode, flags, 0_i64..90, 0_i16..5).prop_map(
        |(seller, further, mode, (proven, linked, hollow, young), days, hollow_seller)| Facts {
            mode,
            proven,
            linked,
            hollow,
            young,
            hollow_seller,
            buyer_goods: i16::from(mode == Mode::Barter) * 2,
            completed_at: noon() + Duration::days(days),
            ..facts(seller, (seller + further) % 8)
        },
    )
}

fn happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        6 => (0_usize..24).prop_map(Happening::Complete),
        2 => (0_usize..24).prop_map(Happening::Undo),
        2 => (0_usize..24).prop_map(Happening::Repeat),
        1 => Just(Happening::Review),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn the_entries_of_any_history_sum_to_what_the_deals_are_worth(
        deals in prop::collection::vec(deal(), 24),
        history in prop::collection::vec(happening(), 1..60),
    ) {
        let mut book = Book::default();
        history.iter().for_each(|happening| book.happens(&deals, *happening));
        book.happens(&deals, Happening::Review);
        let completed = book.completed_facts();
        let mut due = recompute(&completed, &circular(&completed));
        book.sums.keys().for_each(|user| { due.entry(*user).or_default(); });
        prop_assert_eq!(&book.sums, &due);
        // Reported once more, in any order, nothing changes.
        (0..deals.len()).rev().for_each(|n| book.happens(&deals, Happening::Repeat(n)));
        book.happens(&deals, Happening::Review);
        prop_assert_eq!(&book.sums, &due);
    }
}
