//! Sessions: signing in and out, tokens, cookies, suspension.

use chrono::Duration;
use serde_json::json;

use super::{current_user, sari, sign_in, suspend_for_days};
use crate::support::{Answer, Browser, TestApp, between};

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_account_get_the_same_answer() {
    let app = TestApp::open().await;
    app.post("/api/auth/register", sari()).await.with(201);
    let mut answers = Vec::new();
    for (identifier, password) in [
        ("sari@contoh.id", "kopi susu!"),
        ("hantu@contoh.id", "kopi tubruk"),
        ("+6280000000000", "x"),
        ("", ""),
        ("sari", "KOPI TUBRUK"),
    ] {
        let mut answer = sign_in(&app, identifier, password).await;
        answer.is_problem(422);
        answer.body["request_id"].take();
        answers.push(answer.body);
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:?}");
    let browser = app.browser();
    browser.opens("/masuk").await;
    let page = browser
        .submits("/masuk", &[("identifier", "sari@contoh.id"), ("password", "kopi susu!")])
        .await;
    assert_eq!(page.status, 422);
    assert!(
        page.text.contains(answers[0]["detail"].as_str().unwrap())
            && page.text.contains("value=\"sari@contoh.id\"")
    );
    assert!(!browser.cookies.borrow().contains_key("tawar_session"));
}

#[actix_web::test]
async fn sari_signs_out_on_one_device_and_stays_signed_in_on_the_others() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let phone = sign_in(&app, &sari.handle, "kopi tubruk").await.with(200);
    assert_eq!(sari.post("/api/auth/logout", json!({})).await.status, 204);
    sari.get("/api/users/me").await.is_problem(401);
    sari.get("/api/listings").await.is_problem(401);
    current_user(&app, phone["token"].as_str().unwrap()).await.with(200);

    let browser = app.browser();
    browser.signs_up("Rara").await;
    let cookie = browser.cookies.borrow()["tawar_session"].clone();
    let left = browser.submits("/keluar", &[]).await;
    assert_eq!((left.status.as_u16(), left.header("location")), (303, "/"));
    assert!(!browser.cookies.borrow().contains_key("tawar_session"));
    let replayed =
        app.http.get(app.url("/akun")).header("cookie", format!("tawar_session={cookie}"));
    assert_eq!(Answer::of(replayed).await.status, 303, "the old cookie is not accepted");
}

#[actix_web::test]
async fn a_browser_that_signs_in_again_has_one_session_and_signing_out_leaves_none() {
    let app = TestApp::open().await;
    let browser = app.browser();
    let email = browser.signs_up("Sari").await;
    let first = browser.cookies.borrow()["tawar_session"].clone();
    let again = [("identifier", email.as_str()), ("password", "kopi tubruk")];
    assert_eq!(browser.submits("/masuk", &again).await.status, 303);
    let second = browser.cookies.borrow()["tawar_session"].clone();
    assert_ne!(first, second);
    let opens_with = |cookie: String| {
        Answer::of(
            app.http.get(app.url("/akun")).header("cookie", format!("tawar_session={cookie}")),
        )
    };
    assert_eq!(opens_with(first).await.status, 303, "the first session ended");
    assert_eq!(opens_with(second.clone()).await.status, 200);
    browser.opens("/").await;
    browser.submits("/keluar", &[]).await;
    assert_eq!(opens_with(second).await.status, 303);
}

#[actix_web::test]
async fn sari_ends_the_session_of_her_lost_phone_and_no_session_of_somebody_else() {
    let app = TestApp::open().await;
    let browser = app.browser();
    let email = browser.signs_up("Sari").await;
    let login = json!({"identifier": email, "password": "kopi tubruk"});
    let request = app
        .http
        .post(app.url("/api/auth/login"))
        .header("user-agent", "Mozilla/5.0 (Linux; Android 14) SamsungBrowser/25.0 Chrome/121.0")
        .json(&login);
    let token = Answer::of(request).await.with(200)["token"].as_str().unwrap().to_owned();
    let account = browser.opens("/akun").await.text;
    assert!(account.contains("Samsung Internet"));
    let address =
        format!("/akun/sesi/{}", between(&account, "action=\"/akun/sesi/", "\"").unwrap());

    let budi = app.browser();
    budi.signs_up("Budi").await;
    budi.submits(&address, &[]).await;
    current_user(&app, &token).await.with(200);

    let done = browser.submits(&address, &[]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/akun"));
    current_user(&app, &token).await.is_problem(401);
    assert!(!browser.opens("/akun").await.text.contains("Samsung Internet"));
    assert_eq!(budi.submits("/akun/sesi/bukan-nomor/cabut", &[]).await.status, 404);
}

#[actix_web::test]
async fn a_forged_token_is_refused_and_a_valid_one_expires_after_seven_days() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let parts: Vec<&str> = sari.token.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("{}", sari.token) };
    let of_budi = budi.token.split('.').nth(1).unwrap();
    let none = tawar::base::crypto::encode(br#"{"alg":"none","typ":"JWT"}"#);
    for forged in [
        format!("{header}.{of_budi}.{signature}"),
        format!("{none}.{claims}."),
        format!("{none}.{claims}.{signature}"),
        format!("{header}.{claims}."),
        format!("{header}.{claims}"),
        format!("{}x", sari.token),
        "x".into(),
        String::new(),
    ] {
        current_user(&app, &forged).await.is_problem(401);
    }
    let basic =
        app.http.get(app.url("/api/users/me")).header("authorization", "Basic c2FyaTprb3Bp");
    Answer::of(basic).await.is_problem(401);
    let header = app.http.get(app.url("/api/users/me")).header("x-user-id", &sari.id);
    Answer::of(header).await.is_problem(401);

    app.clock.advance(Duration::days(7) - Duration::seconds(1));
    sari.get("/api/users/me").await.with(200);
    app.clock.advance(Duration::seconds(2));
    sari.get("/api/users/me").await.is_problem(401);
}

