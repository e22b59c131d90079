//! The comparison anybody can repeat: the relay, the floor below it, the Socket.IO server and the product, in turn and
//! several times, each run with a database of its own in one durable private Postgres.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use diesel::prelude::*;
use tawar::base::embedded::Postgres;

use super::chat::{Chat, Outcome};
use super::floor::{Plan, alone};
use super::people::Crowd;
use super::report;
use super::servers::{Scratch, Server, free_port, tawar};
use super::target::Target;

#[derive(Clone, clap::Args)]
pub struct Compare {
    #[command(flatten)]
    pub chat: Chat,
    #[arg(long, default_value_t = 500)]
    pub rooms: usize,
    /// How often each is measured. Every second round goes backwards, so that a disturbance does not hit one alone
    #[arg(long, default_value_t = 2)]
    pub rounds: usize,
    /// The product
    #[arg(long, default_value = "target/release/tawar")]
    pub binary: PathBuf,
    /// The yardstick
    #[arg(long, default_value = "target/release/examples/relay")]
    pub relay: PathBuf,
    /// The floor
    #[arg(long, default_value = "target/release/examples/lean")]
    pub lean: PathBuf,
    /// The Socket.IO server, after `npm ci` in it
    #[arg(long, default_value = "examples/socketio")]
    pub socketio: PathBuf,
    /// A nats-server program: also measures two nodes of the product
    #[arg(long)]
    pub nats: Option<PathBuf>,
    /// Leaves out what is named
    #[arg(long)]
    pub without: Vec<Entrant>,
}

/// Who is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Entrant {
    /// `examples/relay.rs`: the yardstick.
    Relay,
    /// `examples/lean.rs`: the floor.
    Lean,
    /// `examples/socketio`.
    Socketio,
    /// The product.
    Tawar,
    /// Two nodes of it, and the two of every room on different ones: the worst that can be.
    Nodes,
    /// Two nodes of it, people where a balancer puts them: half the pairs are apart.
    Balanced,
}

impl Entrant {
    fn name(self) -> &'static str {
        match self {
            Self::Relay => "bare tokio relay",
            Self::Lean => "made by hand (lean)",
            Self::Socketio => "Socket.IO",
            Self::Tawar => "tawar",
            Self::Nodes => "tawar, two nodes, all pairs apart",
            Self::Balanced => "tawar, two nodes, balanced",
        }
    }

    fn has_nodes(self) -> bool {
        matches!(self, Self::Nodes | Self::Balanced)
    }

    fn target(self) -> Target {
        match self {
            Self::Relay | Self::Lean => Target::Relay,
            Self::Socketio => Target::Socketio,
            Self::Tawar | Self::Nodes | Self::Balanced => Target::Tawar,
        }
    }
}

/// The figures of one run, or their medians.
#[derive(Clone, Copy)]
struct Figures {
    per_second: f64,
    /// p50 and p99, milliseconds.
    acks: [f64; 2],
    seen: [f64; 2],
    /// Of the server and of Postgres, for 10,000 messages.
    cpu: [f64; 2],
    /// Cores that others used meanwhile.
    others: f64,
    clean: bool,
}

impl Figures {
    fn of(outcome: &Outcome) -> Self {
        let Outcome { world, cpu, seconds } = outcome;
        let each = 10_000.0 / world.acked.max(1) as f64;
        let ms = report::ms;
        Self {
            per_second: outcome.per_second(),
            acks: [ms(&world.acks, 0.5), ms(&world.acks, 0.99)],
            seen: [ms(&world.deliveries, 0.5), ms(&world.deliveries, 0.99)],
            cpu: [cpu.server * each, cpu.postgres * each],
            others: cpu.others() / seconds,
            clean: report::is_clean(&world.faults),
        }
    }
}

struct Row {
    entrant: Entrant,
    runs: Vec<Figures>,
}

impl Row {
    /// The middle of all rounds; of an even number, halfway between the two in the middle.
    fn median(&self, figure: impl Fn(&Figures) -> f64) -> f64 {
        let mut all: Vec<f64> = self.runs.iter().map(figure).collect();
        all.sort_by(f64::total_cmp);
        (all[(all.len() - 1) / 2] + all[all.len() / 2]) / 2.0
    }

