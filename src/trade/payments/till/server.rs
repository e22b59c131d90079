//! The till's HTTP server: the three addresses of Midtrans that the adapter uses.

use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::actions;
use super::context::TillContext;
use super::model::{TillRefund, TillState};
use super::wire::{self, RefundRequest, SnapRequest};
use crate::base::crypto;
use crate::base::error::{AppError, AppResult};

/// Registers the addresses.
pub(super) fn configure(cfg: &mut web::ServiceConfig) {
    cfg.route("/snap/v1/transactions", web::post().to(create))
        .route("/v2/{id}/status", web::get().to(status))
        .route("/v2/{id}/refund", web::post().to(refund));
}

/// Whether the request carries the server key as Basic authentication.
fn is_authorized(req: &HttpRequest, till: &TillContext) -> bool {
    let expected = format!("Basic {}", STANDARD.encode(format!("{}:", till.key.expose())));
    let given = req.headers().get("authorization").map_or(&[][..], |value| value.as_bytes());
    crypto::constant_time_eq(given, expected.as_bytes())
}

/// An answer without a transaction.
fn plain(status_code: &str, message: &str) -> HttpResponse {
    HttpResponse::Ok().json(json!({"status_code": status_code, "status_message": message}))
}

fn complaint(message: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({"error_messages": [message]}))
}

fn unauthorized() -> HttpResponse {
    HttpResponse::Unauthorized().json(json!({"status_code": "401", "status_message": "wrong key"}))
}

/// An answer to what failed: that there is no such transaction, or a failure of the till.
fn failure(err: &AppError) -> HttpResponse {
    match err {
        AppError::NotFound => plain("404", "Transaction doesn't exist."),
        err => {
            tracing::warn!(error = %err, "the till failed");
            HttpResponse::InternalServerError().json(json!({"status_code": "500"}))
        }
    }
}

fn answered(result: AppResult<HttpResponse>) -> HttpResponse {
    result.unwrap_or_else(|err| failure(&err))
}

/// `POST /snap/v1/transactions`.
async fn create(req: HttpRequest, till: web::Data<TillContext>, body: web::Bytes) -> HttpResponse {
    if !is_authorized(&req, &till) {
        return unauthorized();
    }
    let Ok(request) = serde_json::from_slice::<SnapRequest>(&body) else {
        return complaint("the request cannot be read");
    };
    if let Some(message) = request.complaint() {
        return complaint(message);
    }
    let now = till.now();
    let opened = till.db.transaction(move |conn| actions::open(conn, &request, now)).await;
    answered(opened.map(|payment| match payment {
        None => complaint("transaction_details.order_id has already been taken"),
        Some(payment) => HttpResponse::Created().json(json!({
            "token": payment.transaction_id, "redirect_url": wire::page_path(&payment.reference),
        })),
    }))
}

/// `GET /v2/{id}/status`.
async fn status(
    req: HttpRequest,
    till: web::Data<TillContext>,
    id: web::Path<String>,
) -> HttpResponse {
    if !is_authorized(&req, &till) {
        return unauthorized();
    }
    let (now, id) = (till.now(), id.into_inner());
    let found = till.db.transaction(move |conn| actions::current(conn, &id, now)).await;
    answered(found.and_then(|payment| match payment.state {
        // Midtrans has no transaction until the payer has chosen how to pay.
        TillState::Open => Err(AppError::NotFound),
        _ => Ok(HttpResponse::Ok().json(wire::transaction(&payment, till.key.expose()))),
    }))
}

/// `POST /v2/{id}/refund`.
async fn refund(
    req: HttpRequest,
    till: web::Data<TillContext>,
    id: web::Path<String>,
    body: web::Bytes,
) -> HttpResponse {
    if !is_authorized(&req, &till) {
        return unauthorized();
    }
    let Ok(RefundRequest { refund_key, amount }) = serde_json::from_slice(&body) else {
        return plain("400", "the request cannot be read");
    };
    let (now, id, asked) = (till.now(), id.into_inner(), TillRefund { refund_key, amount });
    let done =
        till.db.transaction(move |conn| actions::refund(conn, &id, asked.clone(), now)).await;
    if done.is_ok() {
        till.wake();
    }
    answered(done.map(|payment| match payment {
        None => plain("412", "Merchant cannot modify the status of the transaction"),
        Some(payment) => {
            let mut body = wire::transaction(&payment, till.key.expose());
            if let Some(body) = body.as_object_mut() {
                body.insert("status_code".into(), "200".into());
            }
            HttpResponse::Ok().json(body)
        }
    }))
}
