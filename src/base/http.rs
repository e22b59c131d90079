//! What handlers share: the problem answer of the API, input that is parsed at the door, lists in pages.

use actix_web::dev::Payload;
use actix_web::http::header::{self, ContentType};
use actix_web::{FromRequest, HttpRequest, HttpResponse, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::error::{AppError, FieldErrors};
use super::i18n::{Lang, Text};

/// Bodies of JSON and forms are at most this long.
const BODY_LIMIT: usize = 128 * 1024;

/// The error shape of the API (RFC 9457).
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Problem {
    /// `about:blank`, or a path that names the kind.
    pub r#type: String,
    /// The kind, in a few words.
    pub title: String,
    /// The HTTP status again.
    pub status: u16,
    /// One sentence for the person.
    pub detail: String,
    /// On 422: what is wrong with which field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub errors: Option<std::collections::BTreeMap<String, Vec<String>>>,
    /// On 409: how things stand now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<serde_json::Value>,
    /// Find it in the log by this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// The problem answer for an error, in the reader's language.
pub fn problem(err: &AppError, lang: Lang, request_id: Option<String>) -> HttpResponse {
    let status = err.status();
    let errors = match err {
        AppError::Invalid(fields) => Some(say_fields(fields, lang)),
        _ => None,
    };
    let state = match err {
        AppError::Conflict { state, .. } => state.clone(),
        _ => None,
    };
    let mut answer = HttpResponse::build(status);
    if let AppError::TooMany { retry_after } = err {
        answer.insert_header((header::RETRY_AFTER, retry_after.to_string()));
    }
    answer.content_type("application/problem+json").json(Problem {
        r#type: "about:blank".into(),
        title: status.canonical_reason().unwrap_or_default().into(),
        status: status.as_u16(),
        detail: err.text().say(lang),
        errors,
        state,
        request_id,
    })
}

/// The field errors in words.
pub fn say_fields(
    fields: &FieldErrors,
    lang: Lang,
) -> std::collections::BTreeMap<String, Vec<String>> {
    fields
        .0
        .iter()
        .map(|(field, texts)| (field.clone(), texts.iter().map(|text| text.say(lang)).collect()))
        .collect()
}

/// A JSON body; what does not parse is a 422 that names the place.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(req, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            from_json(&bytes)
                .map(Self)
                .map_err(|err| FieldErrors::one("_", Text::new("error-json").with("why", err)))
        })
    }
}

/// Reads JSON. The character NUL, which Postgres takes in no text, is left out.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    const NUL: &[u8] = b"\\u0000";
    if !bytes.windows(NUL.len()).any(|next| next == NUL) {
        return serde_json::from_slice(bytes);
    }
    let (mut clean, mut rest) = (Vec::with_capacity(bytes.len()), bytes);
    while let Some((first, after)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(NUL) {
            rest = after;
            continue;
        }
        clean.push(*first);
        rest = after;
        // What a backslash escapes begins no escape itself.
        if *first == b'\\'
            && let Some((second, after)) = rest.split_first()
        {
            clean.push(*second);
            rest = after;
        }
    }
    serde_json::from_slice(&clean)
}

/// An urlencoded form. Fields may be repeated where the type has a list.
#[derive(Debug)]
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Posted<T> {
    type Error = AppError;
    type Future = LocalBoxFuture<'static, Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = read(req, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            from_pairs(&bytes)
                .map(Self)
                .map_err(|err| FieldErrors::one("_", Text::new("error-json").with("why", err)))
        })
    }
}

/// A query string, read like a form.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Asked<T> {
    type Error = AppError;
    type Future = std::future::Ready<Result<Self, AppError>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(
            from_pairs(req.query_string().as_bytes())
                .map(Self)
                .map_err(|err| FieldErrors::one("_", Text::new("error-query").with("why", err))),
        )
    }
}

/// Reads `a=1&b=2&b=3` into a type: a name that comes again makes a list. Values stay text, so the type's fields are
/// text, lists of text, or read text themselves.
pub fn from_pairs<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, serde_json::Error> {
    let mut map = serde_json::Map::new();
    for (name, value) in url_pairs(bytes) {
        let value = value.replace('\0', "");
        let value = serde_json::Value::String(value);
        match map.get_mut(&name) {
            None => {
                map.insert(name, value);
            }
            Some(serde_json::Value::Array(list)) => list.push(value),
            Some(first) => *first = serde_json::Value::Array(vec![first.take(), value]),
        }
    }
    serde_json::from_value(serde_json::Value::Object(map))
}

fn url_pairs(bytes: &[u8]) -> Vec<(String, String)> {
    serde_urlencoded::from_bytes(bytes).unwrap_or_default()
}

fn read(
    req: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<web::Bytes, AppError>> + use<> {
    let body = web::Payload::from_request(req, payload).into_inner();
    async move {
        let Ok(body) = body else { return Err(AppError::NotFound) };
        match tokio::time::timeout(
            std::time::Duration::from_secs(30),
            body.to_bytes_limited(BODY_LIMIT),
        )
        .await
        {
            Ok(Ok(Ok(bytes))) => Ok(bytes),
            Ok(Err(_too_long)) => Err(AppError::TooLarge("error-413".into())),
            Ok(Ok(Err(_))) | Err(_) => Err(FieldErrors::one("_", "error-body")),
        }
    }
}

/// Reads text that may stand alone or in a list (`?kondisi=a&kondisi=b`).
pub fn one_or_many<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(d)? {
        OneOrMany::One(one) => {
            one.split(',').filter(|s| !s.is_empty()).map(str::to_owned).collect()
        }
        OneOrMany::Many(many) => many.into_iter().filter(|s| !s.is_empty()).collect(),
    })
}

