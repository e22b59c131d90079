//! Eight people at two nodes, the offers between them before a race, and the actions of the race.

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

use super::fixtures::{copy_listings, rows};
use crate::support::{Answer, Nats, Person, TestApp, camera, id_of};

/// Each has one listing; Sari's is the camera.
pub const PARTY_NAMES: [&str; 8] = ["Sari", "Budi", "Rara", "Dewi", "Made", "Tono", "Wati", "Joko"];

/// Two nodes with a bus between them, and all people.
pub struct RaceSite {
    pub one: TestApp,
    pub two: TestApp,
    pub people: Vec<Person>,
    templates: Vec<ListingId>,
    /// Expires offers.
    desk: Desk,
    _nats: Nats,
}

/// An offer that was made before the race.
#[derive(Clone, Debug)]
pub struct OpenOffer {
    pub buyer: usize,
    pub listing: usize,
    pub room: Value,
    pub negotiation: Value,
    pub by_buyer: bool,
}

#[derive(Clone, Debug)]
pub enum RaceAction {
    Moves { offer_index: usize, by_buyer: bool, action: &'static str, items: Vec<usize> },
    Offers { who: usize, listing: usize, items: Vec<usize> },
    Edits(usize),
    Deletes(usize),
    CallsOff(usize),
    RunsOut,
}

impl RaceSite {
    pub async fn open() -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with_config(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::second_node(&one, |config| config.bus_url = Some(url)).await;
        let (mut people, mut templates) = (Vec::new(), Vec::new());
        for (n, name) in PARTY_NAMES.into_iter().enumerate() {
            let person = one.person(name).await;
            let listing = match n {
                0 => json!({"modes": ["jual", "barter"], "wanted": "Apa saja"}),
                _ => {
                    json!({"title": "Barang barter", "modes": ["barter"], "price": null, "min_price": null, "wanted": "Kamera"})
                }
            };
            templates.push(id_of(&person.posts(listing).await).parse().unwrap());
            people.push(person);
        }
        let desk = one.desk();
        Self { one, two, people, templates, desk, _nats: nats }
    }

    pub fn at_node(&self, who: usize, second: bool) -> Person {
        self.people[who].on_node(if second { &self.two } else { &self.one })
    }

    /// Makes an offer, and with `answered` also the counter-offer.
    pub async fn make_offer(
        &self,
        listings: &[ListingId],
        (buyer, listing): (usize, usize),
        variant: (bool, bool),
    ) -> OpenOffer {
        let (barter, answered) = variant;
        let barter = barter || listing != 0;
        let items = if barter { json!([listings[buyer]]) } else { json!([]) };
        let amount = if barter { 0 } else { 900_000 };
        let path = format!("/api/listings/{}/offer", listings[listing]);
        let made = self.people[buyer]
            .post(&path, json!({"amount": amount, "items": items}))
            .await
            .with(201);
        let (room, mut negotiation) = (made["room"].clone(), made["negotiation"].clone());
        if answered {
            let more = json!({"amount": amount + 50_000, "items": items});
            negotiation = self.people[listing]
                .moves_with(&negotiation, "counter", more)
                .await
                .with(200)["negotiation"]
                .clone();
        }
        OpenOffer { buyer, listing, room, negotiation, by_buyer: !answered }
    }

    pub async fn perform(
        &self,
        race_action: &RaceAction,
        round: &Round,
        second: bool,
    ) -> Option<Answer> {
        let listings = |items: &[usize]| -> Vec<ListingId> {
            items.iter().map(|n| round.listings[*n]).collect()
        };
        Some(match race_action {
            RaceAction::Moves { offer_index, by_buyer, action, items } => {
                let offer_index = &round.open_offers[*offer_index];
                let who = self.at_node(
                    if *by_buyer { offer_index.buyer } else { offer_index.listing },
                    second,
                );
                who.moves_with(
                    &offer_index.negotiation,
                    action,
                    json!({"amount": 960_000, "items": listings(items)}),
                )
                .await
            }
            RaceAction::Offers { who, listing, items } => {
                let path = format!("/api/listings/{}/offer", round.listings[*listing]);
                let body = json!({"amount": 0, "items": listings(items)});
                self.at_node(*who, second).post(&path, body).await
            }
            RaceAction::Edits(listing) => {
                let mut body = camera();
                let modes =
                    if *listing == 0 { json!(["jual", "barter"]) } else { json!(["barter"]) };
                let price = if *listing == 0 { json!(1_200_000) } else { Value::Null };
                (body["modes"], body["price"], body["min_price"]) = (modes, price, Value::Null);
                (body["photos"], body["wanted"]) =
                    (json!([round.photos[*listing]]), json!("Sepeda"));
                let path = format!("/api/listings/{}", round.listings[*listing]);
                self.at_node(*listing, second).put(&path, body).await
            }
            RaceAction::Deletes(listing) => {
                let path = format!("/api/listings/{}", round.listings[*listing]);
                self.at_node(*listing, second).delete(&path).await
            }
            RaceAction::CallsOff(who) => {
                let path = format!("/api/orders/{}/status", round.deal.as_deref().unwrap());
                self.at_node(*who, second)
                    .put(&path, json!({"status": "cancelled", "reason": "sakit"}))
                    .await
            }
            RaceAction::RunsOut => {
                self.desk.expire_due().await.unwrap();
                return None;
            }
        })
    }

