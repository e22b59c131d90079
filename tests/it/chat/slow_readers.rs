//! Clients that read slowly or not at all: they delay nobody, and one that reads on receives every message once and in
//! order.

use std::time::{Duration, Instant};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{WebSocketStream, client_async};

use crate::support::{Person, TestApp, chat_between_sari_and_budi, seq_of, seqs_of};

/// A socket with a small receive window that is read only on demand.
struct SlowSocket {
    websocket: WebSocketStream<TcpStream>,
}

impl SlowSocket {
    async fn open(app: &TestApp, who: &Person) -> Self {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(16 * 1024).unwrap();
        // Small segments keep the app's own send buffer small too, whatever the machine.
        socket2::SockRef::from(&socket).set_tcp_mss(1000).unwrap();
        let stream = socket.connect(app.at).await.unwrap();
        let mut upgrade = format!("ws://{}/ws", app.at).into_client_request().unwrap();
        let token = format!("Bearer {}", who.token).parse().unwrap();
        upgrade.headers_mut().insert("authorization", token);
        let (websocket, _) = client_async(upgrade, stream).await.unwrap();
        let mut slow = Self { websocket };
        assert_eq!(slow.next().await.unwrap()["type"], "welcome");
        slow
    }

    /// Sends a join; its answer arrives among the other events.
    async fn joins(&mut self, room: &Value, since: i64) {
        let join = json!({"type": "join", "room": room, "since": since}).to_string();
        timeout(Duration::from_secs(10), self.websocket.send(Message::text(join)))
            .await
            .unwrap()
            .unwrap();
    }

    /// The next event; the close code when the connection ends instead (`None` when it breaks without one).
    async fn next(&mut self) -> Result<Value, Option<u16>> {
        loop {
            let next = timeout(Duration::from_secs(15), self.websocket.next());
            match next.await.expect("an event arrives, or the connection ends") {
                Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Close(reason))) => {
                    return Err(reason.map(|reason| reason.code.into()));
                }
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Err(None),
            }
        }
    }
}

/// Sari's client stops reading while Budi sends `most` messages of this size, and a few more while she reads again. Every
/// message must reach her once and in order: on this connection, after a resync, or after she reconnected.
/// Returns the number of resyncs and of disconnects.
async fn run_paused_reader(app: &TestApp, bytes: usize, most: i64) -> (usize, usize) {
    const MORE: i64 = 40;
    const HINTS: i32 = 1000;
    let (sari, budi, _, room) = chat_between_sari_and_budi(app).await;
    let mut at_budi = budi.joins_room(&room).await;
    let mut at_sari = SlowSocket::open(app, &sari).await;
    at_sari.joins(&room, 0).await;
    // A presence event may arrive before the answer.
    while at_sari.next().await.unwrap()["type"] != "joined" {}

    let paused = Instant::now();
    // Three bytes each: a message may have more bytes than characters.
    let text = |n: i64| format!("{n:05}{}", "€".repeat((bytes - 5) / 3));
    let (mut sent, mut acked, mut shown) = (0, 0, 0);
    while sent < most || acked < sent || shown < sent {
        if sent < most && sent - acked < 16 {
            sent += 1;
            at_budi.sends_message(&room, &text(sent)).await;
            continue;
        }
        // Budi is not delayed: he receives his messages while Sari reads none.
        let event = timeout(Duration::from_secs(4), at_budi.receives_any());
        let event = event.await.expect("Budi is not delayed").expect("Budi's connection is open");
        match event["type"].as_str().unwrap() {
            "ack" => acked += 1,
            "message" => {
                shown += 1;
                assert_eq!(seq_of(&event), shown);
            }
            "presence" | "read" => {}
            other => panic!("{other}: {event}"),
        }
    }
    // A client whose buffers are full is not sent typing events: by that the test knows that the buffers were full.
    for _ in 0..HINTS / 100 {
        at_budi.sends_together((0..100).map(|_| json!({"type": "typing", "room": room}))).await;
        at_budi.joins(&room, Some(most)).await;
    }
    let paused = paused.elapsed();

    let sending = async {
        for n in 1..=MORE {
            at_budi.sends_message(&room, &text(most + n)).await;
            at_budi.receives("ack").await;
        }
        at_budi.receives_messages_up_to(most + MORE).await.len()
    };
    let (mut seen, mut hints, mut reloads, mut disconnects) = (Vec::new(), 0, 0, 0);
    let reading = async {
        while i64::try_from(seen.len()).unwrap() < most + MORE {
            let last = i64::try_from(seen.len()).unwrap();
            match at_sari.next().await {
                Ok(event) => match event["type"].as_str().unwrap() {
                    "message" => seen.push(event),
                    "typing" => hints += 1,
                    "resync" => {
                        reloads += 1;
                        seen.extend(sari.reads_history_after(&room, last).await);
                        at_sari.joins(&room, i64::try_from(seen.len()).unwrap()).await;
                    }
                    "joined" | "presence" | "read" => {}
                    // Until a new socket has joined the room it is told of messages by notices.
                    "notice" if disconnects > 0 => {}
                    other => panic!("{other}: {event}"),
                },
                Err(code) => {
                    assert!(matches!(code, None | Some(4008)), "{code:?}");
                    disconnects += 1;
                    at_sari = SlowSocket::open(app, &sari).await;
                    at_sari.joins(&room, last).await;
                }
            }
            if let Some(event) = seen.last() {
                let seq = i64::try_from(seen.len()).unwrap();
                assert_eq!(seq_of(event), seq, "every seq once, in order");
            }
        }
    };
    let reading = timeout(Duration::from_secs(60), reading);
    let (received, read) = futures_util::join!(sending, reading);
    read.expect("Sari catches up");
    assert_eq!(received, usize::try_from(MORE).unwrap());
    assert_eq!(seqs_of(&seen), (1..=most + MORE).collect::<Vec<_>>());
    assert!(
        (1..).zip(&seen).all(|(n, sent_message)| sent_message["text"] == text(n)),
        "every text is unchanged"
    );
    assert!(hints < HINTS, "all buffers were full");
    assert!(
        disconnects == 0 || paused > Duration::from_secs(4),
        "disconnected after a pause of only {paused:?}"
    );
    (reloads, disconnects)
}

