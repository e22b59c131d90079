//! The actor of one room: orders what is said on this node, hands committed bytes to its sockets in `seq` order.
//! It holds ids, positions and queues only; losing it loses nothing that was acked.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::{Duration, Instant};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::actions::{self, Utterance};
use super::lobby::Parts;
use super::model::{Kind, Message as Row, Room as RoomRow};
use super::store;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::base::i18n::Lang;
use crate::base::ids::{RoomId, UserId};
use crate::talk::live::{ConnectionId, DealChange, Event, Farewell, Line, NegotiationOut};
use crate::talk::negotiations;
use crate::trade::deals;

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

/// Committed frames that belong to one place of the room.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The place.
    pub seq: i64,
    /// In order, the message first.
    pub frames: Vec<ByteString>,
}

impl Bundle {
    /// The bundle of a message and what goes with it.
    pub fn of(message: &Row, also: &[Event]) -> Self {
        let first = Event::Message(message.out()).encode();
        Self {
            seq: message.seq,
            frames: std::iter::once(first).chain(also.iter().map(Event::encode)).collect(),
        }
    }
}

/// What is missing after a place, as it stands in Postgres. The table is read after the messages and goes with the last
/// of them that is about it, so that it is never older than what they tell.
fn missing(conn: &mut Conn, room: RoomId, after: i64, limit: i64) -> AppResult<Vec<Bundle>> {
    let rows = store::messages_after(conn, room, after, limit)?;
    let mut bundles: Vec<Bundle> = rows.iter().map(|row| Bundle::of(row, &[])).collect();
    let last = rows
        .iter()
        .zip(&mut bundles)
        .rfind(|(row, _)| matches!(row.kind, Kind::Offer | Kind::System));
    let Some((row, bundle)) = last else { return Ok(bundles) };
    if let Some(now) = negotiations::snapshot(conn, room)? {
        bundle.frames.push(Event::Negotiation { seq: row.seq, at: row.at, now }.encode());
    }
    if let Some(deal) = deals::by_room(conn, room)? {
        let change = DealChange {
            room,
            seq: row.seq,
            code: deal.code,
            status: deal.status.word(),
            amount: deal.amount,
        };
        bundle.frames.push(Event::Deal(change).encode());
    }
    Ok(bundles)
}

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

/// A socket enters.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Join {
    /// Who.
    pub user: UserId,
    /// The way to them.
    pub line: Line,
    /// The last place they have.
    pub since: Option<i64>,
    /// Of which epoch.
    pub epoch: Option<Uuid>,
}

struct Snapshot {
    row: RoomRow,
    epoch: Uuid,
    missed: Option<Vec<Bundle>>,
    negotiation: Option<NegotiationOut>,
}

impl Handler<Join> for Room {
    type Result = ();

    fn handle(&mut self, join: Join, ctx: &mut Self::Context) {
        if self.row.side(join.user).is_none() {
            join.line.send(&error(None, Some(self.id()), &AppError::NotFound));
            return;
        }
        // Subscribe first, then read, then merge: nothing said in between is missed or doubled.
        self.came += 1;
        let (id, came) = (join.line.id, self.came);
        let catching_up = Some(Vec::new());
        self.peers
            .insert(id, Peer { user: join.user, line: join.line, came, position: 0, catching_up });
        let (db, room, since, theirs) = (self.parts.db.clone(), self.id(), join.since, join.epoch);
        let reading = async move {
            db.read(move |conn| {
                let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
                let epoch = store::epoch(conn)?;
                let since = since.unwrap_or(row.last_seq);
                let trusted = theirs.is_none_or(|theirs| theirs == epoch)
                    && (0..=row.last_seq).contains(&since);
                let missed = (trusted && row.last_seq - since <= MOST_MISSED)
                    .then(|| missing(conn, room, since, MOST_MISSED + 1))
                    .transpose()?
                    // More was said meanwhile than is read: what follows would not join on.
                    .filter(|missed| i64::try_from(missed.len()).is_ok_and(|n| n <= MOST_MISSED));
                Ok(Snapshot {
                    negotiation: negotiations::snapshot(conn, room)?,
                    row,
                    epoch,
                    missed,
                })
            })
            .await
        };
        ctx.spawn(
            reading
                .into_actor(self)
                .map(move |read, room, ctx| room.welcome(id, came, since, read, ctx)),
        );
    }
}

