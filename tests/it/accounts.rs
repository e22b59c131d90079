//! Accounts: coming in, staying in, being shown out.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tawar::people::{accounts, consent};

use crate::support::{Answer, Browser, Person, TestApp, between};

fn sari() -> Value {
    json!({"name": "Sari", "email": "sari@contoh.id", "password": "kopi tubruk", "kind": "penjual", "accept_terms": true})
}

fn with(mut input: Value, change: Value) -> Value {
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    input
}

async fn signs_in(app: &TestApp, identifier: &str, password: &str) -> Answer {
    app.post("/api/auth/login", json!({"identifier": identifier, "password": password})).await
}

async fn me_of(app: &TestApp, token: &str) -> Answer {
    Answer::of(app.http.get(app.url("/api/users/me")).bearer_auth(token)).await
}

#[actix_web::test]
async fn sari_signs_up_with_an_address_budi_with_a_number_and_both_come_in_again() {
    let app = TestApp::open().await;
    let made = app
        .post("/api/auth/register", with(sari(), json!({"email": " Sari@Contoh.ID "})))
        .await
        .with(201);
    assert_eq!(
        (&made["user"]["handle"], &made["user"]["email"]),
        (&json!("sari"), &json!("sari@contoh.id"))
    );
    assert_eq!(made["user"]["email_verified"], false);
    let budi = json!({"name": "Budi", "phone": "0812-3456-7890", "password": "teh botol", "accept_terms": true});
    let budi = app.post("/api/auth/register", budi).await.with(201);
    assert_eq!(budi["user"]["phone"], "+6281234567890");

    for identifier in ["sari@contoh.id", " SARI@contoh.id", "sari"] {
        let again = signs_in(&app, identifier, "kopi tubruk").await.with(200);
        assert_eq!(again["user"]["id"], made["user"]["id"], "{identifier}");
    }
    for identifier in ["+62 812 3456 7890", "6281234567890", "081234567890"] {
        let again = signs_in(&app, identifier, "teh botol").await.with(200);
        let seen = me_of(&app, again["token"].as_str().unwrap()).await.with(200);
        assert_eq!(seen["id"], budi["user"]["id"], "{identifier}");
    }
    let public = app.get("/api/users/budi").await;
    assert!(!public.text.contains("81234567890"), "nobody else sees the number: {}", public.text);
    assert!(!app.get("/api/users/sari").await.text.contains("contoh.id"));
}

#[actix_web::test]
async fn what_sari_agreed_to_is_written_down_and_shown_to_her() {
    let app = TestApp::open().await;
    let made = app.post("/api/auth/register", sari()).await.with(201);
    let id = made["user"]["id"].as_str().unwrap().parse().unwrap();
    let kept = app.db.read(move |conn| consent::of_user(conn, id)).await.unwrap();
    let mut documents: Vec<&str> = kept.iter().map(|consent| consent.document.as_str()).collect();
    documents.sort_unstable();
    assert_eq!(documents, ["privacy", "terms"]);
    assert!(kept.iter().all(|consent| consent.version == consent::TERMS_VERSION));

    let browser = app.browser();
    browser.signs_up("Rara").await;
    let account = browser.opens("/akun").await.text;
    assert_eq!(account.matches(&format!("Versi {}", consent::TERMS_VERSION)).count(), 2);

    app.post(
        "/api/auth/register",
        with(sari(), json!({"email": "x@contoh.id", "accept_terms": false})),
    )
    .await
    .is_problem(422);
    signs_in(&app, "x@contoh.id", "kopi tubruk").await.is_problem(422);
}

#[actix_web::test]
async fn a_wrong_password_and_a_person_nobody_knows_are_told_the_same() {
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
        let mut answer = signs_in(&app, identifier, password).await;
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
async fn the_form_tells_all_that_is_wrong_and_keeps_what_was_typed_but_the_password() {
    let app = TestApp::open().await;
    let browser = app.browser();
    browser.opens("/daftar").await;
    let form = [
        ("name", "Sa\"ri <b>"),
        ("email", "bukan surel"),
        ("phone", "halo"),
        ("password", "1234"),
        ("kind", "penjual"),
    ];
    let page = browser.submits("/daftar", &form).await;
    assert_eq!(page.status, 422);
    assert_eq!(
        page.text.matches("aria-invalid=\"true\"").count(),
        4,
        "email, phone, password, terms"
    );
    assert!(
        page.text.contains("value=\"Sa&quot;ri &lt;b&gt;\"") && !page.text.contains("1234\""),
        "{}",
        page.text
    );

    let wrong = app.post("/api/auth/register", json!({"name": " ", "password": "1234"})).await;
    wrong.is_problem(422);
    let fields: Vec<&String> = wrong.body["errors"].as_object().unwrap().keys().collect();
    assert_eq!(fields, ["accept_terms", "email", "name", "password"]);
    for password in ["12345678", "Password123", "pendek", &"x".repeat(201)] {
        let refused =
            app.post("/api/auth/register", with(sari(), json!({"password": password}))).await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["password"].is_array(), "{password}");
    }
}

