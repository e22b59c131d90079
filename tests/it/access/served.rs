//! What is served: documented addresses, security headers, assets.

use std::collections::BTreeSet;

use reqwest::Method;
use tawar::routes::{self, SITEMAP};

use crate::support::{TestApp, between};

#[test]
fn the_openapi_document_and_the_sitemap_name_the_same_addresses() {
    let doc = serde_json::to_value(routes::openapi()).unwrap();
    let mut documented = BTreeSet::new();
    for (path, methods) in doc["paths"].as_object().unwrap() {
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| ["get", "post", "put", "delete", "patch"].contains(&key.as_str()))
        {
            documented.insert(format!("{} {path}", method.to_uppercase()));
        }
    }
    let served = |prefix: &str| -> BTreeSet<String> {
        let under = SITEMAP
            .iter()
            .filter_map(|entry| Some((entry.method, entry.path.strip_prefix(prefix)?)));
        under
            // The document does not contain itself.
            .filter(|(_, rest)| {
                !["/marketplace/", "/docs", "/openapi.json"]
                    .iter()
                    .any(|other| rest.starts_with(other))
            })
            .map(|(method, rest)| format!("{method} /api{rest}"))
            .collect()
    };
    assert_eq!(served("/api"), documented);
    assert_eq!(served("/api/marketplace"), documented, "the old prefix has the same");
}

#[actix_web::test]
async fn the_api_reference_shows_every_operation_also_without_scripts() {
    let app = TestApp::open().await;
    let browser = app.browser();
    let with_slash = browser.opens("/api/docs/").await;
    assert_eq!(
        (with_slash.status, with_slash.header("location")),
        (reqwest::StatusCode::PERMANENT_REDIRECT, "/api/docs")
    );
    let page = browser.opens("/api/docs").await.text;
    for shown in ["id=\"post-api-listings-id-offer\"", "/api/orders/{code}", "#schema-Problem"] {
        assert!(page.contains(shown), "{shown}");
    }
}

#[actix_web::test]
async fn every_answer_carries_the_security_headers() {
    let app = TestApp::open().await.on_fresh_connections();
    for path in ["/", "/masuk", "/tidak-ada", "/api/listings", "/api/users/me", "/api/openapi.json"]
    {
        let answer = app.browser().opens(path).await;
        let policy = answer.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin", "{path}");
        assert!(!answer.header("permissions-policy").is_empty(), "{path}");
    }
}

#[actix_web::test]
async fn every_asset_of_a_page_is_served_and_no_other_file() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    let home = budi.opens("/").await.text;
    assert!(
        !home.contains("style=\"") && !home.contains(" onclick="),
        "the policy forbids inline styles and scripts"
    );
    assert_eq!(
        home.matches("<script").count(),
        home.matches("<script src=").count() + home.matches("<script type=\"module\" src=").count()
    );
    let mut assets: Vec<&str> = Vec::new();
    for mark in ["href=\"/static/", "src=\"/static/"] {
        assets.extend(
            home.split(mark).skip(1).filter_map(|rest| rest.split_once('"')).map(|(path, _)| path),
        );
    }
    assert!(assets.len() >= 8, "{assets:?}");
    for path in &assets {
        let answer = budi.opens(&format!("/static/{path}")).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(
            !answer.header("etag").is_empty() && !answer.header("cache-control").is_empty(),
            "{path}"
        );
    }
    let version = between(&home, "/static/", "/").unwrap();
    for (path, kind) in [
        ("app.css", "text/css"),
        ("js/main.js", "text/javascript"),
        ("brand/favicon.svg", "image/svg+xml"),
    ] {
        let first = budi.opens(&format!("/static/{version}/{path}")).await;
        assert_eq!((first.status.as_u16(), first.header("content-type")), (200, kind), "{path}");
        let again = budi
            .request(Method::GET, &format!("/static/{version}/{path}"))
            .header("if-none-match", first.header("etag"));
        assert_eq!(budi.sends(again).await.status, 304, "{path}");
    }
    for unknown in ["rahasia.txt", "%2e%2e/%2e%2e/Cargo.toml", "..%2f..%2fCargo.toml", "css", ""] {
        assert_eq!(
            budi.opens(&format!("/static/{version}/{unknown}")).await.status,
            404,
            "{unknown}"
        );
    }
}
