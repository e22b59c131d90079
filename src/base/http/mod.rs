//! What handlers share: extractors that parse the input, problem documents of the API, pagination.

mod body;
mod extractors;
mod multipart;
mod parse_errors;

use actix_web::http::header::{self, ContentType};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::error::{AppError, FieldErrors};
use super::i18n::Lang;
use super::limits::canonical;

pub use body::{Client, read_form};
pub use extractors::{
    JsonBody, UrlForm, UrlQuery, from_json, from_pairs, number, one_or_many, parse_json,
    parse_value,
};
pub use multipart::{Part, UploadForm, UploadedFile};

/// The error shape of the API (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`, or a path that identifies the kind of problem.
    pub r#type: String,
    /// The reason phrase of the status.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// One sentence for the person.
    pub detail: String,
    /// On 422: the errors of each field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<std::collections::BTreeMap<String, Vec<String>>>,
    /// On 409: the present state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<serde_json::Value>,
    /// The code under which the log has the error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// The problem document for an error, in the reader's language.
pub fn problem(err: &AppError, lang: Lang, request_id: Option<String>) -> HttpResponse {
    let status = err.status();
    let errors = match err {
        AppError::Invalid(fields) => Some(localized_fields(fields, lang)),
        _ => None,
    };
    let state = match err {
        AppError::Conflict { state, .. } => state.clone(),
        _ => None,
    };
    let mut response = HttpResponse::build(status);
    if let Some(header) = header_of(err) {
        response.insert_header(header);
    }
    response.content_type("application/problem+json").json(Problem {
        r#type: "about:blank".into(),
        title: status.canonical_reason().unwrap_or_default().into(),
        status: status.as_u16(),
        detail: err.text().localized(lang),
        errors,
        state,
        request_id,
    })
}

/// The token of `Authorization: Bearer …` (RFC 6750). Another scheme, such as the `Basic` of a proxy in front of the site, is none
/// of ours: browsers send it by themselves, so it proves nothing.
pub fn bearer_token(headers: &header::HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The header that belongs to an error: when to try again, or which methods there are.
pub fn header_of(err: &AppError) -> Option<(header::HeaderName, String)> {
    match err {
        AppError::TooMany { retry_after } => Some((header::RETRY_AFTER, retry_after.to_string())),
        AppError::Unavailable(_) => Some((header::RETRY_AFTER, "5".into())),
        AppError::WrongMethod { allow } => Some((header::ALLOW, allow.clone())),
        _ => None,
    }
}

/// Adds [`header_of`] to a page about an error.
pub fn set_header_of(response: &mut HttpResponse, err: &AppError) {
    if let Some((name, value)) = header_of(err)
        && let Ok(value) = value.parse()
    {
        response.headers_mut().insert(name, value);
    }
}

/// The errors of each field in a language.
pub fn localized_fields(
    fields: &FieldErrors,
    lang: Lang,
) -> std::collections::BTreeMap<String, Vec<String>> {
    fields
        .0
        .iter()
        .map(|(field, texts)| {
            (field.clone(), texts.iter().map(|text| text.localized(lang)).collect())
        })
        .collect()
}

/// The page of a list.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq, utoipa::ToSchema)]
pub struct Pagination {
    /// From 1.
    pub page: i64,
    /// Rows of one page.
    pub limit: i64,
    /// Rows of all pages.
    pub total: i64,
    /// The number of pages.
    #[serde(rename = "totalPages")]
    pub total_pages: i64,
}

impl Pagination {
    /// Calculates the number of pages.
    pub fn new(page: i64, limit: i64, total: i64) -> Self {
        Self { page, limit, total, total_pages: (total.max(0) + limit.max(1) - 1) / limit.max(1) }
    }

    /// Whether no page follows.
    pub fn is_last(&self) -> bool {
        self.page >= self.total_pages
    }
}

/// Whether the client wants JSON rather than a page.
pub fn wants_json(req: &HttpRequest) -> bool {
    req.path().starts_with("/api/")
        || req
            .headers()
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|accept| accept.contains("json") && !accept.contains("text/html"))
}

/// The client's IP address: the peer's, or behind the site's own proxy the one that the proxy reports.
pub fn client_ip(req: &HttpRequest, behind_proxy: bool) -> Option<std::net::IpAddr> {
    let peer = req.peer_addr().map(|addr| canonical(addr.ip()));
    if !behind_proxy {
        return peer;
    }
    // The site's own proxy wrote the last entry, perhaps in a header line of its own; the client may have forged the others.
    let last_line = req.headers().get_all("x-forwarded-for").last();
    let addresses = last_line.and_then(|value| value.to_str().ok());
    addresses.and_then(|all| all.rsplit(',').next()?.trim().parse().ok()).map(canonical).or(peer)
}

/// 200 with a body of HTML.
pub fn html(body: String) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(body)
}

/// 200 with a PDF file, which the browser shows. `name` is ASCII without quotes.
pub fn pdf_file(name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header((header::CONTENT_DISPOSITION, format!("inline; filename=\"{name}.pdf\"")))
        .body(bytes)
}

/// 303: a redirect that a browser follows with GET.
pub fn see_other(to: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to.as_ref())).finish()
}

/// `next` if it is a path of this site; `/` for everything that could lead to another site.
pub fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains(|c: char| c == '\\' || c.is_control())
                && !path.starts_with("/keluar") =>
        {
            path
        }
        _ => "/",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(local_path(Some("/barang/x?a=1")), "/barang/x?a=1");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
            "/\u{b}",
            "/a\u{0}",
            "/a\u{7f}",
            "/a\u{85}",
        ] {
            assert_eq!(local_path(Some(bad)), "/", "{bad:?}");
        }
    }

    #[test]
    fn behind_a_proxy_only_its_own_entry_is_used() {
        let request = |lines: &[&str]| {
            lines
                .iter()
                .fold(actix_web::test::TestRequest::default(), |req, line| {
                    req.append_header(("x-forwarded-for", *line))
                })
                .to_http_request()
        };
        for lines in [&["127.0.0.1, 203.0.113.9"][..], &["127.0.0.1", "203.0.113.9"]] {
            let ip = client_ip(&request(lines), true).map(|ip| ip.to_string());
            assert_eq!(ip.as_deref(), Some("203.0.113.9"), "{lines:?}");
            assert_eq!(client_ip(&request(lines), false), None, "without a proxy none is used");
        }
    }
}
