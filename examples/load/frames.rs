//! Sends invalid frames of every kind, each on a socket of its own, and counts how the server responds.

use std::collections::BTreeMap;
use std::io;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use rand::RngExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::client::{host, read_upgrade};
use super::client_pool::{Plan, run_local};
use super::many_sockets::all_alive;
use super::processes::rss;
use super::wire::{self, CLOSE, PING, PONG, TEXT, put_frame, put_header};

type MakeFrame = fn() -> Vec<u8>;

/// How long a response is awaited.
const RESPONSE_TIMEOUT: Duration = Duration::from_millis(700);

const CLASSES: &[(&str, MakeFrame)] = &[
    ("reserved opcode", || framed(0x80 | pick(&[3, 4, 5, 6, 7, 11, 12, 13, 14, 15]), b"what")),
    ("reserved bits", || framed(pick(&[0xc1, 0xa1, 0x91]), br#"{"type":"ping"}"#)),
    ("not masked", || {
        let mut out = Vec::new();
        put_header(&mut out, 0x81, false, 15);
        out.extend_from_slice(br#"{"type":"ping"}"#);
        out
    }),
    ("2^63 bytes long", || [&[0x81, 0xff, 0x80][..], &[0; 7], &[0; 4], b"{}"].concat()),
    ("2^62 bytes long", || [&[0x81, 0xff, 0x40][..], &[0; 7], &[0; 4], b"{}"].concat()),
    ("text that is no UTF-8", || framed(0x81, b"{\"type\":\"ping\",\"x\":\"\xff\xfe\xc3\x28\"}")),
    ("lone continuation", || framed(0x80, b"and so on")),
    ("never-ending fragments", || [framed(0x01, b"{"), framed(0x00, b" ")].concat()),
    ("fragmented ping", || framed(0x09, b"a")),
    ("ping of 200 bytes", || framed(0x89, &[b'a'; 200])),
    ("close with one byte", || framed(0x88, &[3])),
    ("close with a forbidden code", || {
        framed(0x88, &pick(&[0u16, 999, 1005, 1006, 65535]).to_be_bytes())
    }),
    ("binary", || framed(0x82, &noise(64))),
    ("unknown type", || framed(0x81, br#"{"type":"explode","room":"x"}"#)),
    ("wrong fields", || framed(0x81, br#"{"type":"send","room":5,"id":[],"text":{}}"#)),
    ("no JSON", || framed(0x81, b"GET / HTTP/1.1\r\n\r\n")),
    ("empty", || framed(0x81, b"")),
    ("50,000 brackets", || framed(0x81, &[b'['; 50_000])),
    ("JSON of 100 KB", || {
        framed(0x81, format!(r#"{{"type":"{}"}}"#, "x".repeat(100_000)).as_bytes())
    }),
    ("JSON of 1 MB", || {
        framed(0x81, format!(r#"{{"type":"{}"}}"#, "x".repeat(1_000_000)).as_bytes())
    }),
    ("random bytes", || noise(rand::rng().random_range(2..300))),
    ("half a frame, then closed", || framed(0x81, br#"{"type":"ping"}"#)[..9].to_vec()),
];

fn framed(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put_header(&mut out, first, true, payload.len());
    out.extend_from_slice(payload);
    out
}

fn noise(length: usize) -> Vec<u8> {
    let mut rng = rand::rng();
    (0..length).map(|_| rng.random()).collect()
}

fn pick<T: Copy>(among: &[T]) -> T {
    among[rand::rng().random_range(0..among.len())]
}

/// The people of `plan` open the sockets, a few at a time each. Returns whether the servers still run and answer.
#[must_use]
pub fn run(plan: &Plan, frames: usize, pids: &[u32]) -> bool {
    run_local(async {
        let before = rss(pids);
        let tokens: Vec<&String> = plan.pairs.iter().flat_map(|pair| &pair.tokens).collect();
        let slow_senders = async {
            let senders = tokens.iter().map(|token| send_slowly(plan, token));
            futures_util::future::join_all(senders).await
        };
        let work = stream::iter(0..frames).map(async |turn| {
            let (class, make) = CLASSES[turn % CLASSES.len()];
            let outcome = send_and_observe(plan, tokens[turn % tokens.len()], &make()).await;
            (class, outcome.unwrap_or_else(|err| format!("no socket: {}", err.kind())))
        });
        let count = async {
            let mut table: BTreeMap<&str, BTreeMap<String, u64>> = BTreeMap::new();
            let mut outcomes = work.buffer_unordered(tokens.len());
            while let Some((class, outcome)) = outcomes.next().await {
                *table.entry(class).or_default().entry(outcome).or_default() += 1;
            }
            table
        };
        let (table, slow) = tokio::join!(count, slow_senders);
        for (class, outcomes) in &table {
            let outcomes: Vec<_> =
                outcomes.iter().map(|(what, n)| format!("{n} × {what}")).collect();
            println!("{class:<28} {}", outcomes.join(", "));
        }
        println!("{:<28} {} sockets: {}", "one byte a second", slow.len(), slow.join(", "));
        let reply = send_and_observe(plan, tokens[0], &framed(0x81, br#"{"type":"ping"}"#)).await;
        let reply = reply.unwrap_or_else(|err| err.to_string());
        println!("afterwards a ping is answered with: {reply}");
        println!(
            "server {:.1} MiB before, {:.1} MiB after",
            before as f64 / 1024.0,
            rss(pids) as f64 / 1024.0
        );
        all_alive(pids) && reply == "pong"
    })
}

async fn open(plan: &Plan, token: &str) -> io::Result<(TcpStream, Vec<u8>)> {
    let mut stream = TcpStream::connect(host(&plan.urls[0])).await?;
    stream.set_nodelay(true)?;
    stream.write_all(plan.target.request(host(&plan.urls[0]), token).as_bytes()).await?;
    let rest = read_upgrade(&mut stream).await?;
    Ok((stream, rest))
}

/// Sends the bytes and describes how the server responds.
async fn send_and_observe(plan: &Plan, token: &str, bytes: &[u8]) -> io::Result<String> {
    let (mut stream, mut received) = open(plan, token).await?;
    // The server may close the connection before it has read everything.
    let _ = stream.write_all(bytes).await;
    let outcome = timeout(RESPONSE_TIMEOUT, async {
        loop {
            let mut used = 0;
            while let Some((frame, length)) = wire::next_frame(&received[used..]) {
                used += length;
                if let Some(outcome) = outcome(frame.opcode, frame.payload) {
                    return outcome;
                }
            }
            received.drain(..used);
            match stream.read_buf(&mut received).await {
                Ok(0) => return "connection closed".to_owned(),
                Ok(_) => {}
                Err(err) => return format!("connection cut ({})", err.kind()),
            }
        }
    });
    Ok(outcome.await.unwrap_or_else(|_| "no response".into()))
}

fn outcome(opcode: u8, payload: &[u8]) -> Option<String> {
    match opcode {
        CLOSE => Some(match payload.first_chunk() {
            Some(code) => format!("close {}", u16::from_be_bytes(*code)),
            None => "close without a code".into(),
        }),
        PONG => Some("pong".into()),
        TEXT => {
            let event = wire::fields(payload)?;
            let kind = String::from_utf8_lossy(event.kind).into_owned();
            match event.kind {
                b"error" => Some(format!("error {}", String::from_utf8_lossy(event.code))),
                b"welcome" | b"presence" | b"notice" => None,
                _ => Some(kind),
            }
        }
        _ => None,
    }
}

/// Sends a valid frame at one byte a second.
async fn send_slowly(plan: &Plan, token: &str) -> String {
    let Ok((mut stream, _)) = open(plan, token).await else { return "no socket".into() };
    let mut frame = Vec::new();
    put_frame(&mut frame, PING, b"slowly");
    for byte in frame {
        if stream.write_all(&[byte]).await.is_err() {
            return "cut".into();
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    let mut answer = [0; 1024];
    match timeout(Duration::from_secs(3), stream.read(&mut answer)).await {
        Ok(Ok(read)) if read > 0 => "answered".into(),
        Ok(_) => "cut".into(),
        Err(_) => "no response".into(),
    }
}
