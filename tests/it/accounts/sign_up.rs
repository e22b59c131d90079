//! Signing up.

use serde_json::json;
use tawar::people::consent;

use super::{current_user, sari, sign_in, with};
use crate::support::{Answer, TestApp};

#[actix_web::test]
async fn sari_signs_up_by_email_budi_by_phone_number_and_both_sign_in_again() {
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
        let again = sign_in(&app, identifier, "kopi tubruk").await.with(200);
        assert_eq!(again["user"]["id"], made["user"]["id"], "{identifier}");
    }
    for identifier in ["+62 812 3456 7890", "6281234567890", "081234567890"] {
        let again = sign_in(&app, identifier, "teh botol").await.with(200);
        let seen = current_user(&app, again["token"].as_str().unwrap()).await.with(200);
        assert_eq!(seen["id"], budi["user"]["id"], "{identifier}");
    }
    let public = app.get("/api/users/budi").await;
    assert!(
        !public.text.contains("81234567890"),
        "nobody else can read the number: {}",
        public.text
    );
    assert!(!app.get("/api/users/sari").await.text.contains("contoh.id"));
}

#[actix_web::test]
async fn saris_consents_are_recorded_and_shown_to_her() {
    let app = TestApp::open().await;
    let made = app.post("/api/auth/register", sari()).await.with(201);
    let id = made["user"]["id"].as_str().unwrap().parse().unwrap();
    let input = app.db.read(move |conn| consent::of_user(conn, id)).await.unwrap();
    let mut documents: Vec<&str> = input.iter().map(|consent| consent.document.as_str()).collect();
    documents.sort_unstable();
    assert_eq!(documents, ["privacy", "terms"]);
    assert!(input.iter().all(|consent| consent.version == consent::TERMS_VERSION));

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
    sign_in(&app, "x@contoh.id", "kopi tubruk").await.is_problem(422);
}

#[actix_web::test]
async fn the_sign_up_form_shows_every_error_and_keeps_all_input_but_the_password() {
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
async fn nobody_signs_up_with_a_staff_name_or_a_used_email() {
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
        "two people may be called Sari, with different handles"
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
async fn of_ten_simultaneous_sign_ups_with_the_same_email_one_succeeds() {
    let app = TestApp::open().await;
    let tries = (0..10).map(|_| app.post("/api/auth/register", sari()));
    let answers = futures_util::future::join_all(tries).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for lost in answers.iter().filter(|answer| answer.status != 201) {
        lost.is_problem(422);
    }
}

#[actix_web::test]
async fn ten_people_called_sari_sign_up_at_the_same_instant() {
    let app = TestApp::open().await;
    let people = futures_util::future::join_all((0..10).map(|_| app.person("Sari"))).await;
    let handles: std::collections::BTreeSet<&str> =
        people.iter().map(|person| person.handle.as_str()).collect();
    assert_eq!(handles.len(), 10, "{handles:?}");
}

#[actix_web::test]
async fn who_has_to_sign_up_first_is_told_what_for_and_comes_back_to_it() {
    let app = TestApp::open().await;
    let camera = app.person("Sari").await.posts(json!({})).await;
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    let budi = app.browser();
    let listing = budi.opens(&page).await.text;
    assert!(listing.contains(&format!("href=\"/daftar?next={page}%23offer\"")), "{listing}");
    let form = budi.opens(&format!("/daftar?next={page}%23offer")).await.text;
    assert!(form.contains("lalu kirim tawaranmu") && form.contains(&format!("{page}#offer")));
    let fields = [
        ("name", "Budi"),
        ("email", "budi@contoh.id"),
        ("password", "kopi tubruk"),
        ("accept_terms", "1"),
        ("next", &format!("{page}#offer")),
    ];
    let done = budi.submits("/daftar", &fields).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, &*format!("{page}#offer")));
    let sell = app.browser().opens("/masuk?next=%2Fjual").await.text;
    assert!(sell.contains("untuk memasang barang") && sell.contains("/daftar?next=%2Fjual"));
    let plain = app.browser().opens("/masuk").await.text;
    assert!(!plain.contains("Daftar, cuma sebentar"));
}
