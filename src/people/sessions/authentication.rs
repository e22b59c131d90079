//! Authentication: finds out who is asking, once a request.

use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use super::actions::{self, Credentials};
use super::model::Unread;
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::AppError;
use crate::base::ids::SessionId;
use crate::web::{Me, SESSION_COOKIE};

/// Closes the sockets of sessions that ended. `app` hands it in, because sockets are in a higher wing.
#[derive(Clone)]
pub struct SessionRevoker(pub Arc<Revoke>);

/// What [`SessionRevoker`] calls.
pub type Revoke = dyn Fn(&[SessionId]) + Send + Sync;

/// Looks up the session of a request and puts [`Me`] into its extensions. An invalid Bearer token is refused at once; an
/// invalid cookie makes a visitor.
pub async fn recognise<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let Some(credentials) = credentials(&req) else {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    };
    let bearer = matches!(credentials, Credentials::Bearer(_));
    match look_up(&req, credentials).await {
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
    // The token that is credentials for the meters is no session's.
    if path.starts_with("/static/") || path.starts_with("/foto/") || path == "/metrics" {
        return None;
    }
    if let Some(value) = req.headers().get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        return Some(Credentials::Bearer(token.unwrap_or_default().to_owned()));
    }
    req.cookie(SESSION_COOKIE).map(|cookie| Credentials::Cookie(cookie.value().to_owned()))
}

async fn look_up(req: &ServiceRequest, credentials: Credentials) -> Result<Option<Me>, AppError> {
    let missing = || AppError::Internal(anyhow::anyhow!("the app lacks what sessions need"));
    let db = req.app_data::<web::Data<Db>>().ok_or_else(missing)?.clone();
    let key = req.app_data::<web::Data<SecretKey>>().ok_or_else(missing)?.clone();
    let unread = req.app_data::<web::Data<Unread>>().ok_or_else(missing)?.clone();
    let now = req.app_data::<web::Data<Clock>>().ok_or_else(missing)?.now();
    db.read(move |conn| actions::find(conn, &key, &credentials, &unread, now)).await
}
