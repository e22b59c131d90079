//! Sixteen workers post at random, in ten batches. After each batch everything sums to 0 and no account is on the wrong side
//! of it. 4,000 postings; `LEDGER_POSTINGS=1000000 cargo test --test it ledger::random -- --nocapture` posts more.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tawar::base::error::AppResult;
use tawar::base::ids::{DealId, UserId};
use tawar::config::FeeBearer;
use tawar::trade::ledger::{Kind, Posted, Posting, capture, fee_of, refund, release};

use super::{Ledger, number};
use crate::support::servers;

const WORKERS: usize = 16;
const BATCHES: usize = 10;

/// How often each answer came.
#[derive(Default)]
struct Tally {
    posted: AtomicUsize,
    repeated: AtomicUsize,
    refused: AtomicUsize,
}

struct People {
    deals: Vec<DealId>,
    sellers: Vec<UserId>,
}

/// A random transaction; those of one seed are equal.
fn transaction(people: &People, seed: u64) -> (Kind, DealId, Vec<Posting>) {
    let mut rng = StdRng::seed_from_u64(seed);
    let deal = people.deals[rng.random_range(0..people.deals.len())];
    let amount = rng.random_range(1..1_000_000);
    match rng.random_range(0..10) {
        0..5 => (Kind::Capture, deal, capture(deal, amount).unwrap()),
        5..8 => {
            let seller = people.sellers[rng.random_range(0..people.sellers.len())];
            let bearer = if rng.random() { FeeBearer::Buyer } else { FeeBearer::Seller };
            let fee = fee_of(amount, 5, bearer).unwrap();
            let shipping = rng.random_range(0..50_000);
            (Kind::Release, deal, release(deal, seller, amount, shipping, fee).unwrap())
        }
        _ => (Kind::Refund, deal, refund(deal, amount).unwrap()),
    }
}

/// Posts the transactions of these seeds. Every eighth was also given to the next worker, who posts it at about the same time.
fn work(ledger: &Ledger, people: &People, seeds: impl Iterator<Item = u64>, tally: &Tally) {
    for seed in seeds {
        let (kind, deal, postings) = transaction(people, seed);
        let posted: AppResult<Posted> = ledger.post(kind, deal, &format!("seed:{seed}"), postings);
        match posted {
            Ok(Posted::Now) => tally.posted.fetch_add(1, Ordering::Relaxed),
            Ok(Posted::Before) => tally.repeated.fetch_add(1, Ordering::Relaxed),
            // The escrow holds less. Nothing else may go wrong.
            Err(err) => {
                assert!(
                    format!("{err:#}").contains("ledger_accounts_sign"),
                    "seed {seed}: {err:#}"
                );
                tally.refused.fetch_add(1, Ordering::Relaxed)
            }
        };
    }
}

fn assert_sound(ledger: &Ledger) {
    // Without a time limit.
    let mut owner = servers().owner(&ledger.url);
    for (what, sql) in [
        ("all entries", "select coalesce(sum(amount), 0) from ledger_entries"),
        ("all balances", "select coalesce(sum(balance), 0) from ledger_accounts"),
        (
            "transactions that do not sum to 0, or have fewer than two entries",
            "select count(*) from (select 1 from ledger_transactions t left join ledger_entries e on e.transaction_id = t.id \
             group by t.id having coalesce(sum(e.amount), 1) <> 0 or count(e.id) < 2) t",
        ),
        (
            "accounts below 0",
            "select count(*) from (select 1 from ledger_accounts where kind not in ('rounding', 'provider') \
             group by case kind when 'fees' then null else id end having sum(balance) < 0) a",
        ),
        (
            "balances that are not the sum of their entries",
            "select count(*) from ledger_accounts a where balance <> \
             (select coalesce(sum(amount), 0) from ledger_entries where account_id = a.id)",
        ),
        (
            "entries whose balance is not the sum up to them",
            "select count(*) from (select balance_after, sum(amount) over (partition by account_id order by id) as sum \
             from ledger_entries) e where balance_after is not null and (balance_after <> sum or balance_after < 0)",
        ),
    ] {
        assert_eq!(number(&mut owner, sql), 0, "{what}");
    }
}

#[test]
fn whatever_sixteen_workers_post_sums_to_0_and_no_escrow_is_negative() {
    let postings: usize = std::env::var("LEDGER_POSTINGS").map_or(4_000, |n| n.parse().unwrap());
    let ledger = Ledger::open(WORKERS as u32);
    let people = People {
        deals: (0..200).map(|_| DealId::fresh()).collect(),
        sellers: (0..40).map(|_| UserId::fresh()).collect(),
    };
    let (tally, began) = (Tally::default(), Instant::now());
    let each = postings.div_ceil(WORKERS * BATCHES) as u64;
    for batch in 0..BATCHES as u64 {
        std::thread::scope(|scope| {
            for worker in 0..WORKERS as u64 {
                let (ledger, people, tally) = (&ledger, &people, &tally);
                let seed = move |worker: u64, n: u64| {
                    (batch * WORKERS as u64 + worker % WORKERS as u64) * each + n
                };
                let shared = move |n: u64| n.is_multiple_of(8).then(|| seed(worker + 1, n));
                let seeds = (0..each).flat_map(move |n| [Some(seed(worker, n)), shared(n)]);
                scope.spawn(move || work(ledger, people, seeds.flatten(), tally));
            }
        });
        assert_sound(&ledger);
    }
    let count = |tally: &AtomicUsize| tally.load(Ordering::Relaxed);
    let (posted, repeated) = (count(&tally.posted), count(&tally.repeated));
    let deadlocks =
        ledger.number("select deadlocks from pg_stat_database where datname = current_database()");
    println!(
        "{posted} posted, {repeated} repeated, {} refused, {deadlocks} deadlocks, {:?}",
        count(&tally.refused),
        began.elapsed()
    );
    assert_eq!(ledger.number("select count(*) from ledger_transactions") as usize, posted);
    assert!(posted > 0 && repeated > 0 && count(&tally.refused) > 0);
    assert_eq!(deadlocks, 0);
}
