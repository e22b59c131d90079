//! What happens in the market, for `subscribers`: ids only, written in the transaction that made it true.

use serde::{Deserialize, Serialize};

use crate::base::ids::ListingId;

/// An event of the market. The topics are stored; a topic is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "topic", content = "payload")]
pub enum MarketEvent {
    /// A listing was posted, edited, reserved, freed, removed or expired, or its price changed.
    #[serde(rename = "listing.changed")]
    ListingChanged {
        /// Which listing.
        listing: ListingId,
    },
    /// Only the counters of a listing's card changed: likes, chats, pending offers.
    #[serde(rename = "listing.counted")]
    ListingCounted {
        /// Which listing.
        listing: ListingId,
    },
}

impl MarketEvent {
    /// Every topic.
    pub const TOPICS: &'static [&'static str] = &["listing.changed", "listing.counted"];
}
