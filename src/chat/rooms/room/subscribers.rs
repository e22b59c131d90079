//! The sockets that have joined a room, and what each has been sent. One that lags is sent nothing more; when it has caught
//! up, what it missed is read from Postgres. One that lags for too long is disconnected; it reconnects and resumes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytestring::ByteString;

use crate::base::ids::UserId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Frame, Publication, SendOutcome};

/// A subscriber that lags for this long is disconnected.
const MAX_LAG: Duration = Duration::from_secs(5);

/// Numbers the joins of a room; only the latest join of a socket is answered.
pub(super) type JoinNumber = u64;

pub(super) struct Subscriber {
    pub user: UserId,
    pub connection: ConnectionHandle,
    pub join: JoinNumber,
    /// The sequence number of the last message it was sent.
    pub position: i64,
    /// While its missed messages are read: what is committed meanwhile.
    pub catching_up: Option<Vec<Publication>>,
    /// The time since which its mailbox is full.
    lagging_since: Option<Instant>,
}

impl Subscriber {
    pub fn new(user: UserId, connection: ConnectionHandle, join: JoinNumber) -> Self {
        let catching_up = Some(Vec::new());
        Self { user, connection, join, position: 0, catching_up, lagging_since: None }
    }

    /// Sends those of these publications that it has not been sent; false when its socket has ended.
    pub fn send_new(&mut self, publications: &[Publication], replayed: bool) -> bool {
        if self.lagging_since.is_some() {
            return true;
        }
        let fresh: Vec<ByteString> = publications
            .iter()
            .filter(|publication| publication.seq > self.position)
            .flat_map(|publication| publication.frames.iter().cloned())
            .collect();
        if fresh.is_empty() {
            return true;
        }
        let frame = Frame::texts(fresh);
        let sent =
            if replayed { self.connection.send_replay(frame) } else { self.connection.send(frame) };
        self.record_outcome(sent, publications)
    }

    fn record_outcome(&mut self, sent: SendOutcome, publications: &[Publication]) -> bool {
        match sent {
            SendOutcome::Queued => {
                self.lagging_since = None;
                if let Some(last) = publications.last() {
                    self.position = self.position.max(last.seq);
                }
            }
            SendOutcome::Lagging => {
                self.lagging_since.get_or_insert_with(Instant::now);
            }
            SendOutcome::Closed => return false,
        }
        true
    }
}

#[derive(Default)]
pub(super) struct Subscribers(pub HashMap<ConnectionId, Subscriber>);

impl Subscribers {
    /// The subscriber of a socket, unless it left or joined again since this join.
    pub fn joined(&mut self, id: ConnectionId, join: JoinNumber) -> Option<&mut Subscriber> {
        self.0.get_mut(&id).filter(|subscriber| subscriber.join == join)
    }

    /// Sends publications that follow `delivered` to all. They are encoded already; subscribers that are up to date share one
    /// frame.
    pub fn deliver(&mut self, delivered: i64, publications: &[Publication]) {
        let frames = publications.iter().flat_map(|publication| publication.frames.iter().cloned());
        let shared: Frame = Frame::texts(frames.collect::<Vec<_>>());
        self.0.retain(|_, subscriber| {
            if let Some(later) = &mut subscriber.catching_up {
                later.extend_from_slice(publications);
                return true;
            }
            if subscriber.lagging_since.is_some() {
                return true;
            }
            if subscriber.position == delivered {
                let sent = subscriber.connection.send(shared.clone());
                return subscriber.record_outcome(sent, publications);
            }
            subscriber.send_new(publications, false)
        });
    }

    /// Those that lagged and have caught up: socket, number of the join, position. Disconnects those that lagged for too long.
    pub fn caught_up(&mut self) -> Vec<(ConnectionId, JoinNumber, i64)> {
        self.0.retain(|_, subscriber| {
            let too_slow = subscriber.lagging_since.is_some_and(|since| since.elapsed() > MAX_LAG);
            if too_slow {
                subscriber.connection.evict();
            }
            !too_slow
        });
        self.0
            .iter_mut()
            .filter(|(_, subscriber)| {
                subscriber.lagging_since.is_some() && subscriber.connection.has_drained()
            })
            .map(|(id, subscriber)| {
                subscriber.lagging_since = None;
                subscriber.catching_up = Some(Vec::new());
                (*id, subscriber.join, subscriber.position)
            })
            .collect()
    }

    pub fn any_lagging(&self) -> bool {
        self.0.values().any(|subscriber| subscriber.lagging_since.is_some())
    }

    /// Sends an event that may be lost (typing, read) to all sockets but one.
    pub fn send_ephemeral(&self, text: &ByteString, except: Option<ConnectionId>) {
        for (id, subscriber) in &self.0 {
            if Some(*id) != except {
                subscriber.connection.send_lossy(text);
            }
        }
    }

    /// Sends an event that may be lost (presence) to the sockets of all other people.
    pub fn send_ephemeral_to_others(&self, text: &ByteString, about: UserId) {
        for subscriber in self.0.values().filter(|subscriber| subscriber.user != about) {
            subscriber.connection.send_lossy(text);
        }
    }
}
