//! Badges: Penjual Cepat, Responsif, Terpercaya, Aktif. Each is a published rule over facts.
//!
//! Invariants: a badge follows from the facts alone (`rules.rs`); nobody gives or takes one, and somebody who is suspended
//! has none; the words are a column of the account, which cards and search documents show; they are computed by the scan
//! that computes the track records. One's own profile shows each rule with one's progress.

mod actions;
mod rules;
#[cfg(test)]
mod rules_tests;
mod view;

pub use actions::refresh_due;
pub use rules::{Facts, Requirement, earned, requirements};
pub use view::BadgeProgress;
