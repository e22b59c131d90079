//! Many sockets: idle ones, many in one room, and sockets that do not read.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use socket2::{Domain, Socket, Type};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::task::spawn_local;

use super::client;
use super::client_pool::{ClientPool, Plan, run_local};
use super::processes::{is_alive, rss};
use super::report;
use super::tracker::{Clock, nanos};

/// Measures the memory of sockets that only stay connected. Returns whether there were no faults.
#[must_use]
pub fn idle(plan: &Plan, pids: &[u32]) -> bool {
    run_local(async {
        let before = rss(pids);
        let pool = ClientPool::open(plan, Clock::new(), 0).await;
        let count = pool.writers.borrow().len();
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
        report::faults(&pool.tracker.borrow().faults) && all_alive(pids)
    })
}

/// Whether all these servers still run; prints those that do not.
pub fn all_alive(pids: &[u32]) -> bool {
    let dead: Vec<u32> = pids.iter().copied().filter(|pid| !is_alive(*pid)).collect();
    if !dead.is_empty() {
        println!("{:<28} {dead:?}", "DEAD");
    }
    dead.is_empty()
}

/// Measures the time until every socket of one room has a message. Returns whether there were no faults.
#[must_use]
pub fn fanout(plan: &Plan, per_second: f64, seconds: u64) -> bool {
    run_local(async {
        let clock = Clock::new();
        let pool = ClientPool::open(plan, clock, 0).await;
        pool.tracker.borrow_mut().window.0 = clock.now() + nanos(Duration::from_secs(1));
        pool.send_at_rate(per_second, Duration::from_secs(seconds + 1)).await.unwrap();
        pool.settle(Duration::from_secs(10)).await;
        let tracker = pool.tracker.borrow();
        println!(
            "{:<28} {} sockets of one room, {per_second} messages a second",
            "fan-out",
            tracker.listeners.len()
        );
        report::times("due to its ack", &tracker.acks);
        report::times("due to every socket", &tracker.deliveries);
        report::faults(&tracker.faults)
    })
}

#[derive(Clone, clap::Args)]
pub struct Stalled {
    /// Sockets that join and never read; each in a room of its own
    #[arg(long, default_value_t = 500)]
    pub sockets: usize,
    /// Messages of 4 KiB a second to their rooms, all together
    #[arg(long, default_value_t = 2000.0)]
    pub flood: f64,
    /// Messages a second in the other rooms
    #[arg(long, default_value_t = 100.0)]
    pub per_second: f64,
    /// Seconds that are measured, before and with the stalled sockets
    #[arg(long, default_value_t = 20)]
    pub seconds: u64,
}

impl Stalled {
    /// `plan` has the rooms of the others first, then one for each stalled socket. Returns whether there were no faults in
    /// any of them.
    #[must_use]
    pub fn run(&self, plan: &Plan, pids: &[u32]) -> bool {
        let (normal, stalled) = plan.pairs.split_at(plan.pairs.len() - self.sockets);
        let time = Duration::from_secs(self.seconds);
        let normal = Plan { pairs: normal.to_vec(), ..plan.clone() };
        let text = "Panjang sekali ceritanya, Kak. ".repeat(133).chars().take(4096).collect();
        let flood = Plan { pairs: stalled.to_vec(), copies: [0, 1], text, ..plan.clone() };
        run_local(async {
            let clock = Clock::new();
            let others = ClientPool::open(&normal, clock, 0).await;
            others.send_at_rate(self.per_second, time).await.unwrap();
            let (acks, deliveries) = others.tracker.borrow_mut().take_times();
            let baseline = rss(pids);
            report::times("before: ack", &acks);
            report::times("before: the other side", &deliveries);

            let mut held = Vec::new();
            for pair in &flood.pairs {
                held.push(open_without_reading(plan, &pair.tokens[0], &pair.room).await);
            }
            let flooded = ClientPool::open(&flood, clock, normal.pairs.len() * 2).await;
            let peak = record_peak(pids.to_vec());
            let flooding = flooded.send_at_rate(self.flood, time);
            others.send_at_rate(self.per_second, time).await.unwrap();
            flooding.await.unwrap();
            others.settle(Duration::from_secs(10)).await;
            flooded.settle(Duration::from_secs(10)).await;
            report::times("during: ack", &others.tracker.borrow().acks);
            report::times("during: the other side", &others.tracker.borrow().deliveries);
            println!(
                "server {:.1} MiB before, {:.1} MiB at most with {} sockets that do not read ({:.1} MiB more)",
                baseline as f64 / 1024.0,
                peak.get() as f64 / 1024.0,
                held.len(),
                (peak.get() as f64 - baseline as f64) / 1024.0
            );
            let clean = report::faults(&others.tracker.borrow().faults);
            report::times("into their rooms: ack", &flooded.tracker.borrow().acks);
            report::faults(&flooded.tracker.borrow().faults) && clean && all_alive(pids)
        })
    }
}

/// A socket that joins a room and then leaves everything in the kernel's buffers, which are as small as possible.
async fn open_without_reading(plan: &Plan, token: &str, room: &str) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    socket.set_recv_buffer_size(4096).unwrap();
    let address: std::net::SocketAddr = client::host(&plan.urls[0]).parse().unwrap();
    socket.connect(&address.into()).unwrap();
    socket.set_nonblocking(true).unwrap();
    let mut stream = TcpStream::from_std(socket.into()).unwrap();
    let request = plan.target.request(client::host(&plan.urls[0]), token);
    stream.write_all(request.as_bytes()).await.unwrap();
    client::read_upgrade(&mut stream).await.unwrap_or_else(|err| panic!("no socket: {err}"));
    let mut join = Vec::new();
    plan.target.open_session(&mut join, room, None);
    stream.write_all(&join).await.unwrap();
    stream
}

/// The peak of the servers' memory from now on, in KiB.
fn record_peak(pids: Vec<u32>) -> Rc<Cell<u64>> {
    let peak = Rc::new(Cell::new(0));
    let highest = Rc::clone(&peak);
    spawn_local(async move {
        loop {
            highest.set(highest.get().max(rss(&pids)));
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
    peak
}
