//! Working days of Indonesia, by which the deadlines of a deal are counted: Monday to Friday without public holidays
//! (*libur nasional*) and collective leave (*cuti bersama*).
//!
//! Invariants: the embedded table `seed/holidays.csv` is valid (a test reads it); a date occurs once in a table; in years
//! without a table only weekends are free; a deadline is the last second of a working day in the zone of the person it is
//! counted for, except the 72 hours of an inspection that end later.

mod deadlines;
#[cfg(test)]
mod deadlines_tests;
mod table;

pub use table::{Holiday, Kind, WorkingDays};
