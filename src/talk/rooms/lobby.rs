//! Finds the actor of a room, or starts it from Postgres. An actor that panicked or went idle is simply started again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix::prelude::*;
use bytestring::ByteString;
use tokio::sync::Semaphore;

use super::actions::{self, Utterance};
use super::journal::Journal;
use super::model::{Kind, Message, Room as RoomRow};
use super::reader::Reader;
use super::room::{Committed, Expel, Hint, Join, Leave, Room, Say, bundle_of};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, RoomId, SessionId, UserId};
use crate::base::jobs;
use crate::base::vault::Vault;
use crate::talk::live::{Bundle, Bus, ConnectionId, Event, Hub, Reached, Ring};

/// Bells that may be read for at once.
const MOST_BELLS: usize = 4;

/// What every room works with.
#[derive(Clone)]
pub(super) struct Parts {
    pub db: Db,
    pub vault: Vault,
    pub hub: Hub,
    pub clock: Clock,
    pub journal: Journal,
    pub reader: Reader,
    pub bus: Bus,
    bells: Arc<Semaphore>,
}

impl Parts {
    /// Rings the bell at the members' sockets that are not in the room (`here` are). The message is read again when it
    /// is not at hand. With too many bells under way it stays silent: the next message rings again.
    pub(super) fn bell(
        &self,
        news: Reached,
        message: Option<Message>,
        here: impl Fn(&ConnectionId) -> bool,
    ) {
        for user in news.members {
            if Some(user) == news.sender {
                continue;
            }
            let mut lines = self.hub.lines(user);
            lines.retain(|line| !here(&line.id));
            if lines.is_empty() {
                continue;
            }
            let Ok(turn) = self.bells.clone().try_acquire_owned() else { return };
            let (db, vault, message) = (self.db.clone(), self.vault.clone(), message.clone());
            actix_web::rt::spawn(async move {
                let read = db.read(move |conn| notice(conn, &vault, user, news, message)).await;
                drop(turn);
                let Ok(Some(notice)) = read else { return };
                for line in lines {
                    line.hint(&notice);
                }
            });
        }
    }
}

fn notice(
    conn: &mut Conn,
    vault: &Vault,
    user: UserId,
    news: Reached,
    message: Option<Message>,
) -> AppResult<Option<ByteString>> {
    let message = match message {
        Some(message) => Some(message),
        None => store::messages_after(conn, vault, news.room, news.seq - 1, 1)?.pop(),
    };
    let Some(message) = message else { return Ok(None) };
    let kind = match message.kind {
        Kind::Offer => "offer",
        Kind::System => "deal",
        Kind::Deleted => return Ok(None),
        Kind::Text | Kind::Photo => "message",
    };
    let title = match message.sender_id {
        Some(id) => crate::people::accounts::profile(conn, id)?.name,
        None => String::new(),
    };
    let text: String = message.words(crate::base::i18n::Lang::Id).chars().take(120).collect();
    let (room, unread) = (news.room, actions::unread_of(conn, user)?);
    let url = format!("/chat/{room}");
    Ok(Some(Event::Notice { kind, room, unread, title, text, url }.encode()))
}

struct Running {
    // Shared, not cloned: every clone of an address may queue one message more than the mailbox holds.
    address: Arc<Addr<Room>>,
    members: [UserId; 2],
}

/// The register of running rooms; cloning shares it.
#[derive(Clone)]
pub struct Lobby {
    parts: Parts,
    rooms: Arc<Mutex<HashMap<RoomId, Running>>>,
    arbiters: Arc<Vec<ArbiterHandle>>,
    next: Arc<AtomicUsize>,
    /// Who starts a room, by shard: whoever asks meanwhile waits in line, so that what one socket says keeps its order.
    starting: Arc<[tokio::sync::Mutex<()>; 64]>,
}

