//! What breaks beneath a talk, and that nobody loses a word by it.

use std::time::{Duration, Instant};

use actix_web::rt::time::sleep;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{Lag, Person, Socket, TestApp, camera, count, holds};

async fn a_talk(app: &TestApp) -> (Person, Person, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(camera()).await;
    let room = budi.opens_chat(&camera).await;
    (sari, budi, room)
}

/// Says something under an id until it is acked, as a client's outbox does.
async fn says_until_acked(socket: &mut Socket, room: &Value, text: &str) -> i64 {
    let id = Uuid::now_v7();
    let said = json!({"type": "send", "room": room, "id": id, "text": text});
    for _ in 0..40 {
        socket.says(said.clone()).await;
        loop {
            let event = socket.hears_anything().await.expect("an answer");
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
async fn every_connection_to_postgres_is_cut_in_the_middle_of_the_talk_and_nothing_is_lost() {
    let app = TestApp::open().await;
    let (sari, budi, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let mut places = Vec::new();
    for n in 0..60 {
        if n % 10 == 5 {
            let sql = "select count(pg_terminate_backend(pid)) from pg_stat_activity \
                where datname = current_database() and pid <> pg_backend_pid()";
            assert!(count(&app, sql).await > 0);
        }
        places.push(says_until_acked(&mut at_budi, &room, &format!("ke-{n}")).await);
    }
    assert_eq!(places, (1..=60).collect::<Vec<_>>(), "each said once, in order");
    let heard = at_sari.hears_messages_to(60).await;
    assert_eq!(heard.len(), 60);
    assert_eq!(count(&app, "select count(*) from messages").await, 60);
    let ready: Value = app.http.get(app.url("/readyz")).send().await.unwrap().json().await.unwrap();
    assert_eq!((&ready["ready"], &ready["journal"]), (&json!(true), &json!(true)));
}

#[actix_web::test]
async fn a_room_that_panics_is_back_within_a_second_and_nothing_is_lost() {
    let app = TestApp::open().await;
    let (sari, budi, room) = a_talk(&app).await;
    let other = budi.opens_chat(&sari.posts(camera()).await).await;
    let mut elsewhere = budi.enters(&other).await;
    let lag = Lag::of(&app);
    for round in 0..3_i64 {
        let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
        assert_eq!(says_until_acked(&mut at_budi, &room, "sebelum").await, 2 * round + 1);
        at_sari.hears("message").await;
        app.lobby.crash(room.as_str().unwrap().parse().unwrap());
        assert_eq!(at_budi.is_closed_with().await, Some(1012), "come again");
        let since = Instant::now();
        let mut again = budi.connects().await;
        again.joins(&room, Some(2 * round)).await;
        assert_eq!(again.hears("message").await["seq"], 2 * round + 1, "what was acked is there");
        assert_eq!(says_until_acked(&mut again, &room, "sesudah").await, 2 * round + 2);
        lag.is_within("back", since, Duration::from_secs(1));
    }
    elsewhere.is_still_open().await;
}

#[actix_web::test]
async fn who_announces_a_huge_frame_is_let_go_before_it_comes() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let app = TestApp::open().await;
    let budi = app.person("Budi").await;
    for length in [65_537_u64, 1 << 32, 1 << 62, u64::MAX] {
        let mut line = tokio::net::TcpStream::connect(app.at).await.unwrap();
        let hello = format!(
            "GET /ws HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
            app.at, budi.token
        );
        line.write_all(hello.as_bytes()).await.unwrap();
        let mut frame = vec![0x81, 0xff];
        frame.extend(length.to_be_bytes());
        frame.extend([0, 0, 0, 0, b'{']);
        let mut heard = Vec::new();
        let mut bytes = [0; 4096];
        while !heard.windows(7).any(|word| word == b"welcome") {
            let n = line.read(&mut bytes).await.unwrap();
            heard.extend_from_slice(&bytes[..n]);
        }
        line.write_all(&frame).await.unwrap();
        let end = tokio::time::timeout(Duration::from_secs(5), async {
            let mut rest = Vec::new();
            line.read_to_end(&mut rest).await.ok();
            rest
        });
        let rest = end.await.unwrap_or_else(|_| panic!("{length} bytes are waited for"));
        assert_eq!(rest.get(2..4), Some(&1009_u16.to_be_bytes()[..]), "{length}: {rest:?}");
    }
}

#[actix_web::test]
async fn what_is_said_while_somebody_holds_the_room_is_written_once_it_is_let_go() {
    let app = TestApp::open().await;
    let (sari, budi, room) = a_talk(&app).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let held = holds(&app, &room).await;
    at_budi.sends(&room, "Masih ada, Kak?").await;
    assert!(!at_sari.heard_within("message", Duration::from_millis(200)).await, "not yet");
    held.lets_go().await;
    at_budi.sends(&room, "Halo?").await;
    let texts: Vec<Value> = at_sari.hears_messages_to(2).await;
    assert_eq!(
        (&texts[0]["text"], &texts[1]["text"]),
        (&json!("Masih ada, Kak?"), &json!("Halo?"))
    );
    assert_eq!(count(&app, "select count(*) from messages").await, 2);
}
