//! The floor: how little it can cost when everything is made by hand. It takes `join` and `send` of the product's wire,
//! commits to one table, then acks and tells the room. No accounts, no limits, no resuming, not even a look whether an
//! id was said before. Nobody would keep such code; the yardstick to be compared with is `relay`.
//!
//! One thread holds all sockets, with frames of its own; one writes: it takes whatever has gathered while the last
//! commit ran, in one `COPY`, which is one transaction. Nothing is acked or told before its commit.
//!
//! ```sh
//! DATABASE_URL=postgres://… cargo run --release --example lean      # BIND=127.0.0.1:0
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a floor that does not hold says so by stopping"
)]

#[path = "load/lean_door.rs"]
mod door;
#[path = "load/lean_store.rs"]
mod store;
#[expect(dead_code, reason = "shared with the generator, which knows more of it")]
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

use self::door::{unmask, welcome};
use self::store::{Batch, Inbox, Said};

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
    members: Vec<usize>,
}

struct Line {
    half: OwnedWriteHalf,
    out: Vec<u8>,
    person: Uuid,
}

/// Everything the socket thread knows.
#[derive(Default)]
struct House {
    rooms: Vec<Room>,
    by_id: HashMap<Uuid, usize>,
    lines: Vec<Option<Line>>,
    /// Lines with something to write.
    ripe: Vec<usize>,
    epoch: Uuid,
}

type Shared = Rc<RefCell<House>>;

