//! What requests of the API carry.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::super::policy::Wish;
use super::super::reasons::{DisputeReason, RulingReason};
use super::super::service::Statement;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::ids::PhotoId;
use crate::market::Party;
use crate::trade::deals::VerdictKind;

/// How somebody wants a dispute to end.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct WishIn {
    /// `pay`, `refund`, `split`, `return_both`, `damages` or `void`.
    #[serde(default)]
    pub outcome: String,
    /// The buyer's share of a split, 1 to 99; of damages the part of the deal's sum, where there is no amount.
    pub percent: Option<i64>,
    /// Whole rupiah of damages.
    pub amount: Option<i64>,
}

impl WishIn {
    /// # Errors
    /// `Invalid` for an outcome that there is not.
    pub fn parse(&self) -> AppResult<Wish> {
        let outcome: VerdictKind = self
            .outcome
            .parse()
            .map_err(|_unknown| FieldErrors::one("outcome", "dispute-outcome-unknown"))?;
        Ok(Wish { outcome, percent: self.percent, amount: self.amount })
    }
}

/// A complaint.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ComplaintIn {
    /// Such as `not_as_described`; which ones there are depends on the deal.
    #[serde(default)]
    pub reason: String,
    #[serde(default)]
    pub text: String,
    /// Ids of up to ten uploads.
    #[serde(default)]
    pub photos: Vec<PhotoId>,
    /// What the claimant wants; `return_both` or `void` where it is left out.
    #[serde(flatten)]
    pub wish: WishIn,
}

impl ComplaintIn {
    /// # Errors
    /// `Invalid` for a reason that there is not.
    pub fn reason(&self) -> AppResult<DisputeReason> {
        self.reason.parse().map_err(|_unknown| FieldErrors::one("reason", "dispute-reason-unknown"))
    }
}

/// What somebody writes, with photos, and what they want.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct StatementIn {
    #[serde(default)]
    pub text: String,
    /// Ids of up to ten uploads; of parties only.
    #[serde(default)]
    pub photos: Vec<PhotoId>,
    /// What the other party wants, with an answer; may be left out.
    #[serde(flatten)]
    pub wish: WishIn,
}

impl StatementIn {
    pub fn statement(self) -> Statement {
        Statement { text: self.text, photos: self.photos }
    }
}

/// An offer to settle.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[schema(as = SettlementOfferIn)]
pub struct OfferIn {
    #[serde(flatten)]
    pub wish: WishIn,
    /// The version that was seen.
    pub version: i32,
}

/// The version of the dispute that was seen.
#[derive(Debug, Clone, Copy, Deserialize, utoipa::ToSchema)]
pub struct VersionIn {
    pub version: i32,
}

/// What is accepted.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct AcceptIn {
    pub version: i32,
    /// `offer` or `ruling`; left out, the ruling once there is one, else the offer.
    pub what: Option<String>,
}

/// A request for evidence.
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[schema(as = EvidenceRequestIn)]
pub struct AskIn {
    /// `buyer` or `seller`.
    #[serde(default)]
    pub party: String,
    #[serde(default)]
    pub text: String,
    /// From an hour to seven days from now.
    pub due: Option<DateTime<Utc>>,
}

/// The party that a word names.
///
/// # Errors
/// `Invalid` for who is no party.
pub fn party_named(word: &str) -> AppResult<Party> {
    let party = word.parse().ok().filter(|party| *party != Party::System);
    party.ok_or_else(|| FieldErrors::one("party", "dispute-party-unknown"))
}

/// A ruling.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct RulingIn {
    #[serde(flatten)]
    pub wish: WishIn,
    /// A code of the playbook, such as `flaw_not_mentioned`.
    #[serde(default)]
    pub reason: String,
    /// What both parties read.
    #[serde(default)]
    pub text: String,
    /// The version that was seen; another one is refused.
    pub version: Option<i32>,
}

impl RulingIn {
    /// # Errors
    /// `Invalid` for a reason that is not in the playbook.
    pub fn reason(&self) -> AppResult<RulingReason> {
        let reason = self.reason.parse().ok();
        reason
            .filter(|reason| RulingReason::of_mediators().any(|known| known == *reason))
            .ok_or_else(|| FieldErrors::one("reason", "dispute-reason-unknown"))
    }
}

/// Who takes a case.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct TakeIn {
    /// The handle of somebody of the staff to whom it is given; left out, one takes it.
    pub to: Option<String>,
}
