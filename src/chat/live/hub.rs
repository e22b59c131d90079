//! The sockets of this node, by person and by session. Everything here may be lost: clients reconnect.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix::Recipient;

use super::connection_handle::{ConnectionHandle, ConnectionId, Disconnect, Frame};
use super::metrics::live_metrics;
use super::socket_cutter::SocketCutter;
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};

/// A client that has sent nothing for this long is sent a ping …
const PING_AFTER: Duration = Duration::from_secs(20);
/// … and is disconnected when it has sent nothing, not even a pong, for this long.
const SILENCE_LIMIT: Duration = Duration::from_secs(50);
/// A client that has taken none of its waiting frames for this long is disconnected.
const STALL_LIMIT: Duration = Duration::from_secs(8);
/// A person who disconnects and connects again within this time (navigation to another page) does not go offline.
const OFFLINE_DELAY: Duration = Duration::from_secs(2);

struct RegisteredSocket {
    session: SessionId,
    connection: ConnectionHandle,
    /// Whether its page is visible on screen.
    visible: bool,
}

/// A person's presence on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NodePresence {
    /// The person.
    pub user: UserId,
    /// Their sockets on this node; 0 when they disconnected.
    pub sockets: i32,
    /// Whether the page of at least one of these sockets is visible.
    pub visible: bool,
}

impl NodePresence {
    fn of(user: UserId, sockets: &[RegisteredSocket]) -> Self {
        Self {
            user,
            sockets: i32::try_from(sockets.len()).unwrap_or(i32::MAX),
            visible: sockets.iter().any(|socket| socket.visible),
        }
    }
}

#[derive(Default)]
struct Registry {
    people: HashMap<UserId, Vec<RegisteredSocket>>,
    /// People whose presence may have changed, and when the change is to be announced.
    presence_due: HashMap<UserId, Instant>,
}

/// The sockets of this node; clones share them.
#[derive(Clone)]
pub struct Hub {
    registry: Arc<Mutex<Registry>>,
    next_id: Arc<AtomicU64>,
    max_sockets: usize,
    draining: Arc<AtomicBool>,
}