    pub async fn versions(&self, round: &Round) -> HashMap<String, i64> {
        let rooms: Vec<String> = round
            .open_offers
            .iter()
            .map(|open_offer| open_offer.room.to_string().replace('"', "'"))
            .collect();
        let sql = format!(
            "select room_id || ' ' || version as row_text from negotiations where room_id in ({})",
            rooms.join(",")
        );
        let text_rows = rows(&self.one, sql).await;
        let pair = |row: &String| {
            let (room, version) = row.split_once(' ').unwrap();
            (room.to_owned(), version.parse().unwrap())
        };
        text_rows.iter().map(pair).collect()
    }

    pub async fn wait_for_outbox(&self) {
        while self.one.db.read(backlog).await.unwrap().0 > 0 {
            actix_web::rt::time::sleep(Duration::from_millis(3)).await;
        }
    }
}

/// The listings of one round, and the offers that were open when it began.
pub struct Round {
    pub parties: usize,
    pub listings: Vec<ListingId>,
    pub photos: Vec<Uuid>,
    pub open_offers: Vec<OpenOffer>,
    /// A deal that was made before.
    pub deal: Option<String>,
}

impl Round {
    pub async fn prepare(site: &RaceSite, rng: &mut StdRng) -> Self {
        let parties = rng.random_range(2..=PARTY_NAMES.len());
        let (listings, photos) = copy_listings(&site.one, &site.templates[..parties]).await;
        let mut pairs: Vec<(usize, usize)> = (1..parties).map(|buyer| (buyer, 0)).collect();
        for buyer in 1..parties {
            let other = rng.random_range(1..parties);
            if other != buyer && rng.random_range(0..100) < 40 {
                pairs.push((buyer, other));
            }
        }
        let variants: Vec<(bool, bool)> =
            pairs.iter().map(|_| (rng.random(), rng.random())).collect();
        let offering = pairs
            .iter()
            .zip(&variants)
            .map(|(pairs, variant)| site.make_offer(&listings, *pairs, *variant));
        let open_offers = join_all(offering).await;
        let mut round = Self { parties, listings, photos, open_offers, deal: None };
        if rng.random_range(0..100) < 20 {
            let first = &round.open_offers[0];
            let answerer = if first.by_buyer { 0 } else { first.buyer };
            let agreed =
                site.people[answerer].moves(&first.negotiation, "accept", None).await.with(200);
            round.deal = agreed["deal"]["id"].as_str().map(str::to_owned);
            site.wait_for_outbox().await;
        }
        round
    }

    /// The actions of everybody, in random order.
    pub fn race_actions(&self, rng: &mut StdRng) -> Vec<RaceAction> {
        let mut race_actions = Vec::new();
        for (offer_index, open_offer) in self.open_offers.iter().enumerate() {
            let (answerer, maker) = (!open_offer.by_buyer, open_offer.by_buyer);
            let good = if open_offer.listing == 0 && rng.random() {
                vec![]
            } else {
                vec![open_offer.buyer]
            };
            let (by_buyer, action, items) = match rng.random_range(0..100) {
                0..50 => (answerer, "accept", vec![]),
                50..62 => (maker, "withdraw", vec![]),
                62..78 => (answerer, "counter", good),
                78..86 => (answerer, "decline", vec![]),
                86..90 => (answerer, "ask_more", vec![]),
                _ => continue,
            };
            race_actions.push(RaceAction::Moves { offer_index, by_buyer, action, items });
        }
        let mut now_and_then = |percent: u32, race_action: RaceAction| {
            if rng.random_range(0..100) < percent {
                race_actions.push(race_action);
            }
        };
        now_and_then(15, RaceAction::Edits(0));
        now_and_then(15, RaceAction::Deletes(0));
        now_and_then(20, RaceAction::RunsOut);
        for who in 1..self.parties {
            now_and_then(8, RaceAction::Deletes(who));
            now_and_then(5, RaceAction::Edits(who));
            // Somebody includes a listing in a package while it is being reserved elsewhere.
            let other = who % (self.parties - 1) + 1;
            if other != who
                && !self
                    .open_offers
                    .iter()
                    .any(|open_offer| (open_offer.buyer, open_offer.listing) == (who, other))
            {
                now_and_then(30, RaceAction::Offers { who, listing: other, items: vec![who] });
            }
            if self.deal.is_some() {
                now_and_then(40, RaceAction::Offers { who, listing: 0, items: vec![who] });
            }
        }
        if self.deal.is_some() {
            now_and_then(70, RaceAction::CallsOff(0));
            now_and_then(70, RaceAction::CallsOff(self.open_offers[0].buyer));
        }
        race_actions.shuffle(rng);
        race_actions
    }
}
