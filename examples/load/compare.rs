//! Compares the relay, the hand-written lower bound, the Socket.IO server and this product. They run in turn, several times,
//! each run with a database of its own in one durable private Postgres.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use diesel::prelude::*;
use tawar::base::embedded::Postgres;

use super::chat::{Chat, Outcome};
use super::client_pool::{Plan, run_local};
use super::participants::Participants;
use super::processes::Watched;
use super::report;
use super::servers::{Scratch, Server, free_port, tawar};
use super::target::Target;

#[derive(Clone, clap::Args)]
pub struct Compare {
    #[command(flatten)]
    pub chat: Chat,
    #[arg(long, default_value_t = 500)]
    pub rooms: usize,
    /// Rounds in which each is measured. Every second round is in reverse order, so that a disturbance does not affect one
    /// alone
    #[arg(long, default_value_t = 2)]
    pub rounds: usize,
    /// The program of this product
    #[arg(long, default_value = "target/release/tawar")]
    pub binary: PathBuf,
    /// The program of the relay
    #[arg(long, default_value = "target/release/examples/relay")]
    pub relay: PathBuf,
    /// The program of the lower bound
    #[arg(long, default_value = "target/release/examples/lean")]
    pub lean: PathBuf,
    /// The folder of the Socket.IO server, after `npm ci` in it
    #[arg(long, default_value = "examples/socketio")]
    pub socketio: PathBuf,
    /// A nats-server program; with it two nodes of this product are measured too
    #[arg(long)]
    pub nats: Option<PathBuf>,
    /// Leaves a subject out
    #[arg(long)]
    pub without: Vec<Subject>,
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Subject {
    /// `examples/relay.rs`: a plain relay, the reference.
    Relay,
    /// `examples/lean.rs`: the lower bound of the cost.
    Lean,
    /// `examples/socketio`.
    Socketio,
    /// This product.
    Tawar,
    /// Two nodes of this product; the two members of every room are on different nodes, the worst case.
    Nodes,
    /// Two nodes of this product; the members of half the rooms are on different nodes, as with a load balancer.
    Balanced,
}

impl Subject {
    fn name(self) -> &'static str {
        match self {
            Self::Relay => "bare tokio relay",
            Self::Lean => "hand-written (lean)",
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
    /// p50 and p99 of the time to the ack, in milliseconds.
    acks: [f64; 2],
    /// p50 and p99 of the time to the other sockets, in milliseconds.
    deliveries: [f64; 2],
    /// CPU seconds of the server and of Postgres for 10,000 messages.
    cpu: [f64; 2],
    /// Cores used by processes that do not belong to the run.
    others: f64,
    clean: bool,
}

impl Figures {
    fn of(outcome: &Outcome) -> Self {
        let Outcome { tracker, cpu, seconds } = outcome;
        let each = 10_000.0 / tracker.acked.max(1) as f64;
        let ms = report::ms;
        Self {
            per_second: outcome.per_second(),
            acks: [ms(&tracker.acks, 0.5), ms(&tracker.acks, 0.99)],
            deliveries: [ms(&tracker.deliveries, 0.5), ms(&tracker.deliveries, 0.99)],
            cpu: [cpu.server * each, cpu.postgres * each],
            others: cpu.others() / seconds,
            clean: report::is_clean(&tracker.faults),
        }
    }
}

/// The runs of one subject.
struct Runs {
    subject: Subject,
    runs: Vec<Figures>,
}

impl Runs {
    /// The median of all rounds.
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
    /// Returns whether no run had faults.
    #[must_use]
    pub fn run(&self, text: &str) -> bool {
        let mut rows: Vec<Runs> =
            self.subjects().map(|subject| Runs { subject, runs: vec![] }).collect();
        let bench = Bench::new(self, text);
        for round in 1..=self.rounds.max(1) {
            for turn in 0..rows.len() {
                let turn = if round % 2 == 1 { turn } else { rows.len() - 1 - turn };
                let row = &mut rows[turn];
                println!("\n{}, round {round}", row.subject.name());
                row.runs.push(bench.measure(row.subject, round));
            }
        }
        table(&rows);
        rows.iter().flat_map(|row| &row.runs).all(|run| run.clean)
    }

    /// The subjects that are not left out and are installed.
    fn subjects(&self) -> impl Iterator<Item = Subject> {
        use Subject::{Balanced, Lean, Nodes, Relay, Socketio, Tawar};
        let wanted =
            |subject: &Subject| !self.without.contains(subject) && self.is_installed(*subject);
        [Relay, Lean, Socketio, Tawar, Balanced, Nodes].into_iter().filter(wanted)
    }

    fn is_installed(&self, subject: Subject) -> bool {
        let modules = self.socketio.join("node_modules");
        let (path, hint) = match subject {
            Subject::Relay => (Some(&self.relay), "cargo build --release --example relay"),
            Subject::Lean => (Some(&self.lean), "cargo build --release --example lean"),
            Subject::Socketio => (Some(&modules), "npm ci in that folder"),
            Subject::Tawar => (Some(&self.binary), "cargo build --release"),
            Subject::Nodes | Subject::Balanced => (self.nats.as_ref(), "give --nats PATH"),
        };
        let installed = path.is_some_and(|path| path.exists())
            && (self.binary.exists() || !subject.has_nodes());
        if !installed {
            println!("{} is left out: {hint}", subject.name());
        }
        installed
    }
}

/// The Postgres and the folder that all subjects are measured with.
struct Bench<'a> {
    compare: &'a Compare,
    text: &'a str,
    postgres: Postgres,
    postmaster: u32,
    // Dropped last: Postgres and the servers have their files in it.
    scratch: Scratch,
}

impl<'a> Bench<'a> {
    fn new(compare: &'a Compare, text: &'a str) -> Self {
        let scratch = Scratch::new("compare");
        let base = scratch.0.join("base");
        let postgres = Postgres::start(&base).unwrap_or_else(|err| panic!("{err}"));
        Self { compare, text, postmaster: postmaster(&base), postgres, scratch }
    }