impl Hub {
    /// An empty hub; one person may have `max_sockets` on this node.
    pub fn new(max_sockets: usize) -> Self {
        Self {
            registry: Arc::default(),
            next_id: Arc::default(),
            draining: Arc::default(),
            max_sockets,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Registry> {
        self.registry.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a socket; `None` when the person has `max_sockets` already.
    pub fn connect(
        &self,
        user: UserId,
        session: SessionId,
        recipient: Recipient<Frame>,
        cutter: Option<SocketCutter>,
        lang: Lang,
    ) -> Option<ConnectionHandle> {
        let mut registry = self.lock();
        let sockets = registry.people.entry(user).or_default();
        sockets.retain(|socket| {
            let is_connected = socket.connection.is_connected();
            if !is_connected {
                live_metrics().sockets.decrement(1.0);
            }
            is_connected
        });
        if sockets.len() >= self.max_sockets {
            return None;
        }
        let id = ConnectionId(self.next_id.fetch_add(1, Ordering::Relaxed));
        let connection = ConnectionHandle::new(id, recipient, cutter, lang);
        sockets.push(RegisteredSocket { session, connection: connection.clone(), visible: true });
        registry.presence_due.insert(user, Instant::now());
        live_metrics().sockets.increment(1.0);
        Some(connection)
    }

    /// Removes a socket.
    pub fn disconnect(&self, user: UserId, id: ConnectionId) {
        let mut registry = self.lock();
        let Some(sockets) = registry.people.get_mut(&user) else { return };
        let before = sockets.len();
        sockets.retain(|socket| socket.connection.id != id);
        if sockets.len() < before {
            live_metrics().sockets.decrement(1.0);
        }
        let visible = sockets.iter().any(|socket| socket.visible);
        if sockets.is_empty() {
            registry.people.remove(&user);
        }
        let offline_at = Instant::now() + OFFLINE_DELAY;
        let due = registry.presence_due.entry(user).or_insert(offline_at);
        if !visible {
            // Also postpones the announcement of somebody who connected a moment ago.
            *due = offline_at;
        }
    }

    /// Notes whether the page of a socket is visible.
    pub fn set_visible(&self, user: UserId, id: ConnectionId, visible: bool) {
        let mut registry = self.lock();
        let sockets = registry.people.entry(user).or_default();
        let Some(socket) = sockets.iter_mut().find(|socket| socket.connection.id == id) else {
            return;
        };
        if socket.visible != visible {
            socket.visible = visible;
            let due = if visible { Instant::now() } else { Instant::now() + OFFLINE_DELAY };
            registry.presence_due.insert(user, due);
        }
    }

    /// The present state of the people whose presence may have changed and is due; each change is returned once.
    pub fn take_presence_changes(&self) -> Vec<NodePresence> {
        let mut registry = self.lock();
        let now = Instant::now();
        let due: Vec<UserId> = registry
            .presence_due
            .iter()
            .filter(|(_, due)| **due <= now)
            .map(|(user, _)| *user)
            .collect();
        due.into_iter()
            .map(|user| {
                registry.presence_due.remove(&user);
                NodePresence::of(user, registry.people.get(&user).map_or(&[], Vec::as_slice))
            })
            .collect()
    }

    /// The presence of everybody who has a socket on this node.
    pub fn presence_of_all(&self) -> Vec<NodePresence> {
        self.lock().people.iter().map(|(user, sockets)| NodePresence::of(*user, sockets)).collect()
    }

    /// Whether a person has a socket on this node whose page is visible.
    pub fn is_online(&self, user: UserId) -> bool {
        self.lock()
            .people
            .get(&user)
            .is_some_and(|sockets| sockets.iter().any(|socket| socket.visible))
    }

    /// The sockets of a person on this node.
    pub fn connections(&self, user: UserId) -> Vec<ConnectionHandle> {
        self.lock()
            .people
            .get(&user)
            .map(|sockets| sockets.iter().map(|socket| socket.connection.clone()).collect())
            .unwrap_or_default()
    }

    /// Closes the sockets of these sessions.
    pub fn close_sessions(&self, sessions: &[SessionId], reason: Disconnect) {
        for socket in self.lock().people.values().flatten() {
            if sessions.contains(&socket.session) {
                socket.connection.close(reason);
            }
        }
    }

    /// Whether a session has a socket on this node.
    pub fn has_session(&self, session: SessionId) -> bool {
        self.lock().people.values().flatten().any(|socket| socket.session == session)
    }

    /// The sessions that have a socket on this node, of one person or of all; sorted, each once.
    pub fn sessions(&self, of: Option<UserId>) -> Vec<SessionId> {
        let registry = self.lock();
        let mut sessions: Vec<_> = registry
            .people
            .iter()
            .filter(|(user, _)| of.is_none_or(|of| of == **user))
            .flat_map(|(_, sockets)| sockets.iter().map(|socket| socket.session))
            .collect();
        sessions.sort();
        sessions.dedup();
        sessions
    }

    /// Checks every socket from outside its task, which may be blocked: pings silent clients and disconnects those that
    /// do not answer or do not read.
    pub fn check_connections(&self) {
        let (mut silent, mut dead, mut stalled) = (Vec::new(), Vec::new(), Vec::new());
        for RegisteredSocket { connection, .. } in self.lock().people.values().flatten() {
            let silence = connection.silent_for();
            if connection.stalled_for().is_some_and(|time| time > STALL_LIMIT) {
                stalled.push(connection.clone());
            } else if silence > SILENCE_LIMIT {
                dead.push(connection.clone());
            } else if silence > PING_AFTER {
                silent.push(connection.clone());
            }
        }
        for connection in silent {
            connection.ping();
        }
        for connection in dead {
            connection.close(Disconnect::TooSlow);
            connection.cut();
        }
        for connection in stalled {
            connection.evict();
        }
    }

    /// Closes every socket because the node restarts. Each client is told to reconnect after a random part of `spread`, so
    /// that they do not all come back at once.
    pub fn close_for_restart(&self, spread: Duration) {
        self.draining.store(true, Ordering::Relaxed);
        let spread_ms = u32::try_from(spread.as_millis()).unwrap_or(u32::MAX).max(1);
        for socket in self.lock().people.values().flatten() {
            socket.connection.close(Disconnect::Restart(rand::random_range(0..spread_ms)));
        }
    }

    /// Whether this node has closed its sockets and should receive no new clients.
    pub fn is_draining(&self) -> bool {
        self.draining.load(Ordering::Relaxed)
    }

    /// The number of sockets on this node.
    pub fn len(&self) -> usize {
        self.lock().people.values().map(Vec::len).sum()
    }

    /// Whether nobody is connected to this node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
