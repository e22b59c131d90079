//! What a room asks the journal to append.

use tokio::sync::oneshot;

use super::model::Message;
use super::store::Draft;
use crate::base::error::AppResult;
use crate::base::ids::{RoomId, SessionId};

/// The committed message, and whether it is new; or why it was refused.
pub type AppendResult = AppResult<(Message, bool)>;

/// Messages that a room wants to append.
pub(super) struct AppendRequest {
    pub room: RoomId,
    /// Each with the session it was sent through, which must still be live at the commit.
    pub drafts: Vec<(Draft, SessionId)>,
    pub reply: oneshot::Sender<Vec<AppendResult>>,
    /// Whether the writer waits for the room's lock. First it skips a locked room, then it waits.
    pub wait_for_lock: bool,
}
