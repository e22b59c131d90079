//! Two nodes of one app with a real NATS between them: what happens at one is seen at the other, and the bus may be
//! late, doubled, out of order, killed or full of lies without anything being lost.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use tawar::base::ids::{RoomId, UserId};
use tawar::chat::live::{Publication, RoomAdvanced};
use uuid::Uuid;

use crate::support::{Lag, Nats, Person, Socket, TestApp, camera, count};

/// Two nodes, and Sari at one of them, Budi at the other, in the room about her camera.
struct Street {
    nats: Nats,
    one: TestApp,
    two: TestApp,
    sari: Person,
    budi: Person,
    camera: Value,
    room: Value,
}

impl Street {
    async fn open() -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::beside(&one, |config| config.bus_url = Some(url)).await;
        let (sari, budi) = one.sari_and_budi().await;
        let camera = sari.posts(camera()).await;
        let budi = budi.at(&two);
        let room = budi.opens_chat(&camera).await;
        let street = Self { nats, one, two, sari, budi, camera, room };
        street.bus_is("up").await;
        street
    }

    async fn bus_is(&self, state: &str) {
        for app in [&self.one, &self.two] {
            let mut bus = Value::Null;
            for _ in 0..800 {
                bus = app.get("/readyz").await.body["bus"].clone();
                if bus == state {
                    break;
                }
                actix_web::rt::time::sleep(Duration::from_millis(25)).await;
            }
            assert_eq!(bus, state, "after 20 seconds");
        }
    }

    async fn both_enter(&self) -> (Socket, Socket) {
        (self.sari.enters(&self.room).await, self.budi.enters(&self.room).await)
    }
}

