//! What payment providers send: stored at once, and asked for later. Nothing in a notice is believed.

use actix_web::{HttpResponse, web};
use serde::Serialize;

use super::gateway::Provider;
use super::settlement::Settlement;
use crate::base::error::AppResult;

/// The answer to a notification.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct NoticeReceived {
    received: bool,
}

/// A notification of Midtrans, signed.
#[utoipa::path(post, path = "/api/webhooks/midtrans", request_body = serde_json::Value,
    responses((status = 200, body = NoticeReceived), (status = 403, body = crate::base::http::Problem)))]
pub async fn midtrans_notice(
    settlement: web::Data<Settlement>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    receive(&settlement, Provider::Midtrans, None, &body).await
}

/// A notification of Mayar, at an unguessable path.
#[utoipa::path(post, path = "/api/webhooks/mayar/{token}", params(("token" = String, Path)), request_body = serde_json::Value,
    responses((status = 200, body = NoticeReceived), (status = 404, body = crate::base::http::Problem)))]
pub async fn mayar_notice(
    settlement: web::Data<Settlement>,
    token: web::Path<String>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    receive(&settlement, Provider::Mayar, Some(&token), &body).await
}

/// A notification of the built-in till, signed like those of Midtrans.
#[utoipa::path(post, path = "/api/webhooks/sandbox", request_body = serde_json::Value,
    responses((status = 200, body = NoticeReceived), (status = 403, body = crate::base::http::Problem)))]
pub async fn sandbox_notice(
    settlement: web::Data<Settlement>,
    body: web::Bytes,
) -> AppResult<HttpResponse> {
    receive(&settlement, Provider::Sandbox, None, &body).await
}

async fn receive(
    settlement: &Settlement,
    provider: Provider,
    token: Option<&str>,
    body: &[u8],
) -> AppResult<HttpResponse> {
    settlement.receive_notice(provider, token, body).await?;
    Ok(HttpResponse::Ok().json(NoticeReceived { received: true }))
}
