//! The actor of one room: orders what is said on this node, hands committed bytes to its sockets in `seq` order.
//! It holds ids, positions and queues only; losing it loses nothing that was acked.

mod bundle;
mod join;
mod says;

pub use self::bundle::Bundle;
use self::bundle::missing;
pub use self::join::{Join, Leave};
pub use self::says::{Committed, Hint, Say};

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::actions::{self, Utterance};
use super::lobby::Parts;
use super::model::{Message as Row, Room as RoomRow};
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{RoomId, UserId};
use crate::talk::live::{ConnectionId, Event, Farewell, Line};

/// More missed than this and the page is loaded anew.
const MOST_MISSED: i64 = 200;
/// Waiting messages of all senders; more is pushed back.
const MOST_WAITING: usize = 256;
/// Messages of one transaction.
const BATCH: usize = 64;
/// An empty room goes after this.
const IDLE: Duration = Duration::from_secs(180);
/// A hole that could not be read yet is read again after this.
const SOON: Duration = Duration::from_millis(500);

struct Peer {
    user: UserId,
    line: Line,
    /// Counts the times somebody came in; only the latest coming in of a socket is answered.
    came: u64,
    /// The last place it was sent.
    position: i64,
    /// While its missed messages are read, what is committed meanwhile waits here.
    catching_up: Option<Vec<Bundle>>,
}

type Waiting = (Utterance, Option<(ConnectionId, Line)>, Option<oneshot::Sender<AppResult<Row>>>);

/// One room.
pub struct Room {
    row: RoomRow,
    parts: Parts,
    peers: HashMap<ConnectionId, Peer>,
    came: u64,
    /// Everything up to here was handed to the peers.
    delivered: i64,
    /// Everything up to here is known to be committed.
    committed: i64,
    /// Committed but not contiguous yet.
    ahead: BTreeMap<i64, Bundle>,
    filling: bool,
    waiting: VecDeque<Waiting>,
    writing: bool,
    alone_since: Instant,
}

impl Room {
    pub(super) fn new(row: RoomRow, parts: Parts) -> Self {
        Self {
            delivered: row.last_seq,
            committed: row.last_seq,
            row,
            parts,
            peers: HashMap::new(),
            came: 0,
            ahead: BTreeMap::new(),
            filling: false,
            waiting: VecDeque::new(),
            writing: false,
            alone_since: Instant::now(),
        }
    }

    fn id(&self) -> RoomId {
        self.row.id
    }

    /// Takes what waits and says it in one transaction; while it commits, the next batch gathers.
    fn write(&mut self, ctx: &mut Context<Self>) {
        if self.writing || self.waiting.is_empty() {
            return;
        }
        self.writing = true;
        let batch: Vec<Waiting> = self.waiting.drain(..self.waiting.len().min(BATCH)).collect();
        let utterances = batch.iter().map(|(said, ..)| said.clone()).collect();
        let (db, room, now) = (self.parts.db.clone(), self.id(), self.parts.clock.now());
        let saying = async move { actions::say(&db, room, utterances, now).await };
        ctx.spawn(saying.into_actor(self).map(move |done, room, ctx| {
            room.writing = false;
            room.answer(batch, done, ctx);
            room.write(ctx);
        }));
    }

