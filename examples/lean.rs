//! The lower bound of the cost of a chat server: everything is written by hand for speed. It accepts `join` and `send` of the
//! product's protocol, commits to one table, then acks and delivers. No accounts, no limits, no resuming, no check whether an
//! id was sent before. The reference to compare with is `relay`.
//!
//! One thread holds all sockets and frames messages itself; another writes whatever was queued during the last commit in one
//! `COPY`, which is one transaction. Nothing is acked or delivered before its commit.
//!
//! ```sh
//! DATABASE_URL=postgres://… cargo run --release --example lean      # BIND=127.0.0.1:0
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot continue panics"
)]

#[path = "load/lean_handshake.rs"]
mod handshake;
#[path = "load/lean_store.rs"]
mod store;
#[expect(dead_code, reason = "shared with the load generator, which uses more of it")]
#[path = "load/wire.rs"]
mod wire;

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::Poll;

use serde::Deserialize;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpListener;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::task::{LocalSet, spawn_local};
use uuid::Uuid;

use self::handshake::{accept_upgrade, unmask};
use self::store::{Batch, Message, WriteQueue};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Command<'a> {
    Join {
        room: Uuid,
    },
    Send {
        room: Uuid,
        id: Uuid,
        #[serde(borrow)]
        text: Cow<'a, str>,
    },
}

struct Room {
    id: Uuid,
    seq: i64,
    /// Indices of its members' connections.
    members: Vec<usize>,
}

struct Connection {
    half: OwnedWriteHalf,
    out: Vec<u8>,
    person: Uuid,
}

/// The state of the socket thread.
#[derive(Default)]
struct Server {
    rooms: Vec<Room>,
    by_id: HashMap<Uuid, usize>,
    connections: Vec<Option<Connection>>,
    /// Connections with bytes to write.
    unflushed: Vec<usize>,
    epoch: Uuid,
}

type SharedServer = Rc<RefCell<Server>>;

fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:0".into());
    let (store, heads) = store::open(&url);
    let queue = Arc::new(WriteQueue::default());
    let (done, committed) = unbounded_channel();
    let writer_queue = Arc::clone(&queue);
    std::thread::spawn(move || store.run(&writer_queue, &done));
    let mut server = Server { epoch: Uuid::new_v4(), ..Server::default() };
    for (id, seq) in heads {
        server.by_id.insert(id, server.rooms.len());
        server.rooms.push(Room { id, seq, members: Vec::new() });
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(serve(
        bind,
        Rc::new(RefCell::new(server)),
        queue,
        committed,
    )));
}

async fn serve(
    bind: String,
    server: SharedServer,
    queue: Arc<WriteQueue>,
    committed: UnboundedReceiver<Batch>,
) {
    let listener = TcpListener::bind(bind).await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    let buffer = Rc::new(RefCell::new(vec![0; 512 * 1024]));
    spawn_local(deliver(Rc::clone(&server), Arc::clone(&queue), committed));
    let flushing = Rc::clone(&server);
    spawn_local(async move {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            flushing.borrow_mut().flush();
        }
    });
    while let Ok((stream, _)) = listener.accept().await {
        let (server, queue, buffer) = (Rc::clone(&server), Arc::clone(&queue), Rc::clone(&buffer));
        spawn_local(async move {
            let mut stream = stream;
            let Some(person) = accept_upgrade(&mut stream).await else { return };
            let (read_half, write_half) = stream.into_split();
            let connection = server.borrow_mut().add_connection(write_half, person);
            read_commands(read_half, connection, &server, &queue, &buffer).await;
            server.borrow_mut().remove_connection(connection);
        });
    }
}

