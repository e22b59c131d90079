//! Authentication: finds the signed-in person of each request.

use std::sync::Arc;

use actix_web::HttpMessage;
use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

use super::actions::{self, Credentials};
use super::model::UnreadCounter;
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{bearer_token, client_ip};
use crate::base::limits::{Limiter, network};
use crate::config::{Config, limits};
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
    let refused = match look_up(&req, credentials).await {
        Ok(Some(me)) => {
            req.extensions_mut().insert(Arc::new(me));
            None
        }
        Ok(None) => bearer.then_some(AppError::SignedOut),
        Err(err) => Some(err),
    };
    match refused {
        None => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Some(err) => Ok(req.error_response(err).map_into_right_body()),
    }
}

/// The person of a session. Credentials that this server did not issue are not looked up. Those that prove no live session
/// are counted by network; a live one is never refused for what its neighbours send.
async fn look_up(req: &ServiceRequest, credentials: Credentials) -> AppResult<Option<Me>> {
    let (limiter, config) =
        (app_data::<Limiter>(req.request())?, app_data::<Config>(req.request())?);
    let network = network(client_ip(req.request(), config.behind_proxy));
    let key = app_data::<SecretKey>(req.request())?;
    if !credentials.may_be_ours(&key, app_data::<Clock>(req.request())?.now()) {
        limiter.charge(limits::BAD_CREDENTIALS, &network)?;
        return Ok(None);
    }
    let found = find_session(req, credentials).await?;
    if found.is_none() {
        limiter.charge(limits::BAD_CREDENTIALS, &network)?;
    }
    Ok(found)
}

fn credentials(req: &ServiceRequest) -> Option<Credentials> {
    let path = req.path();
    // `/metrics` has a bearer token of its own, which belongs to no session.
    if path.starts_with("/static/") || path.starts_with("/foto/") || path == "/metrics" {
        return None;
    }
    if let Some(token) = bearer_token(req.headers()) {
        return Some(Credentials::Bearer(token.to_owned()));
    }
    SESSION_COOKIE.of(req.request()).map(Credentials::Cookie)
}

async fn find_session(req: &ServiceRequest, credentials: Credentials) -> AppResult<Option<Me>> {
    let req = req.request();
    let (key, unread) = (app_data::<SecretKey>(req)?, app_data::<UnreadCounter>(req)?);
    let now = app_data::<Clock>(req)?.now();
    let db = app_data::<Db>(req)?;
    db.read(move |conn| actions::find(conn, &key, &credentials, &unread, now)).await
}
