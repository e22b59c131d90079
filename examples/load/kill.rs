//! Kills the server with SIGKILL again and again while people talk; they come again, resume and repeat what had no ack.

use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::floor::{Floor, Plan, alone};
use super::peer;
use super::people::Crowd;
use super::report;
use super::servers::{Scratch, Server, free_port, tawar};
use super::target::Target;
use super::world::{Clock, histogram};

#[derive(Clone, clap::Args)]
pub struct Kill {
    /// The program
    #[arg(long, default_value = "target/release/tawar")]
    pub binary: PathBuf,
    /// How often it is killed
    #[arg(long, default_value_t = 20)]
    pub kills: usize,
    /// Messages a second
    #[arg(long, default_value_t = 200.0)]
    pub per_second: f64,
    #[arg(long, default_value_t = 50)]
    pub rooms: usize,
    /// Seconds from an ack after one kill to the next kill
    #[arg(long, default_value_t = 2)]
    pub every: u64,
}

impl Kill {
    /// Whether the server came back each time and nothing was lost, doubled or out of order.
    #[must_use]
    pub fn run(&self) -> bool {
        let scratch = Scratch::new("kill");
        let bind = format!("127.0.0.1:{}", free_port());
        let mut command = tawar(&self.binary, &scratch.0, &bind);
        let mut server = Server::start(&mut command);
        let crowd = Crowd {
            target: Target::Tawar,
            url: &server.url,
            rooms: self.rooms,
            per_person: 1,
            keep: None,
        };
        let plan = Plan {
            target: Target::Tawar,
            urls: vec![server.url.clone()],
            pairs: alone(crowd.gather()),
            copies: [1, 1],
            text: "Masih ada, Kak?".into(),
        };
        let clean = alone(async {
            let floor = Floor::persistent(&plan, Clock::new()).await;
            let saying = floor.pump(self.per_second, Duration::from_secs(24 * 3600));
            for turn in 1..=self.kills {
                tokio::time::sleep(Duration::from_secs(self.every)).await;
                floor.world.borrow_mut().mark_kill();
                server.kill();
                // Starting blocks; meanwhile the others must run.
                let starting = tokio::task::spawn_blocking(move || {
                    let server = Server::start(&mut command);
                    (server, command)
                });
                (server, command) = starting.await.unwrap();
                for _ in 0..6000 {
                    if floor.world.borrow().outages.len() >= turn {
                        break;
                    }
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            tokio::time::sleep(Duration::from_secs(self.every)).await;
            saying.abort();
            floor.settle(Duration::from_secs(30)).await;
            let world = floor.world.borrow();
            let mut outages = histogram();
            for outage in &world.outages {
                outages.saturating_record(outage / 1000);
            }
            println!(
                "{} kills, {} messages said, {} acked",
                self.kills,
                world.said(),
                world.acks.len()
            );
            report::times("kill to the first ack", &outages);
            let back = world.outages.len() == self.kills && !world.acks.is_empty();
            if !back {
                println!("{:<28} {} of {} times", "CAME BACK", world.outages.len(), self.kills);
            }
            report::faults(&world.faults) && back
        });
        drop(server);
        clean
    }
}

impl Floor {
    /// Like `open`, with sockets that come again whenever their line ends.
    async fn persistent(plan: &Plan, clock: Clock) -> Self {
        let floor = Self::open(plan, clock, 0).await;
        for (index, url) in (0..).zip(plan.urls.iter().cycle()).take(floor.writers.borrow().len()) {
            let (floor, plan, url) = (floor.clone(), plan.clone(), url.clone());
            let pair = &plan.pairs[index / 2];
            let (token, room) = (pair.tokens[index % 2].clone(), pair.room.clone());
            spawn_local(async move {
                loop {
                    floor.ended(index).await;
                    floor.come_again(plan.target, index, &url, &token, &room).await;
                }
            });
        }
        floor
    }

    /// Waits until a listener's line has ended.
    async fn ended(&self, listener: usize) {
        while !self.world.borrow().listeners[listener].gone {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn come_again(
        &self,
        target: Target,
        listener: usize,
        url: &str,
        token: &str,
        room: &str,
    ) {
        self.world.borrow_mut().listeners[listener].joined = false;
        let (writer, reader) = loop {
            match peer::connect(target, url, token).await {
                Ok(both) => break both,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        let writer = Rc::new(writer);
        self.writers.borrow_mut()[listener] = Rc::clone(&writer);
        self.attend(target, listener, room, writer, reader);
    }
}
