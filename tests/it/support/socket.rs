//! A person's socket: it sends commands and receives events.

use std::collections::VecDeque;
use std::time::Duration;

use actix_codec::Framed;
use awc::ws::{Codec, Frame, Message};
use awc::{BoxedSocket, Client};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use uuid::Uuid;

pub struct Socket {
    framed: Framed<BoxedSocket, Codec>,
    queue: VecDeque<Value>,
    pub welcome: Value,
}

/// The longest time that an expected event may take, even on a busy machine.
const TIMEOUT: Duration = Duration::from_secs(10);

impl Socket {
    pub(super) async fn open(base: &str, token: &str) -> Self {
        let mut socket = Self::dial(base, token).await;
        socket.welcome = socket.receives("welcome").await;
        socket
    }

    /// Opens a socket that the server may refuse.
    pub async fn dial(base: &str, token: &str) -> Self {
        Self::dial_with(base, token, ("User-Agent", "it")).await
    }

    /// Opens a socket that the server may refuse, with a header beside the token.
    pub async fn dial_with(base: &str, token: &str, header: (&'static str, &str)) -> Self {
        let url = format!("{}/ws", base.replacen("http", "ws", 1));
        let (_, framed) = Client::new()
            .ws(url)
            .set_header("Authorization", format!("Bearer {token}"))
            .set_header(header.0, header.1)
            .max_frame_size(1 << 20)
            .connect()
            .await
            .expect("the socket opens");
        Self { framed, queue: VecDeque::new(), welcome: Value::Null }
    }

    /// Sends a command.
    pub async fn sends_command(&mut self, command: Value) {
        self.sends_text(command.to_string()).await;
    }

    /// Sends several commands together, in one write.
    pub async fn sends_together(&mut self, commands: impl IntoIterator<Item = Value>) {
        for command in commands {
            let text = command.to_string();
            self.framed.feed(Message::Text(text.into())).await.expect("the socket is open");
        }
        SinkExt::<Message>::flush(&mut self.framed).await.expect("the socket is open");
    }

    /// Sends any text.
    pub async fn sends_text(&mut self, text: String) {
        self.framed.send(Message::Text(text.into())).await.expect("the socket is open");
    }

    /// Sends a command; returns false when the connection is broken.
    pub async fn tries_to_send(&mut self, command: Value) -> bool {
        self.framed.send(Message::Text(command.to_string().into())).await.is_ok()
    }

    /// Sends a binary frame.
    pub async fn sends_bytes(&mut self, bytes: &'static [u8]) {
        self.framed.send(Message::Binary(bytes.into())).await.expect("the socket is open");
    }

    /// Waits until the server has processed everything that this socket sent before.
    pub async fn is_still_open(&mut self) {
        self.sends_command(json!({"type": "ping"})).await;
        self.receives("pong").await;
    }

    /// The messages of a room up to this sequence number, in the order of arrival.
    pub async fn receives_messages_up_to(&mut self, last: i64) -> Vec<Value> {
        let mut messages = Vec::new();
        while messages.last().is_none_or(|message: &Value| message["seq"].as_i64() < Some(last)) {
            messages.push(self.receives("message").await);
        }
        messages
    }

    /// The next event of any type; `None` when the connection is broken.
    pub async fn receives_any(&mut self) -> Option<Value> {
        match self.queue.pop_front() {
            Some(event) => Some(event),
            None => self.next(TIMEOUT).await,
        }
    }

    /// The events of this type that arrived and were not read yet.
    pub fn queued(&self, kind: &str) -> Vec<&Value> {
        self.queue.iter().filter(|event| event["type"] == kind).collect()
    }

    /// Joins a room and waits for the answer.
    pub async fn joins(&mut self, room: &Value, since: Option<i64>) -> Value {
        self.sends_command(json!({"type": "join", "room": room, "since": since})).await;
        self.receives("joined").await
    }

    /// Sends a message with a fresh id; returns the id.
    pub async fn sends_message(&mut self, room: &Value, text: &str) -> Uuid {
        let id = Uuid::now_v7();
        self.sends_command(json!({"type": "send", "room": room, "id": id, "text": text})).await;
        id
    }

    /// The next event of this type; others that arrive before stay in the queue.
    pub async fn receives(&mut self, kind: &str) -> Value {
        if let Some(at) = self.queue.iter().position(|event| event["type"] == kind) {
            return self.queue.remove(at).unwrap();
        }
        loop {
            let event = self
                .next(TIMEOUT)
                .await
                .unwrap_or_else(|| panic!("no {kind} arrived; queued {:?}", self.queue));
            if event["type"] == kind {
                return event;
            }
            self.queue.push_back(event);
        }
    }

    /// Reads until nothing has arrived for this long; returns whether an event of this type did.
    pub async fn receives_within(&mut self, kind: &str, patience: Duration) -> bool {
        while let Some(event) = self.next(patience).await {
            self.queue.push_back(event);
        }
        self.queue.iter().any(|event| event["type"] == kind)
    }

    /// The close code of the server.
    pub async fn is_closed_with(&mut self) -> Option<u16> {
        loop {
            match actix_web::rt::time::timeout(TIMEOUT, self.framed.next())
                .await
                .expect("the server closes")
            {
                Some(Ok(Frame::Close(reason))) => return reason.map(|reason| reason.code.into()),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return None,
            }
        }
    }

    async fn next(&mut self, patience: Duration) -> Option<Value> {
        loop {
            match actix_web::rt::time::timeout(patience, self.framed.next()).await {
                Ok(Some(Ok(Frame::Text(bytes)))) => {
                    return Some(serde_json::from_slice(&bytes).unwrap());
                }
                Ok(Some(Ok(Frame::Ping(bytes)))) => {
                    self.framed.send(Message::Pong(bytes)).await.ok()?
                }
                Ok(Some(Ok(_))) => {}
                Ok(Some(Err(_)) | None) | Err(_) => return None,
            }
        }
    }
}
