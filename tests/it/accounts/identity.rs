//! Who one is: names, numbers and addresses that could be taken for somebody else's.

use serde_json::json;
use tawar::people::accounts::{self, Identifier};

use super::{sari, sign_in, with};
use crate::support::{TestApp, stored_link};

#[actix_web::test]
async fn a_name_like_a_phone_number_takes_nobodys_place() {
    let app = TestApp::open().await;
    let mallory = json!({"name": "0812-3456-7890", "email": "mallory@contoh.id", "password": "teh botol", "accept_terms": true});
    let mallory = app.post("/api/auth/register", mallory).await.with(201);
    let handle = mallory["user"]["handle"].as_str().unwrap();
    assert!(handle.starts_with("warga-"), "{handle}");
    let input = with(sari(), json!({"phone": "0812-3456-7890", "email": null}));
    let sari = app.post("/api/auth/register", input).await.with(201);
    for identifier in ["0812-3456-7890", "6281234567890", "+62 812 3456 7890"] {
        let signed_in = sign_in(&app, identifier, "kopi tubruk").await.with(200);
        assert_eq!(signed_in["user"]["id"], sari["user"]["id"], "{identifier}");
        let named = Identifier::parse(identifier);
        let found = app.db.read(move |conn| accounts::by_identifier(conn, &named)).await.unwrap();
        assert_eq!(found.unwrap().id.to_string(), sari["user"]["id"], "tawar user promote");
    }
}

#[actix_web::test]
async fn one_number_is_one_person_however_it_is_spelled() {
    let app = TestApp::open().await;
    let budi = json!({"name": "Budi", "phone": "+62 (0)812\u{2011}3456\u{a0}7890", "password": "teh botol", "accept_terms": true});
    let made = app.post("/api/auth/register", budi.clone()).await.with(201);
    assert_eq!(made["user"]["phone"], "+6281234567890");
    for spelling in
        ["62 0812 3456 7890", "０８１２３４５６７８９０", "\u{202a}0812-3456-7890\u{202c}"]
    {
        let again = with(budi.clone(), json!({"phone": spelling}));
        app.post("/api/auth/register", again).await.is_problem(422);
        sign_in(&app, spelling, "teh botol").await.with(200);
    }
    let email = with(sari(), json!({"email": "sari\u{200b}@contoh.id"}));
    let sari = app.post("/api/auth/register", email).await.with(201);
    assert_eq!(sari["user"]["email"], "sari@contoh.id");
    for address in ["a@localhost", "a.b@localhost", "a@[127.0.0.1]", "a@сontoh.id", "a@mesin.local"]
    {
        let refused =
            app.post("/api/auth/register", with(super::sari(), json!({"email": address}))).await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["email"].is_array(), "{address}");
    }
}

#[actix_web::test]
async fn a_password_with_an_accent_is_accepted_from_every_keyboard() {
    let app = TestApp::open().await;
    let input = with(sari(), json!({"password": "caf\u{e9} susu"}));
    app.post("/api/auth/register", input).await.with(201);
    for typed in ["caf\u{e9} susu", "cafe\u{301} susu"] {
        sign_in(&app, "sari", typed).await.with(200);
    }
    sign_in(&app, "sari", "cafe susu").await.is_problem(422);
}

#[actix_web::test]
async fn names_that_look_like_staff_or_like_nothing_are_refused_at_sign_up_and_in_the_settings() {
    let app = TestApp::open().await;
    let person = app.person("Budi").await;
    for name in ["CS Tawar", "T4war", "Adm\u{456}n", "\u{3164}", "\u{2800}", "klik toko.com"] {
        let refused = app.post("/api/auth/register", with(sari(), json!({"name": name}))).await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["name"].is_array(), "{name}");
        person.put("/api/users/me", json!({"name": name})).await.is_problem(422);
    }
    let renamed = person.put("/api/users/me", json!({"name": "Bu\u{202e}di"})).await.with(200);
    assert_eq!(renamed["name"], "Budi");
}

#[actix_web::test]
async fn after_a_reset_by_mail_nothing_that_a_stranger_wrote_down_is_a_way_in() {
    let app = TestApp::open().await;
    // Mallory signs up with Sari's address and a number of her own.
    let input = with(sari(), json!({"phone": "081299998888", "password": "milik mallory"}));
    app.post("/api/auth/register", input).await.with(201);
    sign_in(&app, "081299998888", "milik mallory").await.with(200);
    let browser = app.browser();
    browser.opens("/lupa-sandi").await;
    browser.submits("/lupa-sandi", &[("email", "sari@contoh.id")]).await;
    let token = stored_link(&app, "sari@contoh.id", "/atur-ulang").await;
    let form = [("token", token.as_str()), ("password", "teh botol dingin")];
    assert_eq!(browser.submits("/atur-ulang", &form).await.status, 303);
    sign_in(&app, "081299998888", "teh botol dingin").await.is_problem(422);
    let seen = sign_in(&app, "sari@contoh.id", "teh botol dingin").await.with(200);
    assert_eq!(
        (&seen["user"]["phone"], &seen["user"]["email_verified"]),
        (&json!(null), &json!(true))
    );
    let budi = json!({"name": "Budi", "phone": "081299998888", "password": "teh botol", "accept_terms": true});
    app.post("/api/auth/register", budi).await.with(201);
}

#[actix_web::test]
async fn a_number_that_is_not_proved_is_no_way_in_once_the_address_is() {
    let app = TestApp::open().await;
    let input = with(sari(), json!({"phone": "081234567890"}));
    app.post("/api/auth/register", input).await.with(201);
    sign_in(&app, "081234567890", "kopi tubruk").await.with(200);
    let token = stored_link(&app, "sari@contoh.id", "/verifikasi").await;
    let browser = app.browser();
    browser.opens(&format!("/verifikasi?token={token}")).await;
    browser.submits("/verifikasi", &[("token", &token)]).await;
    sign_in(&app, "081234567890", "kopi tubruk").await.is_problem(422);
    sign_in(&app, "sari@contoh.id", "kopi tubruk").await.with(200);
}