#[actix_web::test]
async fn nobody_passes_for_staff_nor_takes_an_address_that_has_an_owner() {
    let app = TestApp::open().await;
    let made = app
        .post("/api/auth/register", with(sari(), json!({"phone": "081234567890"})))
        .await
        .with(201);
    for name in ["Admin", " tawar ", "ADMIN", "Bantuan", "Moderator", "Saya", "me"] {
        let refused = app
            .post("/api/auth/register", with(sari(), json!({"name": name, "email": "b@contoh.id"})))
            .await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["name"].is_array(), "{name}");
    }
    for taken in [
        json!({"email": "SARI@contoh.id"}),
        json!({"email": "b@contoh.id", "phone": "+62 812 3456 7890"}),
    ] {
        let field = if taken["phone"].is_null() { "email" } else { "phone" };
        let refused = app.post("/api/auth/register", with(sari(), taken)).await;
        refused.is_problem(422);
        assert!(refused.body["errors"][field].is_array(), "{}", refused.text);
    }
    let second = app
        .post("/api/auth/register", with(sari(), json!({"email": "sari2@contoh.id"})))
        .await
        .with(201);
    assert_ne!(
        second["user"]["handle"], made["user"]["handle"],
        "two may be called Sari, each has a page of her own"
    );

    let token = made["token"].as_str().unwrap();
    let renamed =
        app.http.put(app.url("/api/users/me")).bearer_auth(token).json(&json!({"name": "Admin"}));
    Answer::of(renamed).await.is_problem(422);
    let renamed = app
        .http
        .put(app.url("/api/users/me"))
        .bearer_auth(token)
        .json(&json!({"name": "Sari Wulandari"}));
    let renamed = Answer::of(renamed).await.with(200);
    assert_eq!((&renamed["name"], &renamed["handle"]), (&json!("Sari Wulandari"), &json!("sari")));
}

#[actix_web::test]
async fn of_ten_who_take_the_same_address_at_once_one_gets_it() {
    let app = TestApp::open().await;
    let tries = (0..10).map(|_| app.post("/api/auth/register", sari()));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 201) {
        lost.is_problem(422);
    }
}

#[actix_web::test]
async fn ten_people_called_sari_who_come_at_once_are_all_welcome() {
    let app = TestApp::open().await;
    let people = futures_util::future::join_all((0..10).map(|_| app.person("Sari"))).await;
    let handles: std::collections::BTreeSet<&str> =
        people.iter().map(|person| person.handle.as_str()).collect();
    assert_eq!(handles.len(), 10, "{handles:?}");
}

#[actix_web::test]
async fn who_signs_out_is_out_at_once_and_her_other_devices_stay() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let phone = signs_in(&app, &sari.handle, "kopi tubruk").await.with(200);
    assert_eq!(sari.post("/api/auth/logout", json!({})).await.status, 204);
    sari.get("/api/users/me").await.is_problem(401);
    sari.get("/api/listings").await.is_problem(401);
    me_of(&app, phone["token"].as_str().unwrap()).await.with(200);

    let browser = app.browser();
    browser.signs_up("Rara").await;
    let cookie = browser.cookies.borrow()["tawar_session"].clone();
    let left = browser.submits("/keluar", &[]).await;
    assert_eq!((left.status.as_u16(), left.header("location")), (303, "/"));
    assert!(!browser.cookies.borrow().contains_key("tawar_session"));
    let replayed =
        app.http.get(app.url("/akun")).header("cookie", format!("tawar_session={cookie}"));
    assert_eq!(Answer::of(replayed).await.status, 303, "the old cookie opens nothing");
}

#[actix_web::test]
async fn sari_shows_a_lost_phone_out_and_nobody_elses() {
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
    me_of(&app, &token).await.with(200);

    let done = browser.submits(&address, &[]).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, "/akun"));
    me_of(&app, &token).await.is_problem(401);
    assert!(!browser.opens("/akun").await.text.contains("Samsung Internet"));
    assert_eq!(budi.submits("/akun/sesi/bukan-nomor/cabut", &[]).await.status, 404);
}