impl Lobby {
    /// Rooms run on arbiters of their own, `threads` of them. Call it inside the actix system.
    pub fn new(
        db: Db,
        vault: Vault,
        hub: Hub,
        clock: Clock,
        bus: Bus,
        threads: usize,
    ) -> anyhow::Result<Self> {
        let arbiters =
            (0..threads.max(1)).map(|_| jobs::arbiter()).collect::<Result<Vec<_>, _>>()?;
        let parts = Parts {
            journal: Journal::start(db.clone(), clock.clone())?,
            reader: Reader::start(db.clone(), vault.clone()),
            bus,
            bells: Arc::new(Semaphore::new(MOST_BELLS)),
            db,
            vault,
            hub,
            clock,
        };
        Ok(Self {
            parts,
            rooms: Arc::default(),
            arbiters: Arc::new(arbiters),
            next: Arc::default(),
            starting: Arc::new(std::array::from_fn(|_| tokio::sync::Mutex::default())),
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Running>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self, id: RoomId) -> Option<Arc<Addr<Room>>> {
        self.lock().get(&id).map(|room| room.address.clone()).filter(|room| room.connected())
    }

    /// The actor of a room; 404 when there is no such room.
    async fn room(&self, id: RoomId) -> AppResult<Arc<Addr<Room>>> {
        if let Some(address) = self.running(id) {
            return Ok(address);
        }
        let shard =
            id.0.as_bytes().last().map_or(0, |byte| usize::from(*byte)) % self.starting.len();
        let _turn = match self.starting.get(shard) {
            Some(door) => Some(door.lock().await),
            None => None,
        };
        if let Some(address) = self.running(id) {
            return Ok(address);
        }
        let row = self
            .parts
            .db
            .read(move |conn| store::by_id(conn, id))
            .await?
            .ok_or(AppError::NotFound)?;
        let mut rooms = self.lock();
        if let Some(room) = rooms.get(&id).filter(|room| room.address.connected()) {
            return Ok(room.address.clone());
        }
        rooms.retain(|_, room| room.address.connected());
        let members = [row.buyer_id, row.seller_id];
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.arbiters.len().max(1);
        let arbiter =
            self.arbiters.get(turn).ok_or_else(|| AppError::Unavailable("no arbiter".into()))?;
        let parts = self.parts.clone();
        let address = Arc::new(Room::start_in_arbiter(arbiter, move |_| Room::new(row, parts)));
        rooms.insert(id, Running { address: address.clone(), members });
        Ok(address)
    }

    /// Lets a socket into a room.
    pub async fn join(&self, id: RoomId, join: Join) -> AppResult<()> {
        self.room(id)
            .await?
            .send(join)
            .await
            .map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Lets a socket leave; a room that is not running has nobody in it.
    pub fn leave(&self, id: RoomId, connection: ConnectionId) {
        if let Some(address) = self.running(id)
            && let Err(SendError::Full(leave)) = address.try_send(Leave(connection))
        {
            // A full mailbox drains soon; the leaving may wait, it must not be lost.
            actix_web::rt::spawn(async move { address.send(leave).await });
        }
    }

    /// Says something in a room that runs and has the time; else it is given back, to be said by [`Lobby::say`].
    pub fn try_say(&self, id: RoomId, say: Say) -> Result<(), Box<Say>> {
        let Some(address) = self.running(id) else { return Err(Box::new(say)) };
        address.try_send(say).map_err(|refused| match refused {
            SendError::Full(say) | SendError::Closed(say) => Box::new(say),
        })
    }

    /// Says something over a socket; the ack goes down its line.
    pub async fn say(&self, id: RoomId, say: Say) -> AppResult<()> {
        let room = self.room(id).await?;
        room.send(say).await.map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Says something and waits for the commit (HTTP). Should the room go meanwhile, it is said again: its id keeps it
    /// from being said twice.
    pub async fn say_and_wait(&self, id: RoomId, said: Utterance) -> AppResult<Message> {
        for _ in 0..2 {
            let (reply, outcome) = tokio::sync::oneshot::channel();
            let say = Say { said: said.clone(), line: None, reply: Some(reply), ticket: None };
            if self.room(id).await?.send(say).await.is_ok()
                && let Ok(outcome) = outcome.await
            {
                return outcome;
            }
        }
        Err(AppError::Unavailable("the room went twice".into()))
    }

    /// Takes one's own message back and tells the room; answers the message that tells it, and whether it is new.
    pub async fn delete(
        &self,
        room: RoomId,
        who: (UserId, SessionId),
        id: MessageId,
        seq: i64,
    ) -> AppResult<(Message, bool)> {
        let (vault, now) = (self.parts.vault.clone(), self.parts.clock.now());
        let (row, message, fresh) = self
            .parts
            .db
            .transaction(move |conn| actions::delete(conn, &vault, who, room, (id, seq), now))
            .await?;
        if fresh {
            self.announce(&row, &message, &[]);
        }
        Ok((message, fresh))
    }

    /// Tells a room what this node committed elsewhere: a message and what goes with it. A room that is not running has
    /// nobody in it; its members' other sockets hear the bell. The other nodes hear of it too.
    pub fn announce(&self, room: &RoomRow, message: &Message, also: &[Event]) {
        let members = [room.buyer_id, room.seller_id];
        let news = Reached { room: room.id, members, seq: message.seq, sender: message.sender_id };
        let bundles = vec![bundle_of(message, also)];
        if self.parts.bus.is_on() {
            self.parts.bus.ring(Ring::Reached(news, bundles.clone()));
        }
        let Some(address) = self.running(room.id) else {
            self.parts.bell(news, Some(message.clone()), |_| false);
            return;
        };
        let committed = Committed { news, bundles, message: Some(message.clone()) };
        if let Err(SendError::Full(committed)) = address.try_send(committed) {
            // It must not be lost: the mailbox drains soon.
            actix_web::rt::spawn(async move { address.send(committed).await });
        }
    }

    /// Another node committed in a room; if it runs here it takes what was told and reads what was not.
    pub fn reached(&self, news: Reached, bundles: Vec<Bundle>) {
        match self.running(news.room) {
            // Lost when the mailbox is full: the next look at Postgres finds it.
            Some(address) => {
                let _ = address.try_send(Committed { news, bundles, message: None });
            }
            None => self.parts.bell(news, None, |_| false),
        }
    }

    /// Looks in Postgres how far the rooms that run here have come: what the bus lost is found by this.
    pub async fn look(&self) -> AppResult<()> {
        let running: Vec<RoomId> = self.lock().keys().copied().collect();
        if running.is_empty() {
            return Ok(());
        }
        let rows = self.parts.db.read(move |conn| store::heads(conn, &running)).await?;
        for (room, seq) in rows {
            if let Some(address) = self.running(room) {
                // The bell rang when it was committed, or will with the next message.
                let news =
                    Reached { room, members: [UserId(uuid::Uuid::nil()); 2], seq, sender: None };
                let _ = address.try_send(Committed { news, bundles: Vec::new(), message: None });
            }
        }
        Ok(())
    }

    /// Passes something fleeting on, here and to the other nodes.
    pub fn hint(&self, id: RoomId, hint: Hint) {
        if self.parts.bus.is_on() {
            match &hint {
                Hint::Typing(user, _) => self.parts.bus.ring(Ring::Typing(id, *user)),
                Hint::Read(user, seq) => self.parts.bus.ring(Ring::Read(id, *user, *seq)),
                Hint::Presence(..) => {}
            }
        }
        self.hint_here(id, hint);
    }

    /// Passes something fleeting on to the sockets of this node, if the room runs and has the time.
    pub fn hint_here(&self, id: RoomId, hint: Hint) {
        if let Some(address) = self.running(id) {
            // Lost when the mailbox is full, as hints may be.
            let _ = address.try_send(hint);
        }
    }

    /// Tells the rooms of this node that people came or went.
    pub fn presence(&self, changed: &[(UserId, bool)]) {
        let mut told = Vec::new();
        for room in self.lock().values() {
            for (user, online) in changed {
                if room.members.contains(user) {
                    told.push((room.address.clone(), Hint::Presence(*user, *online)));
                }
            }
        }
        for (address, hint) in told {
            let _ = address.try_send(hint);
        }
    }

    /// A room's row changed: who is no member any more has to go. Without a name, all that run here are looked at.
    pub async fn expel(&self, only: Option<RoomId>) -> AppResult<()> {
        let running: Vec<RoomId> = match only {
            Some(id) => self.running(id).map(|_| id).into_iter().collect(),
            None => self.lock().keys().copied().collect(),
        };
        if running.is_empty() {
            return Ok(());
        }
        let asked = running.clone();
        let mut rows: HashMap<RoomId, RoomRow> =
            self.parts.db.read(move |conn| store::by_ids(conn, &asked)).await?;
        for id in running {
            let row = rows.remove(&id);
            if let Some(room) = self.lock().get_mut(&id)
                && let Some(row) = &row
            {
                room.members = [row.buyer_id, row.seller_id];
            }
            if let Some(address) = self.running(id) {
                address.send(Expel(row)).await.ok();
            }
        }
        Ok(())
    }

    /// Makes the actor of a room panic, for tests: nothing may depend on its living.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn crash(&self, id: RoomId) {
        if let Some(address) = self.running(id) {
            let _ = address.try_send(super::room::Crash);
        }
    }

    /// Whether the journal writes, as far as it knows.
    pub fn writes(&self) -> bool {
        self.parts.journal.writes()
    }

    /// How the bus is: `none`, `up` or `down`.
    pub fn bus(&self) -> &'static str {
        self.parts.bus.state()
    }

    /// How many rooms run.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether none runs.
    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}
