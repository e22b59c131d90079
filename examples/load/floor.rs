//! The sockets of one thread, all in their rooms, and the world that keeps count of them.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc::unbounded_channel;
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::timeout;

use super::peer::{self, Reader, Shared, Writer};
use super::people::Pair;
use super::target::{HERE, Target};
use super::wire::Fields;
use super::world::{Clock, World};

/// Which rooms are entered, and how.
#[derive(Clone)]
pub struct Plan {
    pub target: Target,
    /// Members alternate between them.
    pub urls: Vec<String>,
    pub pairs: Vec<Pair>,
    /// Sockets of the two members in the room.
    pub copies: [usize; 2],
    pub text: String,
}

#[derive(Clone)]
pub struct Floor {
    pub world: Rc<RefCell<World>>,
    pub writers: Rc<RefCell<Vec<Rc<Writer>>>>,
    buffer: Shared,
}

impl Floor {
    /// Connects everybody and waits until all are in their rooms. `base`: members that other threads have before ours.
    pub async fn open(plan: &Plan, clock: Clock, base: usize) -> Self {
        let floor = Self {
            world: Rc::new(RefCell::new(World::new(clock, base))),
            writers: Rc::default(),
            buffer: peer::shared(),
        };
        let mut seats = Vec::new();
        for pair in &plan.pairs {
            for (token, copies) in pair.tokens.iter().zip(plan.copies) {
                let mut world = floor.world.borrow_mut();
                let member = world.add_member(plan.target.template(&pair.room, &plan.text));
                for copy in 0..copies {
                    let listener = world.add_listener(member, copy == 0);
                    let url = plan.urls[(member + copy) % plan.urls.len()].clone();
                    seats.push((listener, url, token.clone(), pair.room.clone()));
                }
            }
        }
        let entered = stream::iter(seats).map(|(listener, url, token, room)| {
            let floor = floor.clone();
            async move {
                floor
                    .enter(plan.target, listener, &url, &token, &room)
                    .await
                    .unwrap_or_else(|err| panic!("no socket: {err}"))
            }
        });
        let writers: Vec<Rc<Writer>> = entered.buffered(32).collect().await;
        *floor.writers.borrow_mut() = writers;
        floor.wait_for_all().await;
        floor
    }

    async fn wait_for_all(&self) {
        let since = Instant::now();
        while !self.world.borrow().listeners.iter().all(|socket| socket.joined) {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let faults = self.world.borrow().faults.clone();
            assert!(since.elapsed().as_secs() < 60, "not everybody got in: {faults:?}");
        }
    }

    async fn enter(
        &self,
        target: Target,
        listener: usize,
        url: &str,
        token: &str,
        room: &str,
    ) -> io::Result<Rc<Writer>> {
        let (writer, reader) =
            timeout(Duration::from_secs(60), peer::connect(target, url, token)).await??;
        let writer = Rc::new(writer);
        self.attend(target, listener, room, Rc::clone(&writer), reader);
        Ok(writer)
    }

    /// Enters the room and listens. Who was there before resumes, and repeats what had no ack.
    pub fn attend(
        &self,
        target: Target,
        listener: usize,
        room: &str,
        own: Rc<Writer>,
        reader: Reader,
    ) {
        let (world, buffer, room) =
            (Rc::clone(&self.world), Rc::clone(&self.buffer), room.to_owned());
        let known = world.borrow().listeners[listener].clone();
        let resume = (!known.epoch.is_empty()).then_some((known.seq, known.epoch.as_str()));
        own.put(|out| target.hello(out, &room, resume));
        own.flush();
        world.borrow_mut().listeners[listener].gone = false;
        spawn_local(async move {
            let hear = |event: Fields<'_>, out: &mut Vec<u8>| match event.kind {
                HERE => target.join(out, &room, None),
                _ => world.borrow_mut().hear(listener, &event, out),
            };
            let ending = reader.listen(&own, &buffer, hear).await;
            world.borrow_mut().end(listener, ending);
        });
    }

    /// Lets a listener's member say the next thing.
    pub fn say(&self, listener: usize, at: u64) {
        let writer = Rc::clone(&self.writers.borrow()[listener]);
        let mut world = self.world.borrow_mut();
        let (member, joined) = (world.listeners[listener].member, world.listeners[listener].joined);
        if joined {
            writer.put(|out| world.say(member, at, out));
            writer.flush();
        } else {
            // It is repeated as soon as the room is entered again.
            world.note(member, at);
        }
    }

    /// The sockets that speak.
    pub fn speakers(&self) -> Vec<usize> {
        let world = self.world.borrow();
        (0..world.listeners.len()).filter(|index| world.listeners[*index].speaks).collect()
    }

    /// Lets those who were refused a moment ago speak again.
    pub fn pay_owed(&self) {
        let (owed, now) = {
            let mut world = self.world.borrow_mut();
            (std::mem::take(&mut world.owed), world.clock.now())
        };
        for listener in owed {
            self.say(listener, now);
        }
    }

    /// Waits until all is acked and delivered, at most so long, and counts what is missing.
    pub async fn settle(&self, patience: Duration) {
        let since = Instant::now();
        while !self.world.borrow().is_settled() && since.elapsed() < patience {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // Something said twice may still be on the way.
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.world.borrow_mut().close();
    }

    /// Says `per_second` messages on a fixed schedule, in turn; each counts from when it was due, however late we are.
    pub fn pump(&self, per_second: f64, time: Duration) -> JoinHandle<()> {
        let speakers = self.speakers();
        let floor = self.clone();
        let mut due = self.clock_thread(per_second, time);
        spawn_local(async move {
            let mut turn = 0;
            while let Some(at) = due.recv().await {
                // A step that meets every speaker, and not neighbours one after the other.
                turn = (turn + 7919) % speakers.len();
                floor.say(speakers[turn], at);
            }
        })
    }

    /// A thread that sleeps until each message is due: the runtime's own timer is only good to a millisecond.
    fn clock_thread(
        &self,
        per_second: f64,
        time: Duration,
    ) -> tokio::sync::mpsc::UnboundedReceiver<u64> {
        let (send, due) = unbounded_channel();
        let clock = self.world.borrow().clock;
        thread::spawn(move || {
            let start = clock.now();
            for number in 0..(time.as_secs_f64() * per_second) as u64 {
                let at = start + (number as f64 * 1e9 / per_second) as u64;
                thread::sleep(Duration::from_nanos(at.saturating_sub(clock.now())));
                if send.send(at).is_err() {
                    return;
                }
            }
        });
        due
    }
}

/// Runs a future with its tasks on a runtime of this thread alone.
pub fn alone<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(future))
}
