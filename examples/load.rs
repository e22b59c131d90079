//! Measures a running server under load and checks, with every frame, that nothing is lost, doubled or out of order.
//! Exits with 1 when something was.
//!
//! ```sh
//! TAWAR_RATE_LIMITS=off tawar serve --no-demo &
//! cargo run --release --example load -- chat --url http://127.0.0.1:8080 --pid $!
//! cargo run --release --example load -- compare     # against the yardsticks, servers and Postgres its own
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot go on says so by stopping"
)]

#[path = "load/chat.rs"]
mod chat;
#[path = "load/checks.rs"]
mod checks;
#[path = "load/compare.rs"]
mod compare;
#[path = "load/crowds.rs"]
mod crowds;
#[path = "load/floor.rs"]
mod floor;
#[path = "load/frames.rs"]
mod frames;
#[path = "load/kill.rs"]
mod kill;
#[path = "load/machine.rs"]
mod machine;
#[path = "load/peer.rs"]
mod peer;
#[path = "load/people.rs"]
mod people;
#[path = "load/rate.rs"]
mod rate;
#[path = "load/report.rs"]
mod report;
#[path = "load/servers.rs"]
mod servers;
#[path = "load/target.rs"]
mod target;
#[path = "load/wire.rs"]
mod wire;
#[path = "load/world.rs"]
mod world;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use self::chat::Chat;
use self::compare::Compare;
use self::crowds::Stalled;
use self::floor::Plan;
use self::kill::Kill;
use self::people::Crowd;
use self::rate::Rate;
use self::target::Target;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    scenario: Scenario,
}

#[derive(Subcommand)]
enum Scenario {
    /// Closed loop: everybody always has so many messages under way
    Chat {
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        chat: Chat,
    },
    /// Open loop: so many messages a second, latency from when each was due
    Rate {
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        rate: Rate,
    },
    /// Sockets that only stay: memory of each
    Idle {
        #[command(flatten)]
        at: At,
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
    },
    /// One room with many sockets
    Fanout {
        #[command(flatten)]
        at: At,
        #[arg(long, default_value_t = 1000)]
        sockets: usize,
        #[arg(long, default_value_t = 20.0)]
        per_second: f64,
        #[arg(long, default_value_t = 15)]
        seconds: u64,
    },
    /// Sockets that never read, beside others
    Stalled {
        #[command(flatten)]
        at: At,
        #[command(flatten)]
        stalled: Stalled,
    },
    /// Frames that break the protocol
    Frames {
        #[command(flatten)]
        at: At,
        #[arg(long, default_value_t = 10_000)]
        frames: usize,
    },
    /// The server killed while people talk; starts its own
    Kill {
        #[command(flatten)]
        kill: Kill,
    },
    /// The yardsticks and the product, one after the other; starts them all
    Compare {
        #[command(flatten)]
        compare: Compare,
    },
}

/// Where, and who.
#[derive(Args, Clone)]
struct At {
    /// Address of a node; several when members shall alternate between them
    #[arg(long, required = true)]
    url: Vec<String>,
    #[arg(long, value_enum, default_value = "tawar")]
    target: Target,
    /// Rooms of two members; 500 for `chat`, 100 for `rate` and `stalled`, half the sockets for `idle`
    #[arg(long)]
    rooms: Option<usize>,
    /// Rooms a person is in, with a socket for each; what is said in one rings a bell at the others. 1; for `idle` 10
    #[arg(long)]
    per_person: Option<usize>,
    /// File that keeps the people for the next run on the same database
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Bytes of a message
    #[arg(long, default_value_t = 48)]
    bytes: usize,
    /// Server process whose CPU time and memory is told; several for several nodes
    #[arg(long)]
    pid: Vec<u32>,
    /// Postgres, where it is no child of the server
    #[arg(long)]
    pg_pid: Option<u32>,
}

impl At {
    fn plan(&self, rooms: usize, per_person: usize) -> Plan {
        let crowd = Crowd {
            target: self.target,
            url: &self.url[0],
            rooms,
            per_person: self.per_person.unwrap_or(per_person),
            keep: self.keep.as_deref(),
        };
        let pairs = floor::alone(crowd.gather());
        let (target, urls, text) = (self.target, self.url.clone(), words(self.bytes));
        Plan { target, urls, pairs, copies: [1, 1], text }
    }

    /// The processes that are watched.
    fn watch(&self) -> (&[u32], Option<u32>) {
        (&self.pid, self.pg_pid)
    }
}

/// A text of so many bytes.
fn words(bytes: usize) -> String {
    "Bisa kurang sedikit, Kak? Ambil hari ini juga. "
        .chars()
        .cycle()
        .take(bytes.max(1))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// What a run ends with.
fn exit_code(clean: bool) -> ExitCode {
    if clean {
        return ExitCode::SUCCESS;
    }
    eprintln!("FAULTS: see above");
    ExitCode::FAILURE
}

fn main() -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    machine::open_many_files();
    let clean = match Cli::parse().scenario {
        Scenario::Chat { at, chat } => {
            chat.run(&at.plan(at.rooms.unwrap_or(500), 1), at.watch()).print()
        }
        Scenario::Rate { at, rate } => rate.run(&at.plan(at.rooms.unwrap_or(100), 1), at.watch()),
        Scenario::Idle { at, sockets } => {
            let rooms = at.rooms.unwrap_or(sockets / 2);
            let each = (sockets / 2 / rooms).max(1);
            let people = if each == 1 { 10 } else { 1 };
            let plan = Plan { copies: [each, each], ..at.plan(rooms, people) };
            crowds::idle(&plan, &at.pid)
        }
        Scenario::Fanout { at, sockets, per_second, seconds } => {
            let plan = Plan { copies: [sockets / 2, sockets / 2], ..at.plan(1, 1) };
            crowds::fanout(&plan, per_second, seconds)
        }
        Scenario::Stalled { at, stalled } => {
            let rooms = at.rooms.unwrap_or(100) + stalled.sockets;
            stalled.run(&at.plan(rooms, 1), &at.pid)
        }
        Scenario::Frames { at, frames } => frames::run(&at.plan(16, 1), frames, &at.pid),
        Scenario::Kill { kill } => kill.run(),
        Scenario::Compare { compare } => compare.run(&words(48)),
    };
    exit_code(clean)
}
