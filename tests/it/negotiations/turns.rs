//! Moves by turns: offers, counter-offers, answers; what is refused, what expires.

use serde_json::{Value, json};
use tawar::bargaining::negotiations::Move;
use tawar::base::ids::OfferId;
use uuid::Uuid;

use super::summary;
use crate::support::{
    Person, TestApp, assert_invariants, commit_move_on_another_node, count, id_of,
};

#[actix_web::test]
async fn a_move_repeated_with_its_id_is_made_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
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
async fn an_unanswered_offer_expires_after_a_day() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    app.clock.advance(chrono::Duration::hours(24) + chrono::Duration::seconds(1));
    let late = sari.moves(&made["negotiation"], "accept", None).await;
    assert_eq!(late.status, 409, "{}", late.text);
    let seen = at_budi.receives("negotiation").await;
    assert_eq!(seen["offer"]["status"], "expired");
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
}

#[actix_web::test]
async fn sari_and_budi_bargain_by_turns_and_a_move_out_of_turn_is_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let mut negotiation = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    budi.offers(&camera, 910_000).await.with(409);
    for (n, price) in (2..).zip([1_200_000, 950_000, 1_150_000, 1_000_000]) {
        let (mover, waiter) = if n % 2 == 0 { (&sari, &budi) } else { (&budi, &sari) };
        for action in ["accept", "decline", "counter"] {
            let refused = waiter.moves(&negotiation, action, Some(price)).await.with(409);
            assert_eq!(refused["state"]["version"], n - 1, "{action}: {refused}");
        }
        mover.moves(&negotiation, "withdraw", None).await.with(409);
        negotiation =
            mover.moves(&negotiation, "counter", Some(price)).await.with(200)["negotiation"]
                .clone();
        let turn = if n % 2 == 0 { "buyer" } else { "seller" };
        assert_eq!(summary(&negotiation), ("open", turn, n, "pending"));
    }
    // Sari declines; Budi opens again, withdraws, and opens once more.
    negotiation = sari.moves(&negotiation, "decline", None).await.with(200)["negotiation"].clone();
    assert_eq!(summary(&negotiation), ("open", "buyer", 6, "declined"));
    sari.moves(&negotiation, "counter", Some(1_000_000)).await.with(409);
    negotiation = budi.offers(&camera, 980_000).await.with(201)["negotiation"].clone();
    negotiation = budi.moves(&negotiation, "withdraw", None).await.with(200)["negotiation"].clone();
    assert_eq!(summary(&negotiation), ("open", "buyer", 8, "withdrawn"));
    sari.moves(&negotiation, "accept", None).await.with(409);
    negotiation = budi.offers(&camera, 990_000).await.with(201)["negotiation"].clone();
    let agreed = sari.moves(&negotiation, "accept", None).await.with(200);
    assert_eq!(summary(&agreed["negotiation"]).0, "agreed");
    assert_eq!(agreed["deal"]["payment"]["amount"], 990_000);
    sari.moves(&negotiation, "decline", None).await.with(409);
    budi.moves(&negotiation, "withdraw", None).await.with(409);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn an_answer_to_outdated_terms_is_refused_with_the_current_ones() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let first = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    budi.moves(&first, "withdraw", None).await.with(200);
    budi.offers(&camera, 700_000).await.with(201);
    for action in ["accept", "decline", "counter"] {
        let stale = sari.moves(&first, action, Some(1_000_000)).await.with(409);
        assert_eq!(
            stale["detail"], "Tawarannya sudah berubah. Lihat yang terbaru dulu.",
            "{action}"
        );
        assert_eq!(
            (&stale["state"]["version"], &stale["state"]["offer"]["amount"]),
            (&json!(3), &json!(700_000))
        );
    }
    // Over the socket the same, and the connection stays open.
    let mut at_sari = sari.connects().await;
    let id = Uuid::now_v7();
    let accept = json!({"type": "accept", "room": first["room"], "id": id, "offer": first["offer"]["id"], "version": 1});
    at_sari.sends_command(accept).await;
    let error = at_sari.receives("error").await;
    assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!("offer_stale")));
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
}

#[actix_web::test]
async fn a_move_made_on_another_node_is_shown_with_the_next_message() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let offer = OfferId::fresh();
    commit_move_on_another_node(
        &app,
        &room,
        &budi.id,
        Move::Offer { id: offer, amount: 1_000_000 },
        None,
    )
    .await;
    budi.posts_message(&camera, "Bagaimana?").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.receives_messages_up_to(2).await.len(), 2);
        let results = socket.receives("negotiation").await;
        assert_eq!(
            (summary(&results), &results["offer"]["id"]),
            (("open", "seller", 1, "pending"), &json!(offer))
        );
    }
    commit_move_on_another_node(&app, &room, &sari.id, Move::Accept(offer), Some(1)).await;
    budi.posts_message(&camera, "Terima kasih").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.receives_messages_up_to(4).await.len(), 2);
        assert_eq!(socket.receives("negotiation").await["state"], "agreed");
        assert_eq!(socket.receives("deal").await["status"], "deal");
    }
}

#[actix_web::test]
async fn an_offer_with_the_id_of_a_message_is_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let messages = budi.posts_message(&camera, "Halo").await.with(201)["message"]["id"].clone();
    let path = format!("/api/listings/{}/offer", id_of(&camera));
    budi.post(&path, json!({"id": messages, "amount": 900_000})).await.with(409);
    assert_eq!(count(&app, "select count(*) from offers").await, 0);
}

#[actix_web::test]
async fn gifts_are_requested_barter_takes_no_money_and_sari_cannot_buy_from_herself() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let refused = async |who: &Person, listing: &Value, amount: i64, why: &str| {
        let answer = who.offers(listing, amount).await.with(422);
        assert_eq!(answer["detail"], why, "{answer}");
    };
    let lamp = sari.posts(json!({"modes": ["gratis"], "price": null, "min_price": null})).await;
    refused(&budi, &lamp, 10_000, "Barang ini gratis: minta saja, tanpa harga.").await;
    let requested = budi.offers(&lamp, 0).await.with(201)["negotiation"].clone();
    sari.moves(&requested, "counter", Some(0)).await.with(422);
    sari.moves(&requested, "counter", Some(5_000)).await.with(422);
    let given = sari.moves(&requested, "accept", None).await.with(200)["deal"].clone();
    assert_eq!((&given["mode"], &given["payment"]["amount"]), (&json!("gratis"), &json!(0)));

    let bike = sari
        .posts(json!({"modes": ["barter"], "price": null, "min_price": null, "wanted": "Gitar"}))
        .await;
    refused(&budi, &bike, 500_000, "Barang ini hanya untuk barter.").await;
    refused(&budi, &bike, 0, "Barang ini hanya untuk barter.").await;

    let camera = sari.posts(json!({})).await;
    refused(&sari, &camera, 1_000_000, "Ini barangmu sendiri.").await;
    for amount in [0, -1, 1_000_000_000_001, i64::MAX] {
        budi.offers(&camera, amount).await.with(422);
    }
    assert_eq!(count(&app, "select count(*) from rooms where buyer_id = seller_id").await, 0);

    // A price that was offered before the listing became free cannot be accepted any more.
    let priced = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    let mut gift = crate::support::camera();
    gift["photos"] = json!([camera["photos"][0]["id"]]);
    (gift["modes"], gift["price"], gift["min_price"]) =
        (json!(["gratis"]), Value::Null, Value::Null);
    sari.put(&format!("/api/listings/{}", id_of(&camera)), gift).await.with(200);
    sari.moves(&priced, "accept", None).await.with(422);
    assert_invariants(&app).await;
}
