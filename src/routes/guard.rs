//! The access check and the rate limit of every request. A request that matches no entry of the sitemap is refused.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, web};

use super::{Entry, SITEMAP, Who};
use crate::base::error::AppError;
use crate::base::http::client_ip;
use crate::base::limits::{Limiter, network};
use crate::config::Config;
use crate::web::{Me, Role};

static BY_PATTERN: LazyLock<HashMap<(&str, &str), &Entry>> =
    LazyLock::new(|| SITEMAP.iter().map(|entry| ((entry.method, entry.path), entry)).collect());

/// Middleware: answers with 404, 401, 403 or 429 before any handler runs.
pub async fn guard<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    match check(&req) {
        Ok(()) => next.call(req).await.map(ServiceResponse::map_into_left_body),
        Err(err) => Ok(req.error_response(err).map_into_right_body()),
    }
}

fn check(req: &ServiceRequest) -> Result<(), AppError> {
    // Postgres accepts the character NUL in no text.
    if req.path().contains("%00") {
        return Err(AppError::NotFound);
    }
    let method = if req.method() == Method::HEAD { "GET" } else { req.method().as_str() };
    let pattern = req.match_pattern().unwrap_or_default();
    let entry = BY_PATTERN.get(&(method, pattern.as_str())).ok_or(AppError::NotFound)?;
    let extensions = req.extensions();
    let me = extensions.get::<Arc<Me>>();
    match (entry.who, me) {
        (Who::Anyone, _) | (Who::Member, Some(_)) => {}
        (Who::Moderator, Some(me)) => me.must_be(Role::Moderator)?,
        (_, None) => return Err(AppError::SignedOut),
    }
    let Some(limiter) = req.app_data::<web::Data<Limiter>>() else { return Ok(()) };
    let caller = match me {
        Some(me) => me.id.to_string(),
        None => {
            let behind_proxy =
                req.app_data::<web::Data<Config>>().is_some_and(|config| config.behind_proxy);
            network(client_ip(req.request(), behind_proxy))
        }
    };
    limiter.charge(entry.limit, &caller)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test};

    #[actix_web::test]
    async fn a_route_that_is_not_in_the_sitemap_is_not_served() {
        let app = test::init_service(
            App::new()
                .wrap(from_fn(guard))
                .route("/rahasia", web::get().to(HttpResponse::Ok))
                .route("/healthz", web::get().to(HttpResponse::Ok))
                .route("/healthz", web::post().to(HttpResponse::Ok))
                .default_service(web::to(HttpResponse::Ok)),
        )
        .await;
        for (method, path, status) in [
            (Method::GET, "/healthz", StatusCode::OK),
            (Method::HEAD, "/healthz", StatusCode::OK),
            (Method::POST, "/healthz", StatusCode::NOT_FOUND),
            (Method::GET, "/rahasia", StatusCode::NOT_FOUND),
            (Method::GET, "/tidak-ada", StatusCode::NOT_FOUND),
        ] {
            let request = test::TestRequest::default().method(method.clone()).uri(path);
            let answer = test::call_service(&app, request.to_request()).await;
            assert_eq!(answer.status(), status, "{method} {path}");
        }
    }
}
