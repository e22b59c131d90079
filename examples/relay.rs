//! The reference: a plain tokio relay with the same group commit and no other features. It accepts `join`, `send` and `ping`
//! of the product's protocol. No accounts, no members, no limits, no resuming, no encryption.
//!
//! One task for each socket; one thread writes the messages queued during the last commit, up to 1024, in one `INSERT`, which
//! is one transaction; then they are acked and delivered. The table guarantees what the product's does: sequence numbers
//! without gaps, and no message twice under the same id.
//!
//! ```sh
//! DATABASE_URL=postgres://… cargo run --release --example relay      # BIND=127.0.0.1:0
//! ```
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot continue panics")]

#[path = "load/relay_store.rs"]
mod store;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use futures_util::future::{AbortHandle, Abortable};
use futures_util::{SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_tungstenite::tungstenite::handshake::server::{Request, Response};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocketConfig};
use tokio_tungstenite::tungstenite::{self, Utf8Bytes};
use tokio_tungstenite::{WebSocketStream, accept_hdr_async_with_config};
use uuid::Uuid;

use self::store::Store;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Messages of one commit.
const BATCH: usize = 1024;
/// Frames that may wait for a socket; one that lags further behind is disconnected.
const MAX_WAITING: usize = 1024;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Command {
    Join { room: Uuid },
    Send { room: Uuid, id: Uuid, text: String },
    Ping,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[rustfmt::skip]
enum Event<'a> {
    Welcome { user: Uuid, epoch: Uuid, at: DateTime<Utc> },
    Joined { room: Uuid, epoch: Uuid, seq: i64, resumed: bool },
    Message { room: Uuid, seq: i64, id: Uuid, sender: Uuid, kind: &'a str, text: &'a str, at: DateTime<Utc> },
    Ack { room: Uuid, id: Uuid, seq: i64, at: DateTime<Utc> },
    Pong,
}

impl Event<'_> {
    fn frame(&self) -> Utf8Bytes {
        serde_json::to_string(self).unwrap().into()
    }
}

/// The sending side of a socket.
struct Connection {
    person: Uuid,
    out: Sender<Utf8Bytes>,
    abort: AbortHandle,
}

impl Connection {
    fn send(&self, frame: Utf8Bytes) {
        if self.out.try_send(frame).is_err() {
            self.abort.abort();
        }
    }
}

#[derive(Default)]
struct Room {
    /// The last sequence number that was delivered.
    seq: i64,
    connections: Vec<Arc<Connection>>,
}

/// A message that waits for its commit.
struct PendingMessage {
    connection: Arc<Connection>,
    room: Uuid,
    id: Uuid,
    text: String,
    seq: i64,
    at: DateTime<Utc>,
    /// It was sent before under the same id: it is acked again and not delivered.
    is_repeat: bool,
}

struct Relay {
    epoch: Uuid,
    rooms: Mutex<HashMap<Uuid, Room>>,
    writer: Sender<PendingMessage>,
}

#[tokio::main]
async fn main() {
    let store = Store::open(&std::env::var("DATABASE_URL").unwrap());
    let room = |(id, seq): (&Uuid, &i64)| (*id, Room { seq: *seq, connections: Vec::new() });
    let rooms = Mutex::new(store.heads.iter().map(room).collect());
    let (writer, pending) = channel(4 * BATCH);
    let (done, committed) = channel(4);
    let relay = Arc::new(Relay { epoch: Uuid::new_v4(), rooms, writer });
    std::thread::spawn(move || write(store, pending, &done));
    tokio::spawn(deliver(Arc::clone(&relay), committed));
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:0".into());
    let listener = TcpListener::bind(bind).await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    while let Ok((stream, _)) = listener.accept().await {
        let relay = Arc::clone(&relay);
        // An error ends the connection like any other end.
        tokio::spawn(async move { relay.accept(stream).await.ok() });
    }
}

