//! The comparison anybody can repeat: the relay, the Socket.IO server and the product, one after the other, each with a
//! database of its own in one durable private Postgres.

use std::path::{Path, PathBuf};
use std::process::Command;

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
    /// The product
    #[arg(long, default_value = "target/release/tawar")]
    pub binary: PathBuf,
    /// The relay
    #[arg(long, default_value = "target/release/examples/relay")]
    pub relay: PathBuf,
    /// The Socket.IO server, after `npm ci` in it
    #[arg(long, default_value = "examples/socketio")]
    pub socketio: PathBuf,
    /// A nats-server program: also measures two nodes of the product
    #[arg(long)]
    pub nats: Option<PathBuf>,
    /// Leaves out what is named
    #[arg(long)]
    pub without: Vec<Target>,
}

struct Row {
    name: &'static str,
    outcome: Outcome,
}

impl Compare {
    pub fn run(&self, text: &str) {
        let scratch = Scratch::new("compare");
        let postgres =
            Postgres::start(&scratch.0.join("base")).unwrap_or_else(|err| panic!("{err}"));
        let postmaster = postmaster(&scratch.0.join("base"));
        let database = |name: &str| {
            let mut conn = PgConnection::establish(&postgres.url()).unwrap();
            diesel::sql_query(format!("create database {name}")).execute(&mut conn).unwrap();
            postgres.url_for(name)
        };
        let measure = |name, target, servers: Vec<Server>| {
            println!("\n{name}");
            let urls: Vec<String> = servers.iter().map(|server| server.url.clone()).collect();
            let crowd =
                Crowd { target, url: &urls[0], rooms: self.rooms, per_person: 1, keep: None };
            let pairs = alone(crowd.gather());
            let plan =
                Plan { target, pairs, urls: urls.clone(), copies: [1, 1], text: text.into() };
            let pids: Vec<u32> = servers.iter().map(Server::pid).collect();
            let outcome = self.chat.run(&plan, (&pids, Some(postmaster)));
            outcome.print();
            Row { name, outcome }
        };
        let mut rows = Vec::new();
        if self.wants(Target::Relay)
            && found("relay", &self.relay, "cargo build --release --example relay")
        {
            let mut relay = Command::new(&self.relay);
            relay.env("DATABASE_URL", database("relay")).env("BIND", "127.0.0.1:0");
            rows.push(measure("bare relay", Target::Relay, vec![Server::start(&mut relay)]));
        }
        let modules = self.socketio.join("node_modules");
        if self.wants(Target::Socketio) && found("Socket.IO", &modules, "npm ci in that folder") {
            let mut node = Command::new("node");
            node.arg("server.js").current_dir(&self.socketio);
            node.env("DATABASE_URL", database("socketio"))
                .env("PORT", "0")
                .env("NODE_ENV", "production");
            rows.push(measure("Socket.IO", Target::Socketio, vec![Server::start(&mut node)]));
        }
        let product = |data: &str, url: &str, bus: Option<&str>| {
            let mut command = tawar(&self.binary, &scratch.0.join(data), "127.0.0.1:0");
            command.env("DATABASE_URL", url);
            if let Some(bus) = bus {
                command.env("BUS_URL", bus);
            }
            Server::start(&mut command)
        };
        if self.wants(Target::Tawar) && found("tawar", &self.binary, "cargo build --release") {
            let one = product("one", &database("one"), None);
            rows.push(measure("tawar", Target::Tawar, vec![one]));
            match self.nats.as_deref().filter(|nats| found("nats-server", nats, "a path to it")) {
                Some(nats) => {
                    let (url, port) = (database("two"), free_port().to_string());
                    let mut bus =
                        Command::new(nats).args(["-a", "127.0.0.1", "-p", &port]).spawn().unwrap();
                    let address = format!("nats://127.0.0.1:{port}");
                    // Both sign and check the same tokens: one data folder's key.
                    let first = product("two", &url, Some(&address));
                    let second = product("two", &url, Some(&address));
                    rows.push(measure("tawar, two nodes", Target::Tawar, vec![first, second]));
                    bus.kill().unwrap();
                    bus.wait().unwrap();
                }
                None => println!("\ntwo nodes are left out: say --nats PATH"),
            }
        }
        table(&rows);
    }

    fn wants(&self, target: Target) -> bool {
        !self.without.contains(&target)
    }
}

fn found(what: &str, path: &Path, mend: &str) -> bool {
    let found = path.exists();
    if !found {
        println!("\n{what} is left out: {} is not there ({mend})", path.display());
    }
    found
}

/// The process of the private Postgres of a data folder.
fn postmaster(data: &Path) -> u32 {
    let text = std::fs::read_to_string(data.join("postgres/postmaster.pid")).unwrap();
    text.lines().next().unwrap().trim().parse().unwrap()
}

fn table(rows: &[Row]) {
    let relay =
        rows.iter().find(|row| row.name == "bare relay").map(|row| row.outcome.per_second());
    println!(
        "\n| | msg/s | of the relay | ack p50 ms | p99 ms | seen p50 ms | p99 ms | server CPU s / 10,000 | Postgres | others' cores | faults |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|---|");
    for Row { name, outcome } in rows {
        let (world, each) = (&outcome.world, 10_000.0 / outcome.world.acked.max(1) as f64);
        let ratio =
            relay.map_or("–".into(), |relay| format!("{:.3}", outcome.per_second() / relay));
        println!(
            "| {name} | {:.0} | {ratio} | {:.0} | {:.0} | {:.0} | {:.0} | {:.3} | {:.3} | {:.2} | {} |",
            outcome.per_second(),
            report::ms(&world.acks, 0.5),
            report::ms(&world.acks, 0.99),
            report::ms(&world.deliveries, 0.5),
            report::ms(&world.deliveries, 0.99),
            outcome.cpu.server * each,
            outcome.cpu.postgres * each,
            outcome.cpu.others() / outcome.seconds,
            if report::is_clean(&world.faults) { "none" } else { "SEE ABOVE" }
        );
    }
}
