//! Renders errors in the reader's language: as a problem document (RFC 9457) for programs, as a page for people.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use serde_json::json;

use super::page::Page;
use crate::base::crypto;
use crate::base::error::{AppError, AppResult};
use crate::base::http::{problem, see_other, set_header_of, wants_json};
use crate::base::i18n::{Lang, Text};

/// Counts lines of the log that would say the same.
struct OneASecond {
    /// Unix seconds.
    last: AtomicI64,
    unlogged: AtomicU64,
}

static UNAVAILABLE: OneASecond =
    OneASecond { last: AtomicI64::new(0), unlogged: AtomicU64::new(0) };

impl OneASecond {
    /// When a line may be written now: how many were left out since the one before.
    fn next_line(&self) -> Option<u64> {
        let now = chrono::Utc::now().timestamp();
        if self.last.swap(now, Ordering::Relaxed) == now {
            self.unlogged.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        Some(self.unlogged.swap(0, Ordering::Relaxed))
    }
}

/// Replaces the empty body of an error response. The outermost middleware but the log.
pub async fn render_errors<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, actix_web::Error> {
    let res = next.call(req).await?;
    if !res.status().is_client_error() && !res.status().is_server_error() {
        return Ok(res.map_into_left_body());
    }
    let rendered = match res.response().error() {
        Some(err) => match err.as_error::<AppError>() {
            Some(err) => render_error(res.request(), err),
            None => render_status(res.request(), res.status()),
        },
        // The handler wrote an error body of its own.
        None if res.response().headers().contains_key("content-type") => {
            return Ok(res.map_into_left_body());
        }
        None => render_status(res.request(), res.status()),
    };
    let (req, _) = res.into_parts();
    Ok(ServiceResponse::new(req, rendered).map_into_right_body())
}

/// The handler of requests that match no route.
///
/// # Errors
/// Always `NotFound`.
pub async fn not_found() -> AppResult<HttpResponse> {
    Err(AppError::NotFound)
}

/// For errors of actix itself, which have only a status.
fn render_status(req: &HttpRequest, status: StatusCode) -> HttpResponse {
    let err = match status {
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge("error-413".into()),
        _ => AppError::Forbidden(Text {
            key: format!("error-{}", status.as_u16()).into(),
            args: vec![],
        }),
    };
    let mut response = render_error(req, &err);
    *response.status_mut() = status;
    response
}

/// Logs the error under a random code, and renders it; who is signed out is redirected to the sign-in page.
fn render_error(req: &HttpRequest, err: &AppError) -> HttpResponse {
    let code = crypto::short_code(6);
    match err {
        AppError::Internal(_) => {
            tracing::error!(code, path = req.path(), error = %err, "a request failed")
        }
        // While a server is away, every request fails alike: a line a second is enough.
        AppError::Unavailable(_) => {
            if let Some(unlogged) = UNAVAILABLE.next_line() {
                tracing::warn!(code, path = req.path(), error = %err, unlogged, "a request could not be served");
            }
        }
        _ => tracing::debug!(code, path = req.path(), error = %err, "a request was refused"),
    }
    let lang = Lang::of(req);
    if wants_json(req) || req.path() == "/ws" {
        return problem(err, lang, Some(code));
    }
    if matches!(err, AppError::SignedOut) {
        let next = if req.method() == actix_web::http::Method::GET {
            req.uri().to_string()
        } else {
            referring_path(req)
        };
        let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
        return see_other(format!("/masuk?{query}"));
    }
    match error_page(req, err, &code) {
        Ok(response) => response,
        Err(failure) => {
            tracing::error!(code, error = %failure, "the error page itself cannot be rendered");
            HttpResponse::build(err.status())
                .content_type("text/plain; charset=utf-8")
                .body(err.text().localized(lang))
        }
    }
}

/// The path of the page that a form was on; `/` when that page is not the site's.
fn referring_path(req: &HttpRequest) -> String {
    let referer = req.headers().get("referer").and_then(|v| v.to_str().ok()).unwrap_or_default();
    let path = referer
        .split_once("://")
        .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)));
    crate::base::http::local_path(path).to_owned()
}

fn error_page(req: &HttpRequest, err: &AppError, code: &str) -> AppResult<HttpResponse> {
    let page = Page::of(req)?;
    let (status, detail) = (err.status(), err.text());
    let (view, suffix) = match detail.key == EXPIRED_FORM {
        true => (ErrorView::of_expired_form(referring_path(req)), "csrf"),
        false => (ErrorView::of(status, req.path()), title_suffix(status)),
    };
    let title = page.localized(Text { key: format!("error-title-{suffix}").into(), args: vec![] });
    let context =
        json!({"view": view, "code": code, "title": title, "detail": page.localized(detail)});
    let mut response = page.render("errors/page.html", &context)?;
    *response.status_mut() = status;
    set_header_of(&mut response, err);
    Ok(response)
}

/// The refusal of a form whose token is too old, or missing.
const EXPIRED_FORM: &str = "error-csrf";

/// `errors/page.html`: what the page shows beside the title and the detail.
#[derive(Debug, Serialize)]
struct ErrorView {
    /// Whether the picture is the one of a failed search.
    lost: bool,
    /// Whether the page shows the code by which the log can be searched.
    code_shown: bool,
    /// The address of the button.
    to: String,
    /// The catalogue key of the button's label.
    label: &'static str,
}

impl ErrorView {
    fn of(status: StatusCode, path: &str) -> Self {
        let (to, label) = match status {
            StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::GONE => {
                ("/cari".to_owned(), "error-look")
            }
            StatusCode::UNAUTHORIZED => (format!("/masuk?next={path}"), "nav-signin"),
            _ => (path.to_owned(), "retry"),
        };
        let lost = matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE);
        Self { lost, code_shown: status.is_server_error(), to, label }
    }

    /// The page with the form is opened anew; it gets a new token.
    fn of_expired_form(page: String) -> Self {
        Self { lost: false, code_shown: false, to: page, label: "error-reload" }
    }
}

/// The end of the catalogue key of the title.
fn title_suffix(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "404",
        StatusCode::FORBIDDEN => "403",
        StatusCode::TOO_MANY_REQUESTS => "429",
        status if status.is_server_error() => "500",
        _ => "400",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_of_a_missing_page_leads_to_the_search_and_others_retry() {
        let view = |status| ErrorView::of(status, "/barang/x");
        let missing = view(StatusCode::NOT_FOUND);
        assert_eq!((missing.lost, missing.to.as_str()), (true, "/cari"));
        assert_eq!(view(StatusCode::FORBIDDEN).to, "/cari");
        assert!(!view(StatusCode::FORBIDDEN).lost);
        assert_eq!(view(StatusCode::UNAUTHORIZED).to, "/masuk?next=/barang/x");
        assert_eq!(view(StatusCode::TOO_MANY_REQUESTS).to, "/barang/x");
    }

    #[test]
    fn the_page_of_an_expired_form_leads_back_to_the_form() {
        let view = ErrorView::of_expired_form("/jual".into());
        assert_eq!((view.to.as_str(), view.label), ("/jual", "error-reload"));
    }

    #[test]
    fn only_failures_of_the_server_show_a_code() {
        let coded = |status| ErrorView::of(status, "/").code_shown;
        assert!(coded(StatusCode::INTERNAL_SERVER_ERROR) && coded(StatusCode::SERVICE_UNAVAILABLE));
        assert!(!coded(StatusCode::NOT_FOUND) && !coded(StatusCode::CONFLICT));
    }
}
