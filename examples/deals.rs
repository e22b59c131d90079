//! Measures deals from the order to the money on the seller's balance: a private, durable Postgres, the services of a node in
//! this process, the built-in till over its socket. Eight workers buy, pay, send and receive; each deal is of two people of
//! some hundred. At the end every deal must have been paid out and everything must sum to 0; exits with 1 when it does not.
//!
//! ```sh
//! cargo run --release --example deals                    # 10,000 deals, 8 workers
//! cargo run --release --example deals -- --deals 1000
//! ```
//!
//! Left out: the site's own HTTP (pages and JSON), sockets that listen to the rooms, the search server, photos, and the
//! till's notifications: the payer's browser that returns is what asks the provider. The relay, the jobs and the scans run.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot continue panics"
)]

mod deals {
    pub mod report;
    pub mod steps;
    pub mod town;
}

use std::process::ExitCode;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Parser;
use tawar::app::{App, Core};
use tawar::base::clock::Clock;
use tawar::base::embedded::Postgres;

use self::deals::report::{Figures, Times};
use self::deals::steps::Node;
use self::deals::town::{self, Town};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Cli {
    /// Deals that are measured
    #[arg(long, default_value_t = 10_000)]
    deals: usize,
    /// Deals at the same time
    #[arg(long, default_value_t = 8)]
    workers: usize,
}

/// Not measured: caches fill, connections are opened.
const WARM_UP: usize = 100;

/// Removed at the end.
struct Folder(std::path::PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(err) = std::fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {err}", self.0.display());
        }
    }
}

/// Makes the deals of these numbers with so many workers; the times of all.
async fn run(
    node: &Rc<Node>,
    town: &Rc<Town>,
    which: std::ops::Range<usize>,
    workers: usize,
) -> Times {
    let next = Rc::new(AtomicUsize::new(which.start));
    let working: Vec<_> = (0..workers)
        .map(|_| {
            let (node, town, next, end) = (node.clone(), town.clone(), next.clone(), which.end);
            actix_web::rt::spawn(async move {
                let mut times = Times::default();
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= end {
                        return times;
                    }
                    node.deal(&town.purchase(n), &mut times).await;
                }
            })
        })
        .collect();
    let mut all = Times::default();
    for worker in working {
        all.add(&worker.await.unwrap());
    }
    all
}

async fn measure(cli: &Cli, postgres: &Postgres, folder: &Folder) -> bool {
    let (config, urls) = (town::config(&folder.0), postgres.urls());
    let open = move || Core::open(config, &urls, None, "deals", Clock::default()).unwrap();
    let core = actix_web::rt::task::spawn_blocking(open).await.unwrap();
    let town = Rc::new(Town::build(&core, WARM_UP + cli.deals).await);
    let app = App::build(core.clone(), 2).unwrap();
    app.start_jobs().unwrap();
    let node = Rc::new(Node::start(&core, &app));
    run(&node, &town, 0..WARM_UP, cli.workers).await;
    let before = town::bytes(&core);
    let began = Instant::now();
    let times = run(&node, &town, WARM_UP..WARM_UP + cli.deals, cli.workers).await;
    let taken = began.elapsed();
    let connections = town::connections(&core);
    let bytes = (town::bytes(&core) - before) / cli.deals.max(1) as i64;
    let figures = Figures { deals: cli.deals, workers: cli.workers, taken, connections, bytes };
    figures.print(&times);
    let wrong = town::wrong(&core, WARM_UP + cli.deals);
    if wrong != 0 {
        eprintln!("FAULT: {wrong} deals, transactions or balances are wrong");
    }
    wrong == 0
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    rustls::crypto::ring::default_provider().install_default().ok();
    let folder = Folder(std::env::temp_dir().join(format!("tawar-deals-{}", std::process::id())));
    let postgres = Postgres::start(&folder.0).unwrap();
    let right = actix_web::rt::System::new().block_on(measure(&cli, &postgres, &folder));
    drop(postgres);
    if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
