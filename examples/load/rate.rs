//! The open loop: so many messages a second, whatever the server does. Latency counts from when each was due.

use std::time::{Duration, Instant};

use diesel::prelude::*;
use hdrhistogram::Histogram;

use super::floor::{Floor, Plan, alone};
use super::machine::Cpu;
use super::report;
use super::world::{Clock, histogram, nanos};

#[derive(Clone, clap::Args)]
pub struct Rate {
    /// Messages of all together
    #[arg(long, default_value_t = 100.0)]
    pub per_second: f64,
    /// How long is measured
    #[arg(long, default_value_t = 15)]
    pub seconds: u64,
    /// Postgres of the same server, to see what one commit costs there
    #[arg(long)]
    pub database: Option<String>,
}

/// Not measured: what is said in the first moments.
const WARM_UP: Duration = Duration::from_secs(2);

impl Rate {
    /// Runs it; whether nothing went wrong.
    #[must_use]
    pub fn run(&self, plan: &Plan, watch: (&[u32], Option<u32>)) -> bool {
        if let Some(url) = &self.database {
            report::times("one commit of Postgres", &commits(url, self.per_second));
        }
        let time = Duration::from_secs(self.seconds);
        alone(async {
            let clock = Clock::new();
            let floor = Floor::open(plan, clock, 0).await;
            floor.world.borrow_mut().window.0 = clock.now() + nanos(WARM_UP);
            let said = floor.pump(self.per_second, WARM_UP + time);
            tokio::time::sleep(WARM_UP).await;
            let before = Cpu::read(watch.0, watch.1);
            said.await.unwrap();
            let cpu = Cpu::read(watch.0, watch.1).since(before);
            floor.settle(Duration::from_secs(10)).await;
            let world = floor.world.borrow();
            println!("{:<28} {} a second in {} rooms", "said", self.per_second, plan.pairs.len());
            report::times("due to its ack", &world.acks);
            report::times("due to the other side", &world.deliveries);
            let clean = report::faults(&world.faults);
            report::cpu(cpu, world.acked, time.as_secs_f64());
            clean
        })
    }
}

/// How long the insert of one row takes, asked for as often as messages will be.
fn commits(url: &str, per_second: f64) -> Histogram<u64> {
    let mut conn = PgConnection::establish(url).unwrap();
    let mut run = |sql: &str| diesel::sql_query(sql).execute(&mut conn).unwrap();
    run(
        "create table if not exists yardstick_commit (id bigserial primary key, body text not null)",
    );
    let mut times = histogram();
    for _ in 0..(per_second * 5.0) as u64 {
        let since = Instant::now();
        run("insert into yardstick_commit (body) values ('Bisa kurang sedikit, Kak?')");
        times.saturating_record(since.elapsed().as_micros() as u64);
        std::thread::sleep(
            Duration::from_secs_f64(1.0 / per_second).saturating_sub(since.elapsed()),
        );
    }
    run("drop table yardstick_commit");
    times
}
