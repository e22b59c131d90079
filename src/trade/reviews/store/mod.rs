//! Reviews in Postgres.

mod list;
mod rows;
mod windows;

pub(super) use list::{PartnerRatings, ShownRow, ratings_by_partner, remove, shown_of, tallies};
pub use list::{comments_of, shown_by};
pub use rows::exchange;
pub(super) use rows::{ReviewOf, save};
pub(super) use windows::{lock, open, set_reveal, take_reminder, to_remind, to_reveal};
