//! Requests that another site makes with the cookies of a member.

use reqwest::Method;
use tawar::routes::SITEMAP;

use super::{Fixtures, method};
use crate::support::TestApp;

#[actix_web::test]
async fn a_form_of_another_site_changes_nothing() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let fixtures = Fixtures::of(&sari, &rara).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    for entry in SITEMAP.iter().filter(|entry| entry.method != "GET") {
        let address = fixtures.address(entry);
        let call = format!("{} {address}", entry.method);
        let bare = budi.sends(budi.request(method(entry), &address)).await;
        assert_eq!(bare.status, 403, "without a token: {call}");
        let json = budi
            .request(method(entry), &address)
            .header("x-csrf-token", "tebakan")
            .json(&fixtures.body(entry));
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
    // The token of another browser is refused, one's own is accepted.
    let stolen = app.browser();
    stolen.opens("/").await;
    let token = stolen.csrf.borrow().clone();
    let liked = |token: String| {
        budi.request(Method::POST, &format!("/api/listings/{}/like", fixtures.listing))
            .header("x-csrf-token", token)
    };
    assert_eq!(budi.sends(liked(token)).await.status, 403);
    budi.opens("/").await;
    let own = budi.csrf.borrow().clone();
    assert_eq!(budi.sends(liked(own)).await.body["like_count"], 1);
}

#[actix_web::test]
async fn a_planted_cookie_and_its_token_change_nothing_of_budi() {
    let app = TestApp::open().await.on_fresh_connections();
    let mallory = app.browser();
    mallory.opens("/masuk").await;
    let (planted, token) =
        (mallory.cookies.borrow()["tawar_csrf"].clone(), mallory.csrf.borrow().clone());
    let budi = app.browser();
    budi.signs_up("Budi").await;
    budi.cookies.borrow_mut().insert("tawar_csrf".into(), planted);
    let form = [("name", "Budi"), ("bio", "diubah"), ("lang", "id"), ("_csrf", token.as_str())];
    assert_eq!(budi.posts_form("/akun", &form).await.status, 403);
    // Whatever the token, another origin is refused.
    let own = budi.csrf.borrow().clone();
    for (name, value) in [
        ("origin", "https://jahat.example"),
        ("origin", "null"),
        ("origin", &app.url("").replace("http://", "https://")),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let body =
            serde_urlencoded::to_string([("name", "Budi"), ("bio", "diubah"), ("_csrf", &own)]);
        let request = budi
            .request(Method::POST, "/akun")
            .header("content-type", "application/x-www-form-urlencoded")
            .header("x-forwarded-host", "jahat.example")
            .header(name, value)
            .body(body.unwrap());
        assert_eq!(budi.sends(request).await.status, 403, "{name}: {value}");
    }
    assert!(!budi.opens("/akun").await.text.contains("diubah"));
    budi.submits("/akun", &[("name", "Budi"), ("bio", "milikku"), ("lang", "id")]).await;
    assert!(budi.opens("/akun").await.text.contains("milikku"));
}

#[actix_web::test]
async fn the_form_token_changes_when_budi_signs_in() {
    let app = TestApp::open().await;
    let budi = app.browser();
    budi.opens("/").await;
    let visitors = budi.csrf.borrow().clone();
    budi.signs_up("Budi").await;
    assert_ne!(*budi.csrf.borrow(), visitors);
    let stale = budi.posts_form("/akun", &[("name", "Budi"), ("_csrf", &visitors)]).await;
    assert_eq!(stale.status, 403);
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

#[actix_web::test]
async fn the_password_of_a_proxy_in_front_of_the_site_neither_disturbs_nor_opens_anything() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let basic = ("authorization", "Basic cHJveHk6cmFoYXNpYQ==");
    let page = budi.request(Method::GET, "/akun").header(basic.0, basic.1);
    assert_eq!(budi.sends(page).await.status, 200, "signed in by the cookie as ever");
    // The browser sends it by itself, also with a form of another site: it is no proof.
    for scheme in ["Basic cHJveHk6cmFoYXNpYQ==", "Digest username=x", "Bearer"] {
        let forged = budi
            .request(Method::POST, "/akun")
            .header("authorization", scheme)
            .header("content-type", "application/x-www-form-urlencoded")
            .body("name=Budi&bio=diubah&lang=id");
        assert_eq!(budi.sends(forged).await.status, 403, "{scheme}");
        let socket = budi
            .request(Method::GET, "/ws")
            .header("authorization", scheme)
            .header("origin", "https://jahat.example")
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
        assert_eq!(budi.sends(socket).await.status, 403, "{scheme}");
    }
    let person = app.person("Sari").await;
    let lower = app.http.get(app.url("/api/users/me"));
    let lower = lower.header("authorization", format!("bearer  {}", person.token));
    assert_eq!(lower.send().await.unwrap().status(), 200, "schemes have no case");
}
