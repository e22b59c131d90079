//! Requests with an `Idempotency-Key` are carried out once.

use chrono::Duration;
use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use crate::support::{TestApp, count};

fn chat_of(listing: &Value) -> String {
    format!("/api/chat/{}", listing["id"].as_str().unwrap())
}

const MESSAGES: &str = "select count(*) from messages where kind = 'text'";

#[actix_web::test]
async fn a_repeated_message_is_posted_once_and_gets_the_same_answer() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let (path, hello) = (chat_of(&camera), json!({"text": "Masih ada?"}));
    let first = budi.posts_with_key(&path, "pesan-1", hello.clone()).await.with(201);
    app.clock.advance(Duration::hours(1));
    let again = budi.posts_with_key(&path, "pesan-1", hello.clone()).await;
    assert_eq!(again.header("idempotent-replayed"), "true");
    assert_eq!(again.with(201), first);
    assert_eq!(count(&app, MESSAGES).await, 1);
    // Another key is another message, and a key of somebody else is theirs.
    budi.posts_with_key(&path, "pesan-2", hello.clone()).await.with(201);
    let rara = app.person("Rara").await;
    rara.posts_with_key(&path, "pesan-1", hello.clone()).await.with(201);
    assert_eq!(count(&app, MESSAGES).await, 3);
    // A day later the key is free.
    app.clock.advance(Duration::hours(24));
    budi.posts_with_key(&path, "pesan-1", hello).await.with(201);
    assert_eq!(count(&app, MESSAGES).await, 4);
}

#[actix_web::test]
async fn another_body_or_address_under_the_same_key_is_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (camera, lens) =
        (sari.posts(json!({})).await, sari.posts(json!({"title": "Lensa 50mm"})).await);
    let hello = json!({"text": "Masih ada?"});
    budi.posts_with_key(&chat_of(&camera), "satu", hello.clone()).await.with(201);
    let other =
        budi.posts_with_key(&chat_of(&camera), "satu", json!({"text": "Boleh nego?"})).await;
    let errors = other.with(422)["errors"].clone();
    assert!(errors["_"][0].as_str().unwrap().contains("permintaan lain"), "{errors}");
    budi.posts_with_key(&chat_of(&lens), "satu", hello.clone()).await.with(422);
    assert_eq!(count(&app, MESSAGES).await, 1);
    for key in [" ", &"k".repeat(256)] {
        budi.posts_with_key(&chat_of(&camera), key, hello.clone()).await.with(422);
    }
}

#[actix_web::test]
async fn a_refused_request_can_be_corrected_under_its_key() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/offer", camera["id"].as_str().unwrap());
    budi.posts_with_key(&path, "tawaran", json!({"amount": -5})).await.with(422);
    let made = budi.posts_with_key(&path, "tawaran", json!({"amount": 900_000})).await.with(201);
    let again = budi.posts_with_key(&path, "tawaran", json!({"amount": 900_000})).await.with(201);
    assert_eq!(made, again);
    assert_eq!(count(&app, "select count(*) from offers").await, 1);
}

#[actix_web::test]
async fn of_many_at_once_one_is_carried_out_and_the_others_wait_or_get_its_answer() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = chat_of(&camera);
    budi.post(&path, json!({"text": "Halo"})).await.with(201);
    let sends = (0..12).map(|_| budi.posts_with_key(&path, "sekali", json!({"text": "Jadi?"})));
    let statuses: Vec<u16> =
        futures_util::future::join_all(sends).await.iter().map(|a| a.status.as_u16()).collect();
    assert!(statuses.contains(&201), "{statuses:?}");
    assert!(statuses.iter().all(|status| [201, 409].contains(status)), "{statuses:?}");
    budi.posts_with_key(&path, "sekali", json!({"text": "Jadi?"})).await.with(201);
    assert_eq!(count(&app, MESSAGES).await, 2);
}

#[actix_web::test]
async fn a_request_whose_process_died_can_be_sent_again_after_a_minute() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let (path, hello) = (chat_of(&camera), json!({"text": "Masih ada?"}));
    budi.posts_with_key(&path, "mati", hello.clone()).await.with(201);
    // As if the process had died before it stored the answer.
    let forget = "update idempotency_keys set status = null, body = null";
    app.db.transaction(move |conn| Ok(conn.batch_execute(forget)?)).await.unwrap();
    budi.posts_with_key(&path, "mati", hello.clone()).await.with(409);
    app.clock.advance(Duration::seconds(61));
    budi.posts_with_key(&path, "mati", hello).await.with(201);
}
