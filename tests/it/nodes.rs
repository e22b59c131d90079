//! Two nodes of one app with a real NATS between them: what happens at one is seen at the other, and late, doubled,
//! reordered, forged or lost bus messages lose nothing.

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde_json::{Value, json};
use tawar::base::ids::{RoomId, UserId};
use tawar::chat::live::{Publication, RoomAdvanced};
use uuid::Uuid;

use crate::support::{Lag, Nats, Person, Socket, TestApp, camera, count, seqs_of};

/// Two nodes; Sari is connected to one, Budi to the other, in the room about her camera.
struct TwoNodes {
    nats: Nats,
    one: TestApp,
    two: TestApp,
    sari: Person,
    budi: Person,
    camera: Value,
    room: Value,
}

impl TwoNodes {
    async fn open() -> Self {
        let nats = Nats::start();
        let url = nats.url();
        let one = TestApp::with_config(|config| config.bus_url = Some(url.clone())).await;
        let two = TestApp::second_node(&one, |config| config.bus_url = Some(url)).await;
        let (sari, budi) = one.sari_and_budi().await;
        let camera = sari.posts(camera()).await;
        let budi = budi.on_node(&two);
        let room = budi.opens_chat(&camera).await;
        let site = Self { nats, one, two, sari, budi, camera, room };
        site.bus_is("up").await;
        site
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
        (self.sari.joins_room(&self.room).await, self.budi.joins_room(&self.room).await)
    }
}

