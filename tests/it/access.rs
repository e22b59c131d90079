//! Every address, by everybody who might come: who is let in, who is sent to the door, who hears nothing.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::json;
use tawar::routes::{self, Entry, SITEMAP, Who};

use crate::support::{Answer, Browser, Person, TestApp, between, camera, id_of};

/// What a member hears who has no part in the thing the address names.
const CLOSED: &[(&str, &str, u16)] = &[
    ("POST", "/barang/{slug}/hapus", 403),
    ("POST", "/barang/{slug}/nilai", 403),
    ("GET", "/jual/{id}/edit", 403),
    ("POST", "/jual/{id}/edit", 403),
    ("GET", "/jual/{id}/asisten", 403),
    ("POST", "/jual/{id}/asisten", 403),
    ("POST", "/jual/{id}/turun", 403),
    ("POST", "/jual/{id}/aturan", 403),
    ("POST", "/jual/{id}/pesuka", 403),
    ("GET", "/chat/{room}", 404),
    ("POST", "/chat/{room}", 404),
    ("GET", "/chat/{room}/pembaruan", 404),
    ("GET", "/chat/{room}/pesan", 404),
    ("POST", "/chat/{room}/hapus", 404),
    ("POST", "/chat/{room}/tawar", 404),
    ("POST", "/chat/{room}/terima", 404),
    ("POST", "/chat/{room}/tolak", 404),
    ("POST", "/chat/{room}/batal", 404),
    ("POST", "/chat/{room}/tambah", 404),
    ("POST", "/chat/{room}/janji", 404),
    ("GET", "/chat/{room}/barter", 404),
    ("GET", "/chat/{room}/barter/timbang", 404),
    ("POST", "/chat/{room}/barter", 404),
    ("GET", "/pesanan/{code}", 404),
    ("POST", "/pesanan/{code}/batal", 404),
    ("PUT", "/api/listings/{id}", 403),
    ("DELETE", "/api/listings/{id}", 403),
    ("PUT", "/api/listings/{id}/worth", 403),
    ("GET", "/api/listings/{id}/assistant", 403),
    ("PUT", "/api/listings/{id}/assistant", 403),
    ("GET", "/api/listings/{id}/wishes", 403),
    ("PUT", "/api/listings/{id}/wishes", 403),
    ("GET", "/api/listings/{id}/drop", 403),
    ("PUT", "/api/listings/{id}/drop", 403),
    ("DELETE", "/api/listings/{id}/drop", 403),
    ("POST", "/api/listings/{id}/answer", 403),
    ("POST", "/api/listings/{id}/likers", 403),
    ("POST", "/api/listings/{id}/pick", 403),
    ("POST", "/api/rooms/{room}/promise", 404),
    ("DELETE", "/api/rooms/{room}/promise", 404),
    ("PUT", "/api/offers/{id}", 404),
    ("GET", "/api/rooms/{room}/messages", 404),
    ("GET", "/api/rooms/{room}/events", 404),
    ("PUT", "/api/messages/{id}/read", 404),
    ("DELETE", "/api/messages/{id}", 404),
    ("GET", "/api/orders/{code}", 404),
    ("PUT", "/api/orders/{code}/status", 404),
];

/// What any member may do with somebody else's thing.
const OPEN: &[(&str, &str)] = &[
    ("POST", "/barang/{slug}/suka"),
    ("POST", "/barang/{slug}/chat"),
    ("POST", "/barang/{slug}/tawar"),
    ("POST", "/barang/{slug}/beli"),
    ("GET", "/barang/{slug}/barter"),
    ("POST", "/barang/{slug}/antre"),
    // Another's thing is picked for by nobody else: a word on its page; the claims' tests see to it.
    ("POST", "/barang/{slug}/pilih"),
    ("POST", "/api/listings/{id}/wait"),
    ("DELETE", "/api/listings/{id}/wait"),
    ("GET", "/barang/{slug}/barter/timbang"),
    ("POST", "/barang/{slug}/barter"),
    // Ends only one's own sessions; the accounts' tests see to it.
    ("POST", "/akun/sesi/{id}/cabut"),
    ("POST", "/api/listings/{id}/like"),
    ("POST", "/api/listings/{id}/offer"),
    ("GET", "/api/chat/{listing}"),
    ("POST", "/api/chat/{listing}"),
];

