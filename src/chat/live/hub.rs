//! Every socket of this node, by person and by session. Holds nothing that cannot be lost.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use actix::Recipient;

use super::connection_handle::{ConnectionHandle, ConnectionId, Disconnect, Frame};
use super::metrics::meters;
use super::socket_cutter::SocketCutter;
use crate::base::i18n::Lang;
use crate::base::ids::{SessionId, UserId};

/// A client that said nothing for so long is asked whether it is there …
const ASK_AFTER: Duration = Duration::from_secs(20);
/// … and is let go when it says nothing at all.
const SILENCE: Duration = Duration::from_secs(50);
/// A reader that takes nothing of what waits for so long is cut.
const STUCK: Duration = Duration::from_secs(10);
/// Who leaves and comes again within this (another page) never left.
const GRACE: Duration = Duration::from_secs(2);

struct Entry {
    session: SessionId,
    line: ConnectionHandle,
    visible: bool,
}

/// How a person is about on this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// Who.
    pub user: UserId,
    /// Their sockets here.
    pub sockets: i32,
    /// Whether one of their screens is looked at.
    pub visible: bool,
}

#[derive(Default)]
struct Register {
    people: HashMap<UserId, Vec<Entry>>,
    /// Whose presence may have changed, and when that is to be told.
    changed: HashMap<UserId, Instant>,
}

/// The register; cloning shares it.
#[derive(Clone)]
pub struct Hub {
    register: Arc<Mutex<Register>>,
    next: Arc<AtomicU64>,
    most_sockets: usize,
    leaving: Arc<AtomicBool>,
}

