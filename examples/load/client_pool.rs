//! The sockets of one thread, all joined to their rooms, and the tracker that checks what they receive.

use std::cell::RefCell;
use std::io;
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{JoinHandle, LocalSet, spawn_local};
use tokio::time::timeout;

use super::client::{self, Reader, SharedBuffer, Writer};
use super::participants::Pair;
use super::target::{CONNECTED, Position, Target};
use super::tracker::{Clock, Tracker};
use super::wire::Fields;

/// Which rooms are joined, and how.
#[derive(Clone)]
pub struct Plan {
    pub target: Target,
    /// Nodes; members alternate between them.
    pub urls: Vec<String>,
    pub pairs: Vec<Pair>,
    /// Sockets of each of the two members in the room.
    pub copies: [usize; 2],
    /// The text of every message.
    pub text: String,
}

/// Where a listener connects, as whom, and which room it joins.
#[derive(Clone)]
pub struct Seat {
    pub target: Target,
    pub listener: usize,
    pub url: String,
    pub token: String,
    pub room: String,
}

#[derive(Clone)]
pub struct ClientPool {
    pub tracker: Rc<RefCell<Tracker>>,
    /// One for each listener.
    pub writers: Rc<RefCell<Vec<Rc<Writer>>>>,
    buffer: SharedBuffer,
}

impl ClientPool {
    /// Connects all sockets and waits until they have joined their rooms. `base`: members of the threads before this one.
    pub async fn open(plan: &Plan, clock: Clock, base: usize) -> Self {
        let pool = Self {
            tracker: Rc::new(RefCell::new(Tracker::new(clock, base))),
            writers: Rc::default(),
            buffer: client::shared_buffer(),
        };
        let connecting = stream::iter(pool.seats(plan)).map(|seat| {
            let pool = pool.clone();
            async move { pool.connect(seat).await.unwrap_or_else(|err| panic!("no socket: {err}")) }
        });
        let writers: Vec<Rc<Writer>> = connecting.buffered(32).collect().await;
        *pool.writers.borrow_mut() = writers;
        pool.wait_until_joined().await;
        pool
    }

    /// Adds the members and listeners of a plan to the tracker.
    fn seats(&self, plan: &Plan) -> Vec<Seat> {
        let mut tracker = self.tracker.borrow_mut();
        let mut seats = Vec::new();
        for pair in &plan.pairs {
            for (token, copies) in pair.tokens.iter().zip(plan.copies) {
                let member = tracker.add_member(plan.target.template(&pair.room, &plan.text));
                for copy in 0..copies {
                    seats.push(Seat {
                        target: plan.target,
                        listener: tracker.add_listener(member, copy == 0),
                        url: plan.urls[(member + copy) % plan.urls.len()].clone(),
                        token: token.clone(),
                        room: pair.room.clone(),
                    });
                }
            }
        }
        seats
    }

    async fn wait_until_joined(&self) {
        let since = Instant::now();
        while !self.tracker.borrow().listeners.iter().all(|listener| listener.joined) {
            tokio::time::sleep(Duration::from_millis(10)).await;
            let faults = self.tracker.borrow().faults.clone();
            assert!(since.elapsed().as_secs() < 60, "not all sockets could join: {faults:?}");
        }
    }

    async fn connect(&self, seat: Seat) -> io::Result<Rc<Writer>> {
        let connecting = client::connect(seat.target, &seat.url, &seat.token);
        let (writer, reader) = timeout(Duration::from_secs(60), connecting).await??;
        let writer = Rc::new(writer);
        self.join_and_listen(seat, Rc::clone(&writer), reader);
        Ok(writer)
    }

    /// Joins the room and starts to listen. A listener that was in the room before resumes, and sends again what has no ack.
    pub fn join_and_listen(&self, seat: Seat, writer: Rc<Writer>, reader: Reader) {
        let Seat { target, listener, room, .. } = seat;
        let (tracker, buffer) = (Rc::clone(&self.tracker), Rc::clone(&self.buffer));
        let known = tracker.borrow().listeners[listener].clone();
        let resume = (!known.epoch.is_empty())
            .then_some(Position { seq: known.seq, epoch: known.epoch.as_str() });
        writer.put(|out| target.open_session(out, &room, resume));
        writer.flush();
        tracker.borrow_mut().listeners[listener].ended = false;
        spawn_local(async move {
            let receive = |event: Fields<'_>, out: &mut Vec<u8>| match event.kind {
                CONNECTED => target.join(out, &room, None),
                _ => tracker.borrow_mut().receive(listener, &event, out),
            };
            let ending = reader.listen(&writer, &buffer, receive).await;
            tracker.borrow_mut().end(listener, ending);
        });
    }

    /// Sends the next message of a listener's member; its latency counts from `at`.
    pub fn send_next(&self, listener: usize, at: u64) {
        let writer = Rc::clone(&self.writers.borrow()[listener]);
        let mut tracker = self.tracker.borrow_mut();
        let listener = &tracker.listeners[listener];
        let (member, joined) = (listener.member, listener.joined);
        if joined {
            writer.put(|out| tracker.send_next(member, at, out));
            writer.flush();
        } else {
            // Sent as soon as the room is joined again.
            tracker.record_next(member, at);
        }
    }

    /// The listeners through which members send.
    pub fn senders(&self) -> Vec<usize> {
        let tracker = self.tracker.borrow();
        (0..tracker.listeners.len()).filter(|index| tracker.listeners[*index].sends).collect()
    }

    /// Sends the next message of each listener whose message was refused since the last call.
    pub fn retry_refused(&self) {
        let (refused, now) = {
            let mut tracker = self.tracker.borrow_mut();
            (std::mem::take(&mut tracker.refused_listeners), tracker.clock.now())
        };
        for listener in refused {
            self.send_next(listener, now);
        }
    }

    /// Waits until everything is acked and delivered, at most for `limit`, and counts what is missing.
    pub async fn settle(&self, limit: Duration) {
        let since = Instant::now();
        while !self.tracker.borrow().is_settled() && since.elapsed() < limit {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        // A double may still be in transit.
        tokio::time::sleep(Duration::from_millis(300)).await;
        self.tracker.borrow_mut().count_missing();
    }

    /// Sends `per_second` messages on a fixed schedule, the senders taking turns. Each latency counts from when the message
    /// was due, however late it is sent.
    pub fn send_at_rate(&self, per_second: f64, time: Duration) -> JoinHandle<()> {
        let senders = self.senders();
        let pool = self.clone();
        let mut due = self.start_timer(per_second, time);
        spawn_local(async move {
            let mut turn = 0;
            while let Some(at) = due.recv().await {
                // A stride that reaches every sender, without neighbours following each other.
                turn = (turn + 7919) % senders.len();
                pool.send_next(senders[turn], at);
            }
        })
    }

    /// A thread that sleeps until each message is due: the runtime's own timer has a resolution of a millisecond.
    fn start_timer(&self, per_second: f64, time: Duration) -> UnboundedReceiver<u64> {
        let (send, due) = unbounded_channel();
        let clock = self.tracker.borrow().clock;
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

/// Runs a future and its tasks on a runtime of this thread alone.
pub fn run_local<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(future))
}
