//! The JSON API of payouts.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::bank::Bank;
use super::changing::AccountWish;
use super::gateway::Reason;
use super::machine::Status;
use super::model::{PageOf, Payout};
use super::service::{Overview, Payouts};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{JsonBody, Pagination, Problem, UrlQuery, number};
use crate::base::ids::PayoutId;
use crate::web::SignedIn;

/// A payout; amounts are whole rupiah.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PayoutOut {
    pub id: PayoutId,
    /// Its id at the provider.
    pub reference: String,
    /// What left the balance.
    pub amount: i64,
    /// How much of it is the fee.
    pub fee: i64,
    /// What the account receives.
    pub arrives: i64,
    pub bank: Bank,
    /// The last four digits: `•••• 3456`.
    pub number: String,
    pub holder: String,
    pub status: Status,
    /// Why it was returned.
    pub reason: Option<Reason>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl PayoutOut {
    /// With the account that it goes to.
    pub fn of(payout: &Payout, account: &Account) -> Self {
        Self {
            id: payout.id,
            reference: payout.reference.clone(),
            amount: payout.amount,
            fee: payout.fee,
            arrives: payout.arrives(),
            bank: payout.bank,
            number: account.masked(),
            holder: account.holder.clone(),
            status: payout.state.status,
            reason: payout.state.reason,
            created_at: payout.created_at,
            updated_at: payout.updated_at,
        }
    }
}

/// The account that payouts go to.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct AccountOut {
    pub bank: Bank,
    /// The last four digits: `•••• 3456`.
    pub number: String,
    /// Whose account it is, as the bank says.
    pub holder: String,
    /// After a change payouts rest until then.
    pub usable_from: DateTime<Utc>,
    /// Send it as `{confirm}` to store the account; absent once it is stored.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirm: Option<String>,
}

impl AccountOut {
    /// A stored account.
    pub fn of(account: &Account, usable_from: DateTime<Utc>) -> Self {
        let (bank, number) = (account.to.bank, account.masked());
        Self { bank, number, holder: account.holder.clone(), usable_from, confirm: None }
    }
}

/// The caller's payouts; amounts are whole rupiah.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PayoutsOut {
    /// Whether somebody pays out on this site.
    pub offered: bool,
    /// The least that is paid out, the fee included.
    pub minimum: i64,
    pub fee: i64,
    pub account: Option<AccountOut>,
    pub payouts: Vec<PayoutOut>,
}

impl PayoutsOut {
    /// Of what a person sees.
    pub fn of(seen: &Overview) -> Self {
        let account = seen.account.as_ref().zip(seen.standing.usable_from);
        Self {
            offered: seen.standing.offered,
            minimum: seen.standing.terms.minimum,
            fee: seen.standing.terms.fee,
            account: account.map(|(account, from)| AccountOut::of(account, from)),
            payouts: seen.payouts.iter().map(|(payout, to)| PayoutOut::of(payout, to)).collect(),
        }
    }
}

/// One payout.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PayoutShown {
    payout: PayoutOut,
}

/// A page of payouts.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PayoutList {
    payouts: Vec<PayoutOut>,
    pagination: Pagination,
}

/// An account, or the confirmation of the one that was proposed.
#[derive(Deserialize, utoipa::ToSchema)]
pub struct AccountIn {
    /// Code of the bank or e-wallet.
    #[serde(default)]
    bank: String,
    /// Of an e-wallet the phone number.
    #[serde(default)]
    number: String,
    /// The caller's password.
    #[serde(default)]
    password: String,
    /// Of the answer to the first step, once its holder was found to be right.
    confirm: Option<String>,
}

/// What is to be paid out.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct PayoutIn {
    /// Whole rupiah, the fee included.
    amount: i64,
}

/// The page of a list.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
pub struct ListQuery {
    #[serde(default, deserialize_with = "number")]
    page: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    limit: Option<i64>,
}