/// Sari's camera, Rara's talk and deal about it, and the offer of hers for another one.
struct Things {
    listing: String,
    slug: String,
    room: String,
    offer: String,
    message: String,
    code: String,
}

impl Things {
    async fn of(sari: &Person, rara: &Person) -> Self {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let sold = sari.posts(json!({"title": "Lensa 50mm"})).await;
        let made = rara.offers(&sold, 1_100_000).await.with(201);
        let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
        let camera = sari.posts(json!({})).await;
        let made = rara.offers(&camera, 1_100_000).await.with(201);
        let said = rara.says(&camera, "Masih ada, Kak?").await.with(201);
        Self {
            listing: id_of(&camera).into(),
            slug: text(&camera["slug"]),
            room: text(&made["room"]),
            offer: text(&made["offer"]["id"]),
            message: text(&said["message"]["id"]),
            code: text(&agreed["deal"]["code"]),
        }
    }

    /// The address of an entry with its gaps filled by these things.
    fn address(&self, entry: &Entry) -> String {
        let id = match entry.path {
            path if path.contains("/offers/") => &self.offer,
            path if path.contains("/messages/") => &self.message,
            _ => &self.listing,
        };
        let slug = if entry.path.starts_with("/kategori") { "kamera" } else { &self.slug };
        entry
            .path
            .replace("{slug}", slug)
            .replace("{listing}", &self.listing)
            .replace("{room}", &self.room)
            .replace("{code}", &self.code)
            .replace("{handle}", "sari")
            .replace("{lang}", "en")
            .replace("{name}", "x-l.webp")
            .replace("{version}/{path:.*}", "v/app.css")
            .replace("{_:.*}", "index.html")
            .replace("{id}", id)
    }

    /// A body that would do, were the sender allowed.
    fn body(&self, entry: &Entry) -> serde_json::Value {
        if entry.path.ends_with("/assistant") {
            return json!({"mode": "off"});
        }
        if entry.path.ends_with("/worth") {
            return json!({"adjust": 5, "reason": "Lengkap dengan kotaknya"});
        }
        if entry.path.ends_with("/drop") {
            return json!({"step": 10_000, "days": 1, "lowest": 900_000});
        }
        if entry.path.ends_with("/likers") || entry.path.ends_with("/answer") {
            return json!({"amount": 1_000_000});
        }
        if entry.path.ends_with("/wishes") {
            return json!({"tries": 5});
        }
        if entry.path.contains("/listings/{id}") {
            let mut listing = camera();
            listing["photos"] = json!([uuid::Uuid::now_v7()]);
            return listing;
        }
        json!({"action": "accept", "version": 1, "amount": 1_000_000, "text": "halo", "status": "cancelled"})
    }
}

fn method(entry: &Entry) -> Method {
    entry.method.parse().unwrap()
}

fn is_api(entry: &Entry) -> bool {
    entry.path.starts_with("/api/")
}

