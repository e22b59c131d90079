//! Two clients, two nodes, a bus, and random steps.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use super::client::{Client, RoomView};
use crate::support::{Nats, Person, TestApp, camera, commit_messages_on_another_node};

pub(super) struct Scenario {
    pub(super) rng: StdRng,
    pub(super) nats: Nats,
    pub(super) bus_is_up: bool,
    pub(super) one: TestApp,
    pub(super) two: TestApp,
    pub(super) listing: Value,
    pub(super) room: Value,
    pub(super) clients: [Client; 2],
}

impl Scenario {
    pub(super) async fn begin(seed: u64) -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with_config(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::second_node(&one, |config| config.bus_url = Some(url)).await;
        let (sari, budi) = one.sari_and_budi().await;
        let listing = sari.posts(camera()).await;
        let room = budi.opens_chat(&listing).await;
        let clients = [&sari, &budi].map(|who| Client::new(who, [&one, &two], &room));
        let rng = StdRng::seed_from_u64(seed);
        Self { rng, nats, bus_is_up: true, one, two, listing, room, clients }
    }

    /// A random step.
    pub(super) async fn step(&mut self) {
        let (who, node) = (self.rng.random_range(0..2), self.rng.random_range(0..2));
        let person = self.clients[who].nodes[node].clone();
        let last = self.view().await.last;
        match self.rng.random_range(0..21) {
            0..=4 => {
                let text = format!("kata {}", self.rng.random_range(0..1000));
                let path = self.chat_path(who);
                let mut message = json!({"id": Uuid::now_v7(), "text": text});
                if last > 0 && self.rng.random_bool(0.3) {
                    message["quote"] = json!(self.rng.random_range(1..=last));
                }
                person.post(&path, message.clone()).await.with(201);
                if self.rng.random_bool(0.3) {
                    person.post(&path, message).await.with(201);
                }
            }
            5 if who == 1 => {
                // One that was taken back cannot be sent again.
                let photo = person.uploads_photo().await;
                let message = json!({"id": Uuid::now_v7(), "photo": photo});
                person.post(&self.chat_path(who), message).await.with(201);
            }
            6 | 7 if last > 0 => {
                let seq = self.rng.random_range(1..=last);
                if let Some(connection) = &mut self.clients[who].connection {
                    let id = Uuid::now_v7();
                    connection
                        .tries_to_send(
                            json!({"type": "delete", "room": self.room, "id": id, "seq": seq}),
                        )
                        .await;
                }
            }
            8 | 9 => {
                let amount = self.rng.random_range(500..1500) * 1000;
                // A move out of turn is refused and changes nothing.
                if who == 1 {
                    person.offers(&self.listing, amount).await;
                } else {
                    self.moves(&person, "counter", Some(amount)).await;
                }
            }
            10 => {
                let action = ["decline", "withdraw", "accept"][self.rng.random_range(0..3)];
                self.moves(&person, action, None).await;
            }
            11 => {
                let deals = person.get("/api/orders?role=buyer").await.body;
                if let Some(code) = deals["orders"][0]["code"].as_str() {
                    let cancellation = json!({"status": "cancelled", "reason": "berubah pikiran"});
                    person.put(&format!("/api/orders/{code}/status"), cancellation).await;
                }
            }
            12 | 13 => {
                let count = self.rng.random_range(1..40);
                let texts = vec!["dari jauh".to_owned(); count];
                commit_messages_on_another_node(
                    &self.one,
                    &self.room,
                    &self.clients[who].who.id,
                    texts,
                )
                .await;
            }
            14 => {
                commit_messages_on_another_node(
                    &self.one,
                    &self.room,
                    &self.clients[who].who.id,
                    vec!["banyak".into(); 310],
                )
                .await;
            }
            15 => {
                // A node is replaced by another one.
                let bus = self.nats.url();
                self.two =
                    TestApp::second_node(&self.one, |config| config.bus_url = Some(bus)).await;
                for client in &mut self.clients {
                    client.connection = None;
                    client.nodes[1] = client.who.on_node(&self.two);
                }
            }
            16 | 20 => self.clients[who].connection = None,
            17 | 18 => {
                self.clients[who].connection = None;
                self.clients[who].connects_and_joins(node).await;
            }
            _ if self.bus_is_up => {
                self.nats.kill();
                self.bus_is_up = false;
            }
            _ => {
                self.nats.restarts();
                self.bus_is_up = true;
            }
        }
    }

    pub(super) fn chat_path(&self, who: usize) -> String {
        let id = self.listing["id"].as_str().unwrap();
        let buyer =
            if who == 0 { format!("?buyer={}", self.clients[1].who.id) } else { String::new() };
        format!("/api/chat/{id}{buyer}")
    }

    pub(super) async fn moves(&mut self, person: &Person, action: &str, amount: Option<i64>) {
        let mut fresh = self.clients[0].nodes[0].connects().await;
        let negotiation = fresh.joins(&self.room, None).await["negotiation"].clone();
        if negotiation["offer"]["id"].is_string() {
            person.moves(&negotiation, action, amount).await;
        }
    }

    pub(super) async fn view(&self) -> RoomView {
        RoomView::load(&self.clients[0].who, &self.room).await
    }

    /// Every client receives all events; then the views are compared with fresh ones.
    pub(super) async fn compare(&mut self, seed: u64) {
        let fresh = self.view().await;
        let mut stranger = self.clients[0].nodes[1].connects().await;
        let current = stranger.joins(&self.room, None).await["negotiation"].clone();
        for client in &mut self.clients {
            if client.connection.is_none() {
                client.connects_and_joins(0).await;
            }
            client.receives_up_to(fresh.last).await;
            assert_eq!(client.view.shown, fresh.shown, "seed {seed}");
            let seen = &client.view.negotiation;
            for field in ["state", "turn", "version", "offer"] {
                assert_eq!(seen[field], current[field], "seed {seed}: {field}");
            }
        }
    }
}
