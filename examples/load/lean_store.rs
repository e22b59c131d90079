//! The writer of `lean`: one table, and a batch of the messages queued during the last commit.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard};

use diesel::pg::CopyFormat;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

diesel::table! {
    baseline_lean (room, seq) {
        room -> diesel::sql_types::Uuid,
        seq -> BigInt,
        id -> diesel::sql_types::Uuid,
        sender -> diesel::sql_types::Uuid,
        body -> Text,
        at -> diesel::sql_types::Timestamptz,
    }
}

const TABLE: &str = "create table if not exists baseline_lean (room uuid not null, seq bigint not null, \
    id uuid not null, sender uuid not null, body text not null, at timestamptz not null, primary key (room, seq))";

/// A message. Its text ends at `end` in the text of the batch and begins where the text of the message before ends.
pub struct Message {
    pub room_index: usize,
    pub room: Uuid,
    pub connection: usize,
    pub seq: i64,
    pub id: Uuid,
    pub sender: Uuid,
    pub end: usize,
}

#[derive(Default)]
pub struct Batch {
    pub messages: Vec<Message>,
    pub text: Vec<u8>,
}

impl Batch {
    pub fn push(&mut self, message: Message, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.messages.push(Message { end: self.text.len(), ..message });
    }

    pub fn clear(&mut self) {
        self.messages.clear();
        self.text.clear();
    }

    fn with_texts(&self) -> impl Iterator<Item = (&Message, &[u8])> {
        let mut begin = 0;
        self.messages.iter().map(move |message| {
            let text = &self.text[begin..message.end];
            begin = message.end;
            (message, text)
        })
    }
}

/// Messages that wait for the writer. Batches are reused, with their allocations.
#[derive(Default)]
pub struct WriteQueue {
    queued: Mutex<Batch>,
    spare: Mutex<Vec<Batch>>,
    not_empty: Condvar,
}

impl WriteQueue {
    pub fn lock(&self) -> MutexGuard<'_, Batch> {
        self.queued.lock().unwrap()
    }

    /// Wakes the writer when the batch is not empty.
    pub fn wake_writer(&self, batch: MutexGuard<'_, Batch>) {
        let not_empty = !batch.messages.is_empty();
        drop(batch);
        if not_empty {
            self.not_empty.notify_one();
        }
    }

    pub fn give_back(&self, batch: Batch) {
        self.spare.lock().unwrap().push(batch);
    }

    fn take(&self) -> Batch {
        let spare = self.spare.lock().unwrap().pop().unwrap_or_default();
        let queued = self.not_empty.wait_while(self.lock(), |batch| batch.messages.is_empty());
        std::mem::replace(&mut queued.unwrap(), spare)
    }
}

pub struct Store {
    conn: PgConnection,
    /// Whether to write with `INSERT … UNNEST` instead of `COPY`.
    unnest: bool,
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    room: Uuid,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Creates the table when it is missing; also returns the last sequence number of each room. `LEAN_INSERT=unnest` writes with
/// `INSERT … UNNEST`.
pub fn open(url: &str) -> (Store, Vec<(Uuid, i64)>) {
    let mut conn = PgConnection::establish(url).unwrap();
    diesel::sql_query(TABLE).execute(&mut conn).unwrap();
    let heads = diesel::sql_query("select room, max(seq) as seq from baseline_lean group by room")
        .load::<Head>(&mut conn)
        .unwrap();
    let unnest = std::env::var("LEAN_INSERT").is_ok_and(|how| how == "unnest");
    (Store { conn, unnest }, heads.into_iter().map(|head| (head.room, head.seq)).collect())
}

impl Store {
    /// Writes until the program ends.
    pub fn run(mut self, queue: &WriteQueue, done: &UnboundedSender<Batch>) {
        loop {
            let batch = queue.take();
            if self.unnest { self.insert(&batch) } else { self.copy(&batch) }.unwrap();
            if done.send(batch).is_err() {
                return;
            }
        }
    }

