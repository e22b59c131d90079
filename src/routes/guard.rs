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
use crate::base::http::{Client, client_ip};
use crate::base::limits::{Limit, Limiter, network, wide_network};
use crate::config::{Config, limits};
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
    let entry = BY_PATTERN.get(&(method, pattern.as_str()));
    let me = req.extensions().get::<Arc<Me>>().cloned();
    // What is refused is counted too: looking for addresses is work for the server.
    charge(req, me.as_deref(), entry.map_or(limits::READ, |entry| entry.limit))?;
    match (entry.ok_or_else(|| not_served(&pattern))?.who, me) {
        (Who::Anyone, _) | (Who::Member, Some(_)) => Ok(()),
        (Who::Moderator, Some(me)) => me.must_be(Role::Moderator),
        (_, None) => Err(AppError::SignedOut),
    }
}

/// 405 for an address that has other methods, 404 for one that there is not.
fn not_served(pattern: &str) -> AppError {
    let mut methods: Vec<&str> = SITEMAP
        .iter()
        .filter(|entry| entry.path == pattern)
        .flat_map(|entry| {
            if entry.method == "GET" {
                &["GET", "HEAD"][..]
            } else {
                std::slice::from_ref(&entry.method)
            }
        })
        .copied()
        .collect();
    methods.sort_unstable();
    match methods.is_empty() {
        true => AppError::NotFound,
        false => AppError::WrongMethod { allow: methods.join(", ") },
    }
}

/// Charges the request to its person, or to the visitor's network; an IPv6 network also to the one around it.
fn charge(req: &ServiceRequest, me: Option<&Me>, limit: Limit) -> Result<(), AppError> {
    let ip = address(req);
    let client = me.map_or_else(|| network(ip), |me| me.id.to_string());
    let Some(limiter) = req.app_data::<web::Data<Limiter>>() else { return Ok(()) };
    let charged = limiter.charge(limit, &client);
    req.extensions_mut().insert(Client(client));
    charged?;
    match wide_network(ip) {
        Some(wide) if me.is_none() => limiter.charge(limits::wide(limit), &wide),
        _ => Ok(()),
    }
}

fn address(req: &ServiceRequest) -> Option<std::net::IpAddr> {
    let behind_proxy =
        req.app_data::<web::Data<Config>>().is_some_and(|config| config.behind_proxy);
    client_ip(req.request(), behind_proxy)
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
            (Method::POST, "/healthz", StatusCode::METHOD_NOT_ALLOWED),
            (Method::TRACE, "/healthz", StatusCode::METHOD_NOT_ALLOWED),
            (Method::GET, "/rahasia", StatusCode::NOT_FOUND),
            (Method::GET, "/tidak-ada", StatusCode::NOT_FOUND),
        ] {
            let request = test::TestRequest::default().method(method.clone()).uri(path);
            let answer = test::call_service(&app, request.to_request()).await;
            assert_eq!(answer.status(), status, "{method} {path}");
        }
    }
}
