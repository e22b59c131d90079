//! Pages without facts of their own, and what machines ask.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use serde_json::json;

use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{Asked, local_path};
use crate::base::i18n::Lang;
use crate::base::outbox;
use crate::market::search::Searcher;
use crate::people::accounts;
use crate::people::sessions::Page;

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

/// Where to go on to.
#[derive(Debug, Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// `GET /bahasa/{lang}?next=`: a preference, kept by the browser and with the account.
pub async fn lang_get(
    page: Page,
    db: web::Data<Db>,
    lang: web::Path<String>,
    next: Asked<Next>,
) -> AppResult<HttpResponse> {
    let lang = Lang::parse(&lang);
    page.speak(lang);
    if let Some(me) = &page.me {
        let user = me.id;
        db.transaction(move |conn| accounts::speak(conn, user, lang)).await?;
    }
    Ok(page.go(local_path(next.0.next.as_deref()), None))
}

/// `GET /healthz`: the process lives.
pub async fn healthz() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}

/// `GET /readyz`: whether requests can be served; Postgres must answer, search may be degraded.
pub async fn readyz(db: web::Data<Db>, searcher: web::Data<Searcher>) -> HttpResponse {
    let backlog = db.read(outbox::backlog).await;
    let search = searcher.is_fit().await;
    let (mut answer, backlog) = match backlog {
        Ok((waiting, oldest)) => {
            (HttpResponse::Ok(), json!({"waiting": waiting, "oldest": oldest}))
        }
        Err(_) => (HttpResponse::ServiceUnavailable(), json!(null)),
    };
    let ready = !backlog.is_null();
    answer.json(json!({"ready": ready, "database": ready, "search": if search { "meilisearch" } else { "postgres" }, "outbox": backlog}))
}

/// `GET /robots.txt`.
pub async fn robots() -> HttpResponse {
    let text = "User-agent: *\nDisallow: /api/\nDisallow: /chat\nDisallow: /pesanan\nDisallow: /akun\nDisallow: /masuk\nDisallow: /daftar\n";
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text)
}
