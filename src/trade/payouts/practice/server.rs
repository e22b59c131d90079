//! The practice bank's HTTP server: the three addresses that the adapter uses.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::context::PracticeContext;
use super::model::{Outcome, PayoutRequest, PracticePayout, holder};
use super::store;
use crate::base::clock::Timestamp;
use crate::base::crypto;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};
use crate::trade::payments::gateway::REQUEST_TIMEOUT;

/// An answer that is too late for the adapter.
const TOO_SLOW: Duration = REQUEST_TIMEOUT.saturating_add(Duration::from_secs(2));

/// Registers the addresses.
pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.route("/v1/holder", web::post().to(ask_holder))
        .route("/v1/payouts/{reference}", web::put().to(send))
        .route("/v1/payouts/{reference}", web::get().to(status));
}

fn is_authorized(req: &HttpRequest, bank: &PracticeContext) -> bool {
    let expected = format!("Bearer {}", bank.key.expose());
    let given = req.headers().get("authorization").map_or(&[][..], |value| value.as_bytes());
    crypto::constant_time_eq(given, expected.as_bytes())
}

fn unauthorized() -> HttpResponse {
    HttpResponse::Unauthorized().json(json!({"error": "wrong_key"}))
}

fn not_found() -> HttpResponse {
    HttpResponse::NotFound().json(json!({"error": "not_found"}))
}

/// What an answer and a notice say of a payout.
pub(super) fn body_of(payout: &PracticePayout) -> Value {
    json!({"reference": payout.reference, "state": payout.state, "amount": payout.amount,
        "reason": payout.reason})
}

fn answered(result: AppResult<PracticePayout>) -> HttpResponse {
    match result {
        Ok(payout) => HttpResponse::Ok().json(body_of(&payout)),
        Err(AppError::NotFound) => not_found(),
        Err(err) => {
            tracing::warn!(error = %err, "the practice bank failed");
            HttpResponse::InternalServerError().json(json!({"error": "failed"}))
        }
    }
}

/// `POST /v1/holder`: whose account it is.
async fn ask_holder(
    req: HttpRequest,
    bank: web::Data<PracticeContext>,
    body: web::Json<Value>,
) -> HttpResponse {
    if !is_authorized(&req, &bank) {
        return unauthorized();
    }
    let number = body.get("number").and_then(Value::as_str).unwrap_or_default();
    match Outcome::of(number) {
        Outcome::NoAccount => not_found(),
        _ => HttpResponse::Ok().json(json!({"holder": holder(number)})),
    }
}

/// `PUT /v1/payouts/{reference}`: the same reference is paid out once.
async fn send(
    req: HttpRequest,
    bank: web::Data<PracticeContext>,
    reference: web::Path<String>,
    body: web::Json<PayoutRequest>,
) -> HttpResponse {
    if !is_authorized(&req, &bank) {
        return unauthorized();
    }
    if Outcome::of(&body.number) == Outcome::Refused {
        return HttpResponse::UnprocessableEntity().json(json!({"error": "refused"}));
    }
    let now = bank.clock.now();
    let payout = PracticePayout::taken(reference.into_inner(), &body, now);
    let taken = bank
        .db
        .transaction(move |conn: &mut Conn| {
            let is_new = store::insert(conn, &payout)?;
            Ok((is_new, current(conn, &payout.reference, now)?))
        })
        .await;
    if taken.as_ref().is_ok_and(|(is_new, it)| *is_new && it.outcome() == Outcome::Slow) {
        tokio::time::sleep(TOO_SLOW).await;
    }
    answered(taken.map(|(_, payout)| payout))
}

/// `GET /v1/payouts/{reference}`.
async fn status(
    req: HttpRequest,
    bank: web::Data<PracticeContext>,
    reference: web::Path<String>,
) -> HttpResponse {
    if !is_authorized(&req, &bank) {
        return unauthorized();
    }
    let now = bank.clock.now();
    answered(bank.db.transaction(move |conn: &mut Conn| current(conn, &reference, now)).await)
}

/// The payout with this reference as it is now.
fn current(conn: &mut Conn, reference: &str, now: Timestamp) -> AppResult<PracticePayout> {
    let mut payout = store::lock(conn, reference)?.ok_or(AppError::NotFound)?;
    if payout.arrive(now) {
        store::save(conn, &payout)?;
    }
    Ok(payout)
}
