//! Generating demo data: listings, people, pictures and chats for a site that has none yet.
//!
//! Pure generation: no database, no clock, no files. The same seed gives the same data on every machine and with every
//! version of our dependencies (the random numbers are computed here). Texts and prices are in `seed/demo/*.toml`,
//! pictures in `seed/demo/pictures`, embedded.
//! Used by `demo::load` only, which turns the results into rows.
//!
//! Invariants, all tested: every sub category of `seed/categories.toml` has listings; every drawing named exists in
//! `static/goods`, and its pictures in `seed/demo/pictures`; titles are at most 80 characters; prices are whole thousands of rupiah; e-mail addresses end in
//! `contoh.id` and telephone numbers begin with 0820, a prefix no operator has, so that no real person is ever contacted.

mod attributes;
mod catalogue;
mod chats;
mod listings;
mod model;
mod people;
mod pictures;
mod prices;
mod prose;
mod rng;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod worth_tests;

pub use catalogue::DemoError;
pub use chats::{chat, free_chat};
pub use listings::listings;
pub use model::{ChatLine, DemoListing, DemoPerson, PhotoPlan, ScriptedMove, Speaker};
pub use people::people;
pub use pictures::{distinct_pictures, picture};
