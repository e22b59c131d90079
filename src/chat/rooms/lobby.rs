//! Finds the actor of a room, or starts it from Postgres. An actor that panicked or went idle is simply started again.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use actix::prelude::*;
use tokio::sync::Semaphore;

use super::actions::PostMessage;
use super::context::RoomContext;
use super::hooks::RoomHooks;
use super::journal::Journal;
use super::model::Message;
use super::notifier;
use super::reader::Reader;
use super::room::{Join, Leave, PostRequest, Room};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::runtime;
use crate::chat::live::{Bus, ConnectionId, Hub, NodeMessage};

pub(super) struct Running {
    // Shared, not cloned: every clone of an address may queue one message more than the mailbox holds.
    pub address: Arc<Addr<Room>>,
    pub members: [UserId; 2],
}

/// The register of running rooms; cloning shares it.
#[derive(Clone)]
pub struct Lobby {
    pub(super) parts: RoomContext,
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
        encryption: Encryption,
        hub: Hub,
        clock: Clock,
        bus: Bus,
        hooks: RoomHooks,
        threads: usize,
    ) -> anyhow::Result<Self> {
        let arbiters =
            (0..threads.max(1)).map(|_| runtime::arbiter()).collect::<Result<Vec<_>, _>>()?;
        let parts = RoomContext {
            journal: Journal::start(db.clone(), clock.clone(), threads)?,
            reader: Reader::start(db.clone(), encryption.clone(), hooks),
            bus,
            notice_permits: Arc::new(Semaphore::new(notifier::MAX_CONCURRENT)),
            hooks,
            db,
            encryption,
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

    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, Running>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self, id: RoomId) -> Option<Arc<Addr<Room>>> {
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
        self.parts.bus.publish(NodeMessage::Interested(id));
        Ok(address)
    }

    /// Lets a socket into a room.
    pub async fn join(&self, id: RoomId, join: Join) -> AppResult<()> {
        // An actor that ends between the look-up and the sending is started again, once.
        if self.room(id).await?.send(join.clone()).await.is_ok() {
            return Ok(());
        }
        let room = self.room(id).await?;
        room.send(join).await.map_err(|err| AppError::Unavailable(format!("room: {err}")))
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
    pub fn try_say(&self, id: RoomId, say: PostRequest) -> Result<(), Box<PostRequest>> {
        let Some(address) = self.running(id) else { return Err(Box::new(say)) };
        address.try_send(say).map_err(|refused| match refused {
            SendError::Full(say) | SendError::Closed(say) => Box::new(say),
        })
    }

    /// Says something over a socket; the ack goes down its line.
    pub async fn say(&self, id: RoomId, say: PostRequest) -> AppResult<()> {
        let room = self.room(id).await?;
        room.send(say).await.map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Says something and waits for the commit (HTTP). Should the room go meanwhile, it is said again: its id keeps it
    /// from being said twice.
    pub async fn say_and_wait(&self, id: RoomId, said: PostMessage) -> AppResult<Message> {
        for _ in 0..2 {
            let (reply, outcome) = tokio::sync::oneshot::channel();
            let say = PostRequest {
                message: said.clone(),
                connection: None,
                reply: Some(reply),
                in_flight: None,
            };
            if self.room(id).await?.send(say).await.is_ok()
                && let Ok(outcome) = outcome.await
            {
                return outcome;
            }
        }
        Err(AppError::Unavailable("the room went twice".into()))
    }

    /// Makes the actor of a room panic, for tests: nothing may depend on its living.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn crash(&self, id: RoomId) {
        if let Some(address) = self.running(id) {
            let _ = address.try_send(super::room::Crash);
        }
    }

    /// What rooms need from the wings above.
    pub(super) fn hooks(&self) -> RoomHooks {
        self.parts.hooks
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