/// Sets the account for payouts, in two steps: `{bank, number, password}` answers whose account it is and stores nothing;
/// `{confirm}` stores it.
#[utoipa::path(put, path = "/api/users/me/payout-account", request_body = AccountIn,
    responses((status = 200, body = AccountOut), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn account_api(
    me: SignedIn,
    payouts: web::Data<Payouts>,
    body: JsonBody<AccountIn>,
) -> AppResult<HttpResponse> {
    let AccountIn { bank, number, password, confirm } = body.0;
    let account = match confirm {
        Some(confirm) => {
            let (account, from) = payouts.confirm(me.id, me.session, &confirm).await?;
            AccountOut::of(&account, from)
        }
        None => {
            let wish = AccountWish { bank, number, password };
            let proposal = payouts.propose(me.id, me.session, wish).await?;
            let account = AccountOut::of(&proposal.account, proposal.usable_from);
            AccountOut { confirm: Some(proposal.confirm), ..account }
        }
    };
    Ok(HttpResponse::Ok().json(account))
}

/// Pays a part of the balance out.
#[utoipa::path(post, path = "/api/users/me/payouts", request_body = PayoutIn,
    responses((status = 201, body = PayoutShown), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn request_api(
    me: SignedIn,
    payouts: web::Data<Payouts>,
    body: JsonBody<PayoutIn>,
) -> AppResult<HttpResponse> {
    let (payout, account) = payouts.request(me.id, body.0.amount).await?;
    shown(StatusCode::CREATED, &payout, &account)
}

/// One payout, for its person.
#[utoipa::path(get, path = "/api/users/me/payouts/{payout}", params(("payout" = PayoutId, Path)),
    responses((status = 200, body = PayoutShown), (status = 404, body = Problem)))]
pub async fn payout_api(
    me: SignedIn,
    payouts: web::Data<Payouts>,
    payout: web::Path<String>,
) -> AppResult<HttpResponse> {
    let id = payout.parse().map_err(|_not_an_id| AppError::NotFound)?;
    let (payout, account) = payouts.find(id, me.id).await?;
    shown(StatusCode::OK, &payout, &account)
}

fn shown(status: StatusCode, payout: &Payout, account: &Account) -> AppResult<HttpResponse> {
    let payout = PayoutOut::of(payout, account);
    Ok(HttpResponse::build(status).json(PayoutShown { payout }))
}

/// The caller's payouts, the newest first.
#[utoipa::path(get, path = "/api/users/me/payouts", params(ListQuery), responses((status = 200, body = PayoutList)))]
pub async fn list_api(
    me: SignedIn,
    payouts: web::Data<Payouts>,
    query: UrlQuery<ListQuery>,
) -> AppResult<HttpResponse> {
    let (page, limit) =
        (query.0.page.unwrap_or(1).clamp(1, 1000), query.0.limit.unwrap_or(20).clamp(1, 100));
    let wanted = PageOf { limit, offset: (page - 1) * limit };
    let seen = payouts.overview(me.id, wanted).await?.ok_or(AppError::NotFound)?;
    let pagination = Pagination::new(page, limit, seen.total);
    Ok(HttpResponse::Ok().json(PayoutList { payouts: PayoutsOut::of(&seen).payouts, pagination }))
}

/// The answer to a notification.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct PayoutNoticeReceived {
    received: bool,
}

/// A notification of the provider of payouts, signed in the header `X-Signature`.
#[utoipa::path(post, path = "/api/webhooks/payouts", request_body = serde_json::Value,
    responses((status = 200, body = PayoutNoticeReceived), (status = 403, body = Problem)))]
pub async fn notice_api(
    req: HttpRequest,
    payouts: web::Data<Payouts>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    let signature = req.headers().get("x-signature").and_then(|value| value.to_str().ok());
    payouts.receive_notice(signature.unwrap_or_default(), &body).await?;
    Ok(HttpResponse::Ok().json(PayoutNoticeReceived { received: true }))
}
