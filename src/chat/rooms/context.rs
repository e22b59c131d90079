//! What every room actor works with.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::hooks::RoomHooks;
use super::journal::Journal;
use super::reader::GapReader;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::chat::live::{Bus, Hub};

/// The services of this node that rooms use; clones share them.
#[derive(Clone)]
pub(super) struct RoomContext {
    pub db: Db,
    pub encryption: Encryption,
    pub hub: Hub,
    pub clock: Clock,
    pub journal: Journal,
    pub reader: GapReader,
    pub bus: Bus,
    pub hooks: RoomHooks,
    /// Limits how many notices are read from Postgres at once.
    pub notice_permits: Arc<Semaphore>,
}
