//! @tawar answers for Sari while she is away: inside her bounds, with a receipt, and not a word of her minimum.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestHouse, count, id_of};

/// Her minimum; a number that stands nowhere else.
const MINIMUM: i64 = 913_337;

/// Sari's camera for Rp1.250.000 with a minimum, and her mandate.
async fn a_mandate(sari: &Person, changes: Value) -> Value {
    let camera = sari.posts(json!({"min_price": MINIMUM})).await;
    allows(sari, &camera, changes).await.with(200);
    camera
}

async fn allows(sari: &Person, camera: &Value, changes: Value) -> Answer {
    let mut mandate = json!({"mode": "always", "style": "luwes"});
    mandate.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    sari.put(&format!("/api/listings/{}/assistant", id_of(camera)), mandate).await
}

async fn asks(budi: &Person, camera: &Value, amount: i64) -> Answer {
    budi.post("/api/tawar", json!({"listing": camera["id"], "amount": amount})).await
}

#[actix_web::test]
async fn it_answers_as_the_table_says_and_the_owner_can_rehearse_it() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = a_mandate(&sari, json!({})).await;
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
        let told = asks(&sari, &camera, amount).await.with(200);
        assert_eq!(told["decision"], decision, "{amount}: {told}");
        assert_eq!(told["amount"].as_i64(), named, "{amount}: {told}");
    }
    assert_eq!(count(&house, "select count(*) from offers").await, 0);
    // Settings that are not saved can be tried as well; a limit of 0 stays 0.
    let wish = json!({"listing": camera["id"], "amount": 950_000, "assistant": {"mode": "always", "tries": 0, "floor_percent": 0}});
    assert_eq!(sari.post("/api/tawar", wish).await.with(200)["reason"], "tries");

    let told = asks(&budi, &camera, 1_000_000).await.with(200);
    assert_eq!((&told["decision"], &told["amount"]), (&json!("counter"), &json!(1_190_000)));
    assert!(told.get("reason").is_none(), "why is for the owner");
    let room = told["room"].as_str().unwrap();
    let said = budi.get(&format!("/api/rooms/{room}/messages")).await.with(200);
    let messages = said["messages"].as_array().unwrap();
    assert_eq!(messages.len(), 3, "the offer, the counter, the words: {said}");
    assert!(messages.iter().all(|m| m["sender"] != json!(sari.id)), "it never speaks as Sari");
    let second = asks(&budi, &camera, 1_100_000).await.with(200);
    assert_eq!(second["amount"], 1_150_000, "the curve comes down: {second}");
    let third = asks(&budi, &camera, 1_160_000).await.with(200);
    assert_eq!(third["decision"], "hand", "near enough for Sari to decide: {third}");

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
async fn what_it_agreed_holds_after_ten_minutes_unless_sari_says_no() {
    let house = TestHouse::at_noon().await;
    let (sari, budi) = house.sari_and_budi().await;
    for overridden in [false, true] {
        let camera = a_mandate(&sari, json!({"auto_accept": true})).await;
        let told = asks(&budi, &camera, 950_000).await.with(200);
        assert_eq!((&told["decision"], &told["amount"]), (&json!("accept"), &json!(950_000)));
        let orders = budi.get("/api/orders?role=buyer").await.with(200);
        let order = orders["orders"][0].clone();
        assert_eq!(
            (&order["status"], &order["payment"]["amount"]),
            (&json!("pending"), &json!(950_000))
        );
        let path = format!("/api/orders/{}", order["code"].as_str().unwrap());
        if overridden {
            let off = json!({"status": "cancelled", "reason": "Belum jadi dijual"});
            sari.put(&format!("{path}/status"), off).await.with(200);
        }
        house.clock.advance(TimeDelta::minutes(11));
        let wanted = if overridden { "cancelled" } else { "deal" };
        let mut status = Value::Null;
        for _ in 0..200 {
            status = budi.get(&path).await.with(200)["order"]["status"].clone();
            if status == wanted {
                break;
            }
            actix_web::rt::time::sleep(Duration::from_millis(100)).await;
        }
        assert_eq!(status, wanted);
    }
}

#[actix_web::test]
async fn it_keeps_still_while_sari_is_about_and_answers_once_she_is_away() {
    let house = TestHouse::at_noon().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = a_mandate(&sari, json!({"mode": "away"})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let told = asks(&budi, &camera, 1_000_000).await;
    assert_eq!(told.status, 409, "his offer waits for Sari");
    actix_web::rt::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(count(&house, "select count(*) from receipts").await, 0);
    house.clock.advance(TimeDelta::minutes(62));
    for _ in 0..100 {
        if count(&house, "select count(*) from receipts").await == 1 {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(100)).await;
    }
    let room = made["room"].as_str().unwrap();
    let said = budi.get(&format!("/api/rooms/{room}/messages")).await.with(200);
    let counter = &said["messages"].as_array().unwrap()[1];
    assert_eq!((&counter["kind"], &counter["sender"]), (&json!("offer"), &Value::Null));
}

#[actix_web::test]
async fn switched_off_it_says_nothing_more_and_nobody_else_may_touch_it() {
    let house = TestHouse::at_noon().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = a_mandate(&sari, json!({})).await;
    budi.offers(&camera, 1_000_000).await.with(201);
    allows(&sari, &camera, json!({"mode": "off"})).await.with(200);
    house.clock.advance(TimeDelta::minutes(5));
    actix_web::rt::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!(count(&house, "select count(*) from receipts").await, 0);
    let rara = house.person("Rara").await;
    assert_eq!(asks(&rara, &camera, 1_000_000).await.status, 409);
    assert_eq!(allows(&budi, &camera, json!({})).await.status, 403);
    for (wrong, field) in [
        (json!({"tries": 4}), "tries"),
        (json!({"floor_percent": 101}), "floor_percent"),
        (json!({"minutes": -1}), "minutes"),
        (json!({"days": 0}), "days"),
    ] {
        let refused = allows(&sari, &camera, wrong).await.with(422);
        assert!(refused["errors"].get(field).is_some(), "{refused}");
    }
    let cheap = sari.posts(json!({"min_price": null})).await;
    let refused = allows(&sari, &cheap, json!({"auto_accept": true})).await.with(422);
    assert!(refused["errors"].get("auto_accept").is_some(), "{refused}");
}

#[actix_web::test]
async fn the_minimum_shows_nowhere() {
    let house = TestHouse::open().await;
    let (sari, budi) = house.sari_and_budi().await;
    let camera = a_mandate(&sari, json!({"auto_accept": true, "style": "cepat"})).await;
    let mut seen = String::new();
    for amount in [500_000, 800_000, MINIMUM - 1, MINIMUM - 1] {
        seen += &asks(&budi, &camera, amount).await.text;
    }
    let room = seen.split("\"room\":\"").nth(1).unwrap()[..36].to_owned();
    for path in [
        format!("/api/listings/{}", id_of(&camera)),
        format!("/api/rooms/{room}/messages"),
        format!("/api/rooms/{room}/events?since=0"),
        format!("/chat/{room}"),
        format!("/barang/{}", camera["slug"].as_str().unwrap()),
    ] {
        seen += &budi.get(&path).await.text;
    }
    let mandates = "select count(*) from receipts where mandate::text like '%913337%'";
    assert_eq!(count(&house, mandates).await, 0);
    for canary in ["913337", "913.337", "913,337", "913336", "913.336"] {
        let own = canary.contains("336");
        assert!(own || !seen.contains(canary), "{canary}");
    }
}
