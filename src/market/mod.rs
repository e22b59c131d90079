//! The market: what is on offer, how it is shown, and how it is found.

pub mod categories;
pub mod events;
pub mod likes;
pub mod listings;
mod party;
pub mod photos;
pub mod search;
pub mod terms;
pub mod worth;

pub use party::Party;
