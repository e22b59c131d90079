//! Guessing passwords, and what does not keep the owner of an account out.

use chrono::Duration;
use serde_json::json;

use super::{sari, sign_in, with};
use crate::support::{Answer, Browser, TestApp, stored_link};

/// An app that enforces limits, and whose clock is fixed.
async fn limited_app() -> TestApp {
    TestApp::with_fixed_clock_and(|config| config.rate_limits = true).await
}

async fn signs_in(browser: &Browser, identifier: &str, password: &str) -> Answer {
    browser.opens("/masuk").await;
    browser.submits("/masuk", &[("identifier", identifier), ("password", password)]).await
}

#[actix_web::test]
async fn ten_wrong_passwords_are_allowed_for_an_account_however_it_is_spelled() {
    let app = limited_app().await;
    let input = with(sari(), json!({"phone": "081234567890"}));
    app.post("/api/auth/register", input).await.with(201);
    let spellings = [
        "sari",
        "SARI ",
        "@sari",
        "sari@contoh.id",
        "Sari@Contoh.id",
        "081234567890",
        "+62 812-3456-7890",
        "62 0812 3456 7890",
        "+62 (0)812 3456 7890",
        "sari\u{200b}@contoh.id",
    ];
    for spelling in spellings {
        sign_in(&app, spelling, "tebakan").await.is_problem(422);
    }
    for spelling in ["sari", "081234567890", "SARI@CONTOH.ID"] {
        let refused = sign_in(&app, spelling, "kopi tubruk").await;
        refused.is_problem(429);
        assert_eq!(refused.header("retry-after"), "900", "the first of them is forgotten then");
    }
    let page = signs_in(&app.browser(), "sari", "kopi tubruk").await;
    assert_eq!((page.status.as_u16(), page.header("retry-after")), (429, "900"));
    app.clock.advance(Duration::seconds(900));
    sign_in(&app, "sari", "kopi tubruk").await.with(200);
}

#[actix_web::test]
async fn of_forty_guesses_at_once_ten_are_let_through() {
    let app = limited_app().await;
    app.post("/api/auth/register", sari()).await.with(201);
    let guesses = (0..40).map(|_| sign_in(&app, "sari@contoh.id", "tebakan"));
    let answers = futures_util::future::join_all(guesses).await;
    let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
    assert_eq!((count(422), count(429)), (10, 30));
}

#[actix_web::test]
async fn strangers_guesses_do_not_keep_sari_out_of_the_browser_she_uses() {
    let app = limited_app().await;
    let laptop = app.browser();
    let email = laptop.signs_up("Sari").await;
    laptop.submits("/keluar", &[]).await;
    for _ in 0..11 {
        sign_in(&app, &email, "tebakan").await;
    }
    sign_in(&app, &email, "kopi tubruk").await.is_problem(429);
    assert_eq!(signs_in(&laptop, &email, "tebakan juga").await.status, 422);
    assert_eq!(signs_in(&laptop, &email, "kopi tubruk").await.status, 303, "her own browser");
    let phone = app.browser();
    assert_eq!(signs_in(&phone, &email, "kopi tubruk").await.status, 429, "a new one");

    // A reset by mail opens the account to the browser it was done in.
    phone.opens("/lupa-sandi").await;
    phone.submits("/lupa-sandi", &[("email", &email)]).await;
    let token = stored_link(&app, &email, "/atur-ulang").await;
    let form = [("token", token.as_str()), ("password", "teh botol dingin")];
    assert_eq!(phone.submits("/atur-ulang", &form).await.status, 303);
    for _ in 0..11 {
        sign_in(&app, &email, "tebakan").await;
    }
    assert_eq!(signs_in(&phone, &email, "teh botol dingin").await.status, 303);
}

#[actix_web::test]
async fn refused_sign_ups_count_so_that_nobody_lists_who_has_an_account() {
    let app = limited_app().await;
    app.post("/api/auth/register", sari()).await.with(201);
    for _ in 0..19 {
        app.post("/api/auth/register", sari()).await.is_problem(422);
    }
    let refused = app.post("/api/auth/register", sari()).await;
    refused.is_problem(429);
    assert_eq!(refused.header("retry-after"), "3600");
}

#[actix_web::test]
async fn strangers_who_ask_for_resets_do_not_keep_sari_from_one() {
    let app = limited_app().await;
    let laptop = app.browser();
    let email = laptop.signs_up("Sari").await;
    let stranger = app.browser();
    for _ in 0..6 {
        stranger.opens("/lupa-sandi").await;
        let asked = stranger.submits("/lupa-sandi", &[("email", &email)]).await;
        assert_eq!(asked.status, 303);
    }
    let from_stranger = stored_link(&app, &email, "/atur-ulang").await;
    app.clock.advance(Duration::minutes(1));
    laptop.opens("/lupa-sandi").await;
    assert_eq!(laptop.submits("/lupa-sandi", &[("email", &email)]).await.status, 303);
    let own = newer_link(&app, &email, &from_stranger).await;
    let used = |token| [("token", token), ("password", "teh botol dingin")];
    assert_eq!(laptop.submits("/atur-ulang", &used(own.as_str())).await.status, 303);
    laptop.opens("/lupa-sandi").await;
    let older = laptop.submits("/atur-ulang", &used(from_stranger.as_str())).await;
    assert_eq!(older.status, 422, "one use ends all links");
}

/// The newest reset link, once it is another one than this.
async fn newer_link(app: &TestApp, email: &str, than: &str) -> String {
    for _ in 0..400 {
        let link = stored_link(app, email, "/atur-ulang").await;
        if link != than {
            return link;
        }
        actix_web::rt::time::sleep(std::time::Duration::from_millis(25)).await;
    }
    panic!("no newer link was sent");
}
