//! Measures a running server under load and checks every frame: no message may be lost, doubled or out of order. Exits with
//! 1 when one was.
//!
//! ```sh
//! TAWAR_RATE_LIMITS=off tawar serve --no-demo &
//! cargo run --release --example load -- chat --url http://127.0.0.1:8080 --pid $!
//! cargo run --release --example load -- compare     # starts the other servers and a Postgres itself
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot continue panics"
)]

#[path = "load/chat.rs"]
mod chat;
#[path = "load/checks.rs"]
mod checks;
#[path = "load/client.rs"]
mod client;
#[path = "load/client_pool.rs"]
mod client_pool;
#[path = "load/compare.rs"]
mod compare;
#[path = "load/frames.rs"]
mod frames;
#[path = "load/kill.rs"]
mod kill;
#[path = "load/many_sockets.rs"]
mod many_sockets;
#[path = "load/participants.rs"]
mod participants;
#[path = "load/processes.rs"]
mod processes;
#[path = "load/rate.rs"]
mod rate;
#[path = "load/report.rs"]
mod report;
#[path = "load/servers.rs"]
mod servers;
#[path = "load/target.rs"]
mod target;
#[path = "load/tracker.rs"]
mod tracker;
#[path = "load/wire.rs"]
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use self::chat::Chat;
use self::client_pool::Plan;
use self::compare::Compare;
use self::kill::Kill;
use self::many_sockets::Stalled;
use self::participants::Participants;
use self::processes::Watched;
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
    /// Closed loop: every member always has the same number of messages in flight
    Chat {
        #[command(flatten)]
        at: RunArgs,
        #[command(flatten)]
        chat: Chat,
    },
    /// Open loop: a fixed number of messages a second; latency counts from when each was due
    Rate {
        #[command(flatten)]
        at: RunArgs,
        #[command(flatten)]
        rate: Rate,
    },
    /// Idle sockets: the memory of each
    Idle {
        #[command(flatten)]
        at: RunArgs,
        #[arg(long, default_value_t = 10_000)]
        sockets: usize,
    },
    /// One room with many sockets
    Fanout {
        #[command(flatten)]
        at: RunArgs,
        #[arg(long, default_value_t = 1000)]
        sockets: usize,
        #[arg(long, default_value_t = 20.0)]
        per_second: f64,
        #[arg(long, default_value_t = 15)]
        seconds: u64,
    },
    /// Sockets that never read, beside others that do
    Stalled {
        #[command(flatten)]
        at: RunArgs,
        #[command(flatten)]
        stalled: Stalled,
    },
    /// Frames that violate the protocol
    Frames {
        #[command(flatten)]
        at: RunArgs,
        #[arg(long, default_value_t = 10_000)]
        frames: usize,
    },
    /// The server is killed under load; starts its own
    Kill {
        #[command(flatten)]
        kill: Kill,
    },
    /// Other servers and this product, one after the other; starts them all
    Compare {
        #[command(flatten)]
        compare: Compare,
    },
}

/// The server, and the people who take part.
#[derive(Args, Clone)]
struct RunArgs {
    /// Address of a node; members alternate between several
    #[arg(long, required = true)]
    url: Vec<String>,
    #[arg(long, value_enum, default_value = "tawar")]
    target: Target,
    /// Rooms of two members; 500 for `chat`, 100 for `rate` and `stalled`, half the sockets for `idle`
    #[arg(long)]
    rooms: Option<usize>,
    /// Rooms of a person, with a socket for each; a message in one is a notice at the others. 1; for `idle` 10
    #[arg(long)]
    per_person: Option<usize>,
    /// File that stores the people for the next run on the same database
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Bytes of a message
    #[arg(long, default_value_t = 48)]
    bytes: usize,
    /// Server process whose CPU time and memory are measured; several for several nodes
    #[arg(long)]
    pid: Vec<u32>,
    /// Process of Postgres, when it is no child of the server
    #[arg(long)]
    pg_pid: Option<u32>,
}

impl RunArgs {
    fn plan(&self, rooms: usize, per_person: usize) -> Plan {
        let participants = Participants {
            target: self.target,
            url: &self.url[0],
            rooms,
            per_person: self.per_person.unwrap_or(per_person),
            keep: self.keep.as_deref(),
        };
        let pairs = client_pool::run_local(participants.sign_up());
        let (target, urls, text) = (self.target, self.url.clone(), message_text(self.bytes));
        Plan { target, urls, pairs, copies: [1, 1], text }
    }

    fn watched(&self) -> Watched<'_> {
        Watched { servers: &self.pid, postgres: self.pg_pid }
    }
}

/// A text of this many bytes.
fn message_text(bytes: usize) -> String {
    "Bisa kurang sedikit, Kak? Ambil hari ini juga. "
        .chars()
        .cycle()
        .take(bytes.max(1))
        .collect::<String>()
        .trim()
        .to_owned()
}

fn exit_code(clean: bool) -> ExitCode {
    if clean {
        return ExitCode::SUCCESS;
    }
    eprintln!("FAULTS: see above");
    ExitCode::FAILURE
}

fn main() -> ExitCode {
    rustls::crypto::ring::default_provider().install_default().unwrap();
    processes::raise_open_files_limit();
    let clean = match Cli::parse().scenario {
        Scenario::Chat { at, chat } => {
            chat.run(&at.plan(at.rooms.unwrap_or(500), 1), at.watched()).print()
        }
        Scenario::Rate { at, rate } => rate.run(&at.plan(at.rooms.unwrap_or(100), 1), at.watched()),
        Scenario::Idle { at, sockets } => {
            let rooms = at.rooms.unwrap_or(sockets / 2);
            let each = (sockets / 2 / rooms).max(1);
            let per_person = if each == 1 { 10 } else { 1 };
            let plan = Plan { copies: [each, each], ..at.plan(rooms, per_person) };
            many_sockets::idle(&plan, &at.pid)
        }
        Scenario::Fanout { at, sockets, per_second, seconds } => {
            let plan = Plan { copies: [sockets / 2, sockets / 2], ..at.plan(1, 1) };
            many_sockets::fanout(&plan, per_second, seconds)
        }
        Scenario::Stalled { at, stalled } => {
            let rooms = at.rooms.unwrap_or(100) + stalled.sockets;
            stalled.run(&at.plan(rooms, 1), &at.pid)
        }
        Scenario::Frames { at, frames } => frames::run(&at.plan(16, 1), frames, &at.pid),
        Scenario::Kill { kill } => kill.run(),
        Scenario::Compare { compare } => compare.run(&message_text(48)),
    };
    exit_code(clean)
}
