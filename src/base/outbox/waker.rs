//! Wakes the relay of this node after a commit, so that nobody waits for its next poll.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;

/// Wakes one waiting loop; cloning shares it.
#[derive(Clone, Default)]
pub struct RelayWaker(Arc<Notify>);

impl RelayWaker {
    /// Call it after a commit that wrote an event. A wake-up while no loop waits ends the next wait at once.
    pub fn wake(&self) {
        self.0.notify_one();
    }

    /// Waits for a wake-up, at most `timeout`.
    pub async fn wait(&self, timeout: Duration) {
        let _ = tokio::time::timeout(timeout, self.0.notified()).await;
    }
}
