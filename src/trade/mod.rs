//! Trade: deals and their events.

pub mod deals;
pub mod events;