impl Room {
    fn welcome(
        &mut self,
        id: ConnectionId,
        came: u64,
        since: Option<i64>,
        read: AppResult<Snapshot>,
        ctx: &mut Context<Self>,
    ) {
        let (room, present, now) = (self.id(), self.present(), self.parts.clock.now());
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| peer.came == came) else { return };
        let later = peer.catching_up.take().unwrap_or_default();
        let snapshot = match read {
            Ok(snapshot) => snapshot,
            Err(err) => {
                peer.line.send(&error(None, Some(room), &err));
                self.leave(id);
                return;
            }
        };
        let Some(missed) = snapshot.missed else {
            peer.line.send(&Event::Resync { room }.encode());
            self.leave(id);
            return;
        };
        let last = missed.last().map_or(snapshot.row.last_seq, |bundle| bundle.seq);
        let side = snapshot.row.side(peer.user);
        let joined = Event::Joined {
            room,
            epoch: snapshot.epoch,
            seq: last,
            resumed: since.is_some(),
            present,
            negotiation: snapshot.negotiation,
            read: side.map_or(0, |side| snapshot.row.read(side.other())),
            at: now,
        };
        peer.position = since.unwrap_or(last);
        let alive = peer.line.send(&joined.encode())
            && missed.iter().chain(&later).all(|bundle| give(peer, bundle));
        if !alive {
            self.leave(id);
        }
        // Others here may not have heard of all of it yet: the announcement is late or was lost.
        self.committed = self.committed.max(last);
        self.fill(ctx);
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

/// A socket leaves.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Leave(pub ConnectionId);

impl Handler<Leave> for Room {
    type Result = ();

    fn handle(&mut self, leave: Leave, _: &mut Self::Context) {
        self.leave(leave.0);
    }
}

/// Somebody says something, over a socket (`line`) or over HTTP (`reply`).
#[derive(Message)]
#[rtype(result = "()")]
pub struct Say {
    /// What.
    pub said: Utterance,
    /// Where the ack goes.
    pub line: Option<(ConnectionId, Line)>,
    /// Who waits for the outcome.
    pub reply: Option<oneshot::Sender<AppResult<Row>>>,
}

impl Handler<Say> for Room {
    type Result = ();

    fn handle(&mut self, mut say: Say, ctx: &mut Self::Context) {
        let refused = match actions::clean(&say.said.text) {
            Ok(_) if self.waiting.len() >= MOST_WAITING => AppError::TooMany { retry_after: 1 },
            Ok(text) => {
                say.said.text = text;
                self.waiting.push_back((say.said, say.line, say.reply));
                self.write(ctx);
                return;
            }
            Err(err) => err,
        };
        if let Some((_, line)) = &say.line {
            line.send(&error(Some(say.said.id.0), Some(self.id()), &refused));
        }
        if let Some(reply) = say.reply {
            let _ = reply.send(Err(refused));
        }
    }
}

/// Something was committed elsewhere (a move in the bargain, the house spoke).
#[derive(Message)]
#[rtype(result = "()")]
pub struct Committed {
    /// The frames.
    pub bundle: Bundle,
    /// The message they belong to, for the bell.
    pub message: Row,
}

impl Handler<Committed> for Room {
    type Result = ();

    fn handle(&mut self, committed: Committed, ctx: &mut Self::Context) {
        let here: Vec<ConnectionId> = self.peers.keys().copied().collect();
        self.parts.notify(&self.row, &committed.message, &here);
        self.take(committed.bundle, ctx);
    }
}

/// Something fleeting.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Hint {
    /// Fingers on the keys.
    Typing(UserId, ConnectionId),
    /// Read up to here.
    Read(UserId, i64),
    /// Came or went.
    Presence(UserId, bool),
}

impl Handler<Hint> for Room {
    type Result = ();

    fn handle(&mut self, hint: Hint, _: &mut Self::Context) {
        let room = self.id();
        match hint {
            Hint::Typing(user, from) if self.peers.contains_key(&from) => {
                self.hint(&Event::Typing { room, user }, Some(from));
            }
            Hint::Typing(..) => {}
            Hint::Read(user, seq) => self.hint(&Event::Read { room, user, seq }, None),
            Hint::Presence(user, online) => {
                self.hint(&Event::Presence { room, user, online }, None)
            }
        }
    }
}
