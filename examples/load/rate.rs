//! The open loop: a fixed number of messages a second, whatever the server does. Latency counts from when each was due.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use hdrhistogram::Histogram;

use super::client_pool::{ClientPool, Plan, run_local};
use super::processes::{Cpu, Watched};
use super::report;
use super::tracker::{Clock, histogram, nanos};

#[derive(Clone, clap::Args)]
pub struct Rate {
    /// Messages a second, of all members together
    #[arg(long, default_value_t = 100.0)]
    pub per_second: f64,
    /// Seconds that are measured
    #[arg(long, default_value_t = 15)]
    pub seconds: u64,
    /// The server's Postgres, to measure one commit there
    #[arg(long)]
    pub database: Option<String>,
}

/// Not measured.
const WARM_UP: Duration = Duration::from_secs(2);

impl Rate {
    /// Returns whether there were no faults.
    #[must_use]
    pub fn run(&self, plan: &Plan, watched: Watched<'_>) -> bool {
        if let Some(url) = &self.database {
            report::times("one commit of Postgres", &commits(url, self.per_second));
        }
        let time = Duration::from_secs(self.seconds);
        run_local(async {
            let clock = Clock::new();
            let pool = ClientPool::open(plan, clock, 0).await;
            pool.tracker.borrow_mut().window.0 = clock.now() + nanos(WARM_UP);
            let sending = pool.send_at_rate(self.per_second, WARM_UP + time);
            tokio::time::sleep(WARM_UP).await;
            let before = Cpu::read(watched);
            sending.await.unwrap();
            let cpu = Cpu::read(watched).since(before);
            pool.settle(Duration::from_secs(10)).await;
            let tracker = pool.tracker.borrow();
            println!("{:<28} {} a second in {} rooms", "sent", self.per_second, plan.pairs.len());
            report::times("due to its ack", &tracker.acks);
            report::times("due to the other side", &tracker.deliveries);
            let clean = report::faults(&tracker.faults);
            report::cpu(cpu, tracker.acked, time.as_secs_f64());
            clean
        })
    }
}

/// The time of inserting one row, at the rate of the messages.
fn commits(url: &str, per_second: f64) -> Histogram<u64> {
    let mut conn = PgConnection::establish(url).unwrap();
    let mut run = |sql: &str| diesel::sql_query(sql).execute(&mut conn).unwrap();
    run(
        "create table if not exists baseline_commit (id bigserial primary key, body text not null)",
    );
    let mut times = histogram();
    for _ in 0..(per_second * 5.0) as u64 {
        let since = Instant::now();
        run("insert into baseline_commit (body) values ('Bisa kurang sedikit, Kak?')");
        times.saturating_record(since.elapsed().as_micros() as u64);
        std::thread::sleep(
            Duration::from_secs_f64(1.0 / per_second).saturating_sub(since.elapsed()),
        );
    }
    run("drop table baseline_commit");
    times
}
