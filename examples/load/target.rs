//! What is measured, and the small differences in how it is spoken to.

use serde_json::json;

use super::wire::{self, Fields, TEXT, put_frame};

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub enum Target {
    /// The product.
    Tawar,
    /// `examples/relay.rs` and `examples/lean.rs`: the same wire, nothing behind it but one table.
    Relay,
    /// `examples/socketio`: Socket.IO over its websocket transport, framed by hand.
    Socketio,
}

/// The event that Socket.IO has taken us in; only then may a room be entered.
pub const HERE: &[u8] = b"here";

impl Target {
    /// The request that asks for the upgrade. `token` signs in where there is a door.
    pub fn request(self, host: &str, token: &str) -> String {
        let path = match self {
            Self::Tawar => "/ws".to_owned(),
            Self::Relay => format!("/ws?as={token}"),
            Self::Socketio => format!("/socket.io/?EIO=4&transport=websocket&as={token}"),
        };
        let door = match self {
            Self::Tawar => format!("Authorization: Bearer {token}\r\n"),
            Self::Relay | Self::Socketio => String::new(),
        };
        format!(
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{door}\r\n"
        )
    }

    /// What is said first: for Socket.IO that the connection is wanted, for the others that the room is entered.
    pub fn hello(self, out: &mut Vec<u8>, room: &str, resume: Option<(u64, &str)>) {
        match self {
            Self::Tawar | Self::Relay => self.join(out, room, resume),
            Self::Socketio => put_frame(out, TEXT, b"40"),
        }
    }

    /// Enters a room.
    pub fn join(self, out: &mut Vec<u8>, room: &str, resume: Option<(u64, &str)>) {
        let mut join = json!({"type": "join", "room": room});
        if let Some((since, epoch)) = resume {
            join["since"] = since.into();
            join["epoch"] = epoch.into();
        }
        let text = match self {
            Self::Tawar | Self::Relay => join.to_string(),
            Self::Socketio => format!("42[\"join\",{join}]"),
        };
        put_frame(out, TEXT, text.as_bytes());
    }

    /// A whole `send` frame with room for the id, and where that stands.
    pub fn template(self, room: &str, text: &str) -> (Vec<u8>, usize) {
        let id = "#".repeat(36);
        // By hand: the id must be found again, and the order of fields is the protocol's.
        let send = format!(
            r#"{{"type":"send","room":"{room}","id":"{id}","text":{}}}"#,
            serde_json::Value::from(text)
        );
        let payload = match self {
            Self::Tawar | Self::Relay => send,
            // The number asks for an acknowledgement; the id in it tells which, so that it may always be 0.
            Self::Socketio => format!("420[\"send\",{send}]"),
        };
        let mut frame = Vec::new();
        put_frame(&mut frame, TEXT, payload.as_bytes());
        let at = frame.windows(36).position(|part| part == id.as_bytes()).unwrap();
        (frame, at)
    }

    /// Reads a text frame. `reply` is filled when the target wants an answer at once.
    pub fn hear<'a>(self, payload: &'a [u8], reply: &mut Vec<u8>) -> Option<Fields<'a>> {
        if self != Self::Socketio {
            return wire::fields(payload);
        }
        match payload {
            b"2" => {
                put_frame(reply, TEXT, b"3");
                None
            }
            [b'4', b'0', ..] => Some(Fields { kind: HERE, ..Fields::default() }),
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