    fn per_second(&self) -> f64 {
        self.median(|run| run.per_second)
    }
}

impl Compare {
    /// Whether no run had a fault.
    #[must_use]
    pub fn run(&self, text: &str) -> bool {
        let mut rows: Vec<Row> =
            self.entrants().map(|entrant| Row { entrant, runs: vec![] }).collect();
        let ground = Ground::new(self, text);
        for round in 1..=self.rounds.max(1) {
            for turn in 0..rows.len() {
                let turn = if round % 2 == 1 { turn } else { rows.len() - 1 - turn };
                let row = &mut rows[turn];
                println!("\n{}, round {round}", row.entrant.name());
                row.runs.push(ground.measure(row.entrant, round));
            }
        }
        table(&rows);
        rows.iter().flat_map(|row| &row.runs).all(|run| run.clean)
    }

    /// Who is wanted and there.
    fn entrants(&self) -> impl Iterator<Item = Entrant> {
        use Entrant::{Balanced, Lean, Nodes, Relay, Socketio, Tawar};
        let wanted = |entrant: &Entrant| !self.without.contains(entrant) && self.is_there(*entrant);
        [Relay, Lean, Socketio, Tawar, Balanced, Nodes].into_iter().filter(wanted)
    }

    fn is_there(&self, entrant: Entrant) -> bool {
        let modules = self.socketio.join("node_modules");
        let (path, mend) = match entrant {
            Entrant::Relay => (Some(&self.relay), "cargo build --release --example relay"),
            Entrant::Lean => (Some(&self.lean), "cargo build --release --example lean"),
            Entrant::Socketio => (Some(&modules), "npm ci in that folder"),
            Entrant::Tawar => (Some(&self.binary), "cargo build --release"),
            Entrant::Nodes | Entrant::Balanced => (self.nats.as_ref(), "say --nats PATH"),
        };
        let there = path.is_some_and(|path| path.exists())
            && (self.binary.exists() || !entrant.has_nodes());
        if !there {
            println!("{} is left out: {mend}", entrant.name());
        }
        there
    }
}

/// What all are measured on.
struct Ground<'a> {
    compare: &'a Compare,
    text: &'a str,
    postgres: Postgres,
    postmaster: u32,
    // Goes last: the others live in it.
    scratch: Scratch,
}

impl<'a> Ground<'a> {
    fn new(compare: &'a Compare, text: &'a str) -> Self {
        let scratch = Scratch::new("compare");
        let base = scratch.0.join("base");
        let postgres = Postgres::start(&base).unwrap_or_else(|err| panic!("{err}"));
        Self { compare, text, postmaster: postmaster(&base), postgres, scratch }
    }

    /// One run with a fresh database, which goes after it.
    fn measure(&self, entrant: Entrant, round: usize) -> Figures {
        let name = format!("{entrant:?}_{round}").to_lowercase();
        self.sql(&format!("create database {name}"));
        let bus = entrant.has_nodes().then(|| Bus::start(self.compare.nats.as_deref()));
        let servers = self.start(entrant, &name, bus.as_ref());
        let (target, rooms) = (entrant.target(), self.compare.rooms);
        let mut urls: Vec<String> = servers.iter().map(|server| server.url.clone()).collect();
        let crowd = Crowd { target, url: &urls[0], rooms, per_person: 1, keep: None };
        let pairs = alone(crowd.gather());
        if entrant == Entrant::Balanced {
            // Pair by pair: apart, together, apart, together.
            urls = [0, 1, 0, 0, 1, 0, 1, 1].map(|node| urls[node].clone()).to_vec();
        }
        let plan = Plan { target, pairs, urls, copies: [1, 1], text: self.text.into() };
        let pids: Vec<u32> = servers.iter().map(Server::pid).collect();
        // Nobody pays for the pages of who ran before.
        self.sql("checkpoint");
        let outcome = self.compare.chat.run(&plan, (&pids, Some(self.postmaster)));
        // Whether it is clean stands among its figures.
        let _ = outcome.print();
        drop((servers, bus));
        self.sql(&format!("drop database {name} with (force)"));
        Figures::of(&outcome)
    }

