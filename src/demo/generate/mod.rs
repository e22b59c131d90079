//! Demo data: goods, people, pictures and conversations for a site that has none yet.
//!
//! Pure generation: no database, no clock, no files. The same seed gives the same data on every machine and with every
//! version of our dependencies (the dice are our own). Words and prices live in `seed/demo/*.toml`, embedded.
//! Only the seeding command may call this wing; it turns the plans below into rows and encodes the pictures.
//!
//! Invariants, all tested: every sub category of `seed/categories.toml` has goods; every drawing named exists in
//! `static/goods`; titles are at most 80 characters; prices are whole thousands of rupiah; e-mail addresses end in
//! `contoh.id` and telephone numbers begin with 0820, a prefix no operator has, so that nobody real is ever reached.

mod catalogue;
mod dice;
mod listings;
mod model;
mod paint;
mod people;
mod pictures;
mod prices;
mod prose;
mod talks;
#[cfg(test)]
mod tests;

pub use catalogue::DemoError;
pub use listings::listings;
pub use model::{DemoListing, DemoPerson, Line, PhotoPlan, Speaker, Step};
pub use people::people;
pub use pictures::{PictureError, distinct_pictures, picture};
pub use talks::{talk, talk_free};