/// Reads commands until the connection ends.
async fn read_commands(
    mut half: OwnedReadHalf,
    connection: usize,
    server: &SharedServer,
    queue: &WriteQueue,
    buffer: &RefCell<Vec<u8>>,
) {
    let (mut rest, mut plain) = (Vec::new(), Vec::new());
    std::future::poll_fn(|cx| {
        let mut buffer = buffer.borrow_mut();
        loop {
            let rest_len = rest.len();
            let mut free = ReadBuf::new(&mut buffer[rest_len..]);
            match Pin::new(&mut half).poll_read(cx, &mut free) {
                Poll::Ready(Ok(())) if !free.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
            let read = free.filled().len();
            buffer[..rest_len].copy_from_slice(&rest);
            let (bytes, mut used) = (&buffer[..rest_len + read], 0);
            let mut server = server.borrow_mut();
            let mut batch = queue.lock();
            while let Some((frame, length)) = wire::next_frame(&bytes[used..]) {
                let begin = used + length - frame.payload.len();
                unmask(&mut plain, frame.payload, &bytes[begin - 4..begin]);
                used += length;
                if frame.opcode != wire::TEXT || !server.handle(connection, &plain, &mut batch) {
                    return Poll::Ready(());
                }
            }
            queue.wake_writer(batch);
            server.flush();
            rest.clear();
            rest.extend_from_slice(&bytes[used..]);
        }
    })
    .await;
}

impl Server {
    fn add_connection(&mut self, half: OwnedWriteHalf, person: Uuid) -> usize {
        self.connections.push(Some(Connection { half, out: Vec::new(), person }));
        self.connections.len() - 1
    }

    fn remove_connection(&mut self, connection: usize) {
        self.connections[connection] = None;
        for room in &mut self.rooms {
            room.members.retain(|member| *member != connection);
        }
    }

    /// Handles a command; false ends the connection.
    fn handle(&mut self, connection: usize, command: &[u8], batch: &mut Batch) -> bool {
        match serde_json::from_slice(command) {
            Ok(Command::Join { room: id }) => {
                let next = self.rooms.len();
                let index = *self.by_id.entry(id).or_insert(next);
                if index == next {
                    self.rooms.push(Room { id, seq: 0, members: Vec::new() });
                }
                let room = &mut self.rooms[index];
                room.members.push(connection);
                let (epoch, seq) = (self.epoch, room.seq);
                let joined = format!(
                    r#"{{"type":"joined","room":"{id}","epoch":"{epoch}","seq":{seq},"resumed":false}}"#
                );
                self.put(connection, joined.as_bytes());
            }
            Ok(Command::Send { room, id, text }) => {
                let Some(&room_index) = self.by_id.get(&room) else { return false };
                let room = &mut self.rooms[room_index];
                let Some(Connection { person, .. }) = self.connections[connection] else {
                    return false;
                };
                room.seq += 1;
                let (sender, seq) = (person, room.seq);
                batch.push(
                    Message { room_index, room: room.id, connection, seq, id, sender, end: 0 },
                    &text,
                );
            }
            Err(_) => return false,
        }
        true
    }

    fn put(&mut self, connection: usize, frame: &[u8]) {
        let Some(Some(to)) = self.connections.get_mut(connection) else { return };
        if to.out.is_empty() {
            self.unflushed.push(connection);
        }
        wire::put_header(&mut to.out, 0x81, false, frame.len());
        to.out.extend_from_slice(frame);
    }

    /// One write for each connection that has bytes to write; what it does not take is kept for the next call.
    fn flush(&mut self) {
        for connection in std::mem::take(&mut self.unflushed) {
            let Some(Some(to)) = self.connections.get_mut(connection) else { continue };
            match to.half.try_write(&to.out) {
                Ok(written) if written == to.out.len() => to.out.clear(),
                Ok(written) => drop(to.out.drain(..written)),
                Err(err) if err.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => to.out.clear(),
            }
            if !to.out.is_empty() {
                self.unflushed.push(connection);
            }
        }
    }
}

/// Acks and delivers what was committed.
async fn deliver(
    server: SharedServer,
    queue: Arc<WriteQueue>,
    mut committed: UnboundedReceiver<Batch>,
) {
    let mut frame = Vec::new();
    while let Some(mut batch) = committed.recv().await {
        let mut server = server.borrow_mut();
        let at = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let mut begin = 0;
        for message in &batch.messages {
            store::write_ack(&mut frame, message, &at);
            server.put(message.connection, &frame);
            store::write_message(&mut frame, message, &batch.text[begin..message.end], &at);
            begin = message.end;
            let members = std::mem::take(&mut server.rooms[message.room_index].members);
            for member in &members {
                server.put(*member, &frame);
            }
            server.rooms[message.room_index].members = members;
        }
        server.flush();
        batch.clear();
        queue.give_back(batch);
    }
}
