//! Every socket of this node, by person and by session. Holds nothing that cannot be lost.

use std::collections::HashMap;
use std::net::Shutdown;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix::{Message, Recipient};
use bytestring::ByteString;

use crate::base::ids::{SessionId, UserId};

/// A frame on its way to one socket.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Frame {
    /// A text frame.
    Text(ByteString),
    /// The last frame.
    Close(Farewell),
}

/// Why the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Farewell {
    /// 4001: the session ended.
    SignedOut,
    /// 4003: kept out.
    Banned,
    /// 4008: reads too slowly; come again and resume.
    TooSlow,
    /// 4009: too many sockets of one person.
    TooMany,
    /// 1012: the server restarts; come again.
    Restart,
}

/// Names one socket of this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(u64);

/// The way to one socket: bounded, and with a switch for when it jams.
#[derive(Clone)]
pub struct Line {
    /// The socket's id.
    pub id: ConnectionId,
    /// Shared, not cloned: every clone of a recipient may queue one frame more than the mailbox holds.
    to: Arc<Recipient<Frame>>,
    kill: Option<Arc<socket2::Socket>>,
    full_since: Arc<Mutex<Option<Instant>>>,
}

/// A reader that stays jammed this long is cut; it will come back and resume.
const PATIENCE: Duration = Duration::from_secs(5);

impl Line {
    /// Sends a frame; false when the socket is gone, or was cut for being jammed too long. A frame for a jammed
    /// socket is dropped, and since the stream has a hole then, the socket is cut.
    pub fn send(&self, frame: &ByteString) -> bool {
        match self.to.try_send(Frame::Text(frame.clone())) {
            Ok(()) => {
                *lock(&self.full_since) = None;
                true
            }
            Err(actix::prelude::SendError::Closed(_)) => false,
            Err(actix::prelude::SendError::Full(_)) => {
                tracing::info!(connection = self.id.0, "a reader is too slow, cutting it");
                self.close(Farewell::TooSlow);
                self.cut();
                false
            }
        }
    }

    /// Sends a frame that may be lost (typing, presence): a jammed socket simply misses it.
    pub fn hint(&self, frame: &ByteString) {
        if let Err(actix::prelude::SendError::Full(_)) =
            self.to.try_send(Frame::Text(frame.clone()))
        {
            let mut since = lock(&self.full_since);
            let jammed = *since.get_or_insert_with(Instant::now);
            if jammed.elapsed() > PATIENCE {
                self.cut();
            }
        }
    }

    /// Asks the socket to say goodbye.
    pub fn close(&self, farewell: Farewell) {
        if self.to.try_send(Frame::Close(farewell)).is_err() {
            self.cut();
        }
    }

    /// Shuts the connection beneath the socket, whatever its task is stuck in.
    pub fn cut(&self) {
        if let Some(socket) = &self.kill {
            // It may be shut already.
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A socket that came in.
pub struct Connected {
    /// The way to it.
    pub line: Line,
    /// Whether it is the person's first on this node: they came online.
    pub first: bool,
}

struct Entry {
    session: SessionId,
    line: Line,
}

/// The register; cloning shares it.
#[derive(Clone, Default)]
pub struct Hub {
    people: Arc<Mutex<HashMap<UserId, Vec<Entry>>>>,
    next: Arc<AtomicU64>,
}

/// Sockets one person may have on a node.
const MOST_SOCKETS: usize = 10;

impl Hub {
    /// Takes a socket in; none when the person has too many.
    pub fn connect(
        &self,
        user: UserId,
        session: SessionId,
        to: Recipient<Frame>,
        kill: Option<Arc<socket2::Socket>>,
    ) -> Option<Connected> {
        let mut people = lock(&self.people);
        let entries = people.entry(user).or_default();
        entries.retain(|entry| entry.line.to.connected());
        if entries.len() >= MOST_SOCKETS {
            return None;
        }
        let first = entries.is_empty();
        let id = ConnectionId(self.next.fetch_add(1, Ordering::Relaxed));
        let line = Line { id, to: Arc::new(to), kill, full_since: Arc::default() };
        entries.push(Entry { session, line: line.clone() });
        Some(Connected { line, first })
    }

    /// Lets a socket go; true when it was the person's last: they went offline.
    pub fn disconnect(&self, user: UserId, id: ConnectionId) -> bool {
        let mut people = lock(&self.people);
        let Some(entries) = people.get_mut(&user) else { return false };
        entries.retain(|entry| entry.line.id != id);
        if entries.is_empty() {
            people.remove(&user);
            return true;
        }
        false
    }

    /// Whether a person has a socket on this node.
    pub fn is_online(&self, user: UserId) -> bool {
        lock(&self.people).contains_key(&user)
    }

    /// The lines of a person.
    pub fn lines(&self, user: UserId) -> Vec<Line> {
        lock(&self.people)
            .get(&user)
            .map(|all| all.iter().map(|entry| entry.line.clone()).collect())
            .unwrap_or_default()
    }

    /// Closes the sockets of these sessions.
    pub fn end_sessions(&self, ended: &[SessionId], farewell: Farewell) {
        for entry in lock(&self.people).values().flatten() {
            if ended.contains(&entry.session) {
                entry.line.close(farewell);
            }
        }
    }

    /// The sessions that have a socket here.
    pub fn sessions(&self) -> Vec<SessionId> {
        let mut all: Vec<_> =
            lock(&self.people).values().flatten().map(|entry| entry.session).collect();
        all.sort();
        all.dedup();
        all
    }

    /// Says goodbye to everybody.
    pub fn say_goodbye(&self) {
        for entry in lock(&self.people).values().flatten() {
            entry.line.close(Farewell::Restart);
        }
    }

    /// How many sockets there are.
    pub fn len(&self) -> usize {
        lock(&self.people).values().map(Vec::len).sum()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        lock(&self.people).is_empty()
    }
}
