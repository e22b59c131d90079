//! The audit log: what staff looked at and did.
//!
//! Invariants: rows are only added, in one chain of hashes, by the transaction that did what they say; no row has words of
//! people. `tawar check` verifies the chain. Staff reads it; of a deal, its parties see who read their room.

mod chain;
mod store;

pub use chain::Broken;
pub use store::{AuditFilter, AuditRow, PAGE, of_subject, page, record, verify};

use uuid::Uuid;

use crate::base::ids::UserId;

/// Something that staff looked at or did.
#[derive(Debug, Clone)]
pub struct Act<'a> {
    /// `None` for the clock.
    pub actor: Option<UserId>,
    /// What was done, such as `ruled`.
    pub action: &'a str,
    /// What it was done to, in words, such as `dispute ORD-20261130-X7K2`.
    pub subject: String,
    pub subject_id: Uuid,
    /// What it was and became, as JSON; may be empty.
    pub detail: String,
}
