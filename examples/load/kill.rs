//! Kills the server with SIGKILL again and again under load. Clients reconnect, resume and send again what has no ack.

use std::path::PathBuf;
use std::process::Command;
use std::rc::Rc;
use std::time::Duration;

use tokio::task::spawn_local;

use super::client;
use super::client_pool::{ClientPool, Plan, Seat, run_local};
use super::participants::Participants;
use super::report;
use super::servers::{Scratch, Server, free_port, tawar};
use super::target::Target;
use super::tracker::{Clock, histogram};

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
    /// Seconds from the first ack after one kill to the next kill
    #[arg(long, default_value_t = 2)]
    pub every: u64,
}

impl Kill {
    /// Returns whether the server came back each time and there were no faults.
    #[must_use]
    pub fn run(&self) -> bool {
        let scratch = Scratch::new("kill");
        let bind = format!("127.0.0.1:{}", free_port());
        let mut command = tawar(&self.binary, &scratch.0, &bind);
        let server = Server::start(&mut command);
        let participants = Participants {
            target: Target::Tawar,
            url: &server.url,
            rooms: self.rooms,
            per_person: 1,
            keep: None,
        };
        let plan = Plan {
            target: Target::Tawar,
            urls: vec![server.url.clone()],
            pairs: run_local(participants.sign_up()),
            copies: [1, 1],
            text: "Masih ada, Kak?".into(),
        };
        let (clean, server) = run_local(async {
            let pool = ClientPool::open_reconnecting(&plan, Clock::new()).await;
            let sending = pool.send_at_rate(self.per_second, Duration::from_secs(24 * 3600));
            let server = self.kill_repeatedly(&pool, server, command).await;
            tokio::time::sleep(Duration::from_secs(self.every)).await;
            sending.abort();
            pool.settle(Duration::from_secs(30)).await;
            (self.report(&pool), server)
        });
        drop(server);
        clean
    }

    async fn kill_repeatedly(
        &self,
        pool: &ClientPool,
        mut server: Server,
        mut command: Command,
    ) -> Server {
        for turn in 1..=self.kills {
            tokio::time::sleep(Duration::from_secs(self.every)).await;
            pool.tracker.borrow_mut().note_kill();
            server.kill();
            // Starting blocks, and the clients must run meanwhile.
            let starting = tokio::task::spawn_blocking(move || {
                let server = Server::start(&mut command);
                (server, command)
            });
            (server, command) = starting.await.unwrap();
            for _ in 0..6000 {
                if pool.tracker.borrow().outages.len() >= turn {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
        server
    }

    fn report(&self, pool: &ClientPool) -> bool {
        let tracker = pool.tracker.borrow();
        let mut outages = histogram();
        for outage in &tracker.outages {
            outages.saturating_record(outage / 1000);
        }
        println!(
            "{} kills, {} messages sent, {} acked",
            self.kills,
            tracker.sent_count(),
            tracker.acks.len()
        );
        report::times("kill to the first ack", &outages);
        let came_back = tracker.outages.len() == self.kills && !tracker.acks.is_empty();
        if !came_back {
            println!("{:<28} {} of {} times", "CAME BACK", tracker.outages.len(), self.kills);
        }
        report::faults(&tracker.faults) && came_back
    }
}

impl ClientPool {
    /// Like `open`, with sockets that reconnect whenever their connection ends.
    async fn open_reconnecting(plan: &Plan, clock: Clock) -> Self {
        let pool = Self::open(plan, clock, 0).await;
        for (listener, url) in (0..).zip(plan.urls.iter().cycle()).take(pool.writers.borrow().len())
        {
            let pair = &plan.pairs[listener / 2];
            let seat = Seat {
                target: plan.target,
                listener,
                url: url.clone(),
                token: pair.tokens[listener % 2].clone(),
                room: pair.room.clone(),
            };
            let pool = pool.clone();
            spawn_local(async move {
                loop {
                    pool.wait_until_ended(listener).await;
                    pool.reconnect(seat.clone()).await;
                }
            });
        }
        pool
    }

    async fn wait_until_ended(&self, listener: usize) {
        while !self.tracker.borrow().listeners[listener].ended {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    async fn reconnect(&self, seat: Seat) {
        self.tracker.borrow_mut().listeners[seat.listener].joined = false;
        let (writer, reader) = loop {
            match client::connect(seat.target, &seat.url, &seat.token).await {
                Ok(both) => break both,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        };
        let writer = Rc::new(writer);
        self.writers.borrow_mut()[seat.listener] = Rc::clone(&writer);
        self.join_and_listen(seat, writer, reader);
    }
}
