//! Trade: agreements and how they are carried through.

pub mod deals;
pub mod events;
