//! The closed loop: everybody always has so many messages under way.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

use super::floor::{Floor, Plan, alone};
use super::machine::Cpu;
use super::report;
use super::world::{Clock, World, nanos};

#[derive(Clone, clap::Args)]
pub struct Chat {
    /// Messages of each member without their ack
    #[arg(long, default_value_t = 8)]
    pub in_flight: usize,
    /// How long is measured
    #[arg(long, default_value_t = 15)]
    pub seconds: u64,
    /// How long it runs before that
    #[arg(long, default_value_t = 3)]
    pub warm_up: u64,
    /// Threads of the generator
    #[arg(long, default_value_t = 1)]
    pub threads: usize,
}

/// What a run came to.
pub struct Outcome {
    pub world: World,
    pub cpu: Cpu,
    pub seconds: f64,
}

impl Outcome {
    pub fn per_second(&self) -> f64 {
        self.world.acked as f64 / self.seconds
    }

    /// Prints it; whether nothing went wrong.
    #[must_use]
    pub fn print(&self) -> bool {
        println!("{:<28} {:>10.0} msg/s", "acked", self.per_second());
        report::times("message to its ack", &self.world.acks);
        report::times("message to the other side", &self.world.deliveries);
        let clean = report::faults(&self.world.faults);
        report::cpu(self.cpu, self.world.acked, self.seconds);
        clean
    }
}

/// Threads say when they are ready and wait for each other.
struct Gate {
    ready: Sender<()>,
    started: Receiver<()>,
}

impl Chat {
    /// `watch`: the processes whose CPU time is counted, and a Postgres that is not below them.
    pub fn run(&self, plan: &Plan, watch: (&[u32], Option<u32>)) -> Outcome {
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
                let gate = Gate { ready, started };
                (
                    start,
                    thread::spawn(move || alone(chat.talk(&plan, clock, turn * share * 2, gate))),
                )
            })
            .collect();
        drop(ready);
        assert_eq!(all_ready.iter().count(), threads.len(), "not all threads got their people in");
        for (start, _) in &threads {
            start.send(()).unwrap();
        }
        thread::sleep(Duration::from_secs(self.warm_up));
        let before = Cpu::read(watch.0, watch.1);
        let since = clock.now();
        thread::sleep(Duration::from_secs(self.seconds));
        let cpu = Cpu::read(watch.0, watch.1).since(before);
        let seconds = (clock.now() - since) as f64 / 1e9;
        let mut world = World::new(clock, 0);
        for (_, thread) in threads {
            world.merge(&thread.join().unwrap());
        }
        Outcome { world, cpu, seconds }
    }

    async fn talk(&self, plan: &Plan, clock: Clock, base: usize, gate: Gate) -> World {
        let floor = Floor::open(plan, clock, base).await;
        // Nothing moves on this thread until all are in.
        gate.ready.send(()).unwrap();
        drop(gate.ready);
        gate.started.recv().unwrap();
        let begin = clock.now() + nanos(Duration::from_secs(self.warm_up));
        let end = begin + nanos(Duration::from_secs(self.seconds));
        {
            let mut world = floor.world.borrow_mut();
            (world.window, world.closed_until) = ((begin, end), Some(end));
        }
        for _ in 0..self.in_flight {
            for speaker in floor.speakers() {
                floor.say(speaker, clock.now());
            }
        }
        while clock.now() < end {
            tokio::time::sleep(Duration::from_millis(50)).await;
            floor.pay_owed();
        }
        floor.settle(Duration::from_secs(15)).await;
        let mut world = floor.world.borrow_mut();
        std::mem::replace(&mut *world, World::new(clock, 0))
    }
}
