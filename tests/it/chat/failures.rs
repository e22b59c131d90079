//! Failures beneath the chat: Postgres connections, rooms and frames; no message is lost.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Lag, Socket, TestApp, camera, chat_between_sari_and_budi, count, lock_room_row,
};

/// Sends a message under one id until it is acked, as the outbox of a client does.
async fn send_until_acked(socket: &mut Socket, room: &Value, text: &str) -> i64 {
    let id = Uuid::now_v7();
    let command = json!({"type": "send", "room": room, "id": id, "text": text});
    for _ in 0..40 {
        socket.sends_command(command.clone()).await;
        loop {
            let event = socket.receives_any().await.expect("an answer");
            match event["type"].as_str().unwrap() {
                "ack" if event["id"] == json!(id) => return event["seq"].as_i64().unwrap(),
                "error" if event["id"] == json!(id) => {
                    assert_eq!(event["code"], "unavailable", "{event}");
                    break;
                }
                _ => {}
            }
        }
        sleep(Duration::from_millis(250)).await;
    }
    panic!("not acked within ten seconds");
}

#[actix_web::test]
async fn terminating_every_postgres_connection_loses_no_message() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let mut seqs = Vec::new();
    for n in 0..60 {
        if n % 10 == 5 {
            let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                where datname = current_database() and usename = current_user and pid <> pg_backend_pid()";
            assert!(count(&app, sql).await > 0);
        }
        seqs.push(send_until_acked(&mut at_budi, &room, &format!("ke-{n}")).await);
    }
    assert_eq!(seqs, (1..=60).collect::<Vec<_>>(), "each sent once, in order");
    let received = at_sari.receives_messages_up_to(60).await;
    assert_eq!(received.len(), 60);
    assert_eq!(count(&app, "select count(*) from messages").await, 60);
    let ready: Value = app.http.get(app.url("/readyz")).send().await.unwrap().json().await.unwrap();
    assert_eq!((&ready["ready"], &ready["journal"]), (&json!(true), &json!(true)));
}

#[actix_web::test]
async fn a_room_that_panics_restarts_within_a_second_and_loses_no_message() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let other = budi.opens_chat(&sari.posts(camera()).await).await;
    let mut other_socket = budi.joins_room(&other).await;
    let lag = Lag::of(&app);
    for round in 0..3_i64 {
        let (mut at_sari, mut at_budi) =
            (sari.joins_room(&room).await, budi.joins_room(&room).await);
        assert_eq!(send_until_acked(&mut at_budi, &room, "sebelum").await, 2 * round + 1);
        at_sari.receives("message").await;
        app.lobby.crash(room.as_str().unwrap().parse().unwrap());
        assert_eq!(
            at_budi.is_closed_with().await,
            Some(1012),
            "closed with the code for a restart"
        );
        let since = Instant::now();
        let mut again = budi.connects().await;
        again.joins(&room, Some(2 * round)).await;
        assert_eq!(
            again.receives("message").await["seq"],
            2 * round + 1,
            "the acked message is there"
        );
        assert_eq!(send_until_acked(&mut again, &room, "sesudah").await, 2 * round + 2);
        lag.is_within("back", since, Duration::from_secs(1));
    }
    other_socket.is_still_open().await;
}

#[actix_web::test]
async fn a_client_that_announces_a_huge_frame_is_disconnected_before_it_arrives() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = TestApp::open().await;
    let budi = app.person("Budi").await;
    for length in [65_537_u64, 1 << 32, 1 << 62, u64::MAX] {
        let mut connection = tokio::net::TcpStream::connect(app.at).await.unwrap();
        let upgrade = format!(
            "GET /ws HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            app.at, budi.token
        );
        connection.write_all(upgrade.as_bytes()).await.unwrap();
        let mut frame = vec![0x81, 0xff];
        frame.extend(length.to_be_bytes());
        frame.extend([0, 0, 0, 0, b'{']);
        let mut received = Vec::new();
        let mut bytes = [0; 4096];
        while !received.windows(7).any(|word| word == b"welcome") {
            let n = connection.read(&mut bytes).await.unwrap();
            received.extend_from_slice(&bytes[..n]);
        }
        connection.write_all(&frame).await.unwrap();
        let end = tokio::time::timeout(Duration::from_secs(5), async {
            let mut rest = Vec::new();
            connection.read_to_end(&mut rest).await.ok();
            rest
        });
        let rest = end.await.unwrap_or_else(|_| panic!("the server waits for {length} bytes"));
        assert_eq!(rest.get(2..4), Some(&1009_u16.to_be_bytes()[..]), "{length}: {rest:?}");
    }
}

#[actix_web::test]
async fn messages_sent_while_the_room_row_is_locked_are_committed_once_it_is_released() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let lock = lock_room_row(&app, &room).await;
    at_budi.sends_message(&room, "Masih ada, Kak?").await;
    assert!(!at_sari.receives_within("message", Duration::from_millis(200)).await, "not yet");
    lock.release().await;
    at_budi.sends_message(&room, "Halo?").await;
    let texts: Vec<Value> = at_sari.receives_messages_up_to(2).await;
    assert_eq!(
        (&texts[0]["text"], &texts[1]["text"]),
        (&json!("Masih ada, Kak?"), &json!("Halo?"))
    );
    assert_eq!(count(&app, "select count(*) from messages").await, 2);
}
