//! A client that assembles a room from a snapshot and events.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::{Person, Socket, TestApp};

/// What a client knows of a room.
#[derive(Default)]
pub(super) struct RoomView {
    pub(super) last: i64,
    /// What is displayed of each message; `None` once it is deleted.
    pub(super) shown: BTreeMap<i64, Option<Value>>,
    pub(super) negotiation: Value,
    pub(super) deal: Value,
}

/// The displayed fields of a message.
pub(super) fn displayed_fields(message: &Value) -> Option<Value> {
    if message["deleted"] == true {
        return None;
    }
    Some(json!([
        message["id"],
        message["sender"],
        message["kind"],
        message["text"],
        message["quote"],
        message["target"],
        message["offer"],
        message["photo"]["id"],
        message["at"],
    ]))
}

impl RoomView {
    pub(super) fn take(&mut self, event: &Value) {
        match event["type"].as_str().unwrap() {
            "message" => {
                let seq = event["seq"].as_i64().unwrap();
                assert_eq!(seq, self.last + 1, "every seq once and in order");
                self.last = seq;
                self.shown.insert(seq, displayed_fields(event));
                if let Some(target) = event["target"].as_i64() {
                    self.shown.insert(target, None);
                }
            }
            "negotiation" => {
                let (now, seen) = (&event["version"], &self.negotiation["version"]);
                if seen.as_i64() <= now.as_i64() {
                    self.negotiation = event.clone();
                }
            }
            "deal" => self.deal = json!([event["code"], event["status"], event["amount"]]),
            _ => {}
        }
    }

    pub(super) async fn load(who: &Person, room: &Value) -> Self {
        let mut view = Self::default();
        let room = room.as_str().unwrap();
        loop {
            let path = format!("/api/rooms/{room}/messages?limit=100&after={}", view.last);
            let page = who.get(&path).await.with(200)["messages"].clone();
            let page = page.as_array().unwrap();
            if page.is_empty() {
                return view;
            }
            for message in page {
                view.last = message["seq"].as_i64().unwrap();
                view.shown.insert(view.last, displayed_fields(message));
                // It was deleted after the page with it was read.
                if let Some(target) = message["target"].as_i64() {
                    view.shown.insert(target, None);
                }
            }
        }
    }
}

/// One of the two clients: a view, and a socket while it is connected.
pub(super) struct Client {
    pub(super) who: Person,
    pub(super) nodes: [Person; 2],
    pub(super) room: Value,
    pub(super) connection: Option<Socket>,
    pub(super) view: RoomView,
    pub(super) epoch: Value,
}

impl Client {
    pub(super) fn new(who: &Person, nodes: [&TestApp; 2], room: &Value) -> Self {
        let nodes = nodes.map(|node| who.on_node(node));
        let (who, room) = (who.clone(), room.clone());
        Self { who, nodes, room, connection: None, view: RoomView::default(), epoch: Value::Null }
    }

    /// Connects and resumes; loads the room again when it must resync.
    pub(super) async fn connects_and_joins(&mut self, node: usize) {
        let mut socket = self.nodes[node].connects().await;
        let join = json!({"type": "join", "room": self.room, "since": self.view.last, "epoch": self.epoch});
        socket.sends_command(join).await;
        loop {
            let event = socket.receives_any().await.expect("an answer to the join");
            match event["type"].as_str().unwrap() {
                "joined" => {
                    self.epoch = event["epoch"].clone();
                    self.view.negotiation = event["negotiation"].clone();
                    self.connection = Some(socket);
                    return;
                }
                "resync" => {
                    let (negotiation, deal) = (Value::Null, self.view.deal.clone());
                    self.view = RoomView::load(&self.nodes[node], &self.room).await;
                    (self.view.negotiation, self.view.deal) = (negotiation, deal);
                    let since = self.view.last;
                    let join = json!({"type": "join", "room": self.room, "since": since});
                    socket.sends_command(join).await;
                }
                _ => {}
            }
        }
    }

    /// Receives events until it has everything up to a sequence number.
    pub(super) async fn receives_up_to(&mut self, last: i64) {
        while self.view.last < last {
            let Some(connection) = &mut self.connection else { return };
            match connection.receives_any().await {
                Some(event) => self.view.take(&event),
                None => panic!("nothing arrived after {} of {last}", self.view.last),
            }
        }
        // The events that belong to the last message follow it directly.
        if let Some(connection) = &mut self.connection {
            connection.sends_command(json!({"type": "ping"})).await;
            loop {
                let event = connection.receives_any().await.expect("a pong");
                if event["type"] == "pong" {
                    return;
                }
                self.view.take(&event);
            }
        }
    }
}
