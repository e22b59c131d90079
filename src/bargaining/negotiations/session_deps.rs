//! What every negotiation session works with.

use super::context::MoveContext;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::outbox::RelayWaker;
use crate::chat::rooms::{Announcement, Lobby};

/// The services of this node that sessions use; clones share them.
#[derive(Clone)]
pub(super) struct SessionDeps {
    pub db: Db,
    pub context: MoveContext,
    pub clock: Clock,
    pub lobby: Lobby,
    pub waker: RelayWaker,
}

impl SessionDeps {
    /// Sends what was committed to its rooms.
    pub(super) fn announce(&self, announcements: &[Announcement]) {
        for committed in announcements {
            self.lobby.announce(committed);
        }
        if !announcements.is_empty() {
            self.waker.wake();
        }
    }
}
