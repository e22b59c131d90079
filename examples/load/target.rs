//! The servers that can be measured, and the differences between their protocols.

use serde_json::json;

use super::tracker::MessageTemplate;
use super::wire::{self, Fields, TEXT, put_frame};

/// A server that can be measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Target {
    /// This product.
    Tawar,
    /// `examples/relay.rs` and `examples/lean.rs`: the same protocol over one table.
    Relay,
    /// `examples/socketio`: Socket.IO over its WebSocket transport, without its client library.
    Socketio,
}

/// The event that Socket.IO has accepted the connection; only then may a room be joined.
pub const CONNECTED: &[u8] = b"connected";

/// Where a client resumes.
#[derive(Clone, Copy)]
pub struct Position<'a> {
    /// The last sequence number it has.
    pub seq: u64,
    pub epoch: &'a str,
}

impl Target {
    /// The upgrade request. `token` authenticates with this product; elsewhere it is the person's id.
    pub fn request(self, host: &str, token: &str) -> String {
        let path = match self {
            Self::Tawar => "/ws".to_owned(),
            Self::Relay => format!("/ws?as={token}"),
            Self::Socketio => format!("/socket.io/?EIO=4&transport=websocket&as={token}"),
        };
        let authorization = match self {
            Self::Tawar => format!("Authorization: Bearer {token}\r\n"),
            Self::Relay | Self::Socketio => String::new(),
        };
        format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{authorization}\r\n"
        )
    }

    /// The first frame: Socket.IO wants a connect packet, the others a `join`.
    pub fn open_session(self, out: &mut Vec<u8>, room: &str, resume: Option<Position<'_>>) {
        match self {
            Self::Tawar | Self::Relay => self.join(out, room, resume),
            Self::Socketio => put_frame(out, TEXT, b"40"),
        }
    }

    pub fn join(self, out: &mut Vec<u8>, room: &str, resume: Option<Position<'_>>) {
        let mut join = json!({"type": "join", "room": room});
        if let Some(Position { seq, epoch }) = resume {
            join["since"] = seq.into();
            join["epoch"] = epoch.into();
        }
        let text = match self {
            Self::Tawar | Self::Relay => join.to_string(),
            Self::Socketio => format!("42[\"join\",{join}]"),
        };
        put_frame(out, TEXT, text.as_bytes());
    }

    /// A `send` frame with a placeholder for the id.
    pub fn template(self, room: &str, text: &str) -> MessageTemplate {
        let id = "#".repeat(36);
        // Formatted by hand, so that the fields have the protocol's order.
        let send = format!(
            r#"{{"type":"send","room":"{room}","id":"{id}","text":{}}}"#,
            serde_json::Value::from(text)
        );
        let payload = match self {
            Self::Tawar | Self::Relay => send,
            // The packet id asks for an acknowledgement; that contains the message's id, so the packet id may always be 0.
            Self::Socketio => format!("420[\"send\",{send}]"),
        };
        let mut frame = Vec::new();
        put_frame(&mut frame, TEXT, payload.as_bytes());
        let id_at = frame.windows(36).position(|part| part == id.as_bytes()).unwrap();
        MessageTemplate { frame, id_at }
    }

    /// The event in a text frame. Appends to `reply` what the server expects at once.
    pub fn parse<'a>(self, payload: &'a [u8], reply: &mut Vec<u8>) -> Option<Fields<'a>> {
        if self != Self::Socketio {
            return wire::fields(payload);
        }
        match payload {
            b"2" => {
                put_frame(reply, TEXT, b"3");
                None
            }
            [b'4', b'0', ..] => Some(Fields { kind: CONNECTED, ..Fields::default() }),
            // 42["message",{…}]
            [b'4', b'2', b'[', b'"', rest @ ..] => {
                let end = rest.iter().position(|byte| *byte == b'"')?;
                let mut found = wire::fields(rest.get(end + 2..)?)?;
                found.kind = &rest[..end];
                Some(found)
            }
            // 430[{…}]
            [b'4', b'3', rest @ ..] => {
                let begin = rest.iter().position(|byte| *byte == b'{')?;
                let mut found = wire::fields(&rest[begin..])?;
                if found.kind.is_empty() {
                    found.kind = b"ack";
                }
                Some(found)
            }
            _ => None,
        }
    }
}
