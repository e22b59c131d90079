//! A form with bad input is never answered as if it had worked.

use reqwest::Method;
use tawar::routes::SITEMAP;

use super::{Fixtures, is_api};
use crate::support::{Answer, Browser, Person, TestApp};

/// Answers with 200 a page or a part of one, whatever the input is.
const READS: &[&str] = &["/jual/periksa"];

/// Every field that a form of the site has, with a value that none of them accepts.
fn garbage() -> Vec<(&'static str, String)> {
    let long = "x".repeat(9000);
    let names = [
        "name",
        "bio",
        "region",
        "email",
        "phone",
        "password",
        "current",
        "contact",
        "identifier",
        "token",
        "amount",
        "note",
        "reason",
        "adjust",
        "text",
        "title",
        "description",
        "flaw",
        "category",
        "condition",
        "price",
        "min_price",
        "original_price",
        "modes",
        "delivery",
        "photo_id",
        "step",
        "days",
        "lowest",
        "tries",
        "minutes",
        "floor_percent",
        "bundle_percent",
        "mode",
        "style",
        "wanted",
        "seq",
        "offer",
        "version",
        "listing",
        "items",
        "id",
        "until",
    ];
    names.into_iter().map(|name| (name, long.clone())).collect()
}

/// A page that tells of an error, as the templates mark one.
fn tells_of_an_error(text: &str) -> bool {
    ["field-error\" id=", "is-invalid", "aria-invalid=\"true\"", "note note-bad"]
        .iter()
        .any(|mark| text.contains(mark))
}

async fn submits(browser: &Browser, path: &str, fields: &[(&str, String)]) -> Answer {
    if path == "/jual" || path.ends_with("/edit") {
        let parts: String = fields
            .iter()
            .map(|(name, value)| {
                format!(
                    "--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
                )
            })
            .collect();
        let request = browser.request(Method::POST, path).header("origin", &browser.origin);
        let request = request.header("content-type", "multipart/form-data; boundary=XX");
        return browser.sends(request.body(format!("{parts}--XX--\r\n"))).await;
    }
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.submits(path, &fields).await
}

/// Walks every form as this browser.
async fn walk(browser: &Browser, fixtures: &Fixtures, who: &str) {
    let inputs = [Vec::new(), garbage()];
    for entry in SITEMAP.iter().filter(|entry| entry.method == "POST" && !is_api(entry)) {
        if entry.path == "/keluar" || READS.contains(&entry.path) {
            continue;
        }
        let address = fixtures.address(entry);
        for fields in &inputs {
            let answer = submits(browser, &address, fields).await;
            assert!(!answer.status.is_server_error(), "{who} {address}: {}", answer.text);
            if answer.status == 200 {
                assert!(!tells_of_an_error(&answer.text), "{who} {address}: {}", answer.text);
            }
            // Whatever a refused form does, it shows no page as an ordinary one.
            assert_ne!(answer.status, 200, "{who} {address}: {}", answer.text);
        }
    }
}

#[actix_web::test]
async fn no_form_with_bad_input_is_answered_with_200() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara): (Person, Person) = (app.person("Sari").await, app.person("Rara").await);
    let fixtures = Fixtures::of(&sari, &rara).await;
    let visitor = app.browser();
    visitor.opens("/").await;
    walk(&visitor, &fixtures, "a visitor").await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    walk(&budi, &fixtures, "Budi").await;
}

#[actix_web::test]
async fn the_settings_and_a_broken_link_are_refused_with_422() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    budi.signs_up("Budi").await;
    for (path, fields) in [
        ("/akun", vec![("name", ""), ("bio", "")]),
        ("/akun", vec![("name", "Admin")]),
        ("/verifikasi", vec![("token", "x")]),
        ("/verifikasi", vec![]),
        ("/atur-ulang", vec![("token", "x"), ("password", "teh botol dingin")]),
        ("/daftar", vec![("name", "")]),
        ("/masuk", vec![("identifier", "x"), ("password", "")]),
    ] {
        let answer = budi.submits(path, &fields).await;
        assert!(
            answer.status.is_client_error() && answer.text.contains("</html>"),
            "{path} {fields:?}: {} {}",
            answer.status,
            answer.text
        );
    }
}
