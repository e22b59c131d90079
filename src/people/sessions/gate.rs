//! The door: finds out who is asking, once a request.

use std::ops::Deref;
use std::sync::Arc;

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::Next;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};

use super::actions::{self, Shown};
use super::model::{Me, Unread};
use super::page::SESSION_COOKIE;
use crate::base::clock::Clock;
use crate::base::crypto::SecretKey;
use crate::base::db::Db;
use crate::base::error::AppError;
use crate::base::ids::SessionId;

/// Tells the live wing that sessions ended, so that their sockets close. Handed in from above.
#[derive(Clone)]
pub struct CutBus(pub Arc<Cut>);

/// What [`CutBus`] holds.
pub type Cut = dyn Fn(&[SessionId]) + Send + Sync;

/// Looks the session of a request up and lays the person into its extensions. A Bearer token that does not hold is
/// refused at once; a cookie that does not hold is a visitor.
pub async fn recognise<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let Some(shown) = shown(&req) else {
        return next.call(req).await.map(ServiceResponse::map_into_left_body);
    };
    let bearer = matches!(shown, Shown::Bearer(_));
    match look_up(&req, shown).await {
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

fn shown(req: &ServiceRequest) -> Option<Shown> {
    let path = req.path();
    // The token that is shown for the meters is no session's.
    if path.starts_with("/static/") || path.starts_with("/foto/") || path == "/metrics" {
        return None;
    }
    if let Some(value) = req.headers().get(header::AUTHORIZATION) {
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        return Some(Shown::Bearer(token.unwrap_or_default().to_owned()));
    }
    req.cookie(SESSION_COOKIE).map(|cookie| Shown::Cookie(cookie.value().to_owned()))
}

async fn look_up(req: &ServiceRequest, shown: Shown) -> Result<Option<Me>, AppError> {
    let missing = || AppError::Internal(anyhow::anyhow!("the app lacks what sessions need"));
    let db = req.app_data::<web::Data<Db>>().ok_or_else(missing)?.clone();
    let key = req.app_data::<web::Data<SecretKey>>().ok_or_else(missing)?.clone();
    let unread = req.app_data::<web::Data<Unread>>().ok_or_else(missing)?.clone();
    let now = req.app_data::<web::Data<Clock>>().ok_or_else(missing)?.now();
    db.read(move |conn| actions::find(conn, &key, &shown, &unread, now)).await
}

/// The person a request comes from; 401 when there is none.
#[derive(Clone)]
pub struct SignedIn(pub Arc<Me>);

impl Deref for SignedIn {
    type Target = Me;
    fn deref(&self) -> &Me {
        &self.0
    }
}

impl FromRequest for SignedIn {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(
            req.extensions().get::<Arc<Me>>().cloned().map(Self).ok_or(AppError::SignedOut),
        )
    }
}