fn main() {
    let url = std::env::var("DATABASE_URL").unwrap();
    let bind = std::env::var("BIND").unwrap_or_else(|_| "127.0.0.1:0".into());
    let (store, heads) = store::open(&url);
    let inbox = Arc::new(Inbox::default());
    let (done, committed) = unbounded_channel();
    let writer = Arc::clone(&inbox);
    std::thread::spawn(move || store.run(&writer, &done));
    let mut house = House { epoch: Uuid::new_v4(), ..House::default() };
    for (id, seq) in heads {
        house.by_id.insert(id, house.rooms.len());
        house.rooms.push(Room { id, seq, members: Vec::new() });
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(LocalSet::new().run_until(serve(
        bind,
        Rc::new(RefCell::new(house)),
        inbox,
        committed,
    )));
}

async fn serve(
    bind: String,
    house: Shared,
    inbox: Arc<Inbox>,
    committed: UnboundedReceiver<Batch>,
) {
    let listener = TcpListener::bind(bind).await.unwrap();
    println!("listening on http://{}", listener.local_addr().unwrap());
    let buffer = Rc::new(RefCell::new(vec![0; 512 * 1024]));
    spawn_local(tell(Rc::clone(&house), Arc::clone(&inbox), committed));
    let jammed = Rc::clone(&house);
    spawn_local(async move {
        loop {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            jammed.borrow_mut().flush_ripe();
        }
    });
    while let Ok((stream, _)) = listener.accept().await {
        let (house, inbox, buffer) = (Rc::clone(&house), Arc::clone(&inbox), Rc::clone(&buffer));
        spawn_local(async move {
            let mut stream = stream;
            let Some(person) = welcome(&mut stream).await else { return };
            let (half, out) = stream.into_split();
            let line = house.borrow_mut().take_in(out, person);
            listen(half, line, &house, &inbox, &buffer).await;
            let mut house = house.borrow_mut();
            house.lines[line] = None;
            for room in &mut house.rooms {
                room.members.retain(|member| *member != line);
            }
        });
    }
}

/// Reads commands until the line ends.
async fn listen(
    mut half: OwnedReadHalf,
    line: usize,
    house: &Shared,
    inbox: &Inbox,
    buffer: &RefCell<Vec<u8>>,
) {
    let (mut rest, mut plain) = (Vec::new(), Vec::new());
    std::future::poll_fn(|cx| {
        let mut buffer = buffer.borrow_mut();
        loop {
            let kept = rest.len();
            let mut room = ReadBuf::new(&mut buffer[kept..]);
            match Pin::new(&mut half).poll_read(cx, &mut room) {
                Poll::Ready(Ok(())) if !room.filled().is_empty() => {}
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return Poll::Pending,
            }
            let read = room.filled().len();
            buffer[..kept].copy_from_slice(&rest);
            let (bytes, mut used) = (&buffer[..kept + read], 0);
            let mut house = house.borrow_mut();
            let mut batch = inbox.lock();
            while let Some((frame, length)) = wire::next_frame(&bytes[used..]) {
                let begin = used + length - frame.payload.len();
                unmask(&mut plain, frame.payload, &bytes[begin - 4..begin]);
                used += length;
                if frame.opcode != wire::TEXT || !house.obey(line, &plain, &mut batch) {
                    return Poll::Ready(());
                }
            }
            inbox.wake(batch);
            house.flush_ripe();
            rest.clear();
            rest.extend_from_slice(&bytes[used..]);
        }
    })
    .await;
}

impl House {
    fn take_in(&mut self, half: OwnedWriteHalf, person: Uuid) -> usize {
        self.lines.push(Some(Line { half, out: Vec::new(), person }));
        self.lines.len() - 1
    }

    /// Does a command; false ends the line.
    fn obey(&mut self, line: usize, command: &[u8], batch: &mut Batch) -> bool {
        match serde_json::from_slice(command) {
            Ok(Command::Join { room: id }) => {
                let next = self.rooms.len();
                let place = *self.by_id.entry(id).or_insert(next);
                if place == next {
                    self.rooms.push(Room { id, seq: 0, members: Vec::new() });
                }
                let room = &mut self.rooms[place];
                room.members.push(line);
                let (epoch, seq) = (self.epoch, room.seq);
                let joined = format!(
                    r#"{{"type":"joined","room":"{id}","epoch":"{epoch}","seq":{seq},"resumed":false}}"#
                );
                self.put(line, joined.as_bytes());
            }
            Ok(Command::Send { room, id, text }) => {
                let Some(&place) = self.by_id.get(&room) else { return false };
                let room = &mut self.rooms[place];
                let Some(sender) = self.lines[line].as_ref().map(|line| line.person) else {
                    return false;
                };
                room.seq += 1;
                batch.push(
                    Said { place, room: room.id, line, seq: room.seq, id, sender, end: 0 },
                    &text,
                );
            }
            Err(_) => return false,
        }
        true
    }

    fn put(&mut self, line: usize, frame: &[u8]) {
        let Some(Some(to)) = self.lines.get_mut(line) else { return };
        if to.out.is_empty() {
            self.ripe.push(line);
        }
        wire::put_header(&mut to.out, 0x81, false, frame.len());
        to.out.extend_from_slice(frame);
    }

    /// One write for each line that has something; what a jammed one does not take waits for the next time.
    fn flush_ripe(&mut self) {
        for line in std::mem::take(&mut self.ripe) {
            let Some(Some(to)) = self.lines.get_mut(line) else { continue };
            match to.half.try_write(&to.out) {
                Ok(written) if written == to.out.len() => to.out.clear(),
                Ok(written) => drop(to.out.drain(..written)),
                Err(err) if err.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => to.out.clear(),
            }
            if !to.out.is_empty() {
                self.ripe.push(line);
            }
        }
    }
}

/// Acks and tells what was committed.
async fn tell(house: Shared, inbox: Arc<Inbox>, mut committed: UnboundedReceiver<Batch>) {
    let mut frame = Vec::new();
    while let Some(mut batch) = committed.recv().await {
        let mut house = house.borrow_mut();
        let at = chrono::Utc::now().to_rfc3339_opts(chrono::SecondsFormat::Micros, true);
        let mut begin = 0;
        for said in &batch.said {
            store::ack(&mut frame, said, &at);
            house.put(said.line, &frame);
            store::message(&mut frame, said, &batch.text[begin..said.end], &at);
            begin = said.end;
            let members = std::mem::take(&mut house.rooms[said.place].members);
            for member in &members {
                house.put(*member, &frame);
            }
            house.rooms[said.place].members = members;
        }
        house.flush_ripe();
        batch.clear();
        inbox.give_back(batch);
    }
}