impl Hub {
    /// A register with nobody in it; one person may have `most_sockets`.
    pub fn new(most_sockets: usize) -> Self {
        Self {
            register: Arc::default(),
            next: Arc::default(),
            leaving: Arc::default(),
            most_sockets,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Register> {
        self.register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a socket in; none when the person has too many.
    pub fn connect(
        &self,
        user: UserId,
        session: SessionId,
        to: Recipient<Frame>,
        kill: Option<SocketCutter>,
        lang: Lang,
    ) -> Option<ConnectionHandle> {
        let mut register = self.lock();
        let entries = register.people.entry(user).or_default();
        entries.retain(|entry| {
            let lives = entry.line.connected();
            if !lives {
                meters().sockets.decrement(1.0);
            }
            lives
        });
        if entries.len() >= self.most_sockets {
            return None;
        }
        let id = ConnectionId(self.next.fetch_add(1, Ordering::Relaxed));
        let line = ConnectionHandle::new(id, to, kill, lang);
        entries.push(Entry { session, line: line.clone(), visible: true });
        register.changed.insert(user, Instant::now());
        meters().sockets.increment(1.0);
        Some(line)
    }

    /// Lets a socket go.
    pub fn disconnect(&self, user: UserId, id: ConnectionId) {
        let mut register = self.lock();
        let Some(entries) = register.people.get_mut(&user) else { return };
        let before = entries.len();
        entries.retain(|entry| entry.line.id != id);
        if entries.len() < before {
            meters().sockets.decrement(1.0);
        }
        let looks = entries.iter().any(|entry| entry.visible);
        if entries.is_empty() {
            register.people.remove(&user);
        }
        let due = Instant::now() + GRACE;
        let told = register.changed.entry(user).or_insert(due);
        if !looks {
            // Also who came a moment ago, and is not told of yet.
            *told = due;
        }
    }

    /// Notes whether a socket's screen is looked at.
    pub fn look(&self, user: UserId, id: ConnectionId, visible: bool) {
        let mut register = self.lock();
        let entries = register.people.entry(user).or_default();
        let Some(entry) = entries.iter_mut().find(|entry| entry.line.id == id) else { return };
        if entry.visible != visible {
            entry.visible = visible;
            let due = if visible { Instant::now() } else { Instant::now() + GRACE };
            register.changed.insert(user, due);
        }
    }

    /// Those whose presence may have changed, as they are now; each is told once.
    pub fn take_changed(&self) -> Vec<About> {
        let mut register = self.lock();
        let now = Instant::now();
        let due: Vec<UserId> = register
            .changed
            .iter()
            .filter(|(_, due)| **due <= now)
            .map(|(user, _)| *user)
            .collect();
        due.into_iter()
            .map(|user| {
                register.changed.remove(&user);
                about(user, register.people.get(&user).map_or(&[], Vec::as_slice))
            })
            .collect()
    }

    /// Everybody who has a socket here.
    pub fn everybody(&self) -> Vec<About> {
        self.lock().people.iter().map(|(user, entries)| about(*user, entries)).collect()
    }

    /// Whether a person is about on this node.
    pub fn is_online(&self, user: UserId) -> bool {
        self.lock()
            .people
            .get(&user)
            .is_some_and(|entries| entries.iter().any(|entry| entry.visible))
    }

    /// The lines of a person.
    pub fn lines(&self, user: UserId) -> Vec<ConnectionHandle> {
        self.lock()
            .people
            .get(&user)
            .map(|all| all.iter().map(|entry| entry.line.clone()).collect())
            .unwrap_or_default()
    }

    /// Closes the sockets of these sessions.
    pub fn end_sessions(&self, ended: &[SessionId], farewell: Disconnect) {
        for entry in self.lock().people.values().flatten() {
            if ended.contains(&entry.session) {
                entry.line.close(farewell);
            }
        }
    }

    /// Whether a session has a socket here.
    pub fn holds(&self, session: SessionId) -> bool {
        self.lock().people.values().flatten().any(|entry| entry.session == session)
    }

    /// The sessions that have a socket here; of one person, or of all.
    pub fn sessions(&self, of: Option<UserId>) -> Vec<SessionId> {
        let register = self.lock();
        let mut all: Vec<_> = register
            .people
            .iter()
            .filter(|(user, _)| of.is_none_or(|of| of == **user))
            .flat_map(|(_, entries)| entries.iter().map(|entry| entry.session))
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// One look at every socket, from outside their tasks: asks the silent, lets go of the dead, cuts the stuck.
    pub fn watch(&self) {
        let (mut silent, mut dead, mut stuck) = (Vec::new(), Vec::new(), Vec::new());
        for entry in self.lock().people.values().flatten() {
            let quiet = entry.line.silent_for();
            if entry.line.stuck_for().is_some_and(|stuck| stuck > STUCK) {
                stuck.push(entry.line.clone());
            } else if quiet > SILENCE {
                dead.push(entry.line.clone());
            } else if quiet > ASK_AFTER {
                silent.push(entry.line.clone());
            }
        }
        for line in silent {
            line.ping();
        }
        for line in dead {
            line.close(Disconnect::TooSlow);
            line.cut();
        }
        for line in stuck {
            line.evict();
        }
    }

    /// Says goodbye to everybody, asking each to come again at another moment within `spread`.
    pub fn say_goodbye(&self, spread: Duration) {
        self.leaving.store(true, Ordering::Relaxed);
        let most = u32::try_from(spread.as_millis()).unwrap_or(u32::MAX).max(1);
        for entry in self.lock().people.values().flatten() {
            entry.line.close(Disconnect::Restart(rand::random_range(0..most)));
        }
    }

    /// Whether this node has said goodbye: nobody should be sent here.
    pub fn is_leaving(&self) -> bool {
        self.leaving.load(Ordering::Relaxed)
    }

    /// How many sockets there are.
    pub fn len(&self) -> usize {
        self.lock().people.values().map(Vec::len).sum()
    }

    /// Whether nobody is connected.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn about(user: UserId, entries: &[Entry]) -> About {
    About {
        user,
        sockets: i32::try_from(entries.len()).unwrap_or(i32::MAX),
        visible: entries.iter().any(|entry| entry.visible),
    }
}
