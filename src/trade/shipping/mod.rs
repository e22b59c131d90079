//! Shipping: couriers, tracking numbers (*nomor resi*) and where a parcel is.
//!
//! Invariants: a tracking number is normalised, so that one parcel has one spelling; the usual shape of a courier's numbers
//! is only a hint; `Debug` does not print a number, because a barter shows none until both are known; a tracker's answer
//! about another parcel, with unknown words or from the future is an error and never a state.

mod aggregator;
#[cfg(test)]
mod aggregator_tests;
mod answer;
mod couriers;
mod shape;
mod tracker;
mod tracking_number;

pub use aggregator::Aggregator;
pub use couriers::{Courier, shape_hint};
pub use tracker::{ManualTracker, Tracker, TrackerError, TrackingReport, TrackingState};
pub use tracking_number::{TrackingNumber, TrackingRefusal};
