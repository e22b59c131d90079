//! What every socket works with.

use crate::bargaining::negotiations::Desk;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::limits::Limiter;
use crate::chat::live::Hub;
use crate::chat::rooms::Lobby;

/// The services that commands call, shared by all sockets of a node.
pub struct SocketContext {
    /// Postgres.
    pub db: Db,
    /// The sockets of this node.
    pub hub: Hub,
    /// The room actors.
    pub lobby: Lobby,
    /// Makes the moves of negotiations.
    pub desk: Desk,
    /// The time.
    pub clock: Clock,
    /// Rate limits by person.
    pub limiter: Limiter,
}
