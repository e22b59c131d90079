//! Messages that a room has accepted and not committed yet, and who waits for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use tokio::sync::oneshot;

use super::super::actions::PostMessage;
use super::super::model::Message;
use crate::base::error::AppResult;
use crate::base::ids::MessageId;
use crate::chat::live::ConnectionHandle;

/// Counts a command of a socket as in flight until it is dropped.
pub struct InFlight(Arc<AtomicUsize>);

impl InFlight {
    /// Adds one to the socket's count.
    pub fn start(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(count.clone())
    }
}

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Who waits for the outcome of a message.
pub(super) struct PostSender {
    pub id: MessageId,
    /// The socket that is sent the ack.
    pub connection: Option<ConnectionHandle>,
    /// The HTTP request that waits for the commit.
    pub reply: Option<oneshot::Sender<AppResult<Message>>>,
    pub _in_flight: Option<InFlight>,
    /// When the message arrived at the room.
    pub since: Instant,
}

/// A message that waits for the journal.
pub(super) struct PendingPost {
    pub message: PostMessage,
    pub sender: PostSender,
}