    fn start(&self, entrant: Entrant, database: &str, bus: Option<&Bus>) -> Vec<Server> {
        let nodes = ["a", "b"].into_iter().take(if bus.is_some() { 2 } else { 1 });
        let node = |node| {
            let compare = self.compare;
            let mut command = match entrant {
                Entrant::Relay => Command::new(&compare.relay),
                Entrant::Lean => Command::new(&compare.lean),
                Entrant::Socketio => Command::new("node"),
                Entrant::Tawar | Entrant::Nodes | Entrant::Balanced => {
                    // Only one process may have a folder; what they share is told instead.
                    let data = self.scratch.0.join(format!("{database}_{node}"));
                    tawar(&compare.binary, &data, "127.0.0.1:0")
                }
            };
            if entrant == Entrant::Socketio {
                command.arg("server.js").current_dir(&compare.socketio);
                command.env("PORT", "0").env("NODE_ENV", "production");
            }
            if let Some(bus) = bus {
                // Two nodes share what one node has alone.
                command.args(["--workers", &workers_of_two()]);
                command.env("BUS_URL", &bus.url).env("SECRET_KEY", "x".repeat(32));
            }
            let url = self.postgres.url_for(database);
            Server::start(command.env("DATABASE_URL", url).env("BIND", "127.0.0.1:0"))
        };
        nodes.map(node).collect()
    }

    fn sql(&self, statement: &str) {
        let mut conn = PgConnection::establish(&self.postgres.url()).unwrap();
        diesel::sql_query(statement).execute(&mut conn).unwrap();
    }
}

/// Half the threads that one node would have.
fn workers_of_two() -> String {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    (cores / 2).max(1).to_string()
}

/// What the two nodes speak through.
struct Bus {
    child: Child,
    url: String,
}

impl Bus {
    fn start(nats: Option<&Path>) -> Self {
        let port = free_port().to_string();
        let child = Command::new(nats.unwrap()).args(["-a", "127.0.0.1", "-p", &port]).spawn();
        Self { child: child.unwrap(), url: format!("nats://127.0.0.1:{port}") }
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The process of the private Postgres of a data folder.
fn postmaster(data: &Path) -> u32 {
    let text = std::fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

/// Medians of all rounds, and what each round came to.
fn table(rows: &[Row]) {
    let found = |entrant| rows.iter().find(|row| row.entrant == entrant).map(Row::per_second);
    let (relay, lean) = (found(Entrant::Relay), found(Entrant::Lean));
    println!(
        "\n| | msg/s | of the relay | of lean | ack p50 ms | p99 ms | seen p50 ms | p99 ms | server CPU s / 10,000 | Postgres | others' cores | faults | rounds |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for row in rows {
        let ratio =
            |to: Option<f64>| to.map_or("–".into(), |to| format!("{:.3}", row.per_second() / to));
        let two = |of: fn(&Figures) -> [f64; 2]| [0, 1].map(|at| row.median(|run| of(run)[at]));
        let [ack, late_ack] = two(|run| run.acks);
        let [seen, late_seen] = two(|run| run.seen);
        let [server, postgres] = two(|run| run.cpu);
        let rounds: Vec<String> =
            row.runs.iter().map(|run| format!("{:.0}", run.per_second)).collect();
        println!(
            "| {} | {:.0} | {} | {} | {ack:.0} | {late_ack:.0} | {seen:.0} | {late_seen:.0} | {server:.3} | {postgres:.3} | {:.2} | {} | {} |",
            row.entrant.name(),
            row.per_second(),
            ratio(relay),
            ratio(lean),
            row.median(|run| run.others),
            if row.runs.iter().all(|run| run.clean) { "none" } else { "SEE ABOVE" },
            rounds.join(" / ")
        );
    }
}
