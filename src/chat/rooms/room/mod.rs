//! The actor of one room: hands what is said on this node to the journal, and committed bytes to its sockets in `seq`
//! order. It holds ids, positions and queues only; losing it loses nothing that was acked.

mod handlers;
mod join;
mod publication;
mod sequencer;
mod subscribers;
mod writes;

#[cfg(debug_assertions)]
pub use self::handlers::Crash;
pub use self::handlers::{Committed, Ephemeral, Expel, InFlight, Say};
pub(super) use self::join::snapshot;
pub use self::join::{Join, Leave};
pub use self::publication::{bundle_of, bundles_of};

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use uuid::Uuid;

use self::sequencer::Sequencer;
use self::subscribers::Subscribers;
use self::writes::Waiting;
use super::lobby::Parts;
use super::model::Room as RoomRow;
use crate::base::error::AppError;
use crate::base::i18n::Lang;
use crate::base::ids::RoomId;
use crate::chat::live::{ConnectionId, Disconnect, Event, Publication, live_metrics};

/// More missed than this and the page is loaded anew.
const MOST_MISSED: i64 = 300;
/// An empty room goes after this.
const IDLE: Duration = Duration::from_secs(180);
/// A hole that could not be read yet is read again after this; so are readers that were behind.
const SOON: Duration = Duration::from_millis(500);
/// How long the ring of another node may take.
const ON_ITS_WAY: Duration = Duration::from_millis(300);
const MAILBOX: usize = 256;

/// One room.
pub struct Room {
    row: RoomRow,
    parts: Parts,
    peers: Subscribers,
    came: u64,
    stream: Sequencer,
    filling: bool,
    waiting: VecDeque<Waiting>,
    writing: bool,
    alone_since: Instant,
    looking_after: bool,
}

impl Room {
    pub(super) fn new(row: RoomRow, parts: Parts) -> Self {
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
            alone_since: Instant::now(),
            looking_after: false,
        }
    }

    fn id(&self) -> RoomId {
        self.row.id
    }

    /// Takes committed bundles: hands on what is next, keeps what is ahead and fills the hole before it.
    fn take(&mut self, bundles: Vec<Publication>, ctx: &mut Context<Self>) {
        let before = self.stream.delivered();
        let next = self.stream.take(bundles);
        if !next.is_empty() {
            self.peers.hand_on(before, &next);
            self.look_after(ctx);
        }
        self.fill(ctx);
    }

    /// Reads what is missing between what was handed on and what is known to be committed, until nothing is. With other
    /// nodes about, it is probably on its way: while what is missing comes in, nothing is asked for.
    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling {
            return;
        }
        let Some(after) = self.stream.hole() else { return };
        self.filling = true;
        if self.parts.bus.state() == "up" {
            ctx.run_later(ON_ITS_WAY, move |room, ctx| room.wait_or_read(after, ctx));
        } else {
            self.read_on(ctx);
        }
    }

    fn wait_or_read(&mut self, after: i64, ctx: &mut Context<Self>) {
        if self.stream.hole() == Some(after) {
            return self.read_on(ctx);
        }
        self.filling = false;
        self.fill(ctx);
    }

    fn read_on(&mut self, ctx: &mut Context<Self>) {
        let Some(after) = self.stream.hole() else {
            self.filling = false;
            return;
        };
        let (reader, room) = (self.parts.reader.clone(), self.id());
        let reading = async move { reader.missing((room, after), MOST_MISSED).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| {
            match read {
                Ok(bundles) if bundles.is_empty() => room.stream.nothing_there(),
                Ok(bundles) => room.take(bundles, ctx),
                Err(err) => {
                    tracing::warn!(room = %room.id(), error = %err, "a hole could not be filled yet");
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

    /// While readers are behind, looks after them: those that have room again are sent what they missed.
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
                room.alone_since = Instant::now();
            }
            room.look_after(ctx);
        });
    }

    fn leave(&mut self, connection: ConnectionId) {
        self.peers.0.remove(&connection);
        if self.peers.0.is_empty() {
            self.alone_since = Instant::now();
        }
    }
}

/// The frame that says what went wrong.
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
                && room.alone_since.elapsed() > IDLE
            {
                ctx.stop();
            }
        });
    }
}

/// An actor that panics takes its peers' places with it: they are asked to come again, and resume.
impl Drop for Room {
    fn drop(&mut self) {
        live_metrics().rooms.decrement(1.0);
        for peer in self.peers.0.values() {
            peer.line.close(Disconnect::Restart(0));
        }
    }
}
