//! What rooms need from the wings above them. `app` passes it in, so that the chat imports neither negotiations nor deals.

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::chat::live::Event;

/// Functions of higher wings.
#[derive(Clone, Copy)]
pub struct RoomHooks {
    /// The events that describe the state of a room's negotiation and deal, as they go with the message of this sequence
    /// number and time; none before the first offer.
    pub standing: fn(&mut Conn, RoomId, i64, Timestamp) -> AppResult<Vec<Event>>,
    /// Whether messages of a room may still be deleted.
    pub may_delete: fn(&mut Conn, RoomId) -> AppResult<bool>,
}
