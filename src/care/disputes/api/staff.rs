//! What the staff does.

use actix_web::{HttpResponse, web};

use super::super::machine::Command;
use super::super::store;
use super::inputs::{AskIn, RulingIn, StatementIn, TakeIn, VersionIn, party_named};
use super::staff_deps::StaffDeps;
use super::staff_shapes::{CaseRowOut, CaseShown, CasesQuery, CasesShown};
use crate::base::error::{AppResult, FieldErrors};
use crate::base::http::{JsonBody, Pagination, UrlQuery};
use crate::web::SignedIn;

/// The cases, the most urgent first.
#[utoipa::path(get, path = "/api/admin/disputes", params(CasesQuery), responses((status = 200, body = CasesShown)))]
pub async fn cases_api(
    me: SignedIn,
    deps: StaffDeps,
    query: UrlQuery<CasesQuery>,
) -> AppResult<HttpResponse> {
    let page = query.0.page(me.id)?;
    let (rows, total) = deps.db().read(move |conn| store::cases(conn, page)).await?;
    let disputes = rows.into_iter().map(CaseRowOut::from).collect();
    let pagination = Pagination::new(page.number, page.size, total);
    Ok(HttpResponse::Ok().json(CasesShown { disputes, pagination }))
}

/// One case, with everything that was recorded about the deal. That it was looked at is recorded.
#[utoipa::path(get, path = "/api/admin/disputes/{code}", params(("code" = String, Path, description = "the order's code")),
    responses((status = 200, body = CaseShown), (status = 403, body = crate::base::http::Problem)))]
pub async fn case_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    deps.shown(&me, &deal.code).await
}

/// Takes a case, or hands it over.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/take", params(("code" = String, Path, description = "the order's code")),
    request_body = TakeIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn take_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<TakeIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    let command = deps.taking(body.0.to).await?;
    deps.done(&me, deal, command, String::new()).await
}

/// Joins the room of the deal; both parties are told.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/join", params(("code" = String, Path, description = "the order's code")),
    responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn join_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    deps.done(&me, deal, Command::Join, String::new()).await
}

/// Writes to both parties.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/messages", params(("code" = String, Path, description = "the order's code")),
    request_body = StatementIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn message_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<StatementIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    deps.done(&me, deal, Command::Say, body.0.text).await
}

/// Keeps a note that only the staff reads.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/notes", params(("code" = String, Path, description = "the order's code")),
    request_body = StatementIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn note_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<StatementIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    deps.done(&me, deal, Command::Note, body.0.text).await
}

/// Asks a party for evidence until a date.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/evidence", params(("code" = String, Path, description = "the order's code")),
    request_body = AskIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn request_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<AskIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    let party = party_named(&body.0.party)?;
    let due = body.0.due.ok_or_else(|| FieldErrors::one("due", "dispute-due-range"))?;
    deps.done(&me, deal, Command::Ask { party, due }, body.0.text).await
}

/// Rules; above Rp5,000,000 another mediator has to confirm it.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/ruling", params(("code" = String, Path, description = "the order's code")),
    request_body = RulingIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn ruling_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<RulingIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    let command = deps.ruling(&deal, &body.0).await?;
    deps.done(&me, deal, command, body.0.text).await
}

/// Confirms the ruling of another mediator.
#[utoipa::path(post, path = "/api/admin/disputes/{code}/confirm", params(("code" = String, Path, description = "the order's code")),
    request_body = VersionIn, responses((status = 200, body = CaseShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn confirm_api(
    me: SignedIn,
    deps: StaffDeps,
    code: web::Path<String>,
    body: JsonBody<VersionIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.deal(&code).await?;
    deps.done(&me, deal, Command::Confirm { seen: body.0.version }, String::new()).await
}
