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
use super::model::Facts;
use super::policy::{HandOver, REPEAT_DAYS, Verdict};
use super::recompute::recompute;
use super::recompute_tests::{facts, noon};
use crate::base::clock::Timestamp;
use crate::base::ids::UserId;

/// How the owner of a ring hides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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
    /// As patient, and two of them bought something of different strangers: what the rules do not find.
    TwoRealDeals,
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
            let seller =
                first + self.rng.random_range(0..people).min(self.rng.random_range(0..people));
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
    fn ring(&mut self, cover: Cover, outsiders: [u16; 2]) -> usize {
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
        for (outsider, member) in outsiders.into_iter().zip(first..).take(cover.real_deals()) {
            (trade.seller, trade.buyer) = (outsider, member);
            self.trades(&trade);
        }
        usize::from(deals)
    }
}

/// Points of a sale between strangers, and of its buyer.
const SALE: i64 = 15;
const PURCHASE: i64 = 5;

impl Cover {
    /// Deals of a ring with strangers.
    fn real_deals(self) -> usize {
        match self {
            Self::OneRealDeal => 1,
            Self::TwoRealDeals => 2,
            _ => 0,
        }
    }
}

/// What rings earned, and what the same deals between strangers would have.
#[derive(Debug, Clone, Copy, Default)]
struct Earned {
    ring: i64,
    strangers: i64,
}

impl Earned {
    fn is_below(self, percent: i64) -> bool {
        self.ring * 100 < self.strangers * percent
    }
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

/// People of the market, and their deals.
const STRANGERS: (u16, usize) = (3000, 9000);

/// A market with so many rings that hide in these ways, and what each way earns, without what the honest deals among them do.
fn market_with(rings: usize, covers: &[Cover]) -> (Market, HashMap<Cover, Earned>) {
    let mut market = Market::open();
    market.strangers(STRANGERS.0, STRANGERS.1);
    let mut earned: HashMap<Cover, Earned> = HashMap::new();
    let mut members: Vec<(u16, Cover)> = Vec::new();
    for n in 0..rings {
        let cover = covers[n % covers.len()];
        let first = market.people;
        let outsiders = [n % 3000, (n + 1500) % 3000].map(|person| u16::try_from(person).unwrap());
        let made = market.ring(cover, outsiders);
        let sums = earned.entry(cover).or_default();
        sums.strangers += count(made) * SALE;
        sums.ring -= count(cover.real_deals()) * PURCHASE;
        members.extend((first..market.people).map(|person| (person, cover)));
    }
    let totals = recompute(&market.facts, &circular(&market.facts));
    for (person, cover) in members {
        let own = totals.get(&super::recompute_tests::person(person));
        earned.entry(cover).or_default().ring += own.map_or(0, |own| i64::from(own.points));
    }
    for (cover, Earned { ring, strangers }) in &earned {
        let part = ring * 10_000 / strangers;
        println!("{cover:?}: {ring} of {strangers} points, {}.{:02} %", part / 100, part % 100);
    }
    (market, earned)
}

#[test]
fn a_thousand_rings_earn_less_than_five_percent_and_strangers_lose_nothing() {
    let rings: usize = std::env::var("POINT_RINGS").map_or(1000, |n| n.parse().unwrap());
    let (market, earned) = market_with(rings, &COVERS);
    assert!(earned.values().all(|earned| earned.is_below(5)), "{earned:?}");
    let closed = circular(&market.facts);
    let honest = market.facts.iter().take(STRANGERS.1);
    let lost = honest
        .clone()
        .filter(|facts| Verdict::of(facts) != Verdict::Full || closed.contains(&facts.deal_id));
    assert_eq!(lost.count(), 0, "no deal of strangers lost a point");
    let full: i64 =
        recompute(honest, &HashSet::new()).values().map(|totals| i64::from(totals.points)).sum();
    let deals = count(STRANGERS.1) * SALE;
    println!("strangers: {full} points, {} of them bonuses", full - deals);
    assert!(full >= deals);
}

#[test]
fn a_ring_that_trades_with_others_twice_is_not_found_and_limited_by_repeats_alone() {
    let (_, earned) = market_with(200, &[Cover::TwoRealDeals]);
    assert!(earned.values().all(|earned| !earned.is_below(5) && earned.is_below(50)), "{earned:?}");
}
