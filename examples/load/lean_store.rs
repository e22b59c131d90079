//! The floor's one writer: a table, and a batch for whatever gathered while the last one was committed.

use std::io::{self, Write};
use std::sync::{Condvar, Mutex, MutexGuard};

use diesel::pg::CopyFormat;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use tokio::sync::mpsc::UnboundedSender;
use uuid::Uuid;

diesel::table! {
    yardstick_lean (room, seq) {
        room -> diesel::sql_types::Uuid,
        seq -> BigInt,
        id -> diesel::sql_types::Uuid,
        sender -> diesel::sql_types::Uuid,
        body -> Text,
        at -> diesel::sql_types::Timestamptz,
    }
}

const TABLE: &str = "create table if not exists yardstick_lean (room uuid not null, seq bigint not null, \
    id uuid not null, sender uuid not null, body text not null, at timestamptz not null, primary key (room, seq))";

/// A message; its text ends at `end` in the text of the batch, and begins where the one before ends.
pub struct Said {
    pub place: usize,
    pub room: Uuid,
    pub line: usize,
    pub seq: i64,
    pub id: Uuid,
    pub sender: Uuid,
    pub end: usize,
}

#[derive(Default)]
pub struct Batch {
    pub said: Vec<Said>,
    pub text: Vec<u8>,
}

impl Batch {
    pub fn push(&mut self, said: Said, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
        self.said.push(Said { end: self.text.len(), ..said });
    }

    pub fn clear(&mut self) {
        self.said.clear();
        self.text.clear();
    }

    fn each(&self) -> impl Iterator<Item = (&Said, &[u8])> {
        let mut begin = 0;
        self.said.iter().map(move |said| {
            let text = &self.text[begin..said.end];
            begin = said.end;
            (said, text)
        })
    }
}

/// Where messages gather. Batches go round, so that their room is used again.
#[derive(Default)]
pub struct Inbox {
    gathering: Mutex<Batch>,
    spare: Mutex<Vec<Batch>>,
    bell: Condvar,
}

impl Inbox {
    pub fn lock(&self) -> MutexGuard<'_, Batch> {
        self.gathering.lock().unwrap()
    }

    /// Lets the writer know, when there is something.
    pub fn wake(&self, batch: MutexGuard<'_, Batch>) {
        let any = !batch.said.is_empty();
        drop(batch);
        if any {
            self.bell.notify_one();
        }
    }

    pub fn give_back(&self, batch: Batch) {
        self.spare.lock().unwrap().push(batch);
    }

    fn take(&self) -> Batch {
        let spare = self.spare.lock().unwrap().pop().unwrap_or_default();
        let gathered = self.bell.wait_while(self.lock(), |batch| batch.said.is_empty());
        std::mem::replace(&mut gathered.unwrap(), spare)
    }
}

pub struct Store {
    conn: PgConnection,
    unnest: bool,
}

#[derive(QueryableByName)]
struct Head {
    #[diesel(sql_type = diesel::sql_types::Uuid)]
    room: Uuid,
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

/// Opens the table; also tells where each room stands. `LEAN_INSERT=unnest` writes with `INSERT … UNNEST`.
pub fn open(url: &str) -> (Store, Vec<(Uuid, i64)>) {
    let mut conn = PgConnection::establish(url).unwrap();
    diesel::sql_query(TABLE).execute(&mut conn).unwrap();
    let heads = diesel::sql_query("select room, max(seq) as seq from yardstick_lean group by room")
        .load::<Head>(&mut conn)
        .unwrap();
    let unnest = std::env::var("LEAN_INSERT").is_ok_and(|how| how == "unnest");
    (Store { conn, unnest }, heads.into_iter().map(|head| (head.room, head.seq)).collect())
}

impl Store {
    /// Writes until the program ends.
    pub fn run(mut self, inbox: &Inbox, done: &UnboundedSender<Batch>) {
        loop {
            let batch = inbox.take();
            if self.unnest { self.insert(&batch) } else { self.copy(&batch) }.unwrap();
            if done.send(batch).is_err() {
                return;
            }
        }
    }

