//! Cases as JSON, for the staff.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::case_file::{CaseFile, Integrity};
use super::super::machine::{Actor, Status};
use super::super::reasons::DisputeReason;
use super::super::store::{CaseFilter, CaseRow, CasesPage};
use super::shapes::DisputeOut;
use crate::base::clock::Timestamp;
use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::{Pagination, number};
use crate::base::ids::UserId;
use crate::care::evidence::Bundle;

/// Which cases are wanted.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct CasesQuery {
    /// `open` (default), `waiting`, `mine`, `free` or `ended`.
    filter: Option<String>,
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

impl CasesQuery {
    /// # Errors
    /// `Invalid` for a filter that there is not.
    pub fn page(&self, reader: UserId) -> AppResult<CasesPage> {
        let filter = match self.filter.as_deref() {
            None | Some("") => CaseFilter::Open,
            Some(word) => word
                .parse()
                .map_err(|_unknown| FieldErrors::one("filter", "dispute-filter-unknown"))?,
        };
        let number = self.page.unwrap_or(1).clamp(1, 1000);
        let size = self.limit.unwrap_or(20).clamp(1, 100);
        Ok(CasesPage { filter, reader, number, size })
    }
}

/// A case in the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CaseRowOut {
    /// The deal's code.
    order: String,
    reason: DisputeReason,
    status: Status,
    deadline_at: Option<DateTime<Utc>>,
    opened_at: DateTime<Utc>,
    /// Whole rupiah.
    amount: i64,
    buyer: String,
    seller: String,
    /// Who works on it.
    mediator: Option<String>,
}

impl From<CaseRow> for CaseRowOut {
    fn from(row: CaseRow) -> Self {
        let CaseRow { code, reason, status, deadline_at, opened_at, .. } = row;
        let CaseRow { amount, buyer, seller, mediator, .. } = row;
        Self {
            order: code,
            reason,
            status,
            deadline_at,
            opened_at,
            amount,
            buyer,
            seller,
            mediator,
        }
    }
}

/// A page of cases.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CasesShown {
    pub(super) disputes: Vec<CaseRowOut>,
    pub(super) pagination: Pagination,
}

/// A case file.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct CaseShown {
    dispute: DisputeOut,
    /// Whether the chat is as it was written.
    whole: bool,
    /// The first row that was changed.
    broken: Option<String>,
    /// Others of the staff who look at it in these minutes.
    looking: Vec<String>,
    /// The chat, the offers and the moves, as `tawar evidence` exports them.
    #[schema(value_type = Object)]
    bundle: Bundle,
}

impl CaseShown {
    pub(super) fn of(case: CaseFile, reader: UserId, now: Timestamp) -> Self {
        let broken = match case.integrity {
            Integrity::Whole(_) => None,
            Integrity::Broken(first) => Some(first),
        };
        Self {
            dispute: DisputeOut::of(&case.file, Actor::Mediator(reader), now),
            whole: broken.is_none(),
            broken,
            looking: case.looking,
            bundle: case.bundle,
        }
    }
}
