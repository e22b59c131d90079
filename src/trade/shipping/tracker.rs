//! The port to whoever knows where a parcel is, and the adapter without one.

use async_trait::async_trait;

use super::{Courier, TrackingNumber};
use crate::base::clock::Timestamp;
use crate::base::ids::words;

words! {
    /// Where a parcel is.
    TrackingState {
        /// The courier has it.
        InTransit = "in_transit",
        /// The receiver has it.
        Delivered = "delivered",
        /// The courier lost or destroyed it.
        Lost = "lost",
        /// The sender has it back.
        Returned = "returned",
    }
}

/// What a courier says of a parcel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TrackingReport {
    pub state: TrackingState,
    /// The newest time at which the courier noted this state; never in the future.
    pub at: Timestamp,
}

/// Why nothing is known of a parcel. No text of it contains the number or the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrackerError {
    #[error("the tracker did not answer in time")]
    TimedOut,
    #[error("the tracker cannot be reached: {0}")]
    Unreachable(String),
    #[error("the tracker answered {0}")]
    Status(u16),
    #[error("the tracker's answer is too long")]
    TooLong,
    #[error("the tracker's answer is invalid: {0}")]
    Invalid(String),
    #[error("the tracker answered about another parcel")]
    OtherParcel,
    #[error("the tracker's state {0:?} is not known")]
    UnknownState(String),
    #[error("the tracker reports what has not happened yet")]
    InTheFuture,
}

/// Knows where parcels are.
#[async_trait]
pub trait Tracker: Send + Sync {
    /// The state of a parcel; `None` when it is not known, or the courier does not have it yet.
    ///
    /// # Errors
    /// The tracker failed, or answered what cannot be trusted: the state stays as it was.
    async fn track(
        &self,
        courier: Courier,
        number: &TrackingNumber,
    ) -> Result<Option<TrackingReport>, TrackerError>;
}

/// Without an aggregator: only the parties say where a parcel is.
#[derive(Debug, Clone, Copy, Default)]
pub struct ManualTracker;

#[async_trait]
impl Tracker for ManualTracker {
    async fn track(
        &self,
        _courier: Courier,
        _number: &TrackingNumber,
    ) -> Result<Option<TrackingReport>, TrackerError> {
        Ok(None)
    }
}
