//! Eight parties at two nodes, what lies between them before a race, and what each is about to do.

use std::collections::HashMap;
use std::time::Duration;

use futures_util::future::join_all;
use rand::RngExt;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use tawar::bargaining::negotiations::Desk;
use tawar::base::ids::ListingId;
use tawar::base::outbox::backlog;
use uuid::Uuid;

use super::things::{copied, lines};
use crate::support::{Answer, Nats, Person, TestApp, camera, id_of};

/// Everybody has one thing; Sari's is the camera.
pub const PARTIES: [&str; 8] = ["Sari", "Budi", "Rara", "Dewi", "Made", "Tono", "Wati", "Joko"];

/// Two nodes with a bus between them, and everybody.
pub struct Market {
    pub one: TestApp,
    pub two: TestApp,
    pub people: Vec<Person>,
    patterns: Vec<ListingId>,
    /// What wakes when an offer's time is over.
    desk: Desk,
    _nats: Nats,
}

/// Something offered before the race.
#[derive(Clone, Debug)]
pub struct Laid {
    pub buyer: usize,
    pub thing: usize,
    pub room: Value,
    pub talk: Value,
    pub by_buyer: bool,
}

#[derive(Clone, Debug)]
pub enum Act {
    Moves { table: usize, by_buyer: bool, action: &'static str, items: Vec<usize> },
    Offers { who: usize, thing: usize, items: Vec<usize> },
    Edits(usize),
    Deletes(usize),
    CallsOff(usize),
    RunsOut,
}

impl Market {
    pub async fn open() -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::beside(&one, |config| config.bus_url = Some(url)).await;
        let (mut people, mut patterns) = (Vec::new(), Vec::new());
        for (n, name) in PARTIES.into_iter().enumerate() {
            let person = one.person(name).await;
            let thing = match n {
                0 => json!({"modes": ["jual", "barter"], "wanted": "Apa saja"}),
                _ => {
                    json!({"title": "Barang barter", "modes": ["barter"], "price": null, "min_price": null, "wanted": "Kamera"})
                }
            };
            patterns.push(id_of(&person.posts(thing).await).parse().unwrap());
            people.push(person);
        }
        let desk = one.desk();
        Self { one, two, people, patterns, desk, _nats: nats }
    }

    pub fn at_a_node(&self, who: usize, second: bool) -> Person {
        self.people[who].at(if second { &self.two } else { &self.one })
    }

    /// Makes one offer, and for some of them the answer.
    pub async fn lays(
        &self,
        things: &[ListingId],
        (buyer, thing): (usize, usize),
        how: (bool, bool),
    ) -> Laid {
        let (barter, answered) = how;
        let barter = barter || thing != 0;
        let items = if barter { json!([things[buyer]]) } else { json!([]) };
        let amount = if barter { 0 } else { 900_000 };
        let path = format!("/api/listings/{}/offer", things[thing]);
        let made = self.people[buyer]
            .post(&path, json!({"amount": amount, "items": items}))
            .await
            .with(201);
        let (room, mut talk) = (made["room"].clone(), made["negotiation"].clone());
        if answered {
            let more = json!({"amount": amount + 50_000, "items": items});
            talk = self.people[thing].moves_with(&talk, "counter", more).await.with(200)["negotiation"].clone();
        }
        Laid { buyer, thing, room, talk, by_buyer: !answered }
    }

    pub async fn does(&self, act: &Act, round: &Round, second: bool) -> Option<Answer> {
        let things = |items: &[usize]| -> Vec<ListingId> {
            items.iter().map(|n| round.things[*n]).collect()
        };
        Some(match act {
            Act::Moves { table, by_buyer, action, items } => {
                let table = &round.tables[*table];
                let who = self.at_a_node(if *by_buyer { table.buyer } else { table.thing }, second);
                who.moves_with(
                    &table.talk,
                    action,
                    json!({"amount": 960_000, "items": things(items)}),
                )
                .await
            }
            Act::Offers { who, thing, items } => {
                let path = format!("/api/listings/{}/offer", round.things[*thing]);
                let body = json!({"amount": 0, "items": things(items)});
                self.at_a_node(*who, second).post(&path, body).await
            }
            Act::Edits(thing) => {
                let mut body = camera();
                let modes = if *thing == 0 { json!(["jual", "barter"]) } else { json!(["barter"]) };
                let price = if *thing == 0 { json!(1_200_000) } else { Value::Null };
                (body["modes"], body["price"], body["min_price"]) = (modes, price, Value::Null);
                (body["photos"], body["wanted"]) = (json!([round.photos[*thing]]), json!("Sepeda"));
                let path = format!("/api/listings/{}", round.things[*thing]);
                self.at_a_node(*thing, second).put(&path, body).await
            }
            Act::Deletes(thing) => {
                let path = format!("/api/listings/{}", round.things[*thing]);
                self.at_a_node(*thing, second).delete(&path).await
            }
            Act::CallsOff(who) => {
                let path = format!("/api/orders/{}/status", round.deal.as_deref().unwrap());
                self.at_a_node(*who, second)
                    .put(&path, json!({"status": "cancelled", "reason": "sakit"}))
                    .await
            }
            Act::RunsOut => {
                self.desk.expire_due().await.unwrap();
                return None;
            }
        })
    }

