//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{SanctionId, UserId, words};
use crate::base::schema::sanctions;

words! {
    /// What is imposed, the mildest first.
    SanctionKind {
        /// Read by the staff only.
        Note = "note",
        Warning = "warning",
        /// No messages, no offers.
        Mute = "mute",
        /// No sign-in, and no listing is shown.
        Suspend = "suspend",
        /// As a suspension, without an end.
        Ban = "ban",
    }
}

words! {
    /// Why it is imposed; the first five are also what people report.
    SanctionReason {
        Fake = "palsu",
        Spam = "spam",
        Fraud = "penipuan",
        Prohibited = "barang_terlarang",
        Abuse = "kasar",
        NoShow = "mangkir",
        Other = "lainnya",
    }
}

/// What is to be imposed.
#[derive(Debug, Clone)]
pub struct NewSanction {
    pub user: UserId,
    pub kind: SanctionKind,
    pub reason: SanctionReason,
    /// 10 to 1,000 characters.
    pub message: String,
    /// Of a mute and a suspension: an hour to a year from now.
    pub until: Option<Timestamp>,
    /// `None` for the ladder, and for the command line.
    pub by: Option<UserId>,
}

/// A sanction's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = sanctions)]
pub struct Sanction {
    pub id: SanctionId,
    pub user_id: UserId,
    pub kind: SanctionKind,
    pub reason: SanctionReason,
    /// What the person reads; of a note, what the staff reads.
    pub message: String,
    /// `None` for the ladder, and for the command line.
    pub by_id: Option<UserId>,
    pub created_at: Timestamp,
    /// Of a mute and a suspension.
    pub ends_at: Option<Timestamp>,
    /// When the person confirmed to have read it.
    pub read_at: Option<Timestamp>,
    pub lifted_at: Option<Timestamp>,
    pub lifted_by: Option<UserId>,
}

impl Sanction {
    /// Whether it restricts the person now, or, of a note and a warning, counts still.
    pub fn in_force(&self, now: Timestamp) -> bool {
        self.lifted_at.is_none() && self.ends_at.is_none_or(|end| end > now)
    }
}
