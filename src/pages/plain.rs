//! Static pages, the choice of language, and endpoints for monitoring and crawlers.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::base::db::Db;
use crate::base::error::{AppError, AppResult, was_disk_full};
use crate::base::http::{UrlQuery, bearer_token, client_ip, local_path};
use crate::base::i18n::Lang;
use crate::base::{crypto, outbox, telemetry};
use crate::chat::live::Hub;
use crate::chat::rooms::Lobby;
use crate::config::Config;
use crate::market::search::Searcher;
use crate::web::Page;

/// `/syarat`, `/privasi`, `/aturan`, `/larangan`.
pub async fn legal(page: Page, req: actix_web::HttpRequest) -> AppResult<HttpResponse> {
    let template = match req.path() {
        "/syarat" => "legal/terms.html",
        "/privasi" => "legal/privacy.html",
        "/aturan" => "legal/rules.html",
        "/larangan" => "legal/prohibited.html",
        _ => return Err(AppError::NotFound),
    };
    page.render(template, &json!({}))
}

/// The page that follows.
#[derive(Debug, Deserialize)]
pub struct NextQuery {
    next: Option<String>,
}

/// `GET /bahasa/{lang}?next=`: a link to the site in a language, which a cookie remembers; the account stays as it is.
pub async fn lang_get(
    page: Page,
    lang: web::Path<String>,
    next: UrlQuery<NextQuery>,
) -> AppResult<HttpResponse> {
    page.set_language(Lang::parse(&lang));
    Ok(page.go(local_path(next.0.next.as_deref()), None))
}

/// `GET /healthz`: the process runs.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`: whether a load balancer may send requests to this node. Postgres must answer, the journal must write, and
/// the node must not be draining; search and the bus may be degraded.
pub async fn readyz(
    db: web::Data<Db>,
    searcher: web::Data<Searcher>,
    hub: web::Data<Hub>,
    lobby: web::Data<Lobby>,
) -> HttpResponse {
    let backlog = db.read(outbox::backlog).await;
    let search = searcher.is_ready().await;
    let (database, backlog) = match backlog {
        Ok((waiting, oldest)) => (true, json!({"waiting": waiting, "oldest": oldest})),
        Err(_) => (false, json!(null)),
    };
    let (journal, draining) = (lobby.writes(), hub.is_draining());
    let disk_full = was_disk_full();
    let ready = database && journal && !draining && !disk_full;
    let mut answer = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    answer.json(json!({
        "ready": ready, "database": database, "journal": journal, "leaving": draining, "bus": lobby.bus(),
        "disk_full": disk_full,
        "search": if search { "meilisearch" } else { "postgres" }, "outbox": backlog,
    }))
}

/// `GET /metrics`: for Prometheus on this machine or with the token; 404 for everybody else.
pub async fn metrics(
    req: actix_web::HttpRequest,
    config: web::Data<Config>,
) -> AppResult<HttpResponse> {
    // Behind an unconfigured proxy every client has the proxy's loopback address.
    let address_is_real = config.behind_proxy || !req.headers().contains_key("x-forwarded-for");
    let is_local =
        address_is_real && client_ip(&req, config.behind_proxy).is_some_and(|ip| ip.is_loopback());
    let given = bearer_token(req.headers());
    let has_token =
        config.metrics_token.as_deref().zip(given).is_some_and(|(token, given)| {
            crypto::constant_time_eq(token.as_bytes(), given.as_bytes())
        });
    if !is_local && !has_token {
        return Err(AppError::NotFound);
    }
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(telemetry::render_metrics()))
}

/// `GET /robots.txt`.
pub async fn robots() -> HttpResponse {
    let text = "User-agent: *\nDisallow: /api/\nDisallow: /chat\nDisallow: /pesanan\nDisallow: /suka\nDisallow: /akun\nDisallow: /masuk\nDisallow: /daftar\n";
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}
