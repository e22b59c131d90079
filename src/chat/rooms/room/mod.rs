//! The actor of one room: passes messages posted on this node to the journal, and committed frames to its sockets in `seq`
//! order. It holds ids, positions and queues only; losing it loses nothing that was acked.

mod handlers;
mod join;
mod messages;
mod pending;
mod publication;
mod sequencer;
mod subscribers;
mod writes;

pub use self::join::{Join, Leave};
pub(super) use self::join::{Position, snapshot};
#[cfg(debug_assertions)]
pub use self::messages::Crash;
pub use self::messages::{Committed, Ephemeral, Expel, PostRequest};
pub use self::pending::InFlight;
pub use self::publication::{bundle_of, bundles_of};

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use uuid::Uuid;

use self::pending::PendingPost;
use self::sequencer::Sequencer;
use self::subscribers::Subscribers;
use super::context::RoomContext;
use super::model::Room as RoomRow;
use crate::base::error::AppError;
use crate::base::i18n::Lang;
use crate::base::ids::RoomId;
use crate::chat::live::{ConnectionId, Disconnect, Event, Publication, live_metrics};

/// A client that missed more messages than this has to load the room again.
const MOST_MISSED: i64 = 300;
/// An actor without subscribers stops after this time.
const IDLE: Duration = Duration::from_secs(180);
/// After this time a gap that could not be read is read again, and subscribers that lagged are checked.
const SOON: Duration = Duration::from_millis(500);
/// How long a gap may wait for the messages of another node before it is read from Postgres.
const BUS_DELAY: Duration = Duration::from_millis(300);
const MAILBOX: usize = 256;

/// The actor of one room.
pub struct Room {
    row: RoomRow,
    parts: RoomContext,
    peers: Subscribers,
    /// Joins so far; numbers them.
    came: u64,
    stream: Sequencer,
    /// A gap is being filled.
    filling: bool,
    waiting: VecDeque<PendingPost>,
    /// An append request is at the journal.
    writing: bool,
    empty_since: Instant,
    /// A check of lagging subscribers is due.
    looking_after: bool,
}

impl Room {
    pub(super) fn new(row: RoomRow, parts: RoomContext) -> Self {
        live_metrics().rooms.increment(1.0);
        Self {
            stream: Sequencer::at(row.last_seq),
            row,
            parts,
            peers: Subscribers::default(),
            came: 0,
            filling: false,
            waiting: VecDeque::new(),
            writing: false,
            empty_since: Instant::now(),
            looking_after: false,
        }
    }

    fn id(&self) -> RoomId {
        self.row.id
    }

    /// Takes committed publications: delivers those that are next, stores those ahead and fills the gap before them.
    fn take(&mut self, publications: Vec<Publication>, ctx: &mut Context<Self>) {
        let before = self.stream.delivered();
        let next = self.stream.take(publications);
        if !next.is_empty() {
            self.peers.deliver(before, &next);
            self.look_after(ctx);
        }
        self.fill(ctx);
    }

    /// Reads the messages between the last delivered and the last known to be committed, until there is no gap. While the
    /// bus is connected they are probably in transit, so that Postgres is read only after a delay.
    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling {
            return;
        }
        let Some(after) = self.stream.gap() else { return };
        self.filling = true;
        if self.parts.bus.state() == "up" {
            ctx.run_later(BUS_DELAY, move |room, ctx| room.read_if_unchanged(after, ctx));
        } else {
            self.read_gap(ctx);
        }
    }

    fn read_if_unchanged(&mut self, after: i64, ctx: &mut Context<Self>) {
        if self.stream.gap() == Some(after) {
            return self.read_gap(ctx);
        }
        self.filling = false;
        self.fill(ctx);
    }

    fn read_gap(&mut self, ctx: &mut Context<Self>) {
        let Some(after) = self.stream.gap() else {
            self.filling = false;
            return;
        };
        let (reader, room) = (self.parts.reader.clone(), self.id());
        let reading = async move { reader.missing((room, after), MOST_MISSED).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| {
            match read {
                Ok(publications) if publications.is_empty() => room.stream.nothing_committed(),
                Ok(publications) => room.take(publications, ctx),
                Err(err) => {
                    tracing::warn!(room = %room.id(), error = %err, "a gap could not be read, trying again");
                }
            }
            if room.stream.delivered() > after {
                room.filling = false;
                room.fill(ctx);
            } else {
                ctx.run_later(SOON, |room, ctx| {
                    room.filling = false;
                    room.fill(ctx);
                });
            }
        }));
    }

    /// While subscribers lag, checks them periodically: those that have caught up are sent what they missed.
    fn look_after(&mut self, ctx: &mut Context<Self>) {
        if self.looking_after || !self.peers.any_behind() {
            return;
        }
        self.looking_after = true;
        ctx.run_later(SOON, |room, ctx| {
            room.looking_after = false;
            for (id, came, position) in room.peers.caught_up() {
                room.catch_up(id, came, position, ctx);
            }
            if room.peers.0.is_empty() {
                room.empty_since = Instant::now();
            }
            room.look_after(ctx);
        });
    }

    fn leave(&mut self, connection: ConnectionId) {
        self.peers.0.remove(&connection);
        if self.peers.0.is_empty() {
            self.empty_since = Instant::now();
        }
    }
}

/// The frame of an error.
pub(crate) fn error(
    id: Option<Uuid>,
    room: Option<RoomId>,
    err: &AppError,
    lang: Lang,
) -> ByteString {
    Event::Error { id, room, code: err.code(), message: err.text().say(lang) }.encode()
}

impl Actor for Room {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(Duration::from_secs(30), |room, ctx| {
            if room.peers.0.is_empty()
                && room.waiting.is_empty()
                && !room.writing
                && room.empty_since.elapsed() > IDLE
            {
                ctx.stop();
            }
        });
    }
}

/// An actor that panics loses the positions of its subscribers: their sockets are closed, reconnect and resume.
impl Drop for Room {
    fn drop(&mut self) {
        live_metrics().rooms.decrement(1.0);
        for subscriber in self.peers.0.values() {
            subscriber.line.close(Disconnect::Restart(0));
        }
    }
}
