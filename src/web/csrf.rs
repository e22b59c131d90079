//! Protection from cross-site request forgery. An unsafe request is refused when the browser says that another site made it.
//! One that a cookie would authenticate must also contain a token that only the site's own pages contain, in a header or in
//! the form; a form with files must state the site's own origin instead. The token belongs to the session, so that a cookie
//! and a token that an attacker planted fit none.

use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, web};

use super::cookies::{CSRF_COOKIE, SESSION_COOKIE};
use super::me::{Me, Via};
use super::origin::{Origin, origin};
use crate::base::crypto::{self, SecretKey};
use crate::base::error::{AppError, AppResult};
use crate::base::http::{bearer_token, read_form};

/// What the token of a request is derived from.
pub(super) enum Seed {
    /// The secret of the browser's session.
    Session(String),
    /// The cookie of a visitor.
    Visitor(String),
    /// The browser has neither.
    None,
}

impl Seed {
    /// The seed of a request, once its session was looked up.
    pub(super) fn of(req: &HttpRequest) -> Self {
        let by_cookie = req.extensions().get::<Arc<Me>>().is_some_and(|me| me.via == Via::Cookie);
        if by_cookie && let Some(session) = SESSION_COOKIE.of(req) {
            return Self::Session(session);
        }
        CSRF_COOKIE.of(req).map_or(Self::None, Self::Visitor)
    }

    /// The token; `None` without a seed.
    pub(super) fn token(&self, key: &SecretKey) -> Option<String> {
        match self {
            Self::Session(secret) => Some(key.sign_text("csrf_session", secret.as_bytes())),
            Self::Visitor(cookie) => Some(key.sign_text("csrf", cookie.as_bytes())),
            Self::None => None,
        }
    }
}

/// Middleware, before the session is looked up: answers 403 to unsafe requests that a page of another site made.
pub async fn refuse_foreign<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    if !is_safe(&req) && origin(req.request()) == Origin::Foreign {
        return Ok(req.error_response(AppError::forbidden("error-csrf")).map_into_right_body());
    }
    next.call(req).await.map(ServiceResponse::map_into_left_body)
}

/// Middleware, after the access check and the limit: answers forged requests with 403.
pub async fn protect<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let refused = match is_safe(&req) {
        true => None,
        false => match is_genuine(&mut req).await {
            Ok(true) => None,
            Ok(false) => Some(AppError::forbidden("error-csrf")),
            Err(err) => Some(err),
        },
    };
    match refused {
        None => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Some(err) => Ok(req.error_response(err).map_into_right_body()),
    }
}

/// Whether the request changes nothing, or is authenticated by a bearer token, which no browser sends by itself.
fn is_safe(req: &ServiceRequest) -> bool {
    matches!(*req.method(), Method::GET | Method::HEAD | Method::OPTIONS)
        || bearer_token(req.headers()).is_some()
}

async fn is_genuine(req: &mut ServiceRequest) -> AppResult<bool> {
    let seed = Seed::of(req.request());
    // Without a session there is nothing that another site could misuse.
    if req.path().starts_with("/api/") && !matches!(seed, Seed::Session(_)) {
        return Ok(true);
    }
    let key = req.app_data::<web::Data<SecretKey>>().cloned();
    let Some(expected) = key.and_then(|key| seed.token(&key)) else { return Ok(false) };
    let is_valid = |token: &str| crypto::constant_time_eq(token.as_bytes(), expected.as_bytes());
    if let Some(token) = req.headers().get("x-csrf-token") {
        return Ok(token.to_str().is_ok_and(is_valid));
    }
    match req.content_type() {
        "multipart/form-data" => return Ok(origin(req.request()) == Origin::Own),
        "application/x-www-form-urlencoded" | "" => {}
        _ => return Ok(false),
    }
    let (http, payload) = req.parts_mut();
    let bytes = read_form(http, payload).await?;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes).unwrap_or_default();
    req.set_payload(bytes.into());
    Ok(pairs.iter().any(|(name, value)| name == "_csrf" && is_valid(value)))
}
