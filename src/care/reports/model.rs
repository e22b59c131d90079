//! The plain types.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::encryption::{Encryption, Sealed, SealedTable};
use crate::base::error::AppResult;
use crate::base::ids::{ReportCaseId, ReportId, RoomId, UserId, words};
use crate::base::schema::{report_cases, reports};
use crate::care::sanctions::SanctionReason;

/// The table whose texts are encrypted.
pub const REPORT_TABLE: SealedTable = SealedTable { name: "reports", purpose: "report" };

words! {
    /// What is reported.
    TargetKind {
        Listing = "listing",
        User = "user",
        Message = "message",
        Review = "review",
    }
}

words! {
    /// Why it is reported.
    ReportReason {
        /// Counterfeit, or not what it says.
        Fake = "palsu",
        Spam = "spam",
        Fraud = "penipuan",
        Prohibited = "barang_terlarang",
        Other = "lainnya",
    }
}

impl From<ReportReason> for SanctionReason {
    fn from(reason: ReportReason) -> Self {
        match reason {
            ReportReason::Fake => Self::Fake,
            ReportReason::Spam => Self::Spam,
            ReportReason::Fraud => Self::Fraud,
            ReportReason::Prohibited => Self::Prohibited,
            ReportReason::Other => Self::Other,
        }
    }
}

words! {
    /// How a case stands.
    #[schema(as = ReportStatus)]
    CaseStatus {
        Pending = "pending",
        /// Looked at; nothing was done.
        Reviewed = "reviewed",
        /// Something was done.
        Actioned = "actioned",
    }
}

words! {
    /// What the staff decides about a case.
    #[schema(as = ReportDecision)]
    Decision {
        Dismiss = "dismiss",
        /// The target is removed, and its owner gets the next step of the ladder of sanctions.
        Remove = "remove",
        Warn = "warn",
        Mute = "mute",
        Suspend = "suspend",
        Ban = "ban",
    }
}

/// A case's row.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = report_cases, treat_none_as_null = true)]
pub struct ReportCase {
    pub id: ReportCaseId,
    pub target: TargetKind,
    pub target_id: Uuid,
    /// Who answers for the target.
    pub owner_id: UserId,
    pub status: CaseStatus,
    pub opened_at: Timestamp,
    /// When it should be decided.
    pub due_at: Timestamp,
    pub decided_at: Option<Timestamp>,
    pub decided_by: Option<UserId>,
    pub decision: Option<Decision>,
    pub version: i32,
}

/// A report's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports)]
pub(super) struct ReportRow {
    pub id: ReportId,
    pub case_id: ReportCaseId,
    pub reporter_id: UserId,
    pub reason: ReportReason,
    pub key_id: i16,
    pub ciphertext: Vec<u8>,
    pub doubtful: bool,
    pub created_at: Timestamp,
}

/// The words of a report.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Words {
    /// What the reporter wrote; may be empty.
    pub text: String,
    /// Of a reported message.
    pub quote: Option<Quote>,
}

/// A message as it was when it was reported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Quote {
    pub room: RoomId,
    pub seq: i64,
    pub text: String,
}

/// A report as the staff reads it.
#[derive(Debug, Clone)]
pub struct FiledReport {
    pub id: ReportId,
    pub reporter_id: UserId,
    pub reason: ReportReason,
    /// What the reporter wrote; may be empty.
    pub text: String,
    /// The words of a reported message.
    pub quote: Option<String>,
    /// Most of what this person reported lately was dismissed.
    pub doubtful: bool,
    pub created_at: Timestamp,
}

impl ReportRow {
    /// The words.
    pub(super) fn words(&self, encryption: &Encryption) -> AppResult<Words> {
        let sealed = Sealed { key_id: self.key_id, ciphertext: self.ciphertext.clone() };
        let text = REPORT_TABLE.open(encryption, self.id.0, &sealed)?;
        Ok(serde_json::from_slice(&text)?)
    }

    pub(super) fn filed(self, encryption: &Encryption) -> AppResult<FiledReport> {
        let words = self.words(encryption)?;
        Ok(FiledReport {
            id: self.id,
            reporter_id: self.reporter_id,
            reason: self.reason,
            text: words.text,
            quote: words.quote.map(|quote| quote.text),
            doubtful: self.doubtful,
            created_at: self.created_at,
        })
    }
}
