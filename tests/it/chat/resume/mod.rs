//! Resuming: whatever is disconnected, lost, doubled or restarted, the view that a client assembles from a snapshot and
//! events equals a fresh snapshot.

mod client;
mod scenario;

use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use self::scenario::Scenario;
use crate::support::{
    TestApp, camera, chat_between_sari_and_budi, commit_messages_on_another_node,
    commit_move_on_another_node, seq_of,
};

#[actix_web::test]
async fn a_snapshot_plus_events_equals_a_fresh_snapshot() {
    let seeds: Vec<u64> = match std::env::var("SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => (0..4).map(|_| rand::random_range(0..1_000_000)).collect(),
    };
    for seed in seeds {
        println!("SEED={seed}");
        let mut scenario = Scenario::begin(seed).await;
        for round in 0..5 {
            for _ in 0..12 {
                scenario.step().await;
            }
            if round % 2 == 0 {
                scenario.compare(seed).await;
            }
        }
        scenario.compare(seed).await;
    }
}

#[actix_web::test]
async fn an_unannounced_move_of_another_node_is_shown_after_the_next_message() {
    use tawar::bargaining::negotiations::Move;
    use tawar::base::ids::OfferId;
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(camera()).await;
    let room = budi.opens_chat(&camera).await;
    let mut at_sari = sari.joins_room(&room).await;
    let offer = Move::Offer { id: OfferId(Uuid::now_v7()), amount: 900_000 };
    commit_move_on_another_node(&app, &room, &budi.id, offer, None).await;
    budi.posts_message(&camera, "Sudah kutawar").await.with(201);
    assert_eq!(at_sari.receives("negotiation").await["offer"]["amount"], 900_000);
    assert!(!at_sari.receives_within("resync", Duration::from_millis(200)).await);
}

#[actix_web::test]
async fn budi_resumes_where_his_connection_broke() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let mut at_sari = sari.joins_room(&room).await;
    let sending = async {
        for n in 1..=120 {
            at_sari.sends_message(&room, &format!("pesan {n}")).await;
            at_sari.receives("ack").await;
        }
    };
    let receiving = async {
        let mut received = Vec::new();
        for part in 1..=6 {
            let since = received.last().copied().unwrap_or(0);
            let mut at_budi = budi.connects().await;
            let joined = at_budi.joins(&room, Some(since)).await;
            assert_eq!(joined["resumed"], true);
            received.extend(at_budi.receives_messages_up_to(since + 20).await.iter().map(seq_of));
            received.truncate(part * 20);
            // The connection is dropped here.
        }
        received
    };
    let ((), received) = futures_util::join!(sending, receiving);
    assert_eq!(received, (1..=120).collect::<Vec<_>>());
}

#[actix_web::test]
async fn a_client_with_too_large_a_gap_or_another_epoch_must_resync() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    commit_messages_on_another_node(&app, &room, &sari.id, vec!["lama".into(); 301]).await;
    let mut at_budi = budi.connects().await;
    let epoch = at_budi.welcome["epoch"].clone();
    for position in [
        json!({"since": 0, "epoch": epoch}),
        json!({"since": 302, "epoch": epoch}),
        json!({"since": -1, "epoch": epoch}),
        json!({"since": 300, "epoch": Uuid::new_v4()}),
    ] {
        let mut join = json!({"type": "join", "room": room});
        join.as_object_mut().unwrap().extend(position.as_object().unwrap().clone());
        at_budi.sends_command(join).await;
        assert_eq!(at_budi.receives("resync").await["room"], room, "{position}");
        assert!(at_budi.queued("joined").is_empty(), "{position}");
    }
    at_budi.sends_command(json!({"type": "join", "room": room, "since": 1, "epoch": epoch})).await;
    let joined = at_budi.receives("joined").await;
    assert_eq!((&joined["seq"], &joined["epoch"]), (&json!(301), &epoch));
    let missed: Vec<i64> = at_budi.receives_messages_up_to(301).await.iter().map(seq_of).collect();
    assert_eq!(missed, (2..=301).collect::<Vec<_>>(), "three hundred are not too many");
}
