//! Reports in the panel, as JSON.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::api::ReportOut;
use super::deciding::{DecisionWish, decide};
use super::model::{Decision, ReportCase};
use super::store::{self, CasesWanted};
use super::view::{TargetShown, shown};
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, Pagination, UrlQuery, number};
use crate::base::ids::{ReportCaseId, UserId};
use crate::care::deps::CareDeps;
use crate::people::sessions;
use crate::web::SignedIn;

/// Cases of a page.
const SIZE: i64 = 20;

/// Which cases are wanted.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ReportsQuery {
    /// `waiting` (default) or `decided`.
    pub filter: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub page: Option<i64>,
}

impl ReportsQuery {
    pub fn waiting(&self) -> bool {
        self.filter.as_deref() != Some("decided")
    }

    pub fn number(&self) -> i64 {
        self.page.unwrap_or(1).clamp(1, 10_000)
    }
}

/// A case in the list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportCaseOut {
    #[serde(flatten)]
    pub case: ReportOut,
    pub about: TargetShown,
    /// How many people reported it.
    pub reports: i64,
    pub opened_at: DateTime<Utc>,
    pub decision: Option<Decision>,
    pub version: i32,
}

#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ReportCasesOut {
    pub reports: Vec<ReportCaseOut>,
    pub pagination: Pagination,
}

/// A page of cases with what each is about, and the number of all; JSON and the page call it.
///
/// # Errors
/// The database's errors.
pub async fn page_of(
    deps: &CareDeps,
    reader: UserId,
    query: &ReportsQuery,
) -> AppResult<(Vec<(ReportCase, i64, TargetShown)>, Pagination)> {
    let (waiting, number, now) = (query.waiting(), query.number(), deps.now());
    let (rows, total) = deps
        .db()
        .read(move |conn| {
            let hidden_owners = sessions::linked_accounts(conn, reader, now)?;
            let offset = (number - 1) * SIZE;
            let wanted = CasesWanted { waiting, hidden_owners, offset, limit: SIZE };
            let (rows, total) = store::cases(conn, &wanted)?;
            let cases: Vec<ReportCase> = rows.iter().map(|(case, _)| case.clone()).collect();
            let about = shown(conn, &cases)?;
            let rows =
                rows.into_iter().zip(about).map(|((case, count), about)| (case, count, about));
            Ok((rows.collect::<Vec<_>>(), total))
        })
        .await?;
    Ok((rows, Pagination::new(number, SIZE, total)))
}

/// What people reported, the most urgent first.
#[utoipa::path(get, path = "/api/admin/reports", params(ReportsQuery), responses((status = 200, body = ReportCasesOut)))]
pub async fn reports_api(
    me: SignedIn,
    deps: CareDeps,
    query: UrlQuery<ReportsQuery>,
) -> AppResult<HttpResponse> {
    let (rows, pagination) = page_of(&deps, me.id, &query.0).await?;
    let out = |(case, reports, about): (ReportCase, i64, TargetShown)| ReportCaseOut {
        case: ReportOut::from(&case),
        about,
        reports,
        opened_at: case.opened_at,
        decision: case.decision,
        version: case.version,
    };
    let reports = rows.into_iter().map(out).collect();
    Ok(HttpResponse::Ok().json(ReportCasesOut { reports, pagination }))
}

/// A decision as it was sent.
#[derive(Debug, Clone, Default, Deserialize, utoipa::ToSchema)]
pub struct DecisionIn {
    /// `dismiss`, `remove`, `warn`, `mute`, `suspend` or `ban`.
    #[serde(default)]
    pub action: String,
    /// Of a mute and a suspension.
    pub days: Option<i64>,
    /// What the owner of the target reads; needed unless it is dismissed.
    #[serde(default)]
    pub text: String,
    /// The version that was seen; left out, as it is now.
    pub version: Option<i32>,
}

/// Decides; JSON and the form call it.
///
/// # Errors
/// As [`decide`].
pub async fn carry(
    deps: &CareDeps,
    by: UserId,
    case: ReportCaseId,
    input: &DecisionIn,
) -> AppResult<()> {
    let known: Result<Decision, _> = input.action.parse();
    let DecisionIn { days, text, version, .. } = input.clone();
    deps.carry_out(move |conn, context, now| {
        store::case_by_id(conn, case)?;
        let decision = match &known {
            Ok(decision) => *decision,
            Err(_unknown) => {
                return Err(FieldErrors::one("action", "report-decision-unknown"));
            }
        };
        let wish = DecisionWish { case, by, decision, days, message: text.clone(), seen: version };
        Ok(((), decide(conn, context, &wish, now)?))
    })
    .await
}

/// Decides what people reported.
#[utoipa::path(put, path = "/api/admin/reports/{report}", params(("report" = String, Path, description = "the case's id")),
    request_body = DecisionIn, responses((status = 204), (status = 409, body = crate::base::http::Problem)))]
pub async fn decide_api(
    me: SignedIn,
    deps: CareDeps,
    report: web::Path<String>,
    body: JsonBody<DecisionIn>,
) -> AppResult<HttpResponse> {
    let id = report.parse().map_err(|_no_id| AppError::NotFound)?;
    carry(&deps, me.id, id, &body.0).await?;
    Ok(HttpResponse::NoContent().finish())
}
