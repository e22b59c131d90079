//! Authentication: finds the signed-in person of each request.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;

use super::actions::{self, Credentials};
use super::model::UnreadCounter;
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::web::{Me, SESSION_COOKIE, app_data};

/// Middleware: finds the session of a request and inserts [`Me`] into its extensions. An invalid bearer token is answered
/// with 401; with an invalid cookie the request is a visitor's.
pub async fn authenticate<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let Some(credentials) = credentials(&req) else {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    };
    let bearer = matches!(credentials, Credentials::Bearer(_));
    match find_session(&req, credentials).await {
        Ok(Some(me)) => {
            req.extensions_mut().insert(Arc::new(me));
        }
        Ok(None) if bearer => {
            return Ok(req.error_response(AppError::SignedOut).map_into_right_body());
        }
        Ok(None) => {}
        Err(err) => return Ok(req.error_response(err).map_into_right_body()),
    }
    next.call(req).await.map(ServiceResponse::map_into_left_body)
}

fn credentials(req: &ServiceRequest) -> Option<Credentials> {
    let path = req.path();
    // `/metrics` has a bearer token of its own, which belongs to no session.
    if path.starts_with("/static/") || path.starts_with("/foto/") || path == "/metrics" {
        return None;
    }
    if let Some(value) = req.headers().get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        return Some(Credentials::Bearer(token.unwrap_or_default().to_owned()));
    }
    req.cookie(SESSION_COOKIE).map(|cookie| Credentials::Cookie(cookie.value().to_owned()))
}

async fn find_session(req: &ServiceRequest, credentials: Credentials) -> AppResult<Option<Me>> {
    let req = req.request();
    let (key, unread) = (app_data::<SecretKey>(req)?, app_data::<UnreadCounter>(req)?);
    let now = app_data::<Clock>(req)?.now();
    let db = app_data::<Db>(req)?;
    db.read(move |conn| actions::find(conn, &key, &credentials, &unread, now)).await
}
