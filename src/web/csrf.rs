//! Protection from cross-site request forgery: an unsafe request that a browser's cookie would authenticate must contain a
//! token that only the site's own pages contain, in a header or in the form. A form with files must come from the site's
//! own origin instead.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{Method, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use crate::base::crypto::{self, SecretKey};
use crate::base::error::AppError;

/// The cookie that the token is derived from.
pub(super) const COOKIE: &str = "tawar_csrf";
/// The longest form that is searched for the token, in bytes.
const FORM_LIMIT: usize = 128 * 1024;

/// The token for the value of the cookie.
pub(super) fn token(key: &SecretKey, cookie: &str) -> String {
    key.sign_text("csrf", cookie.as_bytes())
}

/// Middleware: answers forged requests with 403.
pub async fn protect<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if is_safe(&req) || is_genuine(&mut req).await {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    }
    let refused = req.error_response(AppError::forbidden("error-csrf"));
    Ok(refused.map_into_right_body())
}

/// Whether the request changes nothing, or is authenticated by a header, which no other site can set.
fn is_safe(req: &ServiceRequest) -> bool {
    matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || req.headers().contains_key(header::AUTHORIZATION)
}

async fn is_genuine(req: &mut ServiceRequest) -> bool {
    // Without a session cookie there is nothing that another site could misuse.
    if req.path().starts_with("/api/") && req.cookie(super::cookies::SESSION_COOKIE).is_none() {
        return same_origin_or_none(req);
    }
    let Some(cookie) = req.cookie(COOKIE) else { return false };
    let Some(key) = req.app_data::<web::Data<SecretKey>>().cloned() else { return false };
    let expected = token(&key, cookie.value());
    let is_valid = |token: &str| crypto::constant_time_eq(token.as_bytes(), expected.as_bytes());
    if let Some(token) = req.headers().get("x-csrf-token") {
        return token.to_str().is_ok_and(is_valid);
    }
    let content_type = req.content_type().to_owned();
    if content_type == "multipart/form-data" {
        return same_origin(req);
    }
    if content_type != "application/x-www-form-urlencoded" && !content_type.is_empty() {
        return false;
    }
    let Ok(body) = req.extract::<web::Payload>().await else { return false };
    let Ok(Ok(bytes)) = body.to_bytes_limited(FORM_LIMIT).await else { return false };
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    req.set_payload(bytes.into());
    pairs.iter().any(|(name, value)| name == "_csrf" && is_valid(value))
}

fn same_origin(req: &ServiceRequest) -> bool {
    let own = req.connection_info().host().to_owned();
    let header_text = |name: header::HeaderName| {
        req.headers().get(name).and_then(|v| v.to_str().ok()).map(str::to_owned)
    };
    match header_text(header::ORIGIN) {
        Some(origin) => origin.split_once("://").is_some_and(|(_, host)| host == own),
        None => {
            header_text(header::HeaderName::from_static("sec-fetch-site")).as_deref()
                == Some("same-origin")
        }
    }
}

fn same_origin_or_none(req: &ServiceRequest) -> bool {
    !req.headers().contains_key(header::ORIGIN) || same_origin(req)
}
