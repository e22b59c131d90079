//! The law of resuming: whatever is cut, lost, doubled or restarted in between, what a client pieced together from a
//! snapshot and events is what a fresh snapshot shows.

use std::collections::BTreeMap;
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::{
    Nats, Person, Socket, TestApp, a_photo, camera, moved_by_another_node, said_by_another_node,
};

/// What a client knows of a room.
#[derive(Default)]
struct Picture {
    last: i64,
    /// What is shown of each message; none once taken back.
    shown: BTreeMap<i64, Option<Value>>,
    negotiation: Value,
    deal: Value,
}

/// What is shown of a message.
fn face(message: &Value) -> Option<Value> {
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

impl Picture {
    fn take(&mut self, event: &Value) {
        match event["type"].as_str().unwrap() {
            "message" => {
                let seq = event["seq"].as_i64().unwrap();
                assert_eq!(seq, self.last + 1, "every place once and in order");
                self.last = seq;
                self.shown.insert(seq, face(event));
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

    async fn load(who: &Person, room: &Value) -> Self {
        let mut picture = Self::default();
        let room = room.as_str().unwrap();
        loop {
            let path = format!("/api/rooms/{room}/messages?limit=100&after={}", picture.last);
            let page = who.get(&path).await.with(200)["messages"].clone();
            let page = page.as_array().unwrap();
            if page.is_empty() {
                return picture;
            }
            for message in page {
                picture.last = message["seq"].as_i64().unwrap();
                picture.shown.insert(picture.last, face(message));
            }
        }
    }
}

/// One of the two: a picture, and perhaps a line.
struct Client {
    who: Person,
    nodes: [Person; 2],
    room: Value,
    line: Option<Socket>,
    picture: Picture,
    epoch: Value,
}

impl Client {
    fn new(who: &Person, nodes: [&TestApp; 2], room: &Value) -> Self {
        let nodes = nodes.map(|node| who.at(node));
        let (who, room) = (who.clone(), room.clone());
        Self { who, nodes, room, line: None, picture: Picture::default(), epoch: Value::Null }
    }

    /// Comes in where it left off; loads the room anew when it is told to.
    async fn comes(&mut self, node: usize) {
        let mut socket = self.nodes[node].connects().await;
        let join = json!({"type": "join", "room": self.room, "since": self.picture.last, "epoch": self.epoch});
        socket.says(join).await;
        loop {
            let event = socket.hears_anything().await.expect("an answer to the join");
            match event["type"].as_str().unwrap() {
                "joined" => {
                    self.epoch = event["epoch"].clone();
                    self.picture.negotiation = event["negotiation"].clone();
                    self.line = Some(socket);
                    return;
                }
                "resync" => {
                    let (negotiation, deal) = (Value::Null, self.picture.deal.clone());
                    self.picture = Picture::load(&self.nodes[node], &self.room).await;
                    (self.picture.negotiation, self.picture.deal) = (negotiation, deal);
                    let since = self.picture.last;
                    let join = json!({"type": "join", "room": self.room, "since": since});
                    socket.says(join).await;
                }
                _ => {}
            }
        }
    }

    /// Hears until it has everything up to a place.
    async fn hears_to(&mut self, last: i64) {
        while self.picture.last < last {
            let Some(line) = &mut self.line else { return };
            match line.hears_anything().await {
                Some(event) => self.picture.take(&event),
                None => panic!("nothing came after {} of {last}", self.picture.last),
            }
        }
        // What goes with the last message comes right after it.
        if let Some(line) = &mut self.line {
            line.says(json!({"type": "ping"})).await;
            loop {
                let event = line.hears_anything().await.expect("a pong");
                if event["type"] == "pong" {
                    return;
                }
                self.picture.take(&event);
            }
        }
    }
}

struct Play {
    dice: StdRng,
    nats: Nats,
    bus_lives: bool,
    one: TestApp,
    two: TestApp,
    listing: Value,
    room: Value,
    clients: [Client; 2],
    photo: Value,
}

impl Play {
    async fn begin(seed: u64) -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::beside(&one, |config| config.bus_url = Some(url)).await;
        let (sari, budi) = one.sari_and_budi().await;
        let listing = sari.posts(camera()).await;
        let room = budi.opens_chat(&listing).await;
        let photo = budi.uploads("foto.jpg", &a_photo(80, 60)).await.with(201)["id"].clone();
        let clients = [&sari, &budi].map(|who| Client::new(who, [&one, &two], &room));
        let dice = StdRng::seed_from_u64(seed);
        Self { dice, nats, bus_lives: true, one, two, listing, room, clients, photo }
    }

    /// Something happens.
    async fn step(&mut self) {
        let (who, node) = (self.dice.random_range(0..2), self.dice.random_range(0..2));
        let person = self.clients[who].nodes[node].clone();
        let last = self.picture().await.last;
        match self.dice.random_range(0..21) {
            0..=4 => {
                let text = format!("kata {}", self.dice.random_range(0..1000));
                let path = self.chat_path(who);
                let mut said = json!({"id": Uuid::now_v7(), "text": text});
                if last > 0 && self.dice.random_bool(0.3) {
                    said["quote"] = json!(self.dice.random_range(1..=last));
                }
                person.post(&path, said.clone()).await.with(201);
                if self.dice.random_bool(0.3) {
                    person.post(&path, said).await.with(201);
                }
            }
            5 if who == 1 => {
                let said = json!({"id": Uuid::now_v7(), "photo": self.photo});
                person.post(&self.chat_path(who), said).await.with(201);
            }
            6 | 7 if last > 0 => {
                let seq = self.dice.random_range(1..=last);
                if let Some(line) = &mut self.clients[who].line {
                    let id = Uuid::now_v7();
                    line.tries_to_say(
                        json!({"type": "delete", "room": self.room, "id": id, "seq": seq}),
                    )
                    .await;
                }
            }
            8 | 9 => {
                let amount = self.dice.random_range(500..1500) * 1000;
                // Not everybody's turn at all times: what is refused changes nothing.
                if who == 1 {
                    person.offers(&self.listing, amount).await;
                } else {
                    self.moves(&person, "counter", Some(amount)).await;
                }
            }
            10 => {
                let action = ["decline", "withdraw", "accept"][self.dice.random_range(0..3)];
                self.moves(&person, action, None).await;
            }
            11 => {
                let deals = person.get("/api/orders?role=buyer").await.body;
                if let Some(code) = deals["orders"][0]["code"].as_str() {
                    let off = json!({"status": "cancelled", "reason": "berubah pikiran"});
                    person.put(&format!("/api/orders/{code}/status"), off).await;
                }
            }
            12 | 13 => {
                let many = self.dice.random_range(1..40);
                let texts = vec!["dari jauh".to_owned(); many];
                said_by_another_node(&self.one, &self.room, &self.clients[who].who.id, texts).await;
            }
            14 => {
                said_by_another_node(
                    &self.one,
                    &self.room,
                    &self.clients[who].who.id,
                    vec!["banyak".into(); 310],
                )
                .await;
            }
            15 => {
                // A node goes, and another comes in its place.
                let bus = self.nats.url();
                self.two = TestApp::beside(&self.one, |config| config.bus_url = Some(bus)).await;
                for client in &mut self.clients {
                    client.line = None;
                    client.nodes[1] = client.who.at(&self.two);
                }
            }
            16 | 20 => self.clients[who].line = None,
            17 | 18 => {
                self.clients[who].line = None;
                self.clients[who].comes(node).await;
            }
            _ if self.bus_lives => {
                self.nats.kill();
                self.bus_lives = false;
            }
            _ => {
                self.nats.comes_back();
                self.bus_lives = true;
            }
        }
    }

    fn chat_path(&self, who: usize) -> String {
        let id = self.listing["id"].as_str().unwrap();
        let buyer =
            if who == 0 { format!("?buyer={}", self.clients[1].who.id) } else { String::new() };
        format!("/api/chat/{id}{buyer}")
    }

    async fn moves(&mut self, person: &Person, action: &str, amount: Option<i64>) {
        let mut fresh = self.clients[0].nodes[0].connects().await;
        let negotiation = fresh.joins(&self.room, None).await["negotiation"].clone();
        if negotiation["offer"]["id"].is_string() {
            person.moves(&negotiation, action, amount).await;
        }
    }

    async fn picture(&self) -> Picture {
        Picture::load(&self.clients[0].who, &self.room).await
    }

    /// Whoever has a line hears everything; then the pictures are compared with fresh ones.
    async fn compare(&mut self, seed: u64) {
        let fresh = self.picture().await;
        let mut stranger = self.clients[0].nodes[1].connects().await;
        let stands = stranger.joins(&self.room, None).await["negotiation"].clone();
        for client in &mut self.clients {
            if client.line.is_none() {
                client.comes(0).await;
            }
            client.hears_to(fresh.last).await;
            assert_eq!(client.picture.shown, fresh.shown, "seed {seed}");
            let seen = &client.picture.negotiation;
            for field in ["state", "turn", "version", "offer"] {
                assert_eq!(seen[field], stands[field], "seed {seed}: {field}");
            }
        }
    }
}

#[actix_web::test]
async fn a_snapshot_and_events_make_what_a_fresh_snapshot_shows() {
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..4).map(|_| rand::random_range(0..1_000_000)).collect(),
    };
    for seed in seeds {
        println!("SEED={seed}");
        let mut play = Play::begin(seed).await;
        for round in 0..5 {
            for _ in 0..12 {
                play.step().await;
            }
            if round % 2 == 0 {
                play.compare(seed).await;
            }
        }
        play.compare(seed).await;
    }
}

#[actix_web::test]
async fn a_move_made_where_nobody_heard_of_it_is_seen_after_the_next_message() {
    use tawar::bargaining::negotiations::Move;
    use tawar::base::ids::OfferId;
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(camera()).await;
    let room = budi.opens_chat(&camera).await;
    let mut at_sari = sari.enters(&room).await;
    let offer = Move::Offer { id: OfferId(Uuid::now_v7()), amount: 900_000 };
    moved_by_another_node(&app, &room, &budi.id, offer, None).await;
    budi.says(&camera, "Sudah kutawar").await.with(201);
    assert_eq!(at_sari.hears("negotiation").await["offer"]["amount"], 900_000);
    assert!(!at_sari.heard_within("resync", Duration::from_millis(200)).await);
}