/// Submits a form to an address, in the shape it takes.
async fn submits(browser: &Browser, address: &str, things: &Things) -> Answer {
    if address.starts_with("/jual")
        && !address.ends_with("/asisten")
        && !address.ends_with("/turun")
        && !address.ends_with("/aturan")
        && !address.ends_with("/pesuka")
    {
        let mut body = String::new();
        for (name, value) in [
            ("title", "Kamera Budi"),
            ("description", "Sekarang punyaku, katanya."),
            ("category", "kamera"),
            ("condition", "bagus"),
            ("modes", "jual"),
            ("price", "1000"),
            ("delivery", "cod"),
            ("region", "32.73"),
            ("photo_id", things.listing.as_str()),
        ] {
            body += &format!(
                "--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        let request = browser
            .request(Method::POST, address)
            .header("origin", &browser.origin)
            .header("content-type", "multipart/form-data; boundary=XX")
            .body(format!("{body}--XX--\r\n"));
        return browser.sends(request).await;
    }
    let fields = [
        ("seq", "1"),
        ("offer", things.offer.as_str()),
        ("version", "1"),
        ("amount", "1000000"),
        ("text", "halo"),
    ];
    browser.submits(address, &fields).await
}

#[actix_web::test]
async fn a_visitor_is_sent_to_the_door_from_every_room_of_the_members_and_from_no_other() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let things = Things::of(&sari, &rara).await;
    let visitor = app.browser();
    visitor.opens("/").await;
    for entry in SITEMAP.iter() {
        let address = things.address(entry);
        let call = format!("{} {address}", entry.method);
        let answer = match entry.method {
            _ if is_api(entry) => {
                let request = app.http.request(method(entry), app.url(&address));
                Answer::of(request.json(&things.body(entry))).await
            }
            "GET" => visitor.opens(&address).await,
            _ => submits(&visitor, &address, &things).await,
        };
        match entry.who {
            Who::Anyone => {
                assert!(
                    answer.status != 401 && !answer.status.is_server_error(),
                    "{call}: {}",
                    answer.status
                );
                assert!(!answer.header("location").starts_with("/masuk?next"), "{call}");
            }
            _ if is_api(entry) || entry.path == "/ws" => answer.is_problem(401),
            _ => {
                assert_eq!(answer.status, 303, "{call}: {}", answer.text);
                assert!(answer.header("location").starts_with("/masuk?next=%2F"), "{call}");
            }
        }
    }
}

#[actix_web::test]
async fn budi_who_has_no_part_in_it_can_neither_touch_nor_see_what_sari_and_rara_have() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let things = Things::of(&sari, &rara).await;
    let browser = app.browser();
    browser.signs_up("Budi").await;
    for entry in SITEMAP.iter().filter(|entry| entry.who == Who::Member && entry.path.contains('{'))
    {
        let plain = entry.path.replacen("/api/marketplace/", "/api/", 1);
        let closed = CLOSED
            .iter()
            .find(|(method, path, _)| (*method, *path) == (entry.method, plain.as_str()));
        let Some((_, _, status)) = closed else {
            let open = OPEN.contains(&(entry.method, plain.as_str()));
            assert!(
                open,
                "may a stranger {} {}? Say so in CLOSED or OPEN",
                entry.method, entry.path
            );
            continue;
        };
        let address = things.address(entry);
        if is_api(entry) {
            let request =
                app.http.request(method(entry), app.url(&address)).bearer_auth(&budi.token);
            Answer::of(request.json(&things.body(entry))).await.is_problem(*status);
        } else {
            let answer = match entry.method {
                "GET" => browser.opens(&address).await,
                _ => submits(&browser, &address, &things).await,
            };
            assert_eq!(
                answer.status.as_u16(),
                *status,
                "{} {address}: {}",
                entry.method,
                answer.text
            );
        }
    }
    let seen = sari.get(&format!("/api/listings/{}", things.listing)).await.with(200);
    assert_eq!(
        (&seen["listing"]["status"], &seen["listing"]["version"]),
        (&json!("active"), &json!(1))
    );
    let deal = sari.get(&format!("/api/orders/{}", things.code)).await.with(200);
    assert_eq!(deal["order"]["status"], "deal", "nothing of it moved");
}

#[test]
fn what_a_stranger_may_do_is_said_of_addresses_that_are_served() {
    let listed =
        CLOSED.iter().map(|(method, path, _)| (*method, *path)).chain(OPEN.iter().copied());
    for (method, path) in listed {
        let served = SITEMAP.iter().any(|entry| (entry.method, entry.path) == (method, path));
        assert!(served, "{method} {path} is in CLOSED or OPEN and is not served");
    }
}

