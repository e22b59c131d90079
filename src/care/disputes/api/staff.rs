//! What the staff does.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::super::case_file::{CaseFile, CaseReader, Integrity, case_file};
use super::super::machine::{Actor, Command, Status};
use super::super::reasons::DisputeReason;
use super::super::service::{Disputes, Doer, Statement, Wanted};
use super::super::store::{self, CaseFilter, CaseRow, CasesPage};
use super::inputs::{AskIn, RulingIn, StatementIn, TakeIn, VersionIn};
use super::shapes::DisputeOut;
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::http::{JsonBody, Pagination, UrlQuery, number};
use crate::base::ids::UserId;
use crate::care::evidence::{Bundle, Signer};
use crate::config::Config;
use crate::people::accounts;
use crate::trade::deals::{self, Deal};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What mediating needs.
    pub struct StaffDeps {
        disputes: Disputes,
        encryption: Encryption,
        config: Config,
    }
}

impl StaffDeps {
    pub fn db(&self) -> &Db {
        self.disputes.deals().db()
    }

    pub fn now(&self) -> Timestamp {
        self.disputes.deals().now()
    }

    /// The name of the site.
    pub fn site(&self) -> &str {
        &self.config.site.name
    }

    /// The deal of a case, for the staff.
    ///
    /// # Errors
    /// `NotFound` without such a deal.
    pub async fn deal(&self, code: &str) -> AppResult<Deal> {
        let code = code.to_uppercase();
        let deal = self.db().read(move |conn| deals::by_code(conn, &code)).await?;
        deal.ok_or(AppError::NotFound)
    }

    /// The case file; the look is recorded.
    ///
    /// # Errors
    /// As [`case_file`].
    pub async fn case(&self, code: &str, reader: UserId) -> AppResult<CaseFile> {
        let (encryption, signer) =
            (self.encryption.get_ref().clone(), Signer::new(&self.config.secret)?);
        let (site, code, now) = (self.site().to_owned(), code.to_uppercase(), self.now());
        self.db()
            .read(move |conn| {
                let encryption = &encryption;
                let reader = CaseReader { encryption, signer: &signer, site: &site, reader, now };
                case_file(conn, reader, &code)
            })
            .await
    }

    /// What a mediator wants.
    ///
    /// # Errors
    /// As [`Disputes::act`].
    pub async fn act(
        &self,
        user: UserId,
        deal: &Deal,
        command: Command,
        text: String,
    ) -> AppResult<()> {
        let statement = Statement { text, photos: Vec::new() };
        let by = Doer::Staff(user);
        self.disputes.act(Wanted { deal: deal.id, by, command, statement }).await
    }

    /// The ruling that is meant. Without a version, it is about the dispute as it is now.
    ///
    /// # Errors
    /// `NotFound` without a dispute; `Invalid` for what does not fit.
    pub async fn ruling(&self, deal: &Deal, input: &RulingIn) -> AppResult<Command> {
        let id = deal.id;
        let dispute = self.db().read(move |conn| store::latest_of_deal(conn, id)).await?;
        let dispute = dispute.ok_or(AppError::NotFound)?;
        let verdict =
            input.wish.parse()?.verdict(deal, dispute.state.claimant, self.disputes.has_money())?;
        let seen = input.version.unwrap_or(dispute.state.version);
        Ok(Command::Rule { verdict, reason: input.reason()?, seen })
    }

    /// Takes a case, or gives it to somebody of the staff with this handle.
    ///
    /// # Errors
    /// `Invalid` when nobody has this handle.
    pub async fn taking(&self, to: Option<String>) -> AppResult<Command> {
        let Some(handle) = to.filter(|handle| !handle.trim().is_empty()) else {
            return Ok(Command::Take);
        };
        let handle = handle.trim().to_lowercase();
        let user = self.db().read(move |conn| accounts::by_handle(conn, &handle)).await?;
        let user = user.ok_or_else(|| FieldErrors::one("to", "dispute-hand-over-to"))?;
        Ok(Command::HandOver { to: user.id })
    }

    async fn done(
        &self,
        me: &SignedIn,
        deal: Deal,
        command: Command,
        text: String,
    ) -> AppResult<HttpResponse> {
        self.act(me.id, &deal, command, text).await?;
        self.shown(me, &deal.code).await
    }

    async fn shown(&self, me: &SignedIn, code: &str) -> AppResult<HttpResponse> {
        let case = self.case(code, me.id).await?;
        Ok(HttpResponse::Ok().json(CaseShown::of(case, me.id, self.now())))
    }
}

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
    disputes: Vec<CaseRowOut>,
    pagination: Pagination,
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
    fn of(case: CaseFile, reader: UserId, now: Timestamp) -> Self {
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
    let party = body.0.party()?;
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
