//! Measures the ledger: how many transactions a second several connections post to a private, durable Postgres. Each deal is
//! one payment that is held and one release to one of a thousand sellers with the fee, so half the transactions have two
//! entries and half have three. At the end everything must sum to 0; exits with 1 when it does not.
//!
//! ```sh
//! cargo run --release --example ledger                        # 8 connections, 10 seconds
//! cargo run --release --example ledger -- --connections 16
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot continue panics"
)]

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use hdrhistogram::Histogram;
use tawar::base::db::{Conn, Db};
use tawar::base::embedded::Postgres;
use tawar::base::ids::{DealId, UserId};
use tawar::config::FeeBearer;
use tawar::trade::ledger::{Kind, NewTransaction, Posted, Posting, capture, fee_of, post, release};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Cli {
    /// Connections that post at the same time
    #[arg(long, default_value_t = 8)]
    connections: u32,
    /// Seconds that are measured
    #[arg(long, default_value_t = 10)]
    seconds: u64,
}

/// Not measured: connections are opened, accounts are made.
const WARM_UP: Duration = Duration::from_secs(2);
const SELLERS: usize = 1_000;

/// Removed at the end.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(err) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {err}", self.0.display());
        }
    }
}

/// Of microseconds, up to a minute.
fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 60_000_000, 3).unwrap()
}

/// Posts one transaction; returns how many microseconds it took.
fn add(conn: &mut Conn, kind: Kind, deal: DealId, postings: Vec<Posting>) -> u64 {
    let key = format!("{kind}:{deal}");
    let new = NewTransaction { kind, deal: Some(deal), key: &key, postings };
    let since = Instant::now();
    let posted = conn.transaction(|conn| post(conn, &new, chrono::Utc::now())).unwrap();
    assert_eq!(posted, Posted::Now);
    since.elapsed().as_micros() as u64
}

/// Deals one after the other; returns the times of the transactions after the warm-up.
fn work(
    db: &Db,
    sellers: &[UserId],
    began: Instant,
    until: Instant,
    next: &AtomicUsize,
) -> Histogram<u64> {
    let mut conn = db.dedicated_connection(Duration::from_secs(3)).unwrap();
    let mut times = histogram();
    while Instant::now() < until {
        let (deal, n) = (DealId::fresh(), next.fetch_add(1, Ordering::Relaxed));
        let fee = fee_of(350_000, 5, FeeBearer::Seller).unwrap();
        let seller = sellers[n % sellers.len()];
        let taken = [
            add(&mut conn, Kind::Capture, deal, capture(deal, 375_000).unwrap()),
            add(
                &mut conn,
                Kind::Release,
                deal,
                release(deal, seller, 350_000, 25_000, fee).unwrap(),
            ),
        ];
        if began.elapsed() > WARM_UP {
            taken.iter().for_each(|time| times.saturating_record(*time));
        }
    }
    times
}

#[derive(QueryableByName)]
struct Total {
    #[diesel(sql_type = BigInt)]
    off: i64,
    #[diesel(sql_type = BigInt)]
    bytes: i64,
    #[diesel(sql_type = BigInt)]
    transactions: i64,
}

const TOTAL: &str = "select (select count(*) from (select 1 from ledger_entries group by transaction_id having sum(amount) <> 0) t) \
    + (select count(*) from ledger_accounts a where balance <> (select coalesce(sum(amount), 0) from ledger_entries where account_id = a.id)) as off, \
    (select count(*) from ledger_transactions) as transactions, \
    pg_total_relation_size('ledger_accounts') + pg_total_relation_size('ledger_transactions') \
    + pg_total_relation_size('ledger_entries') as bytes";

fn main() -> ExitCode {
    let cli = Cli::parse();
    let folder = Folder(std::env::temp_dir().join(format!("tawar-ledger-{}", std::process::id())));
    let postgres = Postgres::start(&folder.0).unwrap();
    let urls = postgres.urls();
    let db = Db::open(&urls, 1).unwrap();
    let sellers: Vec<UserId> = (0..SELLERS).map(|_| UserId::fresh()).collect();
    let (began, next) = (Instant::now(), AtomicUsize::new(0));
    let until = began + WARM_UP + Duration::from_secs(cli.seconds);
    let mut times = histogram();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cli.connections)
            .map(|_| scope.spawn(|| work(&db, &sellers, began, until, &next)))
            .collect();
        for worker in workers {
            times.add(worker.join().unwrap()).unwrap();
        }
    });
    let taken = began.elapsed() - WARM_UP;
    println!("{:<28} {}", "connections", cli.connections);
    println!("{:<28} {:.0}", "transactions a second", times.len() as f64 / taken.as_secs_f64());
    for (name, quantile) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
        println!("{name:<28} {:.2} ms", times.value_at_quantile(quantile) as f64 / 1000.0);
    }
    let mut owner = PgConnection::establish(&urls.owner).unwrap();
    let total: Total = diesel::sql_query(TOTAL).get_result(&mut owner).unwrap();
    println!("{:<28} {}", "bytes a transaction", total.bytes / total.transactions.max(1));
    drop((db, owner, postgres));
    if total.off == 0 {
        return ExitCode::SUCCESS;
    }
    eprintln!("FAULT: {} transactions or balances are wrong", total.off);
    ExitCode::FAILURE
}