/// Reads a number written as text; empty is none.
pub fn number<'de, D: serde::Deserializer<'de>, T: std::str::FromStr>(
    d: D,
) -> Result<Option<T>, D::Error> {
    let text = Option::<String>::deserialize(d)?;
    match text.as_deref().map(str::trim) {
        None | Some("") => Ok(None),
        Some(text) => text
            .parse()
            .map(Some)
            .map_err(|_not_one| serde::de::Error::custom(format!("not a number: {text:?}"))),
    }
}

/// Where a list stands.
#[derive(Debug, Clone, Copy, Serialize, PartialEq, Eq, utoipa::ToSchema)]
pub struct Pagination {
    /// This page, from 1.
    pub page: i64,
    /// Rows a page.
    pub limit: i64,
    /// Rows in all.
    pub total: i64,
    /// Pages in all.
    #[serde(rename = "totalPages")]
    pub total_pages: i64,
}

impl Pagination {
    /// Counts the pages.
    pub fn new(page: i64, limit: i64, total: i64) -> Self {
        Self { page, limit, total, total_pages: (total.max(0) + limit.max(1) - 1) / limit.max(1) }
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

/// The client's address: the peer's, or what the nearest proxy says when one of ours stands in front.
pub fn client_ip(req: &HttpRequest, behind_proxy: bool) -> Option<std::net::IpAddr> {
    let peer = req.peer_addr().map(|addr| addr.ip());
    if !behind_proxy {
        return peer;
    }
    // The last entry is the one our own proxy wrote; those before it are the client's word.
    // A proxy may add a line of its own below the client's.
    let said = req.headers().get_all("x-forwarded-for").last();
    let said = said.and_then(|value| value.to_str().ok());
    said.and_then(|all| all.rsplit(',').next()?.trim().parse().ok()).or(peer)
}

/// A page.
pub fn html(body: String) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(body)
}

/// 303: the form was taken, look there.
pub fn see_other(to: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to.as_ref())).finish()
}

/// A path of our own to go on to; anything that could lead elsewhere becomes `/`.
pub fn local_path(next: Option<&str>) -> &str {
    match next {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains(['\\', '\r', '\n', '\t'])
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
    fn only_our_own_paths_are_followed() {
        assert_eq!(local_path(Some("/barang/x?a=1")), "/barang/x?a=1");
        for bad in [
            "https://evil.example",
            "//evil.example",
            "/\\evil",
            "javascript:alert(1)",
            "",
            "/a\r\nSet-Cookie: x",
        ] {
            assert_eq!(local_path(Some(bad)), "/", "{bad:?}");
        }
    }

    #[test]
    fn a_nul_is_left_out_however_it_is_written() {
        for (given, read) in [
            (r#""\u0000""#, ""),
            (r#""x\u0000y""#, "xy"),
            (r#""\\\u0000z""#, "\\z"),
            (r#""\\u0000""#, "\\u0000"),
        ] {
            assert_eq!(
                from_json::<String>(given.as_bytes()).ok().as_deref(),
                Some(read),
                "{given}"
            );
        }
        assert!(from_json::<String>(b"\"\0\"").is_err());
        let pairs = from_pairs::<std::collections::HashMap<String, String>>(b"a=x%00y").ok();
        assert_eq!(pairs.and_then(|mut pairs| pairs.remove("a")).as_deref(), Some("xy"));
    }

    #[test]
    fn behind_a_proxy_only_its_own_word_about_the_visitor_counts() {
        let said = |lines: &[&str]| {
            lines
                .iter()
                .fold(actix_web::test::TestRequest::default(), |req, line| {
                    req.append_header(("x-forwarded-for", *line))
                })
                .to_http_request()
        };
        for lines in [&["127.0.0.1, 203.0.113.9"][..], &["127.0.0.1", "203.0.113.9"]] {
            let ip = client_ip(&said(lines), true).map(|ip| ip.to_string());
            assert_eq!(ip.as_deref(), Some("203.0.113.9"), "{lines:?}");
            assert_eq!(client_ip(&said(lines), false), None, "nobody's word counts without one");
        }
    }

    #[derive(Deserialize)]
    struct Query {
        #[serde(default, deserialize_with = "one_or_many")]
        kondisi: Vec<String>,
        #[serde(default, deserialize_with = "number")]
        hmin: Option<i64>,
    }

    #[test]
    fn repeated_names_make_a_list() {
        let Ok(q) = from_pairs::<Query>(b"kondisi=a&kondisi=b&hmin=5") else {
            panic!("does not parse")
        };
        assert_eq!((q.kondisi.len(), q.hmin), (2, Some(5)));
        let Ok(q) = from_pairs::<Query>(b"kondisi=a&hmin=") else { panic!("does not parse") };
        assert_eq!((q.kondisi.len(), q.hmin), (1, None));
        assert!(from_pairs::<Query>(b"hmin=abc").is_err());
    }
}
