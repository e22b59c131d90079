//! Accounts.

mod attempts;
mod credentials;
mod identity;
mod sessions;
mod sign_up;

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tawar::people::accounts;

use crate::support::{Answer, Person, TestApp};

fn sari() -> Value {
    json!({"name": "Sari", "email": "sari@contoh.id", "password": "kopi tubruk", "kind": "penjual", "accept_terms": true})
}

fn with(mut input: Value, change: Value) -> Value {
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    input
}

pub async fn sign_in(app: &TestApp, identifier: &str, password: &str) -> Answer {
    app.post("/api/auth/login", json!({"identifier": identifier, "password": password})).await
}

async fn current_user(app: &TestApp, token: &str) -> Answer {
    Answer::of(app.http.get(app.url("/api/users/me")).bearer_auth(token)).await
}

pub async fn suspend_for_days(app: &TestApp, person: &Person, days: i64) {
    let (id, now) = (person.id.parse().unwrap(), app.clock.now());
    let until = now + Duration::days(days);
    app.db
        .transaction(move |conn| {
            accounts::suspend(conn, id, Some(until), now)?;
            tawar::market::listings::apply_suspensions(conn, now)
        })
        .await
        .unwrap();
}

#[actix_web::test]
async fn answers_and_pages_are_in_the_readers_language() {
    let app = TestApp::open().await;
    let ask = |language: &'static str| {
        Answer::of(app.http.get(app.url("/api/users/me")).header("accept-language", language))
    };
    let (id, en) = (ask("id").await, ask("en-GB,en;q=0.9,id;q=0.5").await);
    assert_eq!(id.body["detail"], "Masuk dulu untuk melanjutkan.");
    assert_eq!(en.body["detail"], tawar::base::i18n::t(tawar::base::i18n::Lang::En, "error-401"));
    assert_ne!(id.body["detail"], en.body["detail"]);
    assert_eq!(
        ask("fr").await.body["detail"],
        id.body["detail"],
        "readers of other languages get Indonesian"
    );

    let browser = app.browser();
    assert!(browser.opens("/").await.text.contains("<html lang=\"id\""));
    let switched = browser.opens("/bahasa/en?next=/masuk").await;
    assert_eq!((switched.status.as_u16(), switched.header("location")), (303, "/masuk"));
    assert!(browser.opens("/masuk").await.text.contains("<html lang=\"en\""));
    let request = browser.request(Method::GET, "/masuk").header("accept-language", "id");
    assert!(
        browser.sends(request).await.text.contains("<html lang=\"en\""),
        "the chosen language outranks the browser's"
    );
    browser.submits("/bahasa", &[("lang", "id"), ("next", "/")]).await;
    assert!(browser.opens("/").await.text.contains("<html lang=\"id\""));
}