impl Relay {
    async fn accept(&self, stream: TcpStream) -> tungstenite::Result<()> {
        stream.set_nodelay(true)?;
        let mut person = Uuid::nil();
        #[expect(clippy::result_large_err, reason = "the library's error type")]
        let read_person = |request: &Request, answer: Response| {
            let name = request.uri().query().and_then(|query| query.strip_prefix("as="));
            person = name.and_then(|name| name.parse().ok()).unwrap_or(person);
            Ok(answer)
        };
        // Small, because the library clears it before each read.
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
        let socket = accept_hdr_async_with_config(stream, read_person, Some(config)).await?;
        let (out, waiting) = channel(MAX_WAITING);
        let (abort, registration) = AbortHandle::new_pair();
        let connection = Arc::new(Connection { person, out, abort });
        Abortable::new(self.serve(socket, connection, waiting), registration)
            .await
            .unwrap_or(Ok(()))
    }

    async fn serve(
        &self,
        mut socket: WebSocketStream<TcpStream>,
        connection: Arc<Connection>,
        mut waiting: Receiver<Utf8Bytes>,
    ) -> tungstenite::Result<()> {
        let user = connection.person;
        connection.send(Event::Welcome { user, epoch: self.epoch, at: Utc::now() }.frame());
        let mut frames = Vec::new();
        loop {
            tokio::select! {
                received = socket.next() => match received.transpose()? {
                    Some(Message::Text(text)) => match serde_json::from_str(&text) {
                        Ok(command) => self.handle(&connection, command).await,
                        Err(_) => return Ok(()),
                    },
                    Some(Message::Close(_)) | None => return Ok(()),
                    Some(_) => {}
                },
                // All waiting frames are sent in one write.
                _ = waiting.recv_many(&mut frames, MAX_WAITING) => {
                    for frame in frames.drain(..) {
                        socket.feed(Message::Text(frame)).await?;
                    }
                    socket.flush().await?;
                }
            }
        }
    }

    async fn handle(&self, connection: &Arc<Connection>, command: Command) {
        match command {
            Command::Join { room: id } => {
                let mut rooms = self.rooms.lock().unwrap();
                let room = rooms.entry(id).or_default();
                room.connections
                    .retain(|other| !other.out.is_closed() && !Arc::ptr_eq(other, connection));
                room.connections.push(Arc::clone(connection));
                let (epoch, seq) = (self.epoch, room.seq);
                connection.send(Event::Joined { room: id, epoch, seq, resumed: false }.frame());
            }
            Command::Send { room, id, text } => {
                let (connection, at) = (Arc::clone(connection), DateTime::UNIX_EPOCH);
                let message =
                    PendingMessage { connection, room, id, text, seq: 0, at, is_repeat: false };
                self.writer.send(message).await.ok().unwrap();
            }
            Command::Ping => connection.send(Event::Pong.frame()),
        }
    }
}

/// Commits batches until the program ends.
fn write(
    mut store: Store,
    mut pending: Receiver<PendingMessage>,
    committed: &Sender<Vec<PendingMessage>>,
) {
    let mut batch = Vec::new();
    while pending.blocking_recv_many(&mut batch, BATCH) > 0 {
        store.commit(&mut batch).unwrap();
        committed.blocking_send(std::mem::take(&mut batch)).unwrap();
    }
}

/// Acks and delivers what was committed, while the next batch is written.
async fn deliver(relay: Arc<Relay>, mut committed: Receiver<Vec<PendingMessage>>) {
    while let Some(batch) = committed.recv().await {
        let frames: Vec<_> = batch.iter().map(PendingMessage::frames).collect();
        let mut rooms = relay.rooms.lock().unwrap();
        for (message, (ack, event)) in batch.into_iter().zip(frames) {
            message.connection.send(ack);
            let Some(event) = event else { continue };
            let room = rooms.entry(message.room).or_default();
            room.seq = message.seq;
            for connection in &room.connections {
                connection.send(event.clone());
            }
        }
    }
}

impl PendingMessage {
    /// The frames of the ack and, unless it is a repeat, of the message.
    fn frames(&self) -> (Utf8Bytes, Option<Utf8Bytes>) {
        let Self { room, id, seq, at, .. } = *self;
        let (sender, text) = (self.connection.person, self.text.as_str());
        let message = Event::Message { room, seq, id, sender, kind: "text", text, at };
        let ack = Event::Ack { room, id, seq, at };
        (ack.frame(), (!self.is_repeat).then(|| message.frame()))
    }
}
