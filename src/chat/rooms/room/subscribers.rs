//! The sockets in a room, and what each has been sent. A reader that falls behind is not sent more; when it has caught
//! up, what it missed is read for it from Postgres. One that stays behind is cut: it comes again and resumes.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use bytestring::ByteString;

use crate::base::ids::UserId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Frame, Publication, SendOutcome};

/// A reader that stays behind for so long is cut.
const PATIENCE: Duration = Duration::from_secs(5);

pub(super) struct Subscriber {
    pub user: UserId,
    pub line: ConnectionHandle,
    /// Counts the times somebody came in; only the latest coming in of a socket is answered.
    pub came: u64,
    /// The last place it was sent.
    pub position: i64,
    /// While its missed messages are read, what is committed meanwhile waits here.
    pub catching_up: Option<Vec<Publication>>,
    /// Since when it takes nothing more.
    behind: Option<Instant>,
}

impl Subscriber {
    pub fn new(user: UserId, line: ConnectionHandle, came: u64) -> Self {
        Self { user, line, came, position: 0, catching_up: Some(Vec::new()), behind: None }
    }

    /// Sends what it has not been sent of `bundles`; false when it is gone.
    pub fn give(&mut self, bundles: &[Publication], replayed: bool) -> bool {
        if self.behind.is_some() {
            return true;
        }
        let fresh: Vec<ByteString> = bundles
            .iter()
            .filter(|bundle| bundle.seq > self.position)
            .flat_map(|bundle| bundle.frames.iter().cloned())
            .collect();
        if fresh.is_empty() {
            return true;
        }
        let frame = Frame::texts(fresh);
        let sent = if replayed { self.line.send_replay(frame) } else { self.line.send(frame) };
        self.note(sent, bundles)
    }

    fn note(&mut self, sent: SendOutcome, bundles: &[Publication]) -> bool {
        match sent {
            SendOutcome::Queued => {
                self.behind = None;
                if let Some(last) = bundles.last() {
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
    /// FormDeps bundles that follow `delivered` to everybody. They are encoded already; who is up to date shares them.
    pub fn hand_on(&mut self, delivered: i64, bundles: &[Publication]) {
        let shared: Frame = Frame::texts(
            bundles.iter().flat_map(|bundle| bundle.frames.iter().cloned()).collect::<Vec<_>>(),
        );
        self.0.retain(|_, peer| {
            if let Some(later) = &mut peer.catching_up {
                later.extend_from_slice(bundles);
                return true;
            }
            if peer.behind.is_some() {
                return true;
            }
            if peer.position == delivered {
                let sent = peer.line.send(shared.clone());
                return peer.note(sent, bundles);
            }
            peer.give(bundles, false)
        });
    }

    /// Those that fell behind and have caught up, with the place they are at; who was behind for too long is cut.
    pub fn caught_up(&mut self) -> Vec<(ConnectionId, u64, i64)> {
        self.0.retain(|_, peer| {
            let lost = peer.behind.is_some_and(|since| since.elapsed() > PATIENCE);
            if lost {
                peer.line.evict();
            }
            !lost
        });
        self.0
            .iter_mut()
            .filter(|(_, peer)| peer.behind.is_some() && peer.line.has_drained())
            .map(|(id, peer)| {
                peer.behind = None;
                peer.catching_up = Some(Vec::new());
                (*id, peer.came, peer.position)
            })
            .collect()
    }

    pub fn any_behind(&self) -> bool {
        self.0.values().any(|peer| peer.behind.is_some())
    }

    /// Sends a hint (typing, presence, read) to everybody but one.
    pub fn hint(&self, text: &ByteString, but: Option<ConnectionId>) {
        for (id, peer) in &self.0 {
            if Some(*id) != but {
                peer.line.send_lossy(text);
            }
        }
    }

    /// Sends a hint about a person to everybody else.
    pub fn ephemeral_others(&self, text: &ByteString, about: UserId) {
        for peer in self.0.values().filter(|peer| peer.user != about) {
            peer.line.send_lossy(text);
        }
    }
}
