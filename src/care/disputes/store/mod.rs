//! Disputes in Postgres.

mod cases;
mod entries;
mod rows;

pub use cases::{CaseFilter, CaseRow, CasesPage, cases, earlier_of};
pub use entries::entries_of;
pub(super) use entries::{insert_entry, next_entry};
pub(super) use rows::{complaints_of, due, insert, lock_latest, save};
pub use rows::{latest_of_deal, move_deadlines, of_accounts};
