//! Reviews in Postgres.

mod list;
mod rows;
mod windows;

pub(super) use list::{PartnerRatings, ShownRow, ratings_by_partner, shown_of, tallies};
pub use rows::exchange;
pub(super) use rows::{ReviewOf, save};
pub(super) use windows::{lock, open, set_reveal, take_reminder, to_remind, to_reveal};
