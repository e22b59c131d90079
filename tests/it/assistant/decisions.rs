//! What the assistant decides about an offer.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::json;

use super::{MINIMUM, ask_assistant, post_camera_with_mandate, set_mandate};
use crate::support::{Answer, TestApp, count, id_of, wait_for_count};

#[actix_web::test]
async fn the_assistant_follows_its_decision_rules_and_sari_can_try_them_out() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({})).await;
    // Sari tries it out: nothing is written.
    for (amount, decision, named) in [
        (0, "decline", None),
        (624_999, "decline", None),
        (625_000, "counter", Some(1_190_000)),
        (1_189_999, "counter", Some(1_190_000)),
        (1_190_000, "hand", None),
        (1_250_000, "accept", Some(1_250_000)),
        (9_000_000, "accept", Some(1_250_000)),
    ] {
        let answer = ask_assistant(&sari, &camera, amount).await.with(200);
        assert_eq!(answer["decision"], decision, "{amount}: {answer}");
        assert_eq!(answer["amount"].as_i64(), named, "{amount}: {answer}");
    }
    assert_eq!(count(&app, "select count(*) from offers").await, 0);
    // Settings that are not saved can be tried as well; a limit of 0 stays 0.
    let unsaved = json!({"listing": camera["id"], "amount": 950_000, "assistant": {"mode": "always", "tries": 0, "floor_percent": 0}});
    assert_eq!(sari.post("/api/tawar", unsaved).await.with(200)["reason"], "tries");

    let ask = json!({"listing": camera["id"], "amount": 1_000_000, "id": uuid::Uuid::now_v7()});
    let answer = budi.post("/api/tawar", ask.clone()).await.with(200);
    assert_eq!(
        budi.post("/api/tawar", ask).await.with(200),
        answer,
        "asked again, it gives the same answer"
    );
    assert_eq!((&answer["decision"], &answer["amount"]), (&json!("counter"), &json!(1_190_000)));
    assert!(answer.get("reason").is_none(), "only the owner gets the reason");
    let room = answer["room"].as_str().unwrap();
    let history = budi.get(&format!("/api/rooms/{room}/messages")).await.with(200);
    let messages = history["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3, "the offer, the counter-offer, the text: {history}");
    assert!(messages.iter().all(|m| m["sender"] != json!(sari.id)), "it never sends as Sari");
    let second = ask_assistant(&budi, &camera, 1_100_000).await.with(200);
    assert_eq!(second["amount"], 1_150_000, "the counter-price falls: {second}");
    let third = ask_assistant(&budi, &camera, 1_140_000).await.with(200);
    assert_eq!(third["decision"], "hand", "escalated to Sari: {third}");

    let shown = sari.get(&format!("/api/listings/{}/assistant", id_of(&camera))).await.with(200);
    let reasons: Vec<&str> = shown["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|receipt| receipt["reason"].as_str().unwrap())
        .collect();
    assert_eq!(reasons, ["near", "curve", "curve"]);
}

#[actix_web::test]
async fn the_assistant_answers_in_english_and_leaves_offers_to_a_seller_who_is_online() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({"mode": "away"})).await;
    let ask = json!({"listing": camera["id"], "amount": 1_000_000});
    let requests = app.http.post(app.url("/api/tawar")).bearer_auth(&budi.token).json(&ask);
    let answer = Answer::of(requests.header("accept-language", "en")).await.with(200);
    assert_eq!(answer["decision"], "hand");
    assert!(answer["text"].as_str().unwrap().contains("about"), "she is online: {answer}");
    assert_eq!(count(&app, "select count(*) from receipts").await, 0);
    app.clock.advance(TimeDelta::minutes(62));
    wait_for_count(&app, "select count(*) from receipts where decision = 'counter'", 1).await;
}

#[actix_web::test]
async fn four_simultaneous_buyers_and_a_disabled_assistant_make_one_deal_or_none() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let mut buyers = Vec::new();
    for n in 0..4 {
        buyers.push(app.person(&format!("Pembeli {n}")).await);
    }
    for round in 0..25 {
        let camera =
            post_camera_with_mandate(&sari, json!({"auto_accept": true, "minutes": round % 3}))
                .await;
        let offers = join_all(buyers.iter().map(|buyer| ask_assistant(buyer, &camera, 1_250_000)));
        let off = async {
            if round % 2 == 0 {
                set_mandate(&sari, &camera, json!({"mode": "off"})).await.with(200);
            }
        };
        let (answers, ()) = futures_util::future::join(offers, off).await;
        assert!(answers.iter().all(|answer| [200, 409].contains(&answer.status.as_u16())));
        let of = |table: &str, more: &str| {
            format!("select count(*) from {table} where listing_id = '{}' {more}", id_of(&camera))
        };
        let deals = count(&app, &of("deals", "")).await;
        assert!(deals <= 1, "round {round}");
        assert_eq!(count(&app, &of("offers", "and status = 'accepted'")).await, deals);
        assert_eq!(count(&app, &of("receipts", "and decision = 'accept'")).await, deals);
        if deals == 1 {
            assert_eq!(
                count(&app, &of("offers", "and status = 'pending'")).await,
                0,
                "losing buyers get a system message"
            );
        }
    }
}

