//! The sockets that have joined a room, and what each has been sent. One that lags is sent nothing more; when it has caught
//! up, what it missed is read from Postgres. One that lags for too long is disconnected; it reconnects and resumes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytestring::ByteString;

use crate::base::ids::UserId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Frame, Publication, SendOutcome};

/// A subscriber that lags for this long is disconnected.
const MAX_LAG: Duration = Duration::from_secs(5);

pub(super) struct Subscriber {
    pub user: UserId,
    pub line: ConnectionHandle,
    /// The number of its join; only the latest join of a socket is answered.
    pub came: u64,
    /// The sequence number of the last message it was sent.
    pub position: i64,
    /// While its missed messages are read: what is committed meanwhile.
    pub catching_up: Option<Vec<Publication>>,
    /// Since when its mailbox is full.
    behind: Option<Instant>,
}

impl Subscriber {
    pub fn new(user: UserId, line: ConnectionHandle, came: u64) -> Self {
        Self { user, line, came, position: 0, catching_up: Some(Vec::new()), behind: None }
    }

    /// Sends those of these publications that it has not been sent; false when its socket has ended.
    pub fn give(&mut self, publications: &[Publication], replayed: bool) -> bool {
        if self.behind.is_some() {
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
        let sent = if replayed { self.line.send_replay(frame) } else { self.line.send(frame) };
        self.note(sent, publications)
    }

    fn note(&mut self, sent: SendOutcome, publications: &[Publication]) -> bool {
        match sent {
            SendOutcome::Queued => {
                self.behind = None;
                if let Some(last) = publications.last() {
                    self.position = self.position.max(last.seq);
                }
            }
            SendOutcome::Lagging => {
                self.behind.get_or_insert_with(Instant::now);
            }
            SendOutcome::Closed => return false,
        }
        true
    }
}

#[derive(Default)]
pub(super) struct Subscribers(pub HashMap<ConnectionId, Subscriber>);

impl Subscribers {
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
            if subscriber.behind.is_some() {
                return true;
            }
            if subscriber.position == delivered {
                let sent = subscriber.line.send(shared.clone());
                return subscriber.note(sent, publications);
            }
            subscriber.give(publications, false)
        });
    }

    /// Those that lagged and have caught up: socket, number of the join, position. Disconnects those that lagged for too long.
    pub fn caught_up(&mut self) -> Vec<(ConnectionId, u64, i64)> {
        self.0.retain(|_, subscriber| {
            let too_slow = subscriber.behind.is_some_and(|since| since.elapsed() > MAX_LAG);
            if too_slow {
                subscriber.line.evict();
            }
            !too_slow
        });
        self.0
            .iter_mut()
            .filter(|(_, subscriber)| subscriber.behind.is_some() && subscriber.line.has_drained())
            .map(|(id, subscriber)| {
                subscriber.behind = None;
                subscriber.catching_up = Some(Vec::new());
                (*id, subscriber.came, subscriber.position)
            })
            .collect()
    }

    pub fn any_behind(&self) -> bool {
        self.0.values().any(|subscriber| subscriber.behind.is_some())
    }

    /// Sends an event that may be lost (typing, read) to all sockets but one.
    pub fn send_ephemeral(&self, text: &ByteString, except: Option<ConnectionId>) {
        for (id, subscriber) in &self.0 {
            if Some(*id) != except {
                subscriber.line.send_lossy(text);
            }
        }
    }

    /// Sends an event that may be lost (presence) to the sockets of all other people.
    pub fn send_ephemeral_to_others(&self, text: &ByteString, about: UserId) {
        for subscriber in self.0.values().filter(|subscriber| subscriber.user != about) {
            subscriber.line.send_lossy(text);
        }
    }
}
