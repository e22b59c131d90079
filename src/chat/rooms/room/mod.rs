//! The actor of one room: passes messages posted on this node to the journal, and committed frames to its sockets in `seq`
//! order. It holds ids, positions and queues only; losing it loses nothing that was acked.

mod handlers;
mod join;
mod messages;
mod pending;
mod publication;
mod sequencer;
mod snapshot;
mod subscribers;
mod writes;

pub use self::join::{Join, Leave};
#[cfg(debug_assertions)]
pub use self::messages::Crash;
pub use self::messages::{Committed, Ephemeral, MembersChanged, PostRequest};
pub use self::pending::InFlight;
pub use self::publication::{publication_of, publications_of};
pub(super) use self::snapshot::{Position, snapshot};

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use uuid::Uuid;

use self::pending::PendingPost;
use self::sequencer::Sequencer;
use self::subscribers::{JoinNumber, Subscribers};
use super::context::RoomContext;
use super::model::Room;
use crate::base::error::AppError;
use crate::base::i18n::Lang;
use crate::base::ids::RoomId;
use crate::chat::live::{ConnectionId, Disconnect, Event, Publication, live_metrics};

/// A client that missed more messages than this has to load the room again.
const MAX_MISSED: i64 = 300;
/// An actor without subscribers stops after this time.
const IDLE: Duration = Duration::from_secs(180);
/// After this time a gap that could not be read is read again, and subscribers that lagged are checked.
const RETRY_DELAY: Duration = Duration::from_millis(500);
/// How long a gap may wait for the messages of another node before it is read from Postgres.
const BUS_DELAY: Duration = Duration::from_millis(300);
const MAILBOX: usize = 256;

/// The actor of one room.
pub struct RoomActor {
    row: Room,
    context: RoomContext,
    subscribers: Subscribers,
    /// Joins so far.
    joins: JoinNumber,
    sequencer: Sequencer,
    /// A gap is being filled.
    filling: bool,
    waiting: VecDeque<PendingPost>,
    /// An append request is at the journal.
    writing: bool,
    empty_since: Instant,
    /// A check of lagging subscribers is due.
    checking_lag: bool,
}

impl RoomActor {
    pub(super) fn new(row: Room, context: RoomContext) -> Self {
        live_metrics().rooms.increment(1.0);
        Self {
            sequencer: Sequencer::at(row.last_seq),
            row,
            context,
            subscribers: Subscribers::default(),
            joins: 0,
            filling: false,
            waiting: VecDeque::new(),
            writing: false,
            empty_since: Instant::now(),
            checking_lag: false,
        }
    }

    fn id(&self) -> RoomId {
        self.row.id
    }

    /// Takes committed publications: delivers those that are next, stores those ahead and fills the gap before them.
    fn take(&mut self, publications: Vec<Publication>, ctx: &mut Context<Self>) {
        let before = self.sequencer.delivered();
        let next = self.sequencer.take(publications);
        if !next.is_empty() {
            self.subscribers.deliver(before, &next);
            self.check_lagging(ctx);
        }
        self.fill(ctx);
    }

    /// Reads the messages between the last delivered and the last known to be committed, until there is no gap. While the
    /// bus is connected they are probably in transit, so that Postgres is read only after a delay.
    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling {
            return;
        }
        let Some(after) = self.sequencer.gap() else { return };
        self.filling = true;
        if self.context.bus.state() == "up" {
            ctx.run_later(BUS_DELAY, move |room, ctx| room.read_if_unchanged(after, ctx));
        } else {
            self.read_gap(ctx);
        }
    }

    fn read_if_unchanged(&mut self, after: i64, ctx: &mut Context<Self>) {
        if self.sequencer.gap() == Some(after) {
            return self.read_gap(ctx);
        }
        self.filling = false;
        self.fill(ctx);
    }

    fn read_gap(&mut self, ctx: &mut Context<Self>) {
        let Some(after) = self.sequencer.gap() else {
            self.filling = false;
            return;
        };
        let (reader, room) = (self.context.reader.clone(), self.id());
        let reading = async move { reader.missing((room, after), MAX_MISSED).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| {
            match read {
                Ok(publications) if publications.is_empty() => room.sequencer.nothing_committed(),
                Ok(publications) => room.take(publications, ctx),
                Err(err) => {
                    tracing::warn!(room = %room.id(), error = %err, "a gap could not be read, trying again");
                }
            }
            if room.sequencer.delivered() > after {
                room.filling = false;
                room.fill(ctx);
            } else {
                ctx.run_later(RETRY_DELAY, |room, ctx| {
                    room.filling = false;
                    room.fill(ctx);
                });
            }
        }));
    }

    /// While subscribers lag, checks them periodically: those that have caught up are sent what they missed.
    fn check_lagging(&mut self, ctx: &mut Context<Self>) {
        if self.checking_lag || !self.subscribers.any_lagging() {
            return;
        }
        self.checking_lag = true;
        ctx.run_later(RETRY_DELAY, |room, ctx| {
            room.checking_lag = false;
            for (id, join, position) in room.subscribers.caught_up() {
                room.catch_up(id, join, position, ctx);
            }
            if room.subscribers.0.is_empty() {
                room.empty_since = Instant::now();
            }
            room.check_lagging(ctx);
        });
    }

    fn leave(&mut self, connection: ConnectionId) {
        self.subscribers.0.remove(&connection);
        if self.subscribers.0.is_empty() {
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
    Event::Error { id, room, code: err.code(), message: err.text().localized(lang) }.encode()
}

impl Actor for RoomActor {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX);
        ctx.run_interval(Duration::from_secs(30), |room, ctx| {
            if room.subscribers.0.is_empty()
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
impl Drop for RoomActor {
    fn drop(&mut self) {
        live_metrics().rooms.decrement(1.0);
        for subscriber in self.subscribers.0.values() {
            subscriber.connection.close(Disconnect::Restart(0));
        }
    }
}
