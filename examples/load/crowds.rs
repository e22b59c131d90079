//! Many sockets: idle ones, one room's, and those that do not read.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::spawn_local;

use super::floor::{Floor, Plan, alone};
use super::machine::{alive, rss};
use super::peer;
use super::report;
use super::world::{Clock, nanos};

/// Sockets that only stay: what does each cost?
#[must_use]
pub fn idle(plan: &Plan, pids: &[u32]) -> bool {
    alone(async {
        let before = rss(pids);
        let floor = Floor::open(plan, Clock::new(), 0).await;
        let count = floor.writers.borrow().len();
        for seconds in [2u64, 10, 30] {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            let after = rss(pids);
            let each = after.saturating_sub(before) as f64 / count as f64;
            println!(
                "{count} sockets: server {:.1} MiB before, {:.1} MiB now, {each:.2} KiB each",
                before as f64 / 1024.0,
                after as f64 / 1024.0
            );
        }
        report::faults(&floor.world.borrow().faults) && all_alive(pids)
    })
}

/// Whether the servers that are watched still run; says so when one does not.
pub fn all_alive(pids: &[u32]) -> bool {
    let dead: Vec<u32> = pids.iter().copied().filter(|pid| !alive(*pid)).collect();
    if !dead.is_empty() {
        println!("{:<28} {dead:?}", "DEAD");
    }
    dead.is_empty()
}

/// One room with many sockets: how soon has the last of them a message?
#[must_use]
pub fn fanout(plan: &Plan, per_second: f64, seconds: u64) -> bool {
    alone(async {
        let clock = Clock::new();
        let floor = Floor::open(plan, clock, 0).await;
        floor.world.borrow_mut().window.0 = clock.now() + nanos(Duration::from_secs(1));
        floor.pump(per_second, Duration::from_secs(seconds + 1)).await.unwrap();
        floor.settle(Duration::from_secs(10)).await;
        let world = floor.world.borrow();
        println!(
            "{:<28} {} sockets of one room, {per_second} messages a second",
            "fan-out",
            world.listeners.len()
        );
        report::times("due to its ack", &world.acks);
        report::times("due to every socket", &world.deliveries);
        report::faults(&world.faults)
    })
}

#[derive(Clone, clap::Args)]
pub struct Stalled {
    /// Sockets that join and never read; each in a room of its own
    #[arg(long, default_value_t = 500)]
    pub sockets: usize,
    /// Messages of 4 KiB a second to them, all together
    #[arg(long, default_value_t = 2000.0)]
    pub flood: f64,
    /// Messages a second among the others
    #[arg(long, default_value_t = 100.0)]
    pub per_second: f64,
    /// How long is measured, before and during
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
}

impl Stalled {
    /// `plan` has the rooms of the others first, then one for each stalled socket.
    /// Whether nothing went wrong, neither among the others nor in the rooms of the stalled.
    #[must_use]
    pub fn run(&self, plan: &Plan, pids: &[u32]) -> bool {
        let (normal, jammed) = plan.pairs.split_at(plan.pairs.len() - self.sockets);
        let time = Duration::from_secs(self.seconds);
        let normal = Plan { pairs: normal.to_vec(), ..plan.clone() };
        let text = "Panjang sekali ceritanya, Kak. ".repeat(133).chars().take(4096).collect();
        let flood = Plan { pairs: jammed.to_vec(), copies: [0, 1], text, ..plan.clone() };
        alone(async {
            let clock = Clock::new();
            let others = Floor::open(&normal, clock, 0).await;
            others.pump(self.per_second, time).await.unwrap();
            let (acks, deliveries) = others.world.borrow_mut().take_times();
            let baseline = rss(pids);
            report::times("before: ack", &acks);
            report::times("before: the other side", &deliveries);

            let mut held = Vec::new();
            for pair in &flood.pairs {
                held.push(deaf(plan, &pair.tokens[0], &pair.room).await);
            }
            let loud = Floor::open(&flood, clock, normal.pairs.len() * 2).await;
            let peak = watch(pids.to_vec());
            let flooding = loud.pump(self.flood, time);
            others.pump(self.per_second, time).await.unwrap();
            flooding.await.unwrap();
            others.settle(Duration::from_secs(10)).await;
            loud.settle(Duration::from_secs(10)).await;
            report::times("during: ack", &others.world.borrow().acks);
            report::times("during: the other side", &others.world.borrow().deliveries);
            println!(
                "server {:.1} MiB before, {:.1} MiB at most with {} sockets that do not read ({:.1} MiB over)",
                baseline as f64 / 1024.0,
                peak.get() as f64 / 1024.0,
                held.len(),
                (peak.get() as f64 - baseline as f64) / 1024.0
            );
            let clean = report::faults(&others.world.borrow().faults);
            report::times("into their rooms: ack", &loud.world.borrow().acks);
            report::faults(&loud.world.borrow().faults) && clean && all_alive(pids)
        })
    }
}

/// A socket that enters a room and then leaves everything in the kernel's buffers, which are as small as can be.
async fn deaf(plan: &Plan, token: &str, room: &str) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address: std::net::SocketAddr = peer::host(&plan.urls[0]).parse().unwrap();
    socket.connect(&address.into()).unwrap();
    socket.set_nonblocking(true).unwrap();
    let mut stream = TcpStream::from_std(socket.into()).unwrap();
    let request = plan.target.request(peer::host(&plan.urls[0]), token);
    stream.write_all(request.as_bytes()).await.unwrap();
    peer::answered(&mut stream).await.unwrap_or_else(|err| panic!("no socket: {err}"));
    let mut join = Vec::new();
    plan.target.hello(&mut join, room, None);
    stream.write_all(&join).await.unwrap();
    stream
}

/// The most memory seen from now on.
fn watch(pids: Vec<u32>) -> Rc<Cell<u64>> {
    let peak = Rc::new(Cell::new(0));
    let seen = Rc::clone(&peak);
    spawn_local(async move {
        loop {
            seen.set(seen.get().max(rss(&pids)));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    peak
}
