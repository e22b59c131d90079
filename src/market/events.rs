//! Events of the market for `subscribers`: ids only, written in the transaction that changes the data.

use serde::{Deserialize, Serialize};

use crate::base::ids::ListingId;

/// An event of the market. The topics are stored; a topic is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "topic", content = "payload")]
pub enum MarketEvent {
    /// A listing was posted, edited, reserved, released, removed or expired, or its price changed.
    #[serde(rename = "listing.changed")]
    ListingChanged { listing: ListingId },
    /// Only the counters of a listing's card changed: likes, chats, pending offers.
    #[serde(rename = "listing.counted")]
    ListingCounted { listing: ListingId },
}

impl MarketEvent {
    /// Every topic.
    pub const TOPICS: &'static [&'static str] = &["listing.changed", "listing.counted"];
}
