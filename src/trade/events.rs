//! The events of trade, for `subscribers`: ids only, written in the transaction that made them true.

use serde::{Deserialize, Serialize};

use crate::base::ids::DealId;

/// An event of trade. The topics are stored; a topic is never renamed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "topic", content = "payload")]
pub enum TradeEvent {
    /// A deal was opened, confirmed or called off.
    #[serde(rename = "deal.changed")]
    DealChanged { deal: DealId },
    /// Reviews of a deal are shown from now on.
    #[serde(rename = "review.shown")]
    ReviewShown { deal: DealId },
}

impl TradeEvent {
    /// Every topic.
    pub const TOPICS: &'static [&'static str] = &["deal.changed", "review.shown"];
}
