//! WebSocket upgrades and masks, for `lean`.

use base64::Engine;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Responds to the upgrade request; returns the person it names.
pub async fn accept_upgrade(stream: &mut TcpStream) -> Option<Uuid> {
    stream.set_nodelay(true).ok()?;
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read_buf(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: "))?;
    let person = head.split_once("?as=")?.1.split(' ').next()?.parse().ok()?;
    let text = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    let hash = ring::digest::digest(&ring::digest::SHA1_FOR_LEGACY_USE_ONLY, text.as_bytes());
    let accept = base64::engine::general_purpose::STANDARD.encode(hash);
    let answer = format!(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"
    );
    stream.write_all(answer.as_bytes()).await.ok()?;
    Some(person)
}

/// Copies a payload with its mask removed.
pub fn unmask(into: &mut Vec<u8>, payload: &[u8], mask: &[u8]) {
    into.clear();
    into.extend_from_slice(payload);
    let mask = [mask[0], mask[1], mask[2], mask[3]];
    let (fours, tail) = into.as_chunks_mut::<4>();
    for four in fours {
        *four = (u32::from_ne_bytes(*four) ^ u32::from_ne_bytes(mask)).to_ne_bytes();
    }
    for (byte, mask) in tail.iter_mut().zip(mask) {
        *byte ^= mask;
    }
}
