//! The plain types.

use diesel::prelude::*;
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::ids::UserId;
use crate::base::schema::audit_log;

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

/// A row of the log.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log)]
pub struct AuditRow {
    /// From 1, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    pub actor_id: Option<UserId>,
    pub action: String,
    pub subject: String,
    pub subject_id: Option<Uuid>,
    pub detail: String,
    /// SHA-256 over the hash before and the fields above.
    pub hash: Vec<u8>,
}