    /// One run with a new database, which is dropped after it.
    fn measure(&self, subject: Subject, round: usize) -> Figures {
        let name = format!("{subject:?}_{round}").to_lowercase();
        self.sql(&format!("create database {name}"));
        let bus = subject.has_nodes().then(|| Bus::start(self.compare.nats.as_deref()));
        let servers = self.start(subject, &name, bus.as_ref());
        let (target, rooms) = (subject.target(), self.compare.rooms);
        let mut urls: Vec<String> = servers.iter().map(|server| server.url.clone()).collect();
        let participants = Participants { target, url: &urls[0], rooms, per_person: 1, keep: None };
        let pairs = run_local(participants.sign_up());
        if subject == Subject::Balanced {
            // Members of one pair on different nodes, those of the next on the same one, and so on.
            urls = [0, 1, 0, 0, 1, 0, 1, 1].map(|node| urls[node].clone()).to_vec();
        }
        let plan = Plan { target, pairs, urls, copies: [1, 1], text: self.text.into() };
        let pids: Vec<u32> = servers.iter().map(Server::pid).collect();
        // So that no subject writes the dirty pages of the one before.
        self.sql("checkpoint");
        let outcome = self
            .compare
            .chat
            .run(&plan, Watched { servers: &pids, postgres: Some(self.postmaster) });
        // Whether there were faults is among the figures.
        let _ = outcome.print();
        drop((servers, bus));
        self.sql(&format!("drop database {name} with (force)"));
        Figures::of(&outcome)
    }

    fn start(&self, subject: Subject, database: &str, bus: Option<&Bus>) -> Vec<Server> {
        let nodes = ["a", "b"].into_iter().take(if bus.is_some() { 2 } else { 1 });
        let node = |node| {
            let compare = self.compare;
            let mut command = match subject {
                Subject::Relay => Command::new(&compare.relay),
                Subject::Lean => Command::new(&compare.lean),
                Subject::Socketio => Command::new("node"),
                Subject::Tawar | Subject::Nodes | Subject::Balanced => {
                    // A data folder may be used by one process only, so that each node has its own.
                    let data = self.scratch.0.join(format!("{database}_{node}"));
                    tawar(&compare.binary, &data, "127.0.0.1:0")
                }
            };
            if subject == Subject::Socketio {
                command.arg("server.js").current_dir(&compare.socketio);
                command.env("PORT", "0").env("NODE_ENV", "production");
            }
            if let Some(bus) = bus {
                // Two nodes share the threads that a single node has.
                command.args(["--workers", &workers_of_two()]);
                command.env("BUS_URL", &bus.url).env("SECRET_KEY", "x".repeat(32));
            }
            // One role owns and serves: the baselines make their own tables.
            let url = self.postgres.urls_for(database).owner;
            Server::start(command.env("DATABASE_URL", url).env("BIND", "127.0.0.1:0"))
        };
        nodes.map(node).collect()
    }

    fn sql(&self, statement: &str) {
        let mut conn = PgConnection::establish(&self.postgres.urls().owner).unwrap();
        diesel::sql_query(statement).execute(&mut conn).unwrap();
    }
}

/// Half the threads of a single node.
fn workers_of_two() -> String {
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    (cores / 2).max(1).to_string()
}

/// The NATS server between two nodes.
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

/// The process id of the private Postgres of a data folder.
fn postmaster(data: &Path) -> u32 {
    let text = std::fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

/// Prints the medians of all rounds, and the throughput of each round.
fn table(rows: &[Runs]) {
    let found = |subject| rows.iter().find(|row| row.subject == subject).map(Runs::per_second);
    let (relay, lean) = (found(Subject::Relay), found(Subject::Lean));
    println!(
        "\n| | msg/s | of the relay | of lean | ack p50 ms | p99 ms | delivery p50 ms | p99 ms | server CPU s / 10,000 | Postgres | others' cores | faults | rounds |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
    for row in rows {
        let ratio =
            |to: Option<f64>| to.map_or("–".into(), |to| format!("{:.3}", row.per_second() / to));
        let two = |of: fn(&Figures) -> [f64; 2]| [0, 1].map(|at| row.median(|run| of(run)[at]));
        let [ack, ack_p99] = two(|run| run.acks);
        let [delivery, delivery_p99] = two(|run| run.deliveries);
        let [server, postgres] = two(|run| run.cpu);
        let rounds: Vec<String> =
            row.runs.iter().map(|run| format!("{:.0}", run.per_second)).collect();
        println!(
            "| {} | {:.0} | {} | {} | {ack:.0} | {ack_p99:.0} | {delivery:.0} | {delivery_p99:.0} | {server:.3} | {postgres:.3} | {:.2} | {} | {} |",
            row.subject.name(),
            row.per_second(),
            ratio(relay),
            ratio(lean),
            row.median(|run| run.others),
            if row.runs.iter().all(|run| run.clean) { "none" } else { "SEE ABOVE" },
            rounds.join(" / ")
        );
    }
}
