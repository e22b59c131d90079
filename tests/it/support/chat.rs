//! Rooms and messages: what people and sockets do in the chat.

use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use super::app::TestApp;
use super::fixtures::{a_photo, id_of};
use super::people::{Answer, Person};
use super::socket::Socket;

/// Sari, Budi, Sari's camera, and Budi's room about it.
pub async fn chat_between_sari_and_budi(app: &TestApp) -> (Person, Person, Value, Value) {
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    (sari, budi, camera, room)
}

/// The sequence number of a message or an ack.
pub fn seq_of(event: &Value) -> i64 {
    event["seq"].as_i64().unwrap()
}

pub fn seqs_of(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(seq_of).collect()
}

/// A message event without its `type`, as the history contains it.
pub fn as_in_history(mut event: Value) -> Value {
    assert_eq!(event["type"], "message", "{event}");
    event.as_object_mut().unwrap().remove("type");
    event
}

impl Person {
    /// The room about a listing, created on first use.
    pub async fn opens_chat(&self, listing: &Value) -> Value {
        self.put(&format!("/api/chat/{}", id_of(listing)), json!({})).await.with(200)["room"]
            .clone()
    }

    /// A page of a room's history.
    pub async fn reads_history(&self, room: &Value, query: &str) -> Vec<Value> {
        let path = format!("/api/rooms/{}/messages?{query}", room.as_str().unwrap());
        self.get(&path).await.with(200)["messages"].as_array().unwrap().clone()
    }

    /// Reads a room's history from a sequence number to its end, page by page.
    pub async fn reads_history_after(&self, room: &Value, mut after: i64) -> Vec<Value> {
        let mut all = Vec::new();
        loop {
            let page = self.reads_history(room, &format!("limit=100&after={after}")).await;
            let Some(last) = page.last() else { return all };
            after = seq_of(last);
            all.extend(page);
        }
    }

    /// Opens a socket and joins a room.
    pub async fn joins_room(&self, room: &Value) -> Socket {
        let mut socket = self.connects().await;
        socket.joins(room, None).await;
        socket
    }

    /// The unread counts of the inbox and of its first room.
    pub async fn unread_counts(&self) -> (i64, i64) {
        let inbox = self.get("/api/rooms").await.with(200);
        (inbox["unread"].as_i64().unwrap(), inbox["rooms"][0]["unread"].as_i64().unwrap())
    }

    /// Uploads a photo that no listing and no message uses yet; returns its id.
    pub async fn uploads_photo(&self) -> Value {
        self.uploads("foto.jpg", &a_photo(600, 400)).await.with(201)["id"].clone()
    }

    /// Posts a body to the chat about a listing, over HTTP.
    pub async fn posts_to_chat(&self, listing: &Value, body: Value) -> Answer {
        self.post(&format!("/api/chat/{}", id_of(listing)), body).await
    }

    /// Deletes a message by its id, over HTTP.
    pub async fn deletes_message(&self, message: &Value) -> Answer {
        self.delete(&format!("/api/messages/{}", message.as_str().unwrap())).await
    }

    /// Submits an encoded form with the Bearer token.
    pub async fn submits_encoded_form(&self, path: &str, form: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.sends(Method::POST, path, kind, form.as_bytes().to_vec()).await
    }
}

impl Socket {
    /// Sends a message with these fields and a fresh id; returns the id.
    pub async fn sends_message_with(&mut self, room: &Value, fields: Value) -> Uuid {
        let id = Uuid::now_v7();
        let mut command = json!({"type": "send", "room": room, "id": id});
        command.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        self.sends_command(command).await;
        id
    }

    /// Asks to delete the message with this sequence number; returns the id of the command.
    pub async fn sends_delete(&mut self, room: &Value, seq: i64) -> Uuid {
        let id = Uuid::now_v7();
        self.sends_command(json!({"type": "delete", "room": room, "id": id, "seq": seq})).await;
        id
    }

    /// The next ack, which must be of this command; returns its sequence number.
    pub async fn receives_ack_of(&mut self, id: Uuid) -> i64 {
        let ack = self.receives("ack").await;
        assert_eq!(ack["id"], json!(id), "{ack}");
        seq_of(&ack)
    }

    /// The next error, which must be of this command and have this code.
    pub async fn receives_error_of(&mut self, id: Uuid, code: &str) -> Value {
        let error = self.receives("error").await;
        assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!(code)), "{error}");
        error
    }
}
