//! The access check and the rate limit of every request. A request that matches no entry of the sitemap is refused.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::LOCATION;
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpResponse, web};

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
    let err = match check(&req) {
        Ok(()) => return next.call(req).await.map(ServiceResponse::map_into_left_body),
        Err(err) => err,
    };
    match meant_address(&req).filter(|_| matches!(err, AppError::NotFound)) {
        Some(to) => {
            let redirect = HttpResponse::PermanentRedirect().insert_header((LOCATION, to)).finish();
            Ok(req.into_response(redirect).map_into_right_body())
        }
        None => Ok(req.error_response(err).map_into_right_body()),
    }
}

/// The address that a `GET` of an unknown one means, if there is such: without a slash at its end, or in lower case too.
fn meant_address(req: &ServiceRequest) -> Option<String> {
    let path = req.path().trim_end_matches('/');
    if !matches!(*req.method(), Method::GET | Method::HEAD) || path.is_empty() || !path.is_ascii() {
        return None;
    }
    let is_served = |candidate: &String| {
        let pattern = req.resource_map().match_pattern(candidate);
        let served =
            pattern.is_some_and(|pattern| BY_PATTERN.contains_key(&("GET", pattern.as_str())));
        served && candidate != req.path()
    };
    let to = [path.to_owned(), path.to_ascii_lowercase()].into_iter().find(is_served)?;
    match req.query_string() {
        "" => Some(to),
        query => Some(format!("{to}?{query}")),
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
    use actix_web::{App, test};

    #[actix_web::test]
    async fn a_slash_at_the_end_and_capitals_lead_to_the_address_that_is_meant() {
        let app = test::init_service(
            App::new()
                .wrap(from_fn(guard))
                .route("/cari", web::get().to(HttpResponse::Ok))
                .route("/barang/{slug}", web::get().to(HttpResponse::Ok))
                .default_service(web::to(HttpResponse::Ok)),
        )
        .await;
        for (path, to) in [
            ("/cari/?q=Kamera&page=2", Some("/cari?q=Kamera&page=2")),
            ("/CARI", Some("/cari")),
            ("/Barang/kamera-x7/", Some("/barang/kamera-x7")),
            ("/barang/Kamera-X7/", Some("/barang/Kamera-X7")),
            ("/cari//", Some("/cari")),
            ("/jahat.example/", None),
            ("/RAHASIA", None),
            ("/", None),
        ] {
            let request = test::TestRequest::get().uri(path);
            let answer = test::call_service(&app, request.to_request()).await;
            let location = answer.headers().get(LOCATION).map(|to| to.to_str().unwrap());
            assert_eq!(location, to, "{path}");
            let expected = if to.is_some() { 308 } else { 404 };
            if path != "/" {
                assert_eq!(answer.status().as_u16(), expected, "{path}");
            }
        }
        let post = test::TestRequest::post().uri("/cari/");
        assert_eq!(test::call_service(&app, post.to_request()).await.status(), 404);
    }

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