    fn copy(&mut self, batch: &Batch) -> QueryResult<usize> {
        let micros = chrono::Utc::now().timestamp_micros() - 946_684_800_000_000;
        diesel::copy_from(yardstick_lean::table)
            .from_raw_data(yardstick_lean::table, |to| rows(to, batch, micros).map_err(broken))
            .with_format(CopyFormat::Binary)
            .execute(&mut self.conn)
    }

    fn insert(&mut self, batch: &Batch) -> QueryResult<usize> {
        let said = &batch.said;
        let texts: Vec<_> =
            batch.each().map(|(_, text)| std::str::from_utf8(text).unwrap()).collect();
        diesel::sql_query(
            "insert into yardstick_lean select *, now() from unnest($1, $2, $3, $4, $5)",
        )
        .bind::<Array<diesel::sql_types::Uuid>, _>(said.iter().map(|s| s.room).collect::<Vec<_>>())
        .bind::<Array<BigInt>, _>(said.iter().map(|s| s.seq).collect::<Vec<_>>())
        .bind::<Array<diesel::sql_types::Uuid>, _>(said.iter().map(|s| s.id).collect::<Vec<_>>())
        .bind::<Array<diesel::sql_types::Uuid>, _>(
            said.iter().map(|s| s.sender).collect::<Vec<_>>(),
        )
        .bind::<Array<Text>, _>(texts)
        .execute(&mut self.conn)
    }
}

fn broken(err: io::Error) -> diesel::result::Error {
    diesel::result::Error::SerializationError(Box::new(err))
}

/// The batch in Postgres' binary copy format, told in pieces of 64 KiB.
fn rows(to: &mut dyn Write, batch: &Batch, micros: i64) -> io::Result<()> {
    let mut to = io::BufWriter::with_capacity(64 * 1024, to);
    to.write_all(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0")?;
    for (said, text) in batch.each() {
        let mut head = [0u8; 2 + 20 + 12 + 20 + 20 + 4];
        head[1] = 6;
        put(&mut head[2..], said.room.as_bytes());
        put(&mut head[22..], &said.seq.to_be_bytes());
        put(&mut head[34..], said.id.as_bytes());
        put(&mut head[54..], said.sender.as_bytes());
        head[74..].copy_from_slice(&(text.len() as u32).to_be_bytes());
        to.write_all(&head)?;
        to.write_all(text)?;
        let mut tail = [0u8; 12];
        put(&mut tail, &micros.to_be_bytes());
        to.write_all(&tail)?;
    }
    to.write_all(&(-1i16).to_be_bytes())?;
    to.flush()
}

/// A field: its length, then its bytes.
fn put(into: &mut [u8], bytes: &[u8]) {
    into[..4].copy_from_slice(&(bytes.len() as u32).to_be_bytes());
    into[4..4 + bytes.len()].copy_from_slice(bytes);
}

/// The frame of an ack.
pub fn ack(into: &mut Vec<u8>, said: &Said, at: &str) {
    into.clear();
    write!(
        into,
        r#"{{"type":"ack","room":"{}","id":"{}","seq":{},"at":"{at}"}}"#,
        said.room, said.id, said.seq
    )
    .unwrap();
}

/// The frame of a message.
pub fn message(into: &mut Vec<u8>, said: &Said, text: &[u8], at: &str) {
    into.clear();
    let Said { room, seq, id, sender, .. } = said;
    write!(into, r#"{{"type":"message","room":"{room}","seq":{seq},"id":"{id}","sender":"{sender}","kind":"text","text":"#)
        .unwrap();
    serde_json::to_writer(&mut *into, std::str::from_utf8(text).unwrap()).unwrap();
    write!(into, r#","at":"{at}"}}"#).unwrap();
}
