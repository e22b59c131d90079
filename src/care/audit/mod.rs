//! The audit log: what staff looked at and did.
//!
//! Invariants: rows are only added, in one chain of hashes, by the transaction that did what they say; no row has words of
//! people. `tawar check` verifies the chain. Staff reads it; of a deal, its parties see who read their room.

mod chain;
mod model;
mod store;

pub use chain::Broken;
pub use model::{Act, AuditRow};
pub use store::{AuditFilter, PAGE, of_subject, page, record, verify};
