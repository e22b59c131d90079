//! Placing orders: buying at once, and asking the seller.

use serde_json::json;

use super::{buys, code_of, moves, order};
use crate::support::{TestApp, assert_invariants, count, wait_for_count};

#[actix_web::test]
async fn of_eight_buyers_who_buy_at_the_same_instant_one_gets_the_camera() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let mut buyers = Vec::new();
    for n in 0..8 {
        buyers.push(app.person(&format!("Pembeli {n}")).await);
    }
    let wish = json!({"listing_id": camera["id"], "buy_now": true});
    let all = buyers.iter().map(|buyer| buyer.post("/api/orders", wish.clone()));
    let answers = futures_util::future::join_all(all).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 201).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 7, "{statuses:?}");
    assert_eq!(count(&app, "select count(*) from deal_items where live").await, 1);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn an_order_sent_twice_is_one_order_and_a_changed_price_is_none() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let id = uuid::Uuid::now_v7();
    let wish = json!({"listing_id": camera["id"], "buy_now": true, "id": id});
    let first = budi.post("/api/orders", wish.clone()).await.with(201);
    let again = budi.post("/api/orders", wish).await.with(201);
    assert_eq!(first["order"]["code"], again["order"]["code"]);
    let own = json!({"listing_id": camera["id"], "buy_now": true});
    sari.post("/api/orders", own).await.is_problem(422);
}

#[actix_web::test]
async fn a_pending_order_reserves_nothing_and_becomes_the_deal_when_sari_takes_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let wish = json!({"listing_id": camera["id"], "method": "cod"});
    let of_budi = budi.post("/api/orders", wish.clone()).await.with(201)["order"].clone();
    let of_rara = rara.post("/api/orders", wish).await.with(201)["order"].clone();
    super::books_are_right(&app).await;
    assert_eq!((&of_budi["status"], &of_rara["status"]), (&json!("pending"), &json!("pending")));
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    moves(&budi, code_of(&of_budi), json!({"status": "deal"})).await.is_problem(409);
    let taken = moves(&sari, code_of(&of_budi), json!({"status": "deal"})).await.with(200);
    assert_eq!(
        (&taken["order"]["status"], &taken["order"]["code"]),
        (&json!("deal"), &of_budi["code"])
    );
    let lost = order(&rara, code_of(&of_rara)).await;
    assert_eq!((&lost["status"], &lost["outcome"]), (&json!("cancelled"), &json!("void")));
    assert_eq!(count(&app, "select count(*) from listings where status = 'reserved'").await, 1);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_pending_order_ends_when_it_is_withdrawn_declined_or_not_answered() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    for who in ["budi", "sari", "nobody"] {
        let camera = sari.posts(json!({"delivery": ["cod"]})).await;
        let asked = budi.post("/api/orders", json!({"listing_id": camera["id"]})).await.with(201);
        let code = code_of(&asked["order"]).to_owned();
        match who {
            "budi" => drop(moves(&budi, &code, json!({"status": "cancelled"})).await.with(200)),
            "sari" => drop(moves(&sari, &code, json!({"status": "cancelled"})).await.with(200)),
            _ => app.clock.advance(chrono::Duration::hours(25)),
        }
        let ended =
            format!("select count(*) from deals where code = '{code}' and outcome = 'void'");
        wait_for_count(&app, &ended, 1).await;
    }
    assert_eq!(count(&app, "select count(*) from offers where status = 'pending'").await, 0);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn at_most_five_orders_an_hour() {
    let app = TestApp::with_config(|config| config.rate_limits = true).await;
    let (sari, budi) = app.sari_and_budi().await;
    for n in 0..6 {
        let camera =
            sari.posts(json!({"title": format!("Kamera {n} lama"), "delivery": ["cod"]})).await;
        let answer = budi.post("/api/orders", json!({"listing_id": camera["id"]})).await;
        assert_eq!(answer.status, if n < 5 { 201 } else { 429 }, "{}", answer.text);
    }
}

/// The plan of SampahKuPilah names the chat of an order by the order.
#[actix_web::test]
async fn the_chat_of_an_order_is_addressed_by_the_order() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let bought = buys(&budi, &camera).await;
    let (code, id) = (code_of(&bought).to_owned(), bought["id"].as_str().unwrap().to_owned());
    let hello = json!({"order_id": id, "content": "Besok bisa, Kak?"});
    let posted = budi.post("/api/marketplace/messages", hello).await.with(201);
    assert_eq!(posted["message"]["text"], "Besok bisa, Kak?");
    assert_eq!(posted["message"]["room"], bought["room"]);
    let answer = json!({"order": code, "text": "Bisa.", "id": uuid::Uuid::now_v7()});
    for _ in 0..2 {
        sari.post("/api/messages", answer.clone()).await.with(201);
    }
    let paths = [
        format!("/api/messages/{code}"),
        format!("/api/marketplace/messages/{id}"),
        format!("/api/messages?order={code}"),
    ];
    for path in &paths {
        let seen = sari.get(path).await.with(200);
        assert_eq!(seen["room"], bought["room"]);
        let texts = seen["messages"].as_array().unwrap().iter().rev().take(2);
        let texts: Vec<&str> = texts.map(|message| message["text"].as_str().unwrap()).collect();
        assert_eq!(texts, ["Bisa.", "Besok bisa, Kak?"]);
    }
    let oki = app.person("Oki").await;
    for path in &paths {
        oki.get(path).await.is_problem(404);
    }
    oki.post("/api/messages", json!({"order": code, "text": "halo"})).await.is_problem(404);
    sari.get("/api/messages").await.is_problem(422);
    sari.post("/api/messages", json!({"text": "halo"})).await.is_problem(422);
}
