//! What self-dealing earns. A thousand rings of one person's accounts trade among themselves, in a market of strangers who
//! trade with each other. The number of rings is set by `POINT_RINGS`.
//!
//! ```sh
//! POINT_RINGS=10000 cargo test --lib points::simulation -- --nocapture
//! ```

use std::collections::{HashMap, HashSet};

use chrono::Duration;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::circles::circular;
use super::model::{Facts, Totals};
use super::policy::{HandOver, REPEAT_DAYS, Verdict};
use super::recompute::recompute;
use super::recompute_tests::{facts, noon};
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;

/// How the owner of a ring hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cover {
    /// None: all accounts sign in by one browser.
    OneBrowser,
    /// A browser for each account, all new; the deals are clicked through.
    Clicks,
    /// As before, with a day between the deals and hours in each.
    Patient,
    /// Accounts that are older than a year.
    OldAccounts,
    /// As patient, and one of them bought something of a stranger.
    OneRealDeal,
}

const COVERS: [Cover; 5] =
    [Cover::OneBrowser, Cover::Clicks, Cover::Patient, Cover::OldAccounts, Cover::OneRealDeal];

/// Facts as the actions would record them, of people with numbers.
struct Market {
    rng: StdRng,
    facts: Vec<Facts>,
    between: HashMap<[UserId; 2], Vec<Timestamp>>,
    hollow: HashMap<UserId, i16>,
    people: u16,
}

/// A deal to come.
struct Trade {
    seller: u16,
    buyer: u16,
    linked: bool,
    took: Duration,
    at: Timestamp,
    accounts_since: Timestamp,
}

impl Market {
    fn open() -> Self {
        Self {
            rng: StdRng::seed_from_u64(25),
            facts: Vec::new(),
            between: HashMap::new(),
            hollow: HashMap::new(),
            people: 0,
        }
    }

    fn new_people(&mut self, count: u16) -> u16 {
        let first = self.people;
        self.people += count;
        first
    }

    fn trades(&mut self, trade: &Trade) {
        let plain = facts(trade.seller, trade.buyer);
        let mut pair = [plain.seller_id, plain.buyer_id];
        pair.sort();
        let since = trade.at - Duration::days(REPEAT_DAYS);
        let times = self.between.entry(pair).or_default();
        let earlier = times.iter().filter(|at| **at > since).count();
        times.push(trade.at);
        let hand_over = HandOver {
            released: 0,
            traced: false,
            took: trade.took,
            younger_since: trade.accounts_since,
            older_since: trade.accounts_since,
            completed_at: trade.at,
        };
        let count = |user| self.hollow.get(&user).copied().unwrap_or(0);
        let facts = Facts {
            completed_at: trade.at,
            linked: trade.linked,
            hollow: hand_over.is_hollow(),
            young: hand_over.is_young(),
            earlier: i16::try_from(earlier).unwrap(),
            hollow_seller: count(plain.seller_id),
            hollow_buyer: count(plain.buyer_id),
            ..plain
        };
        if facts.hollow {
            for user in pair {
                *self.hollow.entry(user).or_default() += 1;
            }
        }
        self.facts.push(facts);
    }

    /// Strangers, each pair once: some new, some hand over within the hour, nobody names a meeting or pays by the provider.
    fn strangers(&mut self, people: u16, deals: usize) {
        let first = self.new_people(people);
        let mut pairs = HashSet::new();
        while pairs.len() < deals {
            // A few sell much, as everywhere.
            let seller = first + self.rng.random_range(0..people).min(self.rng.random_range(0..people));
            let buyer = first + self.rng.random_range(0..people);
            if seller == buyer || !pairs.insert((seller.min(buyer), seller.max(buyer))) {
                continue;
            }
            let at = noon() + Duration::minutes(self.rng.random_range(0..180 * 24 * 60));
            let trade = Trade {
                seller,
                buyer,
                linked: false,
                took: Duration::minutes(self.rng.random_range(40..4 * 24 * 60)),
                at,
                accounts_since: at - Duration::days(self.rng.random_range(0..400)),
            };
            self.trades(&trade);
        }
    }

