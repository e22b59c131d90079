//! The assistant and its owner: escalation, confirmation, presence, mails.

use std::time::Duration;

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use serde_json::{Value, json};

use super::{ask_assistant, post_camera_with_mandate, receipts, wait_for_assistant};
use crate::support::{TestApp, count, id_of, wait_for_count};

#[actix_web::test]
async fn an_agreement_of_the_assistant_is_binding_after_ten_minutes_unless_sari_rejects_it() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    for overridden in [false, true] {
        let camera = post_camera_with_mandate(&sari, json!({"auto_accept": true})).await;
        let answer = ask_assistant(&budi, &camera, 950_000).await.with(200);
        assert_eq!((&answer["decision"], &answer["amount"]), (&json!("accept"), &json!(950_000)));
        let orders = budi.get("/api/orders?role=buyer").await.with(200);
        let order = orders["orders"][0].clone();
        assert_eq!(
            (&order["status"], &order["payment"]["amount"]),
            (&json!("pending"), &json!(950_000))
        );
        let path = format!("/api/orders/{}", order["code"].as_str().unwrap());
        // Only Sari may cancel in these minutes: else Budi could probe for her minimum as often as he likes.
        let off = json!({"status": "cancelled", "reason": "Cuma tanya"});
        let refused = budi.put(&format!("{path}/status"), off).await;
        assert_eq!(refused.status, 409, "{}", refused.body);
        assert_eq!(budi.get(&path).await.with(200)["order"]["status"], "pending");
        let page = budi.get(&format!("/pesanan/{}", order["code"].as_str().unwrap())).await;
        assert!(
            page.status == 200 && !page.text.contains("/batal\""),
            "no button without an effect"
        );
        if overridden {
            let off = json!({"status": "cancelled", "reason": "Belum jadi dijual"});
            sari.put(&format!("{path}/status"), off).await.with(200);
        }
        app.clock.advance(TimeDelta::minutes(11));
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
async fn the_assistant_is_silent_while_sari_is_online_and_answers_once_she_is_away() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({"mode": "away"})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let answer = ask_assistant(&budi, &camera, 1_000_000).await;
    assert_eq!(answer.status, 409, "his offer is pending");
    wait_for_assistant(&app).await;
    assert_eq!(receipts(&app, &camera).await, 0);
    app.clock.advance(TimeDelta::minutes(62));
    let answered = format!("select count(*) from receipts where listing_id = '{}'", id_of(&camera));
    wait_for_count(&app, &answered, 1).await;
    let room = made["room"].as_str().unwrap();
    let history = budi.get(&format!("/api/rooms/{room}/messages")).await.with(200);
    let counter = &history["messages"].as_array().unwrap()[1];
    assert_eq!((&counter["kind"], &counter["sender"]), (&json!("offer"), &Value::Null));
}

#[actix_web::test]
async fn sari_reads_about_offers_that_were_too_low_and_gets_a_mail_about_pending_ones() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (rara, dewi) = (app.person("Rara").await, app.person("Dewi").await);
    let camera =
        post_camera_with_mandate(&sari, json!({"mode": "away", "auto_accept": true})).await;
    let verify_email =
        format!("update users set email_verified_at = now() where id = '{}'", sari.id);
    app.db.read(move |conn| Ok(conn.batch_execute(&verify_email)?)).await.unwrap();
    app.clock.advance(TimeDelta::minutes(62));
    ask_assistant(&budi, &camera, 100_000).await.with(200);
    budi.offers(&camera, 110_000).await.with(201);
    wait_for_count(&app, "select count(*) from receipts where reason = 'too_low'", 2).await;
    // An offer near her minimum is hers to decide; she is notified of an agreement while she can still reject it.
    let lens = post_camera_with_mandate(&sari, json!({"mode": "away"})).await;
    app.clock.advance(TimeDelta::minutes(62));
    assert_eq!(ask_assistant(&dewi, &lens, 1_200_000).await.with(200)["decision"], "hand");
    assert_eq!(ask_assistant(&rara, &camera, 1_000_000).await.with(200)["decision"], "accept");
    let mails = format!(
        "select count(*) from mails where recipient = (select email from users where id = '{}') \
         and body like '%/chat/%' and subject like",
        sari.id
    );
    assert_eq!(count(&app, &format!("{mails} '@tawar sepakat Rp1.000.000%'")).await, 1);
    assert_eq!(count(&app, &format!("{mails} 'Ada tawaran untuk%'")).await, 1);
    assert_eq!(count(&app, "select count(*) from mails where body like '%913%'").await, 0);
}

#[actix_web::test]
async fn an_escalated_offer_binds_budi_until_it_expires_or_sari_answers() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({})).await;
    let made = budi.offers(&camera, 1_200_000).await.with(201);
    let negotiation = made["negotiation"].clone();
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    app.clock.advance(TimeDelta::seconds(4));
    let passed_on = at_budi.receives("negotiation").await;
    assert_eq!(passed_on["offer"]["bound"], true, "{passed_on}");
    assert_eq!(
        passed_on["version"], negotiation["version"],
        "the version that Sari sees is still valid"
    );
    let refused = budi.moves(&negotiation, "withdraw", None).await;
    assert_eq!(refused.status, 409, "{}", refused.body);
    assert_eq!(
        refused.body["state"]["offer"]["status"], "pending",
        "the refusal contains the state"
    );
    let page = budi.get(&format!("/chat/{}", negotiation["room"].as_str().unwrap())).await;
    assert!(page.text.contains("mengikatmu") && !page.text.contains("data-move=\"withdraw\""));
    // Asked for more he may offer more, and not less.
    let requests =
        sari.moves(&negotiation, "ask_more", None).await.with(200)["negotiation"].clone();
    budi.moves(&requests, "withdraw", None).await.with(409);
    budi.moves(&requests, "counter", Some(1_100_000)).await.with(409);
    let better = budi.moves(&requests, "counter", Some(1_210_000)).await.with(200);
    assert_eq!(better["negotiation"]["offer"]["amount"], 1_210_000);
    // Nobody is bound for ever.
    app.clock.advance(TimeDelta::hours(25));
    wait_for_count(&app, "select count(*) from offers where status = 'expired'", 1).await;
}

#[actix_web::test]
async fn the_assistant_escalates_an_offer_for_a_promised_listing_and_answers_the_next() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let (camera, lens) = (
        post_camera_with_mandate(&sari, json!({})).await,
        post_camera_with_mandate(&sari, json!({})).await,
    );
    let room = rara.opens_chat(&camera).await;
    sari.post(&format!("/api/rooms/{}/promise", room.as_str().unwrap()), json!({})).await.with(200);
    let answer = ask_assistant(&budi, &camera, 1_250_000).await.with(200);
    assert_eq!(answer["decision"], "hand", "{answer}");
    let handed = "select count(*) from receipts where decision = 'hand' and reason = 'promised'";
    assert_eq!(count(&app, handed).await, 1);
    assert_eq!(ask_assistant(&rara, &lens, 1_250_000).await.with(200)["decision"], "accept");
}

#[actix_web::test]
async fn the_assistant_does_not_overrule_sari_who_asked_for_more() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera =
        post_camera_with_mandate(&sari, json!({"mode": "away", "auto_accept": true})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    sari.moves(&made, "ask_more", None).await.with(200);
    app.clock.advance(TimeDelta::minutes(90));
    wait_for_assistant(&app).await;
    assert_eq!(receipts(&app, &camera).await, 0);
}
