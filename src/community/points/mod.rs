//! Points: what people earn with completed deals, a score and no money. Nothing spends, sends or pays them.
//!
//! Invariants: what a deal is worth follows from facts that are recorded once, when its completion is first seen; entries are
//! only ever added, and an entry that takes back names the same amount as the one that gave; points follow the deal's state,
//! however often and in whatever order its changes arrive; the sums are kept by a trigger with each entry. Everything can be
//! computed anew from the facts (`recompute`), and `audit` compares.
//!
//! `subscribers` reports changed deals ([`follow`]), `app` runs [`review`], the pages read.

mod actions;
mod audit;
mod circles;
mod history;
mod links;
mod model;
mod policy;
mod recompute;
#[cfg(test)]
mod recompute_tests;
mod rules;
#[cfg(test)]
mod simulation_tests;
mod steps;
mod store;

pub use actions::{follow, review};
pub use audit::audit;
pub use history::{HistoryRow, history};
pub use model::{Kind, Period, Reason, Totals};
pub use policy::{BUYER, SELLER};
pub use rules::rules;
pub use store::totals_of;
