//! The yardstick: a bare tokio relay with the same group commit and no features, as one would write it plainly. It takes
//! `join`, `send` and `ping` of the product's wire. No accounts, no members, no limits, no resuming, nothing sealed.
//!
//! One task for each socket; one thread writes. It takes whatever has gathered while the last commit ran, up to 1024
//! messages, in one `INSERT`, which is one transaction; then they are acked and told. The table promises what the
//! product's does: places without holes, and nothing twice under the same id.
//!
//! ```sh
//! DATABASE_URL=postgres://… cargo run --release --example relay      # BIND=127.0.0.1:0
//! ```
#![expect(clippy::unwrap_used, reason = "a yardstick that cannot go on says so by stopping")]

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

/// Messages of one commit, at most.
const BATCH: usize = 1024;
/// Frames that wait for a socket, at most: one that lags further behind is cut.
const WAITING: usize = 1024;

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

/// A socket, as others know it.
struct Line {
    person: Uuid,
    out: Sender<Utf8Bytes>,
    cut: AbortHandle,
}

impl Line {
    fn tell(&self, frame: Utf8Bytes) {
        if self.out.try_send(frame).is_err() {
            self.cut.abort();
        }
    }
}

#[derive(Default)]
struct Room {
    /// The last place that was told.
    seq: i64,
    lines: Vec<Arc<Line>>,
}

/// A message on its way.
struct Said {
    line: Arc<Line>,
    room: Uuid,
    id: Uuid,
    text: String,
    seq: i64,
    at: DateTime<Utc>,
    /// It was said before under the same id: acked once more, not told.
    again: bool,
}

struct House {
    epoch: Uuid,
    rooms: Mutex<HashMap<Uuid, Room>>,
    writer: Sender<Said>,
}

#[tokio::main]
async fn main() {
    let store = Store::open(&std::env::var("DATABASE_URL").unwrap());
    let room = |(id, seq): (&Uuid, &i64)| (*id, Room { seq: *seq, lines: Vec::new() });
    let rooms = Mutex::new(store.heads.iter().map(room).collect());
    let (writer, inbox) = channel(4 * BATCH);
    let (done, committed) = channel(4);
    let house = Arc::new(House { epoch: Uuid::new_v4(), rooms, writer });
    std::thread::spawn(move || write(store, inbox, &done));
    tokio::spawn(tell(Arc::clone(&house), committed));
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:0".into());
    let listener = TcpListener::bind(bind).await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    while let Ok((stream, _)) = listener.accept().await {
        let house = Arc::clone(&house);
        // Whatever ended the line: it has ended.
        tokio::spawn(async move { house.take_in(stream).await.ok() });
    }
}

impl House {
    async fn take_in(&self, stream: TcpStream) -> tungstenite::Result<()> {
        stream.set_nodelay(true)?;
        let mut person = Uuid::nil();
        #[expect(clippy::result_large_err, reason = "the library's own")]
        let knock = |request: &Request, answer: Response| {
            let name = request.uri().query().and_then(|query| query.strip_prefix("as="));
            person = name.and_then(|name| name.parse().ok()).unwrap_or(person);
            Ok(answer)
        };
        // It is wiped before each read.
        let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
        let socket = accept_hdr_async_with_config(stream, knock, Some(config)).await?;
        let (out, waiting) = channel(WAITING);
        let (cut, cuts) = AbortHandle::new_pair();
        let line = Arc::new(Line { person, out, cut });
        Abortable::new(self.serve(socket, line, waiting), cuts).await.unwrap_or(Ok(()))
    }

    async fn serve(
        &self,
        mut socket: WebSocketStream<TcpStream>,
        line: Arc<Line>,
        mut waiting: Receiver<Utf8Bytes>,
    ) -> tungstenite::Result<()> {
        line.tell(Event::Welcome { user: line.person, epoch: self.epoch, at: Utc::now() }.frame());
        let mut frames = Vec::new();
        loop {
            tokio::select! {
                heard = socket.next() => match heard.transpose()? {
                    Some(Message::Text(text)) => match serde_json::from_str(&text) {
                        Ok(command) => self.obey(&line, command).await,
                        Err(_) => return Ok(()),
                    },
                    Some(Message::Close(_)) | None => return Ok(()),
                    Some(_) => {}
                },
                // Whatever waits leaves in one write.
                _ = waiting.recv_many(&mut frames, WAITING) => {
                    for frame in frames.drain(..) {
                        socket.feed(Message::Text(frame)).await?;
                    }
                    socket.flush().await?;
                }
            }
        }
    }

    async fn obey(&self, line: &Arc<Line>, command: Command) {
        match command {
            Command::Join { room: id } => {
                let mut rooms = self.rooms.lock().unwrap();
                let room = rooms.entry(id).or_default();
                room.lines.retain(|other| !other.out.is_closed() && !Arc::ptr_eq(other, line));
                room.lines.push(Arc::clone(line));
                let (epoch, seq) = (self.epoch, room.seq);
                line.tell(Event::Joined { room: id, epoch, seq, resumed: false }.frame());
            }
            Command::Send { room, id, text } => {
                let (line, at) = (Arc::clone(line), DateTime::UNIX_EPOCH);
                let said = Said { line, room, id, text, seq: 0, at, again: false };
                self.writer.send(said).await.ok().unwrap();
            }
            Command::Ping => line.tell(Event::Pong.frame()),
        }
    }
}

/// The writer: goes on until the program ends.
fn write(mut store: Store, mut inbox: Receiver<Said>, committed: &Sender<Vec<Said>>) {
    let mut batch = Vec::new();
    while inbox.blocking_recv_many(&mut batch, BATCH) > 0 {
        store.commit(&mut batch).unwrap();
        committed.blocking_send(std::mem::take(&mut batch)).unwrap();
    }
}

/// Acks and tells what was committed, while the next batch is written.
async fn tell(house: Arc<House>, mut committed: Receiver<Vec<Said>>) {
    while let Some(batch) = committed.recv().await {
        let frames: Vec<_> = batch.iter().map(Said::frames).collect();
        let mut rooms = house.rooms.lock().unwrap();
        for (said, (ack, message)) in batch.into_iter().zip(frames) {
            said.line.tell(ack);
            let Some(message) = message else { continue };
            let room = rooms.entry(said.room).or_default();
            room.seq = said.seq;
            for line in &room.lines {
                line.tell(message.clone());
            }
        }
    }
}

impl Said {
    /// The ack; and the message, unless it was told before.
    fn frames(&self) -> (Utf8Bytes, Option<Utf8Bytes>) {
        let Self { room, id, seq, at, .. } = *self;
        let (sender, text) = (self.line.person, self.text.as_str());
        let message = Event::Message { room, seq, id, sender, kind: "text", text, at };
        let ack = Event::Ack { room, id, seq, at };
        (ack.frame(), (!self.again).then(|| message.frame()))
    }
}
