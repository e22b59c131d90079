//! The market: listings, their photos, search and worth in a barter.

pub mod categories;
pub mod events;
pub mod likes;
pub mod listings;
mod party;
pub mod photos;
pub mod placements;
pub mod search;
pub mod terms;
pub mod worth;

pub use party::Party;
