//! Settings of a listing that belong to a wing above `market`.

use serde_json::Value;

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};

/// How a higher wing stores and shows the owner's settings of a listing: what the assistant may do for it. `app` supplies
/// the two functions.
#[derive(Clone, Copy)]
pub struct ListingExtension {
    /// Checks and saves the settings, in the transaction that writes the listing.
    pub save: fn(&mut Conn, ListingId, UserId, Value, Timestamp) -> AppResult<()>,
    /// The settings as the owner sees them.
    pub load: fn(&mut Conn, ListingId) -> AppResult<Option<Value>>,
}