    /// After the commit: acks to the senders, then the messages to everybody.
    fn answer(
        &mut self,
        batch: Vec<Waiting>,
        done: AppResult<Vec<actions::Fate>>,
        ctx: &mut Context<Self>,
    ) {
        let mut fates = match done {
            Ok(fates) => fates.into_iter(),
            Err(err) => {
                tracing::warn!(room = %self.id(), error = %err, "messages were not committed, their senders are told");
                Vec::new().into_iter()
            }
        };
        let mut fresh = Vec::new();
        for (said, line, reply) in batch {
            let fate =
                fates.next().unwrap_or_else(|| Err(AppError::Unavailable("not committed".into())));
            if let Some((_, line)) = &line {
                match &fate {
                    Ok((row, _)) => line.send(
                        &Event::Ack { room: row.room_id, id: row.id, seq: row.seq, at: row.at }
                            .encode(),
                    ),
                    Err(err) => line.send(&error(Some(said.id.0), Some(self.id()), err)),
                };
            }
            let outcome = fate.map(|(row, new)| {
                if new {
                    fresh.push(row.clone());
                }
                row
            });
            if let Some(reply) = reply {
                // Who asked may have gone.
                let _ = reply.send(outcome);
            }
        }
        for row in &fresh {
            self.take(Bundle::of(row, &[]), ctx);
        }
        if let Some(last) = fresh.last() {
            let here: Vec<ConnectionId> = self.peers.keys().copied().collect();
            self.parts.notify(&self.row, last, &here);
        }
    }

    /// Takes a committed bundle: hands it on when it is next, keeps it and fills the hole when it is ahead.
    fn take(&mut self, bundle: Bundle, ctx: &mut Context<Self>) {
        if bundle.seq <= self.delivered {
            return;
        }
        self.committed = self.committed.max(bundle.seq);
        self.ahead.insert(bundle.seq, bundle);
        self.hand_on();
        self.fill(ctx);
    }

    fn hand_on(&mut self) {
        while let Some(bundle) = self.ahead.remove(&(self.delivered + 1)) {
            self.delivered = bundle.seq;
            self.peers.retain(|_, peer| match &mut peer.catching_up {
                Some(later) => {
                    later.push(bundle.clone());
                    true
                }
                None => give(peer, &bundle),
            });
        }
        self.ahead.retain(|seq, _| *seq > self.delivered);
    }

    /// Reads what is missing between what was delivered and what is known to be committed, until nothing is.
    fn fill(&mut self, ctx: &mut Context<Self>) {
        if self.filling || self.delivered >= self.committed {
            return;
        }
        self.filling = true;
        let (db, room, after) = (self.parts.db.clone(), self.id(), self.delivered);
        let reading =
            async move { db.read(move |conn| missing(conn, room, after, MOST_MISSED)).await };
        ctx.spawn(reading.into_actor(self).map(move |read, room, ctx| {
            match read {
                Ok(bundles) => {
                    for bundle in bundles {
                        room.ahead.entry(bundle.seq).or_insert(bundle);
                    }
                    room.hand_on();
                }
                Err(err) => tracing::warn!(room = %room.id(), error = %err, "a hole could not be filled yet"),
            }
            if room.delivered > after {
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

    fn present(&self) -> Vec<UserId> {
        [self.row.buyer_id, self.row.seller_id]
            .into_iter()
            .filter(|user| self.parts.hub.is_online(*user))
            .collect()
    }

    fn leave(&mut self, connection: ConnectionId) {
        self.peers.remove(&connection);
        if self.peers.is_empty() {
            self.alone_since = Instant::now();
        }
    }

    /// Sends a hint (typing, presence, read) to everybody but one.
    fn hint(&self, event: &Event, but: Option<ConnectionId>) {
        let frame = event.encode();
        for (id, peer) in &self.peers {
            if Some(*id) != but {
                peer.line.hint(&frame);
            }
        }
    }
}

/// Sends a bundle to a peer, once; false when the peer is gone.
fn give(peer: &mut Peer, bundle: &Bundle) -> bool {
    if bundle.seq <= peer.position {
        return true;
    }
    peer.position = bundle.seq;
    bundle.frames.iter().all(|frame| peer.line.send(frame))
}

/// The frame that says what went wrong.
pub(crate) fn error(id: Option<Uuid>, room: Option<RoomId>, err: &AppError) -> ByteString {
    Event::Error { id, room, code: err.code(), message: err.text().say(Lang::Id) }.encode()
}

impl Actor for Room {
    type Context = Context<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(256);
        ctx.run_interval(Duration::from_secs(30), |room, ctx| {
            if room.peers.is_empty()
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
        for peer in self.peers.values() {
            peer.line.close(Farewell::Restart);
        }
    }
}
