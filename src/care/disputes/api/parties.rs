//! What the parties of a deal do.

use actix_web::{HttpResponse, web};

use super::super::case_file::party_file;
use super::super::machine::{Actor, Command};
use super::super::opening::Complaint;
use super::super::service::{Disputes, Doer, Statement, Wanted};
use super::inputs::{AcceptIn, ComplaintIn, OfferIn, StatementIn, WishIn};
use super::shapes::{DisputeOut, DisputeShown};
use crate::base::error::{AppError, AppResult};
use crate::base::http::JsonBody;
use crate::trade::deals::{Deal, VerdictKind};
use crate::web::{SignedIn, app_data_struct};

app_data_struct! {
    /// What the disputes of parties need.
    pub struct PartyDeps {
        disputes: Disputes,
    }
}

impl PartyDeps {
    async fn find(&self, code: web::Path<String>, me: &SignedIn) -> AppResult<Deal> {
        self.disputes.deals().find(code.into_inner(), me.id).await
    }

    async fn act(
        &self,
        me: &SignedIn,
        deal: Deal,
        command: Command,
        statement: Statement,
    ) -> AppResult<HttpResponse> {
        let by = Doer::Member(me.id);
        self.disputes.act(Wanted { deal: deal.id, by, command, statement }).await?;
        self.shown(me, deal).await.map(|shown| HttpResponse::Ok().json(shown))
    }

    async fn shown(&self, me: &SignedIn, deal: Deal) -> AppResult<DisputeShown> {
        let deals = self.disputes.deals();
        let (encryption, now) = (deals.context().encryption.clone(), deals.now());
        let party = deal.party(me.id).ok_or(AppError::NotFound)?;
        let file = deals.db().read(move |conn| party_file(conn, &encryption, deal.clone())).await?;
        let file = file.ok_or(AppError::NotFound)?;
        Ok(DisputeShown { dispute: DisputeOut::of(&file, Actor::Party(party), now) })
    }
}

/// The newest dispute of a deal.
#[utoipa::path(get, path = "/api/orders/{code}/dispute", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = DisputeShown), (status = 404, body = crate::base::http::Problem)))]
pub async fn show_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    Ok(HttpResponse::Ok().json(deps.shown(&me, deal).await?))
}

/// Complains about a deal: its clocks and its money stand still from then on.
#[utoipa::path(post, path = "/api/orders/{code}/dispute", params(("code" = String, Path, description = "id or code")),
    request_body = ComplaintIn,
    responses((status = 201, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn open_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<ComplaintIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    let reason = body.0.reason()?;
    let wish = match body.0.wish.outcome.is_empty() {
        // Everybody gets their own back.
        true => WishIn {
            outcome: default_wish(&deps, &deal).await?.word().to_owned(),
            ..WishIn::default()
        },
        false => body.0.wish,
    };
    let complaint = Complaint {
        deal: deal.id,
        user: me.id,
        session: me.session,
        reason,
        wish: wish.parse()?,
        text: body.0.text,
        photos: body.0.photos,
    };
    deps.disputes.open(complaint).await?;
    Ok(HttpResponse::Created().json(deps.shown(&me, deal).await?))
}

async fn default_wish(deps: &PartyDeps, deal: &Deal) -> AppResult<VerdictKind> {
    let deal = deal.clone();
    let deals = deps.disputes.deals();
    let course = deals.db().read(move |conn| crate::trade::deals::course(conn, &deal)).await?;
    Ok(super::super::policy::neutral(&course).kind())
}

/// Answers the complaint of the other party.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/answer", params(("code" = String, Path, description = "id or code")),
    request_body = StatementIn,
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn answer_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<StatementIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    let wants = match body.0.wish.outcome.is_empty() {
        true => None,
        false => Some(body.0.wish.parse()?),
    };
    let wants = deps.disputes.verdict(deal.clone(), wants).await?;
    deps.act(&me, deal, Command::Answer { wants }, body.0.statement()).await
}

/// Offers to settle, first or instead of the other's offer.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/offer", params(("code" = String, Path, description = "id or code")),
    request_body = OfferIn,
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn offer_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<OfferIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    let verdict = deps.disputes.verdict(deal.clone(), Some(body.0.wish.parse()?)).await?;
    let verdict = verdict.ok_or(AppError::NotFound)?;
    let command = Command::Offer { verdict, seen: body.0.version };
    deps.act(&me, deal, command, Statement::default()).await
}

/// Accepts the other's offer, or the ruling.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/accept", params(("code" = String, Path, description = "id or code")),
    request_body = AcceptIn,
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn accept_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<AcceptIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    let AcceptIn { version: seen, what } = body.0;
    let ruled = deps.disputes.is_ruled(deal.id).await?;
    let command = match what.as_deref() {
        Some("ruling") => Command::AcceptRuling { seen },
        None if ruled => Command::AcceptRuling { seen },
        _ => Command::Accept { seen },
    };
    deps.act(&me, deal, command, Statement::default()).await
}

/// Takes one's own complaint back: the deal goes on.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/withdraw", params(("code" = String, Path, description = "id or code")),
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn withdraw_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    deps.act(&me, deal, Command::Withdraw, Statement::default()).await
}

/// Appeals against the ruling, once, to another mediator.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/appeal", params(("code" = String, Path, description = "id or code")),
    request_body = StatementIn,
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn appeal_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<StatementIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    deps.act(&me, deal, Command::Appeal, body.0.statement()).await
}

/// Adds to the case file.
#[utoipa::path(post, path = "/api/orders/{code}/dispute/evidence", params(("code" = String, Path, description = "id or code")),
    request_body = StatementIn,
    responses((status = 200, body = DisputeShown), (status = 409, body = crate::base::http::Problem)))]
pub async fn evidence_api(
    me: SignedIn,
    deps: PartyDeps,
    code: web::Path<String>,
    body: JsonBody<StatementIn>,
) -> AppResult<HttpResponse> {
    let deal = deps.find(code, &me).await?;
    deps.act(&me, deal, Command::GiveEvidence, body.0.statement()).await
}
