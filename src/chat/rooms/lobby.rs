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
use super::reader::GapReader;
use super::room::{Join, Leave, PostRequest, RoomActor};
use super::store;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::base::runtime;
use crate::chat::live::{Bus, ConnectionId, Hub, NodeMessage};

pub(super) struct RunningRoom {
    // Shared, not cloned: every clone of an address may queue one message more than the mailbox holds.
    pub address: Arc<Addr<RoomActor>>,
    pub members: [UserId; 2],
}

/// The services of this node that the rooms use.
pub struct LobbyDeps {
    pub db: Db,
    pub encryption: Encryption,
    pub hub: Hub,
    pub clock: Clock,
    pub bus: Bus,
    pub hooks: RoomHooks,
}

/// The register of the rooms whose actors run on this node; clones share it.
#[derive(Clone)]
pub struct Lobby {
    pub(super) context: RoomContext,
    rooms: Arc<Mutex<HashMap<RoomId, RunningRoom>>>,
    /// The threads that actors run on; a new actor gets the next one.
    arbiters: Arc<Vec<ArbiterHandle>>,
    next: Arc<AtomicUsize>,
    /// Held while a room is started, one lock for each shard of ids. Requests for the room wait for it in order of arrival, so
    /// that the messages of a socket keep their order.
    starting: Arc<[tokio::sync::Mutex<()>; 64]>,
}

impl Lobby {
    /// Starts `threads` threads for the actors of rooms. Must be called inside the actix system.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn new(deps: LobbyDeps, threads: usize) -> anyhow::Result<Self> {
        let LobbyDeps { db, encryption, hub, clock, bus, hooks } = deps;
        let arbiters =
            (0..threads.max(1)).map(|_| runtime::arbiter()).collect::<Result<Vec<_>, _>>()?;
        let context = RoomContext {
            journal: Journal::start(db.clone(), clock.clone(), threads)?,
            reader: GapReader::start(db.clone(), encryption.clone(), hooks),
            bus,
            notice_permits: Arc::new(Semaphore::new(notifier::MAX_CONCURRENT)),
            hooks,
            db,
            encryption,
            hub,
            clock,
        };
        Ok(Self {
            context,
            rooms: Arc::default(),
            arbiters: Arc::new(arbiters),
            next: Arc::default(),
            starting: Arc::new(std::array::from_fn(|_| tokio::sync::Mutex::default())),
        })
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, HashMap<RoomId, RunningRoom>> {
        self.rooms.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn running(&self, id: RoomId) -> Option<Arc<Addr<RoomActor>>> {
        self.lock().get(&id).map(|room| room.address.clone()).filter(|room| room.connected())
    }

    /// The actor of a room, started if it does not run; 404 when there is no such room.
    async fn find_or_start(&self, id: RoomId) -> AppResult<Arc<Addr<RoomActor>>> {
        if let Some(address) = self.running(id) {
            return Ok(address);
        }
        let shard =
            id.0.as_bytes().last().map_or(0, |byte| usize::from(*byte)) % self.starting.len();
        let _starting = match self.starting.get(shard) {
            Some(lock) => Some(lock.lock().await),
            None => None,
        };
        if let Some(address) = self.running(id) {
            return Ok(address);
        }
        let row = self
            .context
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
        let index = self.next.fetch_add(1, Ordering::Relaxed) % self.arbiters.len().max(1);
        let arbiter =
            self.arbiters.get(index).ok_or_else(|| AppError::Unavailable("no arbiter".into()))?;
        let context = self.context.clone();
        let address =
            Arc::new(RoomActor::start_in_arbiter(arbiter, move |_| RoomActor::new(row, context)));
        rooms.insert(id, RunningRoom { address: address.clone(), members });
        self.context.bus.publish(NodeMessage::Interested(id));
        Ok(address)
    }

    /// Joins a socket to a room; the room sends it `joined`, `resync` or an error.
    ///
    /// # Errors
    /// 404 when there is no such room, 503 when its actor ended twice.
    pub async fn join(&self, id: RoomId, join: Join) -> AppResult<()> {
        // An actor that ends between the lookup and the send is started again, once.
        if self.find_or_start(id).await?.send(join.clone()).await.is_ok() {
            return Ok(());
        }
        let room = self.find_or_start(id).await?;
        room.send(join).await.map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Removes a socket from a room; a room without an actor has no subscribers.
    pub fn leave(&self, id: RoomId, connection: ConnectionId) {
        if let Some(address) = self.running(id)
            && let Err(SendError::Full(leave)) = address.try_send(Leave(connection))
        {
            // It must not be lost, and a full mailbox drains soon.
            actix_web::rt::spawn(async move { address.send(leave).await });
        }
    }

    /// Posts a message to a room whose actor runs and whose mailbox is not full.
    ///
    /// # Errors
    /// The request itself, to be posted by [`Lobby::post`].
    pub fn try_post(&self, id: RoomId, request: PostRequest) -> Result<(), Box<PostRequest>> {
        let Some(address) = self.running(id) else { return Err(Box::new(request)) };
        address.try_send(request).map_err(|refused| match refused {
            SendError::Full(request) | SendError::Closed(request) => Box::new(request),
        })
    }

    /// Posts a message; the room sends the ack or the error to the request's socket.
    ///
    /// # Errors
    /// 404 when there is no such room, 503 when its actor ended.
    pub async fn post(&self, id: RoomId, request: PostRequest) -> AppResult<()> {
        let room = self.find_or_start(id).await?;
        room.send(request).await.map_err(|err| AppError::Unavailable(format!("room: {err}")))
    }

    /// Posts a message and waits for the commit (HTTP). When the actor ends meanwhile the message is posted again; its id
    /// prevents a double.
    ///
    /// # Errors
    /// Those of the message (its text, a sender who is no member, an ended session); 503 when the actor ended twice.
    pub async fn post_and_wait(&self, id: RoomId, message: PostMessage) -> AppResult<Message> {
        for _ in 0..2 {
            let (reply, outcome) = tokio::sync::oneshot::channel();
            let request = PostRequest {
                message: message.clone(),
                connection: None,
                reply: Some(reply),
                in_flight: None,
            };
            if self.find_or_start(id).await?.send(request).await.is_ok()
                && let Ok(outcome) = outcome.await
            {
                return outcome;
            }
        }
        Err(AppError::Unavailable("the actor of the room ended twice".into()))
    }

    /// Makes the actor of a room panic, for tests: nothing may depend on its survival.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn crash(&self, id: RoomId) {
        if let Some(address) = self.running(id) {
            let _ = address.try_send(super::room::Crash);
        }
    }

    /// What rooms need from the wings above.
    pub(super) fn hooks(&self) -> RoomHooks {
        self.context.hooks
    }

    /// Whether messages can be committed, as far as the journal knows.
    pub fn writes(&self) -> bool {
        self.context.journal.writes()
    }

    /// The state of the bus: `none`, `up` or `down`.
    pub fn bus(&self) -> &'static str {
        self.context.bus.state()
    }

    /// The number of rooms whose actors run on this node.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    pub fn is_empty(&self) -> bool {
        self.lock().is_empty()
    }
}
