//! A person's socket: says commands, hears events.

use std::collections::VecDeque;
use std::time::Duration;

use awc::ws::{Codec, Frame, Message};
use awc::{BoxedSocket, Client};
use actix_codec::Framed;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Socket {
    framed: Framed<BoxedSocket, Codec>,
    heard: VecDeque<Value>,
    pub welcome: Value,
}

/// Nothing that must come takes longer, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

impl Socket {
    pub(super) async fn open(base: &str, token: &str) -> Self {
        let url = format!("{}/ws", base.replacen("http", "ws", 1));
        let (_, framed) = Client::new()
            .ws(url)
            .set_header("Authorization", format!("Bearer {token}"))
            .max_frame_size(1 << 20)
            .connect()
            .await
            .expect("the socket opens");
        let mut socket = Self { framed, heard: VecDeque::new(), welcome: Value::Null };
        socket.welcome = socket.hears("welcome").await;
        socket
    }

    /// Says a command.
    pub async fn says(&mut self, command: Value) {
        self.says_raw(command.to_string()).await;
    }

    /// Says a text, whatever it is.
    pub async fn says_raw(&mut self, text: String) {
        self.framed.send(Message::Text(text.into())).await.expect("the socket takes it");
    }

    /// Enters a room and waits until it is let in.
    pub async fn joins(&mut self, room: &Value, since: Option<i64>) -> Value {
        self.says(json!({"type": "join", "room": room, "since": since})).await;
        self.hears("joined").await
    }

    /// Sends a message with a fresh id; returns the id.
    pub async fn sends(&mut self, room: &Value, text: &str) -> Uuid {
        let id = Uuid::now_v7();
        self.says(json!({"type": "send", "room": room, "id": id, "text": text})).await;
        id
    }

    /// The next event of this type; others that come before are kept.
    pub async fn hears(&mut self, kind: &str) -> Value {
        if let Some(at) = self.heard.iter().position(|event| event["type"] == kind) {
            return self.heard.remove(at).unwrap();
        }
        loop {
            let event = self.next(PATIENCE).await.unwrap_or_else(|| panic!("no {kind} came; heard {:?}", self.heard));
            if event["type"] == kind {
                return event;
            }
            self.heard.push_back(event);
        }
    }

    /// Waits a moment and answers whether an event of this type came.
    pub async fn heard_within(&mut self, kind: &str, patience: Duration) -> bool {
        while let Some(event) = self.next(patience).await {
            self.heard.push_back(event);
        }
        self.heard.iter().any(|event| event["type"] == kind)
    }

    /// The close code the server says goodbye with.
    pub async fn is_closed_with(&mut self) -> Option<u16> {
        loop {
            match actix_web::rt::time::timeout(PATIENCE, self.framed.next()).await.expect("the server closes") {
                Some(Ok(Frame::Close(reason))) => return reason.map(|reason| reason.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    async fn next(&mut self, patience: Duration) -> Option<Value> {
        loop {
            match actix_web::rt::time::timeout(patience, self.framed.next()).await {
                Ok(Some(Ok(Frame::Text(bytes)))) => return Some(serde_json::from_slice(&bytes).unwrap()),
                Ok(Some(Ok(Frame::Ping(bytes)))) => self.framed.send(Message::Pong(bytes)).await.ok()?,
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) | Err(_) => return None,
            }
        }
    }
}