    pub async fn versions(&self, round: &Round) -> HashMap<String, i64> {
        let rooms: Vec<String> =
            round.tables.iter().map(|laid| laid.room.to_string().replace('"', "'")).collect();
        let sql = format!(
            "select room_id || ' ' || version as line from negotiations where room_id in ({})",
            rooms.join(",")
        );
        let rows = lines(&self.one, sql).await;
        let pair = |row: &String| {
            let (room, version) = row.split_once(' ').unwrap();
            (room.to_owned(), version.parse().unwrap())
        };
        rows.iter().map(pair).collect()
    }

    pub async fn is_quiet(&self) {
        while self.one.db.read(backlog).await.unwrap().0 > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(3)).await;
        }
    }
}

/// The things of one round, and what lay on the tables when it began.
pub struct Round {
    pub parties: usize,
    pub things: Vec<ListingId>,
    pub photos: Vec<Uuid>,
    pub tables: Vec<Laid>,
    /// A deal that was made before.
    pub deal: Option<String>,
}

impl Round {
    pub async fn begins(market: &Market, dice: &mut StdRng) -> Self {
        let parties = dice.random_range(2..=PARTIES.len());
        let (things, photos) = copied(&market.one, &market.patterns[..parties]).await;
        let mut seats: Vec<(usize, usize)> = (1..parties).map(|buyer| (buyer, 0)).collect();
        for buyer in 1..parties {
            let other = dice.random_range(1..parties);
            if other != buyer && dice.random_range(0..100) < 40 {
                seats.push((buyer, other));
            }
        }
        let hows: Vec<(bool, bool)> =
            seats.iter().map(|_| (dice.random(), dice.random())).collect();
        let laying = seats.iter().zip(&hows).map(|(seats, how)| market.lays(&things, *seats, *how));
        let tables = join_all(laying).await;
        let mut round = Self { parties, things, photos, tables, deal: None };
        if dice.random_range(0..100) < 20 {
            let first = &round.tables[0];
            let answerer = if first.by_buyer { 0 } else { first.buyer };
            let agreed = market.people[answerer].moves(&first.talk, "accept", None).await.with(200);
            round.deal = agreed["deal"]["id"].as_str().map(str::to_owned);
            market.is_quiet().await;
        }
        round
    }

    /// What everybody is about to do.
    pub fn acts(&self, dice: &mut StdRng) -> Vec<Act> {
        let mut acts = Vec::new();
        for (table, laid) in self.tables.iter().enumerate() {
            let (answerer, maker) = (!laid.by_buyer, laid.by_buyer);
            let good = if laid.thing == 0 && dice.random() { vec![] } else { vec![laid.buyer] };
            let (by_buyer, action, items) = match dice.random_range(0..100) {
                0..50 => (answerer, "accept", vec![]),
                50..62 => (maker, "withdraw", vec![]),
                62..78 => (answerer, "counter", good),
                78..86 => (answerer, "decline", vec![]),
                86..90 => (answerer, "ask_more", vec![]),
                _ => continue,
            };
            acts.push(Act::Moves { table, by_buyer, action, items });
        }
        let mut now_and_then = |percent: u32, act: Act| {
            if dice.random_range(0..100) < percent {
                acts.push(act);
            }
        };
        now_and_then(15, Act::Edits(0));
        now_and_then(15, Act::Deletes(0));
        now_and_then(20, Act::RunsOut);
        for who in 1..self.parties {
            now_and_then(8, Act::Deletes(who));
            now_and_then(5, Act::Edits(who));
            // Somebody takes a good into a package that is just being promised elsewhere.
            let other = who % (self.parties - 1) + 1;
            if other != who
                && !self.tables.iter().any(|laid| (laid.buyer, laid.thing) == (who, other))
            {
                now_and_then(30, Act::Offers { who, thing: other, items: vec![who] });
            }
            if self.deal.is_some() {
                now_and_then(40, Act::Offers { who, thing: 0, items: vec![who] });
            }
        }
        if self.deal.is_some() {
            now_and_then(70, Act::CallsOff(0));
            now_and_then(70, Act::CallsOff(self.tables[0].buyer));
        }
        acts.shuffle(dice);
        acts
    }
}
