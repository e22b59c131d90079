//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{ListingId, SanctionId, TakedownId, UserId};
use crate::base::schema::takedowns;
use crate::care::sanctions::SanctionReason;
use crate::market::listings::Status;

/// A takedown's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = takedowns)]
pub struct Takedown {
    pub id: TakedownId,
    pub listing_id: ListingId,
    pub owner_id: UserId,
    pub reason: SanctionReason,
    /// What the owner reads.
    pub message: String,
    pub owner_at_fault: bool,
    /// The listing's status before.
    pub was: Status,
    /// `None` for the command line.
    pub by_id: Option<UserId>,
    /// The step of the ladder that followed.
    pub sanction_id: Option<SanctionId>,
    pub created_at: Timestamp,
    /// When the owner confirmed to have read it.
    pub read_at: Option<Timestamp>,
    pub undone_at: Option<Timestamp>,
    pub undone_by: Option<UserId>,
}