    fn copy(&mut self, batch: &Batch) -> QueryResult<usize> {
        let micros = chrono::Utc::now().timestamp_micros() - 946_684_800_000_000;
        diesel::copy_from(baseline_lean::table)
            .from_raw_data(baseline_lean::table, |to| {
                write_rows(to, batch, micros).map_err(serialization_error)
            })
            .with_format(CopyFormat::Binary)
            .execute(&mut self.conn)
    }

    fn insert(&mut self, batch: &Batch) -> QueryResult<usize> {
        let messages = &batch.messages;
        let texts: Vec<_> =
            batch.with_texts().map(|(_, text)| std::str::from_utf8(text).unwrap()).collect();
        diesel::sql_query(
            "insert into baseline_lean select *, now() from unnest($1, $2, $3, $4, $5)",
        )
        .bind::<Array<diesel::sql_types::Uuid>, _>(
            messages.iter().map(|m| m.room).collect::<Vec<_>>(),
        )
        .bind::<Array<BigInt>, _>(messages.iter().map(|m| m.seq).collect::<Vec<_>>())
        .bind::<Array<diesel::sql_types::Uuid>, _>(
            messages.iter().map(|m| m.id).collect::<Vec<_>>(),
        )
        .bind::<Array<diesel::sql_types::Uuid>, _>(
            messages.iter().map(|m| m.sender).collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(texts)
        .execute(&mut self.conn)
    }
}

fn serialization_error(err: io::Error) -> diesel::result::Error {
    diesel::result::Error::SerializationError(Box::new(err))
}

/// Writes the batch in Postgres' binary copy format, in chunks of 64 KiB.
fn write_rows(to: &mut dyn Write, batch: &Batch, micros: i64) -> io::Result<()> {
    let mut to = io::BufWriter::with_capacity(64 * 1024, to);
    to.write_all(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0")?;
    for (message, text) in batch.with_texts() {
        let mut head = [0u8; 2 + 20 + 12 + 20 + 20 + 4];
        head[1] = 6;
        put_field(&mut head[2..], message.room.as_bytes());
        put_field(&mut head[22..], &message.seq.to_be_bytes());
        put_field(&mut head[34..], message.id.as_bytes());
        put_field(&mut head[54..], message.sender.as_bytes());
        head[74..].copy_from_slice(&(text.len() as u32).to_be_bytes());
        to.write_all(&head)?;
        to.write_all(text)?;
        let mut tail = [0u8; 12];
        put_field(&mut tail, &micros.to_be_bytes());
        to.write_all(&tail)?;
    }
    to.write_all(&(-1i16).to_be_bytes())?;
    to.flush()
}

/// Writes a field: its length, then its bytes.
fn put_field(into: &mut [u8], bytes: &[u8]) {
    into[..4].copy_from_slice(&(bytes.len() as u32).to_be_bytes());
    into[4..4 + bytes.len()].copy_from_slice(bytes);
}

/// Replaces `into` by the ack of a message.
pub fn write_ack(into: &mut Vec<u8>, message: &Message, at: &str) {
    into.clear();
    write!(
        into,
        r#"{{"type":"ack","room":"{}","id":"{}","seq":{},"at":"{at}"}}"#,
        message.room, message.id, message.seq
    )
    .unwrap();
}

/// Replaces `into` by the event of a message.
pub fn write_message(into: &mut Vec<u8>, message: &Message, text: &[u8], at: &str) {
    into.clear();
    let Message { room, seq, id, sender, .. } = message;
    write!(into, r#"{{"type":"message","room":"{room}","seq":{seq},"id":"{id}","sender":"{sender}","kind":"text","text":"#)
        .unwrap();
    serde_json::to_writer(&mut *into, std::str::from_utf8(text).unwrap()).unwrap();
    write!(into, r#","at":"{at}"}}"#).unwrap();
}
