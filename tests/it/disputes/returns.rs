//! What was handed over goes back, and then the money does.

use serde_json::json;

use super::{answered, dispute, mediates, ruling, seen, staff};
use crate::deals::{books_are_right, moves, order};
use crate::support::{Person, TestApp, assert_invariants, count};

/// Dewi rules, and both accept it.
async fn ruled(dewi: &Person, parties: [&Person; 2], code: &str, outcome: &str) {
    mediates(dewi, code, "ruling", ruling(outcome, json!({}))).await.with(200);
    for person in parties {
        let version = json!({"version": seen(person, code).await["version"]});
        dispute(person, code, "accept", version).await.with(200);
    }
}

/// Where Sari gets the camera back.
async fn gives_address(sari: &Person, code: &str) {
    let fields = [
        ("name", "Sari Dewi"),
        ("phone", "081234567890"),
        ("line", "Jl. Merdeka No. 7"),
        ("region", "32.73.02"),
        ("postcode", ""),
    ];
    let given = sari.submits_form(&format!("/pesanan/{code}/alamat"), &fields).await;
    assert_eq!(given.status, 303, "{}", given.text);
}

#[actix_web::test]
async fn budi_sends_the_camera_back_and_then_gets_his_money() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = answered(&sari, &budi).await;
    ruled(&dewi, [&sari, &budi], &code, "return_both").await;
    let deal = order(&budi, &code).await;
    assert_eq!(
        (&deal["status"], &deal["dispute"]["returning"]),
        (&json!("disputed"), &json!(true))
    );
    assert_eq!(deal["legs"][1]["from"], json!(budi.id));
    gives_address(&sari, &code).await;
    assert_eq!(order(&budi, &code).await["legs"][1]["address"]["name"], "Sari Dewi");
    moves(&sari, &code, json!({"status": "completed"})).await.is_problem(409);
    let sent = json!({"status": "shipped", "courier": "jnt", "tracking_no": "JT9876543210"});
    moves(&sari, &code, sent.clone()).await.is_problem(409);
    moves(&budi, &code, sent).await.with(200);
    moves(&sari, &code, json!({"status": "completed"})).await.with(200);
    let ended = order(&sari, &code).await;
    assert_eq!(
        (&ended["outcome"], &ended["payment"]["status"]),
        (&json!("returned"), &json!("refunded"))
    );
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    books_are_right(&app).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn sari_who_gives_no_address_leaves_the_camera_and_the_money() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = answered(&sari, &budi).await;
    ruled(&dewi, [&sari, &budi], &code, "return_both").await;
    app.clock.advance(chrono::Duration::days(14));
    crate::support::wait_for_count(
        &app,
        "select count(*) from deals where payment = 'refunded'",
        1,
    )
    .await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn budi_who_keeps_the_camera_pays_for_it() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = answered(&sari, &budi).await;
    ruled(&dewi, [&sari, &budi], &code, "return_both").await;
    gives_address(&sari, &code).await;
    app.clock.advance(chrono::Duration::days(14));
    crate::support::wait_for_count(
        &app,
        "select count(*) from deals where outcome = 'paid_out'",
        1,
    )
    .await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn after_a_meeting_the_goods_go_back_and_are_sold_no_more() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let offered = budi.offers(&camera, 1_100_000).await.with(201);
    let agreed = sari.moves(&offered["negotiation"], "accept", None).await.with(200);
    let code = agreed["deal"]["code"].as_str().unwrap();
    moves(&budi, code, json!({"status": "completed"})).await.with(200);
    let sold = "select sold_count from users where handle = 'sari'";
    let before = count(&app, sold).await;
    let complaint = json!({"reason": "damaged", "outcome": "return_both", "text": "Di rumah tidak mau menyala."});
    dispute(&budi, code, "", complaint).await.with(201);
    let version = json!({"outcome": "return_both", "version": seen(&sari, code).await["version"]});
    dispute(&sari, code, "offer", version).await.with(200);
    let version = json!({"version": seen(&budi, code).await["version"]});
    dispute(&budi, code, "accept", version).await.with(200);
    assert_invariants(&app).await;
    moves(&sari, code, json!({"status": "completed", "code": "000000"})).await.is_problem(409);
    // Sari, who gets the camera back, confirms on the page.
    let page = sari.submits_form(&format!("/pesanan/{code}/terima"), &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    assert_eq!(order(&sari, code).await["outcome"], "returned");
    assert_eq!(count(&app, sold).await, before - 1);
    assert_invariants(&app).await;
}