#[actix_web::test]
async fn the_assistant_makes_no_deal_for_a_suspended_seller() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = post_camera_with_mandate(&sari, json!({})).await;
    let agreed = post_camera_with_mandate(&sari, json!({})).await;
    assert_eq!(ask_assistant(&budi, &agreed, 1_250_000).await.with(200)["decision"], "accept");
    crate::accounts::suspend_for_days(&app, &sari, 30).await;
    rara.offers(&camera, 1_250_000).await.is_problem(404);
    app.clock.advance(TimeDelta::minutes(11));
    // She cannot reject it any more, so it is rejected for her.
    wait_for_count(&app, "select count(*) from deals where status = 'cancelled'", 1).await;
    assert_eq!(count(&app, "select count(*) from receipts").await, 1);
}

#[actix_web::test]
async fn budi_who_cancels_a_deal_of_the_assistant_cannot_try_a_lower_price() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({"auto_accept": true, "minutes": 0})).await;
    assert_eq!(ask_assistant(&budi, &camera, 1_000_000).await.with(200)["decision"], "accept");
    let order = budi.get("/api/orders?role=buyer").await.with(200)["orders"][0]["code"].clone();
    let path = format!("/api/orders/{}/status", order.as_str().unwrap());
    budi.put(&path, json!({"status": "cancelled", "reason": "Coba-coba"})).await.with(200);
    let again = ask_assistant(&budi, &camera, 950_000).await.with(200);
    assert_eq!(again["decision"], "hand", "{again}");
}

#[actix_web::test]
async fn the_assistant_shows_the_worth_of_a_package_and_escalates_it_to_sari() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({"auto_accept": true})).await;
    let id = id_of(&camera);
    let mut both = crate::support::camera();
    both["modes"] = json!(["jual", "barter"]);
    both["photos"] = json!([camera["photos"][0]["id"]]);
    both["min_price"] = json!(MINIMUM);
    sari.put(&format!("/api/listings/{id}"), both).await.with(200);
    let lamp = budi.posts(json!({"title": "Kamera rusak", "condition": "butuh_perbaikan"})).await;
    let made = budi.offers_goods(&camera, &[&lamp], 50_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    wait_for_count(
        &app,
        "select count(*) from receipts where decision = 'hand' and reason = 'package'",
        1,
    )
    .await;
    let history = budi
        .get(&format!("/api/rooms/{}/messages", made["room"].as_str().unwrap()))
        .await
        .with(200);
    // Ids and times may contain any digits.
    let texts = history["messages"].as_array().unwrap().iter().map(|message| &message["text"]);
    let messages = serde_json::to_string(&texts.collect::<Vec<_>>()).unwrap();
    assert!(messages.contains("kurang") && messages.contains("nilai"), "{messages}");
    assert!(!messages.contains("913"), "{messages}");
    assert_eq!(
        count(&app, "select count(*) from offers where status = 'pending'").await,
        1,
        "Sari decides"
    );
    // Budi does not free himself by editing his own lamp: he may confirm the offer, not withdraw it.
    let mut anew = crate::support::camera();
    anew["title"] = json!("Kamera rusak total");
    anew["photos"] = json!([lamp["photos"][0]["id"]]);
    budi.put(&format!("/api/listings/{}", id_of(&lamp)), anew).await.with(200);
    sari.moves(&made["negotiation"], "accept", None).await.with(409);
    budi.moves(&made["negotiation"], "withdraw", None).await.with(409);
    let items = json!({"amount": 10_000, "items": [lamp["id"]]});
    budi.moves_with(&made["negotiation"], "counter", items).await.with(409);
    let items = json!({"amount": 60_000, "items": [lamp["id"]]});
    let more = budi.moves_with(&made["negotiation"], "counter", items).await.with(200);
    assert_eq!(more["negotiation"]["offer"]["bound"], true, "still");
    sari.moves(&more["negotiation"], "accept", None).await.with(200);
}
