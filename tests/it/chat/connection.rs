//! The socket itself: invalid commands, limits, and when the server closes it.

use std::time::{Duration, Instant};

use serde_json::json;
use tawar::base::ids::UserId;
use tawar::config::limits;
use tawar::people::accounts;
use tokio::time::sleep;
use uuid::Uuid;

use crate::support::{
    Lag, Socket, TestApp, chat_between_sari_and_budi, commit_messages_on_another_node, count,
    lock_room_row, seq_of,
};

#[actix_web::test]
async fn invalid_commands_are_answered_and_the_connection_stays_open() {
    let app = TestApp::open().await;
    let (_, budi, camera, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let id = Uuid::now_v7();
    for (invalid, expected_id) in [
        ("{".to_owned(), None),
        ("[]".to_owned(), None),
        ("null".to_owned(), None),
        (String::new(), None),
        ("9".repeat(60_000), None),
        (json!({"type": "sing", "id": id}).to_string(), Some(id)),
        (json!({"type": "send", "room": "kamar", "id": id, "text": "x"}).to_string(), Some(id)),
        (json!({"type": "send", "room": room, "id": "1", "text": "x"}).to_string(), None),
        (json!({"type": "offer", "room": room, "id": id, "amount": 1.5}).to_string(), Some(id)),
        (
            json!({"type": "offer", "room": room, "id": id, "amount": "seribu"}).to_string(),
            Some(id),
        ),
        (json!({"type": "join", "room": room, "since": "kemarin"}).to_string(), None),
        // Half of an emoji, as a field with a length limit leaves it.
        (format!("{{\"type\":\"send\",\"id\":\"{id}\",\"text\":\"\\ud83d\"}}"), Some(id)),
        (format!("{{\"text\":\"\\ude00\", \"id\" : \"{id}\""), Some(id)),
        ("{\"id\": 7, \"id\"".to_owned(), None),
    ] {
        at_budi.sends_text(invalid.clone()).await;
        let error = at_budi.receives("error").await;
        assert_eq!(error["code"], "bad_command", "{invalid}");
        assert_eq!(error.get("id"), expected_id.map(|id| json!(id)).as_ref(), "{invalid}");
        assert!(error["message"].as_str().is_some_and(|message| !message.is_empty()));
    }
    at_budi.sends_bytes(b"\x00\x01\x02").await;
    assert_eq!(at_budi.receives("error").await["code"], "unsupported");
    let wrong =
        json!({"type": "accept", "room": room, "id": id, "offer": Uuid::now_v7(), "version": 7});
    at_budi.sends_command(wrong).await;
    assert_eq!(at_budi.receives("error").await["id"], json!(id));
    budi.posts_message(&camera, "Saya masih di sini").await.with(201);
    assert_eq!(seq_of(&at_budi.receives("message").await), 1);
}

#[actix_web::test]
async fn a_frame_over_64_kib_closes_the_connection() {
    let app = TestApp::open().await;
    let (_, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    at_budi.sends_text("x".repeat(64 * 1024)).await;
    assert_eq!(at_budi.receives("error").await["code"], "bad_command");
    at_budi.sends_text("x".repeat(64 * 1024 + 1)).await;
    assert_eq!(at_budi.is_closed_with().await, Some(1009));
    budi.joins_room(&room).await.is_still_open().await;
}

#[actix_web::test]
async fn the_eleventh_tab_is_refused_until_another_is_closed() {
    let app = TestApp::open().await;
    let budi = app.person("Budi").await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        tabs.push(budi.connects().await);
    }
    let mut eleventh = Socket::dial(&app.url(""), &budi.token).await;
    assert_eq!(eleventh.is_closed_with().await, Some(4009));
    app.person("Sari").await.connects().await.is_still_open().await;
    for tab in &mut tabs {
        tab.is_still_open().await;
    }
    tabs.pop();
    for _ in 0..200 {
        let mut tab = Socket::dial(&app.url(""), &budi.token).await;
        if tab.receives_any().await.is_some_and(|event| event["type"] == "welcome") {
            return;
        }
        sleep(Duration::from_millis(20)).await;
    }
    panic!("no new tab was accepted after one was closed");
}

#[actix_web::test]
async fn signing_out_and_suspension_close_the_socket() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let rara = app.person("Rara").await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let mut at_rara = rara.connects().await;
    let lag = Lag::of(&app);
    let since = Instant::now();
    budi.post("/api/auth/logout", json!({})).await.with(204);
    assert_eq!(at_budi.is_closed_with().await, Some(4001));
    lag.is_within("signed out", since, Duration::from_secs(2));

    // Suspended outside of HTTP: as by the command line or another node.
    let (user, now) = (sari.id.parse::<UserId>().unwrap(), chrono::Utc::now());
    let until = Some(now + chrono::Duration::days(7));
    let since = Instant::now();
    app.db.transaction(move |conn| accounts::suspend(conn, user, until, now)).await.unwrap();
    assert_eq!(at_sari.is_closed_with().await, Some(4003));
    lag.is_within("suspended", since, Duration::from_secs(2));
    sari.get("/api/rooms").await.with(401);
    at_rara.is_still_open().await;
}

#[actix_web::test]
async fn budi_who_sends_too_fast_is_rate_limited() {
    let app = TestApp::with_config(|config| config.rate_limits = true).await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let refused = loop {
        let id = at_budi.sends_message(&room, "Halo?").await;
        let event = at_budi.receives_any().await.unwrap();
        if event["type"] == "error" {
            break (id, event);
        }
        at_budi.receives("message").await;
    };
    assert_eq!((&refused.1["id"], &refused.1["code"]), (&json!(refused.0), &json!("too_many")));
    let sent = count(&app, "select count(*) from messages").await;
    let allowed = i64::from(limits::MESSAGE.rate.actions);
    assert!((allowed..allowed * 2).contains(&sent), "{sent} messages were accepted");
    at_budi.is_still_open().await;
    let mut at_sari = sari.joins_room(&room).await;
    at_sari.sends_message(&room, "Pelan-pelan").await;
    assert_eq!(seq_of(&at_sari.receives("ack").await), sent + 1, "others are not limited");
}

#[actix_web::test]
async fn at_most_32_commands_of_a_socket_are_in_flight() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    commit_messages_on_another_node(&app, &room, &sari.id, vec!["Halo".into()]).await;
    let mut at_budi = budi.joins_room(&room).await;
    // The room's row is locked, so that every deletion waits.
    let lock = lock_room_row(&app, &room).await;
    for _ in 0..33 {
        at_budi
            .sends_command(json!({"type": "delete", "room": room, "id": Uuid::now_v7(), "seq": 1}))
            .await;
    }
    assert_eq!(at_budi.receives("error").await["code"], "too_many");
    lock.release().await;
    at_budi.is_still_open().await;
}
