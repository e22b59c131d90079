//! The closed loop: every member always has the same number of messages in flight.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::client_pool::{ClientPool, Plan, run_local};
use super::processes::{Cpu, Watched};
use super::report;
use super::tracker::{Clock, Tracker, nanos};

#[derive(Clone, clap::Args)]
pub struct Chat {
    /// Messages of each member that have no ack yet
    #[arg(long, default_value_t = 8)]
    pub in_flight: usize,
    /// Seconds that are measured
    #[arg(long, default_value_t = 15)]
    pub seconds: u64,
    /// Seconds before the measurement
    #[arg(long, default_value_t = 3)]
    pub warm_up: u64,
    /// Threads of the generator
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
}

/// The result of a run.
pub struct Outcome {
    pub tracker: Tracker,
    pub cpu: Cpu,
    pub seconds: f64,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.tracker.acked as f64 / self.seconds
    }

    /// Returns whether there were no faults.
    #[must_use]
    pub fn print(&self) -> bool {
        println!("{:<28} {:>10.0} msg/s", "acked", self.per_second());
        report::times("message to its ack", &self.tracker.acks);
        report::times("message to the other side", &self.tracker.deliveries);
        let clean = report::faults(&self.tracker.faults);
        report::cpu(self.cpu, self.tracker.acked, self.seconds);
        clean
    }
}

/// Lets all threads start at the same time.
struct StartGate {
    ready: Sender<()>,
    started: Receiver<()>,
}

impl Chat {
    pub fn run(&self, plan: &Plan, watched: Watched<'_>) -> Outcome {
        let clock = Clock::new();
        let share = plan.pairs.len().div_ceil(self.threads.max(1)).max(1);
        let (ready, all_ready) = channel();
        let threads: Vec<_> = plan
            .pairs
            .chunks(share)
            .enumerate()
            .map(|(turn, pairs)| {
                let (chat, ready) = (self.clone(), ready.clone());
                let (start, started) = channel();
                let plan = Plan { pairs: pairs.to_vec(), ..plan.clone() };
                let gate = StartGate { ready, started };
                let base = turn * share * 2;
                (start, thread::spawn(move || run_local(chat.run_thread(&plan, clock, base, gate))))
            })
            .collect();
        drop(ready);
        assert_eq!(all_ready.iter().count(), threads.len(), "not all threads could connect");
        for (start, _) in &threads {
            start.send(()).unwrap();
        }
        thread::sleep(Duration::from_secs(self.warm_up));
        let before = Cpu::read(watched);
        let since = clock.now();
        thread::sleep(Duration::from_secs(self.seconds));
        let cpu = Cpu::read(watched).since(before);
        let seconds = (clock.now() - since) as f64 / 1e9;
        let mut tracker = Tracker::new(clock, 0);
        for (_, thread) in threads {
            tracker.merge(&thread.join().unwrap());
        }
        Outcome { tracker, cpu, seconds }
    }

    async fn run_thread(&self, plan: &Plan, clock: Clock, base: usize, gate: StartGate) -> Tracker {
        let pool = ClientPool::open(plan, clock, base).await;
        // Blocks this thread until all threads are ready.
        gate.ready.send(()).unwrap();
        drop(gate.ready);
        gate.started.recv().unwrap();
        let begin = clock.now() + nanos(Duration::from_secs(self.warm_up));
        let end = begin + nanos(Duration::from_secs(self.seconds));
        {
            let mut tracker = pool.tracker.borrow_mut();
            (tracker.window, tracker.send_on_ack_until) = ((begin, end), Some(end));
        }
        for _ in 0..self.in_flight {
            for sender in pool.senders() {
                pool.send_next(sender, clock.now());
            }
        }
        while clock.now() < end {
            tokio::time::sleep(Duration::from_millis(50)).await;
            pool.retry_refused();
        }
        pool.settle(Duration::from_secs(15)).await;
        let mut tracker = pool.tracker.borrow_mut();
        std::mem::replace(&mut *tracker, Tracker::new(clock, 0))
    }
}
