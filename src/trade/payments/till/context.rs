//! What the parts of a running till share.

use std::sync::Arc;

use crate::base::clock::{Clock, Timestamp};
use crate::base::db::Db;
use crate::config::ProviderSecret;

/// The till's database, key and clock; cloning shares them.
#[derive(Clone)]
pub(super) struct TillContext {
    pub db: Db,
    pub clock: Clock,
    /// The server key, which signs notifications.
    pub key: ProviderSecret,
    /// Wakes the loop that sends notifications.
    pub wake: Arc<tokio::sync::Notify>,
}

impl TillContext {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Makes notifications that are due now leave at once; call it after the commit.
    pub fn wake(&self) {
        self.wake.notify_one();
    }
}