#[actix_web::test]
async fn a_form_that_another_site_made_changes_nothing() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let things = Things::of(&sari, &rara).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    for entry in SITEMAP.iter().filter(|entry| entry.method != "GET") {
        let address = things.address(entry);
        let call = format!("{} {address}", entry.method);
        let bare = budi.sends(budi.request(method(entry), &address)).await;
        assert_eq!(bare.status, 403, "without a token: {call}");
        let json = budi
            .request(method(entry), &address)
            .header("x-csrf-token", "tebakan")
            .json(&things.body(entry));
        assert_eq!(budi.sends(json).await.status, 403, "with a guess: {call}");
        let plain =
            budi.request(method(entry), &address).header("content-type", "text/plain").body("{}");
        assert_eq!(budi.sends(plain).await.status, 403, "as text: {call}");
        if entry.method == "POST" {
            let forged = budi.posts_form(&address, &[("_csrf", "tebakan")]).await;
            assert_eq!(forged.status, 403, "with a guess in the form: {call}");
            let files = budi
                .request(Method::POST, &address)
                .header("origin", "https://jahat.example")
                .header("content-type", "multipart/form-data; boundary=XX")
                .body("--XX--\r\n");
            assert_eq!(budi.sends(files).await.status, 403, "with files from elsewhere: {call}");
        }
    }
    // Another browser's token is worth nothing here, one's own is.
    let stolen = app.browser();
    stolen.opens("/").await;
    let token = stolen.csrf.borrow().clone();
    let liked = |token: String| {
        budi.request(Method::POST, &format!("/api/listings/{}/like", things.listing))
            .header("x-csrf-token", token)
    };
    assert_eq!(budi.sends(liked(token)).await.status, 403);
    let own = budi.csrf.borrow().clone();
    assert_eq!(budi.sends(liked(own)).await.body["like_count"], 1);
}

#[actix_web::test]
async fn a_page_of_another_site_opens_no_socket_with_budis_cookie() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let knock = |origin: Option<&str>| {
        let request = budi
            .request(Method::GET, "/ws")
            .header("connection", "upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        match origin {
            Some(origin) => request.header("origin", origin),
            None => request,
        }
    };
    for origin in [
        None,
        Some("https://jahat.example"),
        Some("null"),
        Some(&*format!("{}.jahat.example", app.url(""))),
    ] {
        budi.sends(knock(origin)).await.is_problem(403);
    }
    let opened = knock(Some(&budi.origin)).send().await.unwrap();
    assert_eq!(opened.status(), 101);
}

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
            // The document does not describe itself.
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
async fn the_api_viewer_opens_with_and_without_a_slash_at_the_end() {
    let app = TestApp::open().await;
    let browser = app.browser();
    let without = browser.opens("/api/docs").await;
    assert_eq!(without.status, 303);
    assert_eq!(without.header("location"), "/api/docs/");
    assert!(browser.opens("/api/docs/").await.text.contains("swagger"));
}

#[actix_web::test]
async fn every_answer_carries_the_headers_that_keep_browsers_safe() {
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
async fn all_that_a_page_asks_for_is_served_and_nothing_beside_it() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    let home = budi.opens("/").await.text;
    assert!(
        !home.contains("style=\"") && !home.contains(" onclick="),
        "the policy would stop what stands inside the page"
    );
    assert_eq!(
        home.matches("<script").count(),
        home.matches("<script src=").count() + home.matches("<script type=\"module\" src=").count()
    );
    let mut asked: Vec<&str> = Vec::new();
    for mark in ["href=\"/static/", "src=\"/static/"] {
        asked.extend(
            home.split(mark).skip(1).filter_map(|rest| rest.split_once('"')).map(|(path, _)| path),
        );
    }
    assert!(asked.len() >= 8, "{asked:?}");
    for path in &asked {
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
    for stray in ["rahasia.txt", "%2e%2e/%2e%2e/Cargo.toml", "..%2f..%2fCargo.toml", "css", ""] {
        assert_eq!(budi.opens(&format!("/static/{version}/{stray}")).await.status, 404, "{stray}");
    }
}