#[actix_web::test]
async fn sari_who_pauses_during_three_megabytes_of_messages_misses_none() {
    let app = TestApp::open().await;
    run_paused_reader(&app, 4096, 750).await;
}

#[actix_web::test]
async fn sari_who_pauses_for_fewer_than_three_hundred_messages_resumes_without_resync() {
    let app = TestApp::open().await;
    let (reloads, _) = run_paused_reader(&app, 8192, 290).await;
    assert_eq!(reloads, 0, "missed messages are sent without a resync");
}

/// Budi's connection, joined to the room and then not read.
async fn open_unread_connection(app: &TestApp, who: &Person, room: &Value) -> TcpStream {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_recv_buffer_size(16 * 1024).unwrap();
    let mut connection = socket.connect(app.at).await.unwrap();
    let upgrade = format!(
        "GET /ws HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        app.at, who.token
    );
    connection.write_all(upgrade.as_bytes()).await.unwrap();
    let join = json!({"type": "join", "room": room}).to_string();
    let mut frame = vec![0x81, 0x80 | u8::try_from(join.len()).unwrap(), 0, 0, 0, 0];
    frame.extend_from_slice(join.as_bytes());
    connection.write_all(&frame).await.unwrap();
    let (mut seen, mut bytes) = (Vec::new(), [0; 1024]);
    while !String::from_utf8_lossy(&seen).contains("\"joined\"") {
        let read =
            timeout(Duration::from_secs(10), connection.read(&mut bytes)).await.unwrap().unwrap();
        assert!(read > 0, "{}", String::from_utf8_lossy(&seen));
        seen.extend_from_slice(&bytes[..read]);
    }
    connection
}

#[actix_web::test]
async fn a_client_that_never_reads_is_disconnected_and_delays_nobody() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.joins_room(&room).await;
    let mut unread = open_unread_connection(&app, &budi, &room).await;
    let text = "panjang ".repeat(500);
    let (mut sent, mut acked, mut shown, mut disconnected) = (0, 0, 0, false);
    while !disconnected || acked < sent || shown < sent {
        if !disconnected && sent < 5_000 && sent - acked < 16 {
            at_sari.sends_message(&room, &text).await;
            sent += 1;
            continue;
        }
        let event =
            at_sari.receives_any().await.expect("Sari receives events until Budi is disconnected");
        match event["type"].as_str().unwrap() {
            "ack" => acked += 1,
            "message" => {
                shown += 1;
                assert_eq!(seq_of(&event), shown);
            }
            "presence" => disconnected |= event["online"] == false,
            other => panic!("{other}: {event}"),
        }
    }
    assert!(sent < 5_000, "the queue of a connection is bounded");
    // Reset, or closed after what the kernel had accepted: either way it ends.
    let mut left = Vec::new();
    let end = timeout(Duration::from_secs(10), unread.read_to_end(&mut left)).await;
    assert!(end.is_ok(), "the connection ends");
}
