//! Finds the actor of a room, or starts it from Postgres. An actor that panicked or went idle is simply started again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix::prelude::*;

use super::actions::{self, Utterance};
use super::model::{Kind, Message, Room as RoomRow};
use super::room::{Bundle, Committed, Hint, Join, Leave, Room, Say};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::talk::live::{ConnectionId, Event, Hub};

/// What every room works with.
#[derive(Clone)]
pub(super) struct Parts {
    pub db: Db,
    pub hub: Hub,
    pub clock: Clock,
}

impl Parts {
    /// Rings the bell at the members' sockets that are not in the room (`here` are).
    pub(super) fn notify(&self, room: &RoomRow, message: &Message, here: &[ConnectionId]) {
        for user in [room.buyer_id, room.seller_id] {
            if Some(user) == message.sender_id {
                continue;
            }
            let mut lines = self.hub.lines(user);
            lines.retain(|line| !here.contains(&line.id));
            if lines.is_empty() {
                continue;
            }
            let (db, room, message, sender) =
                (self.db.clone(), room.id, message.clone(), message.sender_id);
            actix_web::rt::spawn(async move {
                let found = db
                    .read(move |conn| {
                        let unread = actions::unread_of(conn, user)?;
                        let name = match sender {
                            Some(id) => crate::people::accounts::profile(conn, id)?.name,
                            None => String::new(),
                        };
                        Ok((unread, name))
                    })
                    .await;
                let Ok((unread, title)) = found else { return };
                let kind = match message.kind {
                    Kind::Offer => "offer",
                    Kind::System => "deal",
                    _ => "message",
                };
                let text: String =
                    message.words(crate::base::i18n::Lang::Id).chars().take(120).collect();
                let notice =
                    Event::Notice { kind, room, unread, title, text, url: format!("/chat/{room}") }
                        .encode();
                for line in lines {
                    line.hint(&notice);
                }
            });
        }
    }
}

struct Running {
    address: Addr<Room>,
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
    pub fn new(db: Db, hub: Hub, clock: Clock, threads: usize) -> Self {
        let arbiters = (0..threads.max(1)).map(|_| Arbiter::new().handle()).collect();
        Self {
            parts: Parts { db, hub, clock },
            rooms: Arc::default(),
            arbiters: Arc::new(arbiters),
            next: Arc::default(),
            starting: Arc::new(std::array::from_fn(|_| tokio::sync::Mutex::default())),
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Running>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn running(&self, id: RoomId) -> Option<Addr<Room>> {
        self.lock().get(&id).map(|room| room.address.clone()).filter(Addr::connected)
    }

    /// The actor of a room; 404 when there is no such room.
    async fn room(&self, id: RoomId) -> AppResult<Addr<Room>> {
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
        let address = Room::start_in_arbiter(arbiter, move |_| Room::new(row, parts));
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
            && let Err(actix::prelude::SendError::Full(leave)) = address.try_send(Leave(connection))
        {
            // A full mailbox drains soon; the leaving may wait, it must not be lost.
            actix_web::rt::spawn(async move { address.send(leave).await });
        }
    }

    /// Says something over a socket; the ack goes down its line.
    pub async fn say(&self, id: RoomId, say: Say) -> AppResult<()> {
        self.room(id)
            .await?
            .send(say)
            .await
            .map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Says something and waits for the commit (HTTP). Should the room go meanwhile, it is said again: its id keeps it
    /// from being said twice.
    pub async fn say_and_wait(&self, id: RoomId, said: Utterance) -> AppResult<Message> {
        for _ in 0..2 {
            let (reply, outcome) = tokio::sync::oneshot::channel();
            let say = Say { said: said.clone(), line: None, reply: Some(reply) };
            if self.room(id).await?.send(say).await.is_ok()
                && let Ok(outcome) = outcome.await
            {
                return outcome;
            }
        }
        Err(AppError::Unavailable("the room went twice".into()))
    }

    /// Tells a room what was committed elsewhere: a message and what goes with it. A room that is not running has
    /// nobody in it; its members' other sockets hear the bell.
    pub fn announce(&self, room: &RoomRow, message: &Message, also: &[Event]) {
        let Some(address) = self.running(room.id) else {
            self.parts.notify(room, message, &[]);
            return;
        };
        let committed = Committed { bundle: Bundle::of(message, also), message: message.clone() };
        if let Err(actix::prelude::SendError::Full(committed)) = address.try_send(committed) {
            // It must not be lost: the mailbox drains soon.
            actix_web::rt::spawn(async move { address.send(committed).await });
        }
    }

    /// Passes something fleeting on, if the room runs and has the time.
    pub fn hint(&self, id: RoomId, hint: Hint) {
        if let Some(address) = self.running(id) {
            // Lost when the mailbox is full, as hints may be.
            let _ = address.try_send(hint);
        }
    }

    /// Tells the rooms of a person that they came or went.
    pub fn presence(&self, user: UserId, online: bool) {
        let rooms: Vec<Addr<Room>> = self
            .lock()
            .values()
            .filter(|room| room.members.contains(&user))
            .map(|room| room.address.clone())
            .collect();
        for address in rooms {
            let _ = address.try_send(Hint::Presence(user, online));
        }
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
