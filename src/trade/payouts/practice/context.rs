//! What the parts of a running practice bank share.

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::config::ProviderSecret;

/// The bank's database, clock and key; cloning shares them.
#[derive(Clone)]
pub(super) struct PracticeContext {
    pub db: Db,
    pub clock: Clock,
    pub key: ProviderSecret,
}