#[actix_web::test]
async fn messages_and_moves_at_one_node_are_seen_at_the_other() {
    let site = TwoNodes::open().await;
    let (mut at_sari, mut at_budi) = site.both_enter().await;
    // Presence is written a moment after people connect.
    let mut again = site.budi.connects().await;
    let mut present = Value::Null;
    for _ in 0..40 {
        present = again.joins(&site.room, None).await["present"].clone();
        if present.as_array().map(Vec::len) == Some(2) {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(present.as_array().map(Vec::len), Some(2), "{present}");

    for n in 0..20 {
        at_sari.sends_message(&site.room, &format!("dari satu {n}")).await;
        at_budi.sends_message(&site.room, &format!("dari dua {n}")).await;
    }
    let (mut on_sari, mut on_budi) =
        (at_sari.receives_messages_up_to(40).await, at_budi.receives_messages_up_to(40).await);
    at_budi.sends_message(&site.room, "terakhir").await;
    on_sari.extend(at_sari.receives_messages_up_to(41).await);
    on_budi.extend(at_budi.receives_messages_up_to(41).await);
    assert_eq!(seqs_of(&on_sari), (1..=41).collect::<Vec<_>>());
    assert_eq!(on_sari, on_budi, "the same on both, in the same order");

    at_budi.sends_command(json!({"type": "typing", "room": site.room})).await;
    assert_eq!(at_sari.receives("typing").await["user"], site.budi.id.as_str());
    at_sari.sends_command(json!({"type": "read", "room": site.room, "seq": 41})).await;
    let read = at_budi.receives("read").await;
    assert_eq!((&read["user"], &read["seq"]), (&json!(site.sari.id), &json!(41)));

    let mut sari_at_two = site.sari.on_node(&site.two).connects().await;
    let offer = site.budi.offers(&site.camera, 1_000_000).await.with(201);
    let moved = at_sari.receives("negotiation").await;
    assert_eq!(moved["offer"]["amount"], 1_000_000);
    assert_eq!(
        sari_at_two.receives("notice").await["room"],
        site.room,
        "the notice arrives at every node"
    );
    let mut notice = site.sari.connects().await;
    site.budi.posts_message(&site.camera, "Gimana, Kak?").await.with(201);
    assert_eq!(notice.receives("notice").await["text"], "Gimana, Kak?");
    site.sari.moves(&offer["negotiation"], "accept", None).await.with(200);
    assert_eq!(at_budi.receives("deal").await["room"], site.room);

    drop((at_budi, again));
    let mut event = at_sari.receives("presence").await;
    if event["online"] == true {
        // The event that he came online was queued.
        event = at_sari.receives("presence").await;
    }
    assert_eq!((&event["user"], &event["online"]), (&json!(site.budi.id), &json!(false)));
}

#[actix_web::test]
async fn with_the_bus_killed_or_paused_no_message_is_lost_or_later_than_three_seconds() {
    let mut site = TwoNodes::open().await;
    let (mut at_sari, mut at_budi) = site.both_enter().await;
    let lag = Lag::of(&site.one);
    let mut last = 0;
    for fault in ["none", "killed", "restarted", "paused", "resumed"] {
        match fault {
            "killed" => site.nats.kill(),
            "restarted" => site.nats.restarts(),
            "paused" => site.nats.pauses(),
            "resumed" => site.nats.resumes(),
            _ => {}
        }
        for _ in 0..3 {
            let since = Instant::now();
            at_sari.sends_message(&site.room, fault).await;
            last += 1;
            assert_eq!(seqs_of(&at_budi.receives_messages_up_to(last).await), [last], "{fault}");
            lag.is_within(fault, since, Duration::from_secs(3));
        }
    }
    assert_eq!(
        seqs_of(&at_sari.receives_messages_up_to(last).await),
        (1..=last).collect::<Vec<_>>()
    );
    site.bus_is("up").await;
    let since = Instant::now();
    at_budi.sends_message(&site.room, "cepat lagi").await;
    at_sari.receives_messages_up_to(last + 1).await;
    lag.is_within("the bus announces again", since, Duration::from_secs(1));
}

#[actix_web::test]
async fn forged_and_repeated_bus_messages_change_nothing() {
    let site = TwoNodes::open().await;
    let (mut at_sari, mut at_budi) = site.both_enter().await;
    let epoch: Uuid = at_sari.welcome["epoch"].as_str().unwrap().parse().unwrap();
    let forger = async_nats::connect(site.nats.url()).await.unwrap();
    let subject = format!("tawar.{}", epoch.simple());
    // Bus messages of the nodes are recorded and published again: late, twice and in reverse order.
    let mut bus_messages = forger.subscribe(subject.clone()).await.unwrap();
    forger.flush().await.unwrap();
    let mut recorded = Vec::new();
    for n in 1..=30_i64 {
        at_sari.sends_message(&site.room, &format!("ke-{n}")).await;
        assert_eq!(at_budi.receives("message").await["seq"], n);
        while let Ok(Some(bus_message)) =
            tokio::time::timeout(Duration::from_millis(5), bus_messages.next()).await
        {
            recorded.push(bus_message.payload);
        }
        for noise in [
            "{".into(),
            "\u{0}".repeat(100).into(),
            json!({"from": Uuid::new_v4(), "ring": {"Read": [site.room, site.sari.id, 99]}})
                .to_string()
                .into(),
            recorded
                .last()
                .map(|bus_message| bus_message.slice(..bus_message.len() / 2))
                .unwrap_or_default(),
        ] {
            forger.publish(subject.clone(), noise).await.unwrap();
        }
        if n % 10 == 0 {
            for bus_message in recorded.iter().rev().chain(&recorded) {
                forger.publish(subject.clone(), bus_message.clone()).await.unwrap();
            }
        }
    }
    assert!(!recorded.is_empty(), "bus messages were recorded");
    let all_bytes: Vec<u8> = recorded.iter().flat_map(|bus_message| bus_message.to_vec()).collect();
    assert!(!all_bytes.windows(3).any(|bytes| bytes == b"ke-"), "no text is readable on the bus");
    forger.flush().await.unwrap();
    assert_eq!(seqs_of(&at_sari.receives_messages_up_to(30).await), (1..=30).collect::<Vec<_>>());
    let mut rejoined = site.sari.connects().await;
    rejoined.joins(&site.room, Some(0)).await;
    assert_eq!(seqs_of(&rejoined.receives_messages_up_to(30).await), (1..=30).collect::<Vec<_>>());
    for socket in [&mut at_sari, &mut at_budi] {
        socket.is_still_open().await;
        assert!(socket.queued("message").is_empty(), "no message twice, none forged");
    }
    let sql = "select count(*) from rooms where buyer_read > last_seq or seller_read > last_seq";
    assert_eq!(count(&site.one, sql).await, 0);
}

#[actix_web::test]
async fn rights_revoked_at_one_node_end_at_the_other_within_two_seconds_with_and_without_the_bus() {
    let mut site = TwoNodes::open().await;
    let lag = Lag::of(&site.two);
    let goal = Duration::from_secs(2);
    for bus in ["up", "down"] {
        if bus == "down" {
            site.nats.kill();
        }
        // Signed out at one node, connected to the other.
        let budi = site.one.person(&format!("Budi {bus}")).await.on_node(&site.two);
        let mut at_budi = budi.connects().await;
        let since = Instant::now();
        budi.on_node(&site.one).post("/api/auth/logout", json!({})).await.with(204);
        assert_eq!(at_budi.is_closed_with().await, Some(4001));
        lag.is_within("signed out", since, goal);

        // Suspended directly in Postgres.
        let rara = site.one.person(&format!("Rara {bus}")).await.on_node(&site.two);
        let mut at_rara = rara.connects().await;
        let since = Instant::now();
        let sql = format!(
            "with s as (update users set suspended_until = now() + interval '1 day' where id = '{}' returning 1) \
             select count(*) from s",
            rara.id
        );
        assert_eq!(execute_and_count(&site.one, sql).await, 1);
        assert_eq!(at_rara.is_closed_with().await, Some(4003));
        lag.is_within("suspended", since, goal);
    }
    // No longer a member: removed from the room at once, and cannot join again.
    let (mut at_sari, mut at_budi) = site.both_enter().await;
    let dewi = site.one.person("Dewi").await;
    let sql = format!(
        "with r as (update rooms set buyer_id = '{}' where id = {} returning 1) select count(*) from r",
        dewi.id,
        site.room.to_string().replace('"', "'")
    );
    let since = Instant::now();
    assert_eq!(execute_and_count(&site.one, sql).await, 1);
    assert_eq!(at_budi.receives("error").await["code"], "not_found");
    lag.is_within("no longer a member", since, goal);
    at_sari.sends_message(&site.room, "Halo, Dewi").await;
    at_sari.receives("message").await;
    assert!(!at_budi.receives_within("message", Duration::from_secs(2)).await);
    at_budi.sends_command(json!({"type": "join", "room": site.room})).await;
    assert_eq!(at_budi.receives("error").await["code"], "not_found");
}

/// Runs a statement that changes rows and returns a number.
async fn execute_and_count(app: &TestApp, sql: String) -> i64 {
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
async fn a_late_publication_fills_its_gap() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(camera()).await;
    let room = budi.opens_chat(&camera).await;
    let mut at_sari = sari.joins_room(&room).await;
    let uuid = |text: &Value| Uuid::parse_str(text.as_str().unwrap()).unwrap();
    // These messages are not in Postgres: the room can deliver them only if it stores what arrives early.
    let announce_late = |seq: i64| {
        let members = [budi.id.as_str(), sari.id.as_str()].map(|id| UserId(uuid(&json!(id))));
        let event =
            RoomAdvanced { room: RoomId(uuid(&room)), members, seq, sender: Some(members[0]) };
        let on_budi = json!({"type": "message", "room": room, "seq": seq});
        app.lobby.room_advanced(
            event,
            vec![Publication { seq, frames: vec![on_budi.to_string().into()] }],
        );
    };
    announce_late(3);
    announce_late(1);
    announce_late(2);
    assert_eq!(seqs_of(&at_sari.receives_messages_up_to(3).await), [1, 2, 3]);
}