    /// One person's accounts; returns how many deals they made.
    fn ring(&mut self, cover: Cover, outsider: u16) -> usize {
        let size = self.rng.random_range(2..9_u16);
        let first = self.new_people(size);
        let deals = self.rng.random_range(40..100_u16);
        let begun = noon() + Duration::days(self.rng.random_range(0..60));
        let age = if cover == Cover::OldAccounts { 500 } else { 0 };
        let (took, pause) = match cover {
            Cover::OneBrowser | Cover::Clicks => (Duration::minutes(3), Duration::minutes(10)),
            _ => (Duration::hours(5), Duration::days(1)),
        };
        let any_pair = self.rng.random_bool(0.5);
        let mut trade = Trade {
            seller: 0,
            buyer: 0,
            linked: cover == Cover::OneBrowser,
            took,
            at: begun,
            accounts_since: begun - Duration::days(age),
        };
        for n in 0..deals {
            let from = if any_pair { self.rng.random_range(0..size) } else { n % size };
            let further = if any_pair { self.rng.random_range(1..size) } else { 1 };
            trade.seller = first + from;
            trade.buyer = first + (from + further) % size;
            trade.at += pause;
            self.trades(&trade);
        }
        if cover == Cover::OneRealDeal {
            (trade.seller, trade.buyer) = (outsider, first);
            self.trades(&trade);
        }
        usize::from(deals)
    }
}

/// Points of a sale between strangers.
const SALE: i64 = 15;

fn sum<'a>(totals: impl Iterator<Item = &'a Totals>) -> i64 {
    totals.map(|totals| i64::from(totals.points)).sum()
}

#[test]
fn a_thousand_rings_earn_less_than_five_percent_and_strangers_lose_nothing() {
    let rings: usize = std::env::var("POINT_RINGS").map_or(1000, |n| n.parse().unwrap());
    let mut market = Market::open();
    let (people, deals) = (3000, 9000);
    market.strangers(people, deals);
    let mut same = HashMap::new();
    let mut members: HashMap<u16, Cover> = HashMap::new();
    for n in 0..rings {
        let cover = COVERS[n % COVERS.len()];
        let first = market.people;
        let made = market.ring(cover, u16::try_from(n % 3000).unwrap());
        *same.entry(format!("{cover:?}")).or_insert(0_i64) += i64::try_from(made).unwrap() * SALE;
        members.extend((first..market.people).map(|person| (person, cover)));
    }
    let closed = circular(&market.facts);
    let totals = recompute(&market.facts, &closed);
    let of = |n: &u16| totals.get(&super::recompute_tests::person(*n)).copied().unwrap_or_default();

    let (mut earned_by_rings, mut as_strangers) = (0, 0);
    for (cover, would) in &same {
        // What the one real deal of a ring gives is honest.
        let real = if cover == "OneRealDeal" { 5 * i64::try_from(rings / COVERS.len()).unwrap() } else { 0 };
        let own = members.iter().filter(|(_, of)| format!("{of:?}") == *cover);
        let earned = own.map(|(person, _)| i64::from(of(person).points)).sum::<i64>() - real;
        println!("{cover}: {earned} of {would} points, {:.2} %", 100.0 * earned as f64 / *would as f64);
        (earned_by_rings, as_strangers) = (earned_by_rings + earned, as_strangers + would);
        assert!(earned * 20 < *would, "{cover}: {earned} of {would}");
    }
    println!("{rings} rings: {earned_by_rings} of {as_strangers} points");
    assert!(earned_by_rings * 20 < as_strangers);

    let honest = market.facts.iter().take(deals);
    let lost = honest.clone().filter(|facts| {
        Verdict::of(facts) != Verdict::Full || closed.contains(&facts.deal_id)
    });
    assert_eq!(lost.count(), 0, "no deal of strangers lost a point");
    let alone = recompute(honest, &HashSet::new());
    let (full, own) = (sum(alone.values()), i64::try_from(deals).unwrap() * SALE);
    println!("{people} strangers: {full} points of {deals} deals, {} of them bonuses", full - own);
    assert!(full >= own);
}
