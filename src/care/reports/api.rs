//! Reporting, as JSON.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::actions::{ReportWish, report};
use super::model::{CaseStatus, ReportCase, ReportReason, TargetKind};
use super::target::{self, TargetWish};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::JsonBody;
use crate::base::ids::{ReportCaseId, UserId};
use crate::base::limits::{self, Charge, Rate};
use crate::care::deps::CareDeps;
use crate::web::SignedIn;

/// Reports of one person.
const REPORTS: Rate = Rate { actions: 20, seconds: 86_400 };

/// A report as it was sent; exactly one of `listing`, `user`, `message`, `review` is named.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct ReportIn {
    /// Id or slug of a listing.
    pub listing: Option<String>,
    /// Id or handle of a person.
    pub user: Option<String>,
    /// Id of a message of one's own rooms.
    pub message: Option<String>,
    /// Id of a review.
    pub review: Option<String>,
    /// `palsu`, `spam`, `penipuan`, `barang_terlarang` or `lainnya`.
    #[serde(default)]
    pub reason: String,
    /// Needed for `lainnya`; at most 1,000 characters.
    pub text: Option<String>,
}

impl ReportIn {
    fn target(&self) -> TargetWish {
        TargetWish {
            listing: self.listing.clone(),
            user: self.user.clone(),
            message: self.message.clone(),
            review: self.review.clone(),
        }
    }
}

/// What became of a report.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportOut {
    pub id: ReportCaseId,
    pub target: TargetKind,
    pub status: CaseStatus,
    /// When the staff should have decided.
    pub due_at: DateTime<Utc>,
}

impl From<&ReportCase> for ReportOut {
    fn from(case: &ReportCase) -> Self {
        Self { id: case.id, target: case.target, status: case.status, due_at: case.due_at }
    }
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportResponse {
    pub report: ReportOut,
}

/// Checks that somebody may report a target, before they write anything.
///
/// # Errors
/// `NotFound` for what they may not see; `Forbidden` for what is their own.
pub async fn check_target(deps: &CareDeps, reporter: UserId, input: ReportIn) -> AppResult<()> {
    let context = deps.context();
    deps.db()
        .read(move |conn| {
            let found = target::find(conn, &context.encryption, &input.target(), reporter)?;
            match found.owner == reporter {
                true => Err(AppError::forbidden("report-own")),
                false => Ok(()),
            }
        })
        .await
}

/// Records what somebody reports; JSON and the form call it.
///
/// # Errors
/// As [`report`]; `TooMany` when the person reports too much.
pub async fn file(deps: &CareDeps, reporter: UserId, input: &ReportIn) -> AppResult<ReportCase> {
    if deps.limited() {
        let charge = Charge { bucket: format!("report:{reporter}"), rate: REPORTS };
        limits::charge_first(deps.db(), vec![charge], deps.now()).await?;
    }
    let reason: Result<ReportReason, _> = input.reason.parse();
    let (target, text) = (input.target(), input.text.clone().unwrap_or_default());
    deps.carry_out(move |conn, context, now| {
        let (target, text) = (target.clone(), text.clone());
        let wish = ReportWish { reporter, target, reason: ReportReason::Other, text };
        let reason = match &reason {
            Ok(reason) => *reason,
            // What one may not know exists is not found, whatever else is wrong.
            Err(_unknown) => {
                target::find(conn, &context.encryption, &wish.target, reporter)?;
                return Err(FieldErrors::one("reason", "report-reason-unknown"));
            }
        };
        let (case, _fresh) = report(conn, context, &ReportWish { reason, ..wish }, now)?;
        Ok((case, Vec::new()))
    })
    .await
}

/// Reports a listing, a person, a message or a review.
#[utoipa::path(post, path = "/api/reports", request_body = ReportIn,
    responses((status = 201, body = ReportResponse), (status = 422, body = crate::base::http::Problem)))]
pub async fn report_api(
    me: SignedIn,
    deps: CareDeps,
    body: JsonBody<ReportIn>,
) -> AppResult<HttpResponse> {
    let case = file(&deps, me.id, &body.0).await?;
    Ok(HttpResponse::Created().json(ReportResponse { report: ReportOut::from(&case) }))
}