#[actix_web::test]
async fn a_suspended_sari_is_signed_out_and_cannot_sign_in_before_the_suspension_ends() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let mut socket = sari.connects().await;
    suspend_for_days(&app, &sari, 3).await;
    sari.get("/api/users/me").await.is_problem(401);
    let kept_out = sign_in(&app, &sari.handle, "kopi tubruk").await;
    kept_out.is_problem(403);
    assert!(kept_out.body["detail"].as_str().unwrap().contains("ditangguhkan"));
    sign_in(&app, &sari.handle, "tebakan!").await.is_problem(422);
    let browser = app.browser();
    browser.opens("/masuk").await;
    let wrong = [("identifier", sari.handle.as_str()), ("password", "tebakan!")];
    assert_eq!(browser.submits("/masuk", &wrong).await.status, 422);
    let page = browser
        .submits("/masuk", &[("identifier", &sari.handle), ("password", "kopi tubruk")])
        .await;
    assert_eq!(page.status, 303, "she may read why");
    let why = browser.opens(page.header("location")).await;
    assert_eq!(why.status, 200);
    assert!(why.text.contains("ditangguhkan"));
    assert!(browser.opens("/akun").await.header("location").starts_with("/masuk"));
    assert_eq!(socket.is_closed_with().await, Some(4003), "the server closes her socket");

    app.clock.advance(Duration::days(3) + Duration::seconds(1));
    let back = sign_in(&app, &sari.handle, "kopi tubruk").await.with(200);
    current_user(&app, back["token"].as_str().unwrap()).await.with(200);
    sari.get("/api/users/me").await.is_problem(401);
}

/// The cookies of an answer, each with its attributes.
async fn sign_up_cookies(app: &TestApp) -> Vec<String> {
    let browser = app.browser();
    let page = browser.opens("/daftar").await;
    let mut cookies: Vec<_> = page.headers.get_all("set-cookie").iter().cloned().collect();
    let form = [
        ("name", "Sari"),
        ("email", "sari@contoh.id"),
        ("password", "kopi tubruk"),
        ("accept_terms", "true"),
    ];
    let answer = browser.submits("/daftar", &form).await;
    assert_eq!(answer.status, 303);
    cookies.extend(answer.headers.get_all("set-cookie").iter().cloned());
    cookies.iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn cookies_are_http_only_same_site_and_secure() {
    let plain = sign_up_cookies(&TestApp::open().await).await;
    for name in ["tawar_session=", "tawar_csrf="] {
        assert!(plain.iter().any(|cookie| cookie.starts_with(name)), "{plain:?}");
    }
    for cookie in &plain {
        assert!(
            ["; HttpOnly", "; SameSite=Lax", "; Path=/"].iter().all(|flag| cookie.contains(flag)),
            "{cookie}"
        );
        assert!(!cookie.contains("; Secure") && !cookie.contains("Domain="), "{cookie}");
    }
    let app =
        TestApp::with_config(|config| config.public_url = Some("https://tawar.example".into()))
            .await;
    let secure = sign_up_cookies(&app).await;
    assert!(
        secure.len() >= 2 && secure.iter().all(|cookie| cookie.contains("; Secure")),
        "{secure:?}"
    );
}

async fn sign_in_browser(app: &TestApp, handle: &str, next: &str) -> (Browser, String) {
    let browser = app.browser();
    browser.opens("/masuk").await;
    let form = [("identifier", handle), ("password", "kopi tubruk"), ("next", next)];
    let answer = browser.submits("/masuk", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let to = answer.header("location").to_owned();
    (browser, to)
}

#[actix_web::test]
async fn signing_in_leads_to_the_requested_page_and_never_to_another_site() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let (browser, to) = sign_in_browser(&app, &sari.handle, "/cari?q=kamera&kota=32.73").await;
    assert_eq!(to, "/cari?q=kamera&kota=32.73");
    let evil = [
        "https://jahat.example",
        "//jahat.example",
        "/\\jahat.example",
        "\\\\jahat.example",
        "javascript:alert(1)",
        "jahat.example",
        "/\t/jahat.example",
    ];
    for next in evil {
        assert_eq!(sign_in_browser(&app, &sari.handle, next).await.1, "/", "{next:?}");
        let query = serde_urlencoded::to_string([("next", next)]).unwrap();
        for sign_in_page in ["/masuk", "/bahasa/en"] {
            assert_eq!(
                browser.opens(&format!("{sign_in_page}?{query}")).await.header("location"),
                "/",
                "{sign_in_page} {next:?}"
            );
        }
        browser.opens("/").await;
        assert_eq!(
            browser.submits("/bahasa", &[("lang", "id"), ("next", next)]).await.header("location"),
            "/",
            "{next:?}"
        );
        let referer = app
            .http
            .post(app.url("/akun"))
            .header("authorization", "Bearer x")
            .header("referer", format!("https://jahat.example/{}", next.trim()));
        let sent = Answer::of(referer).await;
        let to = sent.header("location");
        assert!(to.starts_with("/masuk?next=%2F") && !to.starts_with("/masuk?next=%2F%2F"), "{to}");
    }
    let asked = app.browser().opens("/jual?x=1").await;
    assert_eq!(asked.header("location"), "/masuk?next=%2Fjual%3Fx%3D1");
}
