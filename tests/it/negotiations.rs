//! Bargains, raced and told as stories.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::json;

use crate::support::TestHouse;

#[actix_web::test]
async fn sari_counters_budi_accepts_and_both_screens_know_at_once() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let room = made["room"].clone();
    let (mut at_sari, mut at_budi) = (sari.connects().await, budi.connects().await);
    at_sari.joins(&room, None).await;
    at_budi.joins(&room, None).await;

    let countered = sari.moves(&made["negotiation"], "counter", Some(1_080_000)).await.with(200);
    for socket in [&mut at_sari, &mut at_budi] {
        let seen = socket.hears("negotiation").await;
        assert_eq!((seen["turn"].as_str(), seen["version"].as_i64()), (Some("buyer"), Some(2)));
        assert_eq!(seen["offer"]["amount"], 1_080_000);
    }
    let agreed = budi.moves(&countered["negotiation"], "accept", None).await.with(200);
    assert_eq!(agreed["deal"]["status"], "deal");
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.hears("negotiation").await["state"], "agreed");
        let deal = socket.hears("deal").await;
        assert_eq!(deal["code"], agreed["deal"]["code"]);
    }
    let listing = sari.get(&format!("/api/listings/{}", camera["id"].as_str().unwrap())).await.with(200);
    assert_eq!(listing["listing"]["status"], "reserved");
}

#[actix_web::test]
async fn of_eight_buyers_who_accept_at_the_same_instant_one_gets_the_camera_and_seven_are_told() {
    let house = TestHouse::open().await;
    let sari = house.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let mut buyers = Vec::new();
    for n in 0..8 {
        let buyer = house.person(&format!("Pembeli {n}")).await;
        let made = buyer.offers(&camera, 900_000 + n * 1000).await.with(201);
        let countered = sari.moves(&made["negotiation"], "counter", Some(1_100_000)).await.with(200);
        buyers.push((buyer, countered["negotiation"].clone()));
    }
    let answers = join_all(buyers.iter().map(|(buyer, talk)| buyer.moves(talk, "accept", None))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(lost.status, 409, "{}", lost.text);
        assert_eq!(lost.body["detail"], "Sudah dipesan orang lain.");
        assert_eq!(lost.body["state"]["state"], "closed", "the loser sees how things stand");
    }
    let deals = sari.get("/api/orders?role=seller").await.with(200);
    assert_eq!(deals["pagination"]["total"], 1);
}

#[actix_web::test]
async fn the_others_hear_that_it_is_taken_and_that_it_is_free_again() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let rara = house.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let of_rara = rara.offers(&camera, 900_000).await.with(201);
    let mut at_rara = rara.connects().await;
    at_rara.joins(&of_rara["room"], None).await;

    let of_budi = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&of_budi["negotiation"], "accept", None).await.with(200);
    let seen = at_rara.hears("negotiation").await;
    assert_eq!((seen["state"].as_str(), seen["offer"]["status"].as_str()), (Some("closed"), Some("declined")));
    assert_eq!(rara.offers(&camera, 1_000_000).await.status, 409);

    // Rara may not see, let alone call off, a deal that is not hers.
    let code = agreed["deal"]["code"].as_str().unwrap();
    assert_eq!(rara.get(&format!("/api/orders/{code}")).await.status, 404);
}

#[actix_web::test]
async fn a_move_made_twice_with_its_id_is_made_once() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/offer", camera["id"].as_str().unwrap());
    let offer = json!({"id": uuid::Uuid::now_v7(), "amount": 900_000});
    let first = budi.post(&path, offer.clone()).await.with(201);
    let again = budi.post(&path, offer).await.with(201);
    assert_eq!(first["negotiation"], again["negotiation"]);
    let accept = json!({"id": uuid::Uuid::now_v7(), "action": "accept", "version": 1});
    let path = format!("/api/offers/{}", first["offer"]["id"].as_str().unwrap());
    let done = sari.put(&path, accept.clone()).await.with(200);
    let repeated = sari.put(&path, accept).await.with(200);
    assert_eq!(done["deal"], repeated["deal"], "the same answer, one deal");
}

#[actix_web::test]
async fn an_offer_nobody_answers_runs_out_after_a_day() {
    let house = TestHouse::at_noon().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    house.clock.advance(chrono::Duration::hours(24) + chrono::Duration::seconds(1));
    let late = sari.moves(&made["negotiation"], "accept", None).await;
    assert_eq!(late.status, 409, "{}", late.text);
    let seen = at_budi.hears("negotiation").await;
    assert_eq!(seen["offer"]["status"], "expired");
    assert!(!at_budi.heard_within("deal", Duration::from_millis(300)).await);
}