fn seqs(messages: &[Value]) -> Vec<i64> {
    messages.iter().map(|message| message["seq"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn what_is_said_and_done_at_one_node_is_seen_at_the_other() {
    let street = Street::open().await;
    let (mut at_sari, mut at_budi) = street.both_enter().await;
    // Who is about is written down a moment after they came.
    let mut again = street.budi.connects().await;
    let mut present = Value::Null;
    for _ in 0..40 {
        present = again.joins(&street.room, None).await["present"].clone();
        if present.as_array().map(Vec::len) == Some(2) {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(present.as_array().map(Vec::len), Some(2), "{present}");

    for n in 0..20 {
        at_sari.sends(&street.room, &format!("dari satu {n}")).await;
        at_budi.sends(&street.room, &format!("dari dua {n}")).await;
    }
    let (mut heard, mut told) =
        (at_sari.hears_messages_to(40).await, at_budi.hears_messages_to(40).await);
    at_budi.sends(&street.room, "terakhir").await;
    heard.extend(at_sari.hears_messages_to(41).await);
    told.extend(at_budi.hears_messages_to(41).await);
    assert_eq!(seqs(&heard), (1..=41).collect::<Vec<_>>());
    assert_eq!(heard, told, "the same on both, in the same order");

    at_budi.says(json!({"type": "typing", "room": street.room})).await;
    assert_eq!(at_sari.hears("typing").await["user"], street.budi.id.as_str());
    at_sari.says(json!({"type": "read", "room": street.room, "seq": 41})).await;
    let read = at_budi.hears("read").await;
    assert_eq!((&read["user"], &read["seq"]), (&json!(street.sari.id), &json!(41)));

    let mut elsewhere = street.sari.at(&street.two).connects().await;
    let offer = street.budi.offers(&street.camera, 1_000_000).await.with(201);
    let moved = at_sari.hears("negotiation").await;
    assert_eq!(moved["offer"]["amount"], 1_000_000);
    assert_eq!(elsewhere.hears("notice").await["room"], street.room, "the bell rings everywhere");
    let mut notice = street.sari.connects().await;
    street.budi.says(&street.camera, "Gimana, Kak?").await.with(201);
    assert_eq!(notice.hears("notice").await["text"], "Gimana, Kak?");
    street.sari.moves(&offer["negotiation"], "accept", None).await.with(200);
    assert_eq!(at_budi.hears("deal").await["room"], street.room);

    drop((at_budi, again));
    let mut news = at_sari.hears("presence").await;
    if news["online"] == true {
        // That he came was told before.
        news = at_sari.hears("presence").await;
    }
    assert_eq!((&news["user"], &news["online"]), (&json!(street.budi.id), &json!(false)));
}

#[actix_web::test]
async fn with_the_bus_dead_or_dumb_nothing_is_lost_and_nobody_waits_longer_than_three_seconds() {
    let mut street = Street::open().await;
    let (mut at_sari, mut at_budi) = street.both_enter().await;
    let lag = Lag::of(&street.one);
    let mut last = 0;
    for trouble in ["none", "killed", "back", "dumb", "talking"] {
        match trouble {
            "killed" => street.nats.kill(),
            "back" => street.nats.comes_back(),
            "dumb" => street.nats.stands_still(),
            "talking" => street.nats.goes_on(),
            _ => {}
        }
        for _ in 0..3 {
            let since = Instant::now();
            at_sari.sends(&street.room, trouble).await;
            last += 1;
            assert_eq!(seqs(&at_budi.hears_messages_to(last).await), [last], "{trouble}");
            lag.is_within(trouble, since, Duration::from_secs(3));
        }
    }
    assert_eq!(seqs(&at_sari.hears_messages_to(last).await), (1..=last).collect::<Vec<_>>());
    street.bus_is("up").await;
    let since = Instant::now();
    at_budi.sends(&street.room, "cepat lagi").await;
    at_sari.hears_messages_to(last + 1).await;
    lag.is_within("the bus announces again", since, Duration::from_secs(1));
}

#[actix_web::test]
async fn lies_and_echoes_on_the_bus_change_nothing() {
    let street = Street::open().await;
    let (mut at_sari, mut at_budi) = street.both_enter().await;
    let epoch: Uuid = at_sari.welcome["epoch"].as_str().unwrap().parse().unwrap();
    let liar = async_nats::connect(street.nats.url()).await.unwrap();
    let subject = format!("tawar.{}", epoch.simple());
    // What the nodes tell each other is heard, kept, and told again: late, twice and backwards.
    let mut overheard = liar.subscribe(subject.clone()).await.unwrap();
    liar.flush().await.unwrap();
    let mut kept = Vec::new();
    for n in 1..=30_i64 {
        at_sari.sends(&street.room, &format!("ke-{n}")).await;
        assert_eq!(at_budi.hears("message").await["seq"], n);
        while let Ok(Some(letter)) =
            tokio::time::timeout(Duration::from_millis(5), overheard.next()).await
        {
            kept.push(letter.payload);
        }
        for noise in [
            "{".into(),
            "\u{0}".repeat(100).into(),
            json!({"from": Uuid::new_v4(), "ring": {"Read": [street.room, street.sari.id, 99]}})
                .to_string()
                .into(),
            kept.last().map(|letter| letter.slice(..letter.len() / 2)).unwrap_or_default(),
        ] {
            liar.publish(subject.clone(), noise).await.unwrap();
        }
        if n % 10 == 0 {
            for letter in kept.iter().rev().chain(&kept) {
                liar.publish(subject.clone(), letter.clone()).await.unwrap();
            }
        }
    }
    assert!(!kept.is_empty(), "something was overheard");
    let told: Vec<u8> = kept.iter().flat_map(|letter| letter.to_vec()).collect();
    assert!(!told.windows(3).any(|bytes| bytes == b"ke-"), "no word is readable on the bus");
    liar.flush().await.unwrap();
    assert_eq!(seqs(&at_sari.hears_messages_to(30).await), (1..=30).collect::<Vec<_>>());
    let mut late = street.sari.connects().await;
    late.joins(&street.room, Some(0)).await;
    assert_eq!(seqs(&late.hears_messages_to(30).await), (1..=30).collect::<Vec<_>>());
    for socket in [&mut at_sari, &mut at_budi] {
        socket.is_still_open().await;
        assert!(socket.overheard("message").is_empty(), "nothing twice, nothing made up");
    }
    let sql = "select count(*) from rooms where buyer_read > last_seq or seller_read > last_seq";
    assert_eq!(count(&street.one, sql).await, 0);
}

#[actix_web::test]
async fn rights_that_end_at_one_node_end_at_the_other_within_two_seconds_bus_or_not() {
    let mut street = Street::open().await;
    let lag = Lag::of(&street.two);
    let goal = Duration::from_secs(2);
    for bus in ["up", "down"] {
        if bus == "down" {
            street.nats.kill();
        }
        // Signs out at one node, sits at the other.
        let budi = street.one.person(&format!("Budi {bus}")).await.at(&street.two);
        let mut at_budi = budi.connects().await;
        let since = Instant::now();
        budi.at(&street.one).post("/api/auth/logout", json!({})).await.with(204);
        assert_eq!(at_budi.is_closed_with().await, Some(4001));
        lag.is_within("signed out", since, goal);

        // Is suspended by whatever door.
        let rara = street.one.person(&format!("Rara {bus}")).await.at(&street.two);
        let mut at_rara = rara.connects().await;
        let since = Instant::now();
        let sql = format!(
            "with s as (update users set suspended_until = now() + interval '1 day' where id = '{}' returning 1) \
             select count(*) from s",
            rara.id
        );
        assert_eq!(count_now(&street.one, sql).await, 1);
        assert_eq!(at_rara.is_closed_with().await, Some(4003));
        lag.is_within("suspended", since, goal);
    }
    // Is no member any more: out of the room at once, and cannot come in again.
    let (mut at_sari, mut at_budi) = street.both_enter().await;
    let dewi = street.one.person("Dewi").await;
    let sql = format!(
        "with r as (update rooms set buyer_id = '{}' where id = {} returning 1) select count(*) from r",
        dewi.id,
        street.room.to_string().replace('"', "'")
    );
    let since = Instant::now();
    assert_eq!(count_now(&street.one, sql).await, 1);
    assert_eq!(at_budi.hears("error").await["code"], "not_found");
    lag.is_within("no member any more", since, goal);
    at_sari.sends(&street.room, "Halo, Dewi").await;
    at_sari.hears("message").await;
    assert!(!at_budi.heard_within("message", Duration::from_secs(2)).await);
    at_budi.says(json!({"type": "join", "room": street.room})).await;
    assert_eq!(at_budi.hears("error").await["code"], "not_found");
}

/// Runs a statement that changes something and answers a number.
async fn count_now(app: &TestApp, sql: String) -> i64 {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        count: i64,
    }
    let row: Row =
        app.db.read(move |conn| Ok(diesel::sql_query(sql).get_result(conn)?)).await.unwrap();
    row.count
}

#[actix_web::test]
async fn late_news_still_fills_the_hole_it_left() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(camera()).await;
    let room = budi.opens_chat(&camera).await;
    let mut at_sari = sari.enters(&room).await;
    let uuid = |text: &Value| Uuid::parse_str(text.as_str().unwrap()).unwrap();
    // Not in Postgres: only who keeps what late news brings can hand it on.
    let rings = |seq: i64| {
        let members = [budi.id.as_str(), sari.id.as_str()].map(|id| UserId(uuid(&json!(id))));
        let news =
            RoomAdvanced { room: RoomId(uuid(&room)), members, seq, sender: Some(members[0]) };
        let told = json!({"type": "message", "room": room, "seq": seq});
        app.lobby.reached(news, vec![Publication { seq, frames: vec![told.to_string().into()] }]);
    };
    rings(3);
    rings(1);
    rings(2);
    assert_eq!(seqs(&at_sari.hears_messages_to(3).await), [1, 2, 3]);
}
