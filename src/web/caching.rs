//! How long browsers and proxies may keep an answer. Assets and photos say so themselves; everything else follows the table
//! of [`rule`].

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;

use super::cookies::{FLASH_COOKIE, SESSION_COOKIE};
use super::me::Me;

/// Kept nowhere: after signing out, the browser's back button shows nothing private.
const NOWHERE: &str = "no-store";
/// Kept by the browser alone, which asks each time whether it is still valid.
const ASK_EACH_TIME: &str = "private, no-cache";

/// Pages whose address contains a secret.
const SECRET_ADDRESSES: &[&str] = &["/atur-ulang", "/verifikasi", "/dev/mail"];

/// What the rule depends on.
struct Answer<'a> {
    /// The request carried a session, live or not, or a bearer token.
    personal: bool,
    method: &'a Method,
    path: &'a str,
    status: StatusCode,
}

/// Middleware: sets `Cache-Control` unless the handler did.
pub async fn set_caching<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let carried =
        [SESSION_COOKIE, FLASH_COOKIE].iter().any(|name| name.of(req.request()).is_some())
            || req.headers().contains_key(header::AUTHORIZATION);
    let mut res = next.call(req).await?;
    let personal = carried || res.request().extensions().contains::<std::sync::Arc<Me>>();
    let own = res.headers().contains_key(header::CACHE_CONTROL) && res.status().is_success();
    if !own {
        let request = res.request();
        let (method, path) = (request.method(), request.path());
        let value = rule(&Answer { personal, method, path, status: res.status() });
        res.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
        // The language and what is shown depend on both.
        res.headers_mut().append(header::VARY, HeaderValue::from_static("accept-language, cookie"));
    }
    Ok(res)
}

fn rule(answer: &Answer<'_>) -> &'static str {
    let reads = matches!(*answer.method, Method::GET | Method::HEAD);
    let shown = answer.status == StatusCode::OK || answer.status == StatusCode::NOT_MODIFIED;
    let secret = SECRET_ADDRESSES.contains(&answer.path) || answer.path.starts_with("/keputusan/");
    match (answer.personal || secret, reads && shown) {
        (false, true) => ASK_EACH_TIME,
        _ => NOWHERE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_every_visitor_may_see_is_kept() {
        let get = |personal, path, status| {
            let status = StatusCode::from_u16(status).unwrap();
            rule(&Answer { personal, method: &Method::GET, path, status })
        };
        for (answer, expected) in [
            (get(false, "/", 200), ASK_EACH_TIME),
            (get(false, "/api/listings", 200), ASK_EACH_TIME),
            (get(false, "/barang/x", 304), ASK_EACH_TIME),
            (get(true, "/", 200), NOWHERE),
            (get(true, "/chat", 200), NOWHERE),
            (get(true, "/api/rooms", 200), NOWHERE),
            (get(false, "/akun", 303), NOWHERE),
            (get(false, "/barang/x", 404), NOWHERE),
            (get(false, "/cari", 503), NOWHERE),
            (get(false, "/atur-ulang", 200), NOWHERE),
            (get(false, "/verifikasi", 200), NOWHERE),
        ] {
            assert_eq!(answer, expected);
        }
        let post = Answer {
            personal: false,
            method: &Method::POST,
            path: "/masuk",
            status: StatusCode::OK,
        };
        assert_eq!(rule(&post), NOWHERE);
    }
}