#[actix_web::test]
async fn a_forged_token_is_refused_and_an_honest_one_runs_out_after_seven_days() {
    let app = TestApp::at_noon().await;
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
        me_of(&app, &forged).await.is_problem(401);
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

pub async fn suspends(app: &TestApp, person: &Person, days: i64) {
    let (id, now) = (person.id.parse().unwrap(), app.clock.now());
    let until = now + Duration::days(days);
    app.db.transaction(move |conn| accounts::suspend(conn, id, Some(until), now)).await.unwrap();
}

#[actix_web::test]
async fn who_is_suspended_is_out_and_stays_out_until_the_day_comes() {
    let app = TestApp::at_noon().await;
    let sari = app.person("Sari").await;
    let mut socket = sari.connects().await;
    suspends(&app, &sari, 3).await;
    sari.get("/api/users/me").await.is_problem(401);
    let kept_out = signs_in(&app, &sari.handle, "kopi tubruk").await;
    kept_out.is_problem(403);
    assert!(kept_out.body["detail"].as_str().unwrap().contains("ditangguhkan"));
    signs_in(&app, &sari.handle, "tebakan!").await.is_problem(422);
    let browser = app.browser();
    browser.opens("/masuk").await;
    let page = browser
        .submits("/masuk", &[("identifier", &sari.handle), ("password", "kopi tubruk")])
        .await;
    assert_eq!(page.status, 403);
    assert!(page.text.contains("ditangguhkan"));
    assert_eq!(socket.is_closed_with().await, Some(4003), "her socket is cut by itself");

    app.clock.advance(Duration::days(3) + Duration::seconds(1));
    let back = signs_in(&app, &sari.handle, "kopi tubruk").await.with(200);
    me_of(&app, back["token"].as_str().unwrap()).await.with(200);
    sari.get("/api/users/me").await.is_problem(401);
}

#[actix_web::test]
async fn answers_and_pages_speak_the_readers_language() {
    let app = TestApp::open().await;
    let ask = |wish: &'static str| {
        Answer::of(app.http.get(app.url("/api/users/me")).header("accept-language", wish))
    };
    let (id, en) = (ask("id").await, ask("en-GB,en;q=0.9,id;q=0.5").await);
    assert_eq!(id.body["detail"], "Masuk dulu untuk melanjutkan.");
    assert_eq!(en.body["detail"], tawar::base::i18n::t(tawar::base::i18n::Lang::En, "error-401"));
    assert_ne!(id.body["detail"], en.body["detail"]);
    assert_eq!(
        ask("fr").await.body["detail"],
        id.body["detail"],
        "who asks for neither reads Indonesian"
    );

    let browser = app.browser();
    assert!(browser.opens("/").await.text.contains("<html lang=\"id\""));
    let switched = browser.opens("/bahasa/en?next=/masuk").await;
    assert_eq!((switched.status.as_u16(), switched.header("location")), (303, "/masuk"));
    assert!(browser.opens("/masuk").await.text.contains("<html lang=\"en\""));
    let wish = browser.request(Method::GET, "/masuk").header("accept-language", "id");
    assert!(
        browser.sends(wish).await.text.contains("<html lang=\"en\""),
        "the choice outweighs the browser's wish"
    );
    browser.submits("/bahasa", &[("lang", "id"), ("next", "/")]).await;
    assert!(browser.opens("/").await.text.contains("<html lang=\"id\""));
}

/// The cookies of an answer, each with its flags.
async fn cookies_of_a_sign_up(app: &TestApp) -> Vec<String> {
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
async fn the_cookies_are_kept_from_scripts_from_other_sites_and_from_the_open_wire() {
    let plain = cookies_of_a_sign_up(&TestApp::open().await).await;
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
        TestApp::with(|config| config.public_url = Some("https://tawar.example".into())).await;
    let secure = cookies_of_a_sign_up(&app).await;
    assert!(
        secure.len() >= 2 && secure.iter().all(|cookie| cookie.contains("; Secure")),
        "{secure:?}"
    );
}

async fn enters(app: &TestApp, handle: &str, next: &str) -> (Browser, String) {
    let browser = app.browser();
    browser.opens("/masuk").await;
    let form = [("identifier", handle), ("password", "kopi tubruk"), ("next", next)];
    let answer = browser.submits("/masuk", &form).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let to = answer.header("location").to_owned();
    (browser, to)
}

#[actix_web::test]
async fn who_signs_in_goes_on_to_where_they_wanted_and_never_to_another_site() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let (browser, to) = enters(&app, &sari.handle, "/cari?q=kamera&kota=32.73").await;
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
        assert_eq!(enters(&app, &sari.handle, next).await.1, "/", "{next:?}");
        let query = serde_urlencoded::to_string([("next", next)]).unwrap();
        for door in ["/masuk", "/bahasa/en"] {
            assert_eq!(
                browser.opens(&format!("{door}?{query}")).await.header("location"),
                "/",
                "{door} {next:?}"
            );
        }
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
