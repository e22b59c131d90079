//! The parties settle it by themselves.

use serde_json::json;

use super::{arrived, complaint, dispute, seen};
use crate::deals::{books_are_right, moves, order};
use crate::support::{TestApp, assert_invariants, count};

#[actix_web::test]
async fn a_complaint_freezes_the_deal_and_the_two_settle_by_turn_and_version() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = arrived(&sari, &budi).await;
    let photo = budi.uploads_photo().await;
    let mut body = complaint();
    body["photos"] = json!([photo]);
    let opened = dispute(&budi, &code, "", body).await.with(201);
    assert_eq!(opened["dispute"]["status"], "open");
    assert_eq!(opened["dispute"]["entries"][0]["photos"][0]["id"], photo);
    dispute(&sari, &code, "", complaint()).await.is_problem(422);
    let again =
        json!({"reason": "not_paid", "outcome": "pay", "text": "Uangnya belum sampai, Kak."});
    dispute(&sari, &code, "", again).await.is_problem(409);
    // Nothing moves meanwhile, whatever the clock says.
    moves(&budi, &code, json!({"status": "completed"})).await.is_problem(409);
    app.clock.advance(chrono::Duration::hours(40));
    app.deals().lapse_due().await.unwrap();
    let frozen = order(&budi, &code).await;
    assert_eq!(
        (&frozen["status"], &frozen["payment"]["status"]),
        (&json!("disputed"), &json!("escrow"))
    );

    let version = seen(&sari, &code).await["version"].clone();
    let thirty = json!({"outcome": "split", "percent": 30, "version": version});
    let offered = dispute(&sari, &code, "offer", thirty.clone()).await.with(200);
    assert!(!offered["dispute"]["permitted"].as_array().unwrap().contains(&json!("offer")));
    dispute(&sari, &code, "offer", thirty.clone()).await.is_problem(409);
    dispute(&budi, &code, "accept", json!({"version": version})).await.is_problem(409);
    let version = seen(&budi, &code).await["version"].clone();
    let forty = json!({"outcome": "split", "percent": 40, "version": version});
    dispute(&budi, &code, "offer", forty).await.with(200);
    let version = seen(&sari, &code).await["version"].clone();
    let settled = dispute(&sari, &code, "accept", json!({"version": version})).await.with(200);
    assert_eq!(settled["dispute"]["status"], "settled");
    let deal = order(&budi, &code).await;
    assert_eq!((&deal["status"], &deal["outcome"]), (&json!("completed"), &json!("split")));
    // 40 % of what is held go back, and Sari gets the rest less her part of the fee.
    let held = deal["payment"]["total"].as_i64().unwrap();
    let fee = deal["payment"]["fee"].as_i64().unwrap();
    let (back, rest) = (held * 40 / 100, held - held * 40 / 100);
    let balance = sari.get("/api/users/me/balance").await.with(200)["balance"].as_i64().unwrap();
    assert_eq!(balance, rest - fee * rest / held);
    let refunded =
        count(&app, format!("select count(*) from payments where refund_amount = {back}"));
    assert_eq!(refunded.await, 1);
    books_are_right(&app).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_complaint_that_is_withdrawn_leaves_the_deal_as_it_was() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = arrived(&sari, &budi).await;
    dispute(&budi, &code, "", complaint()).await.with(201);
    dispute(&sari, &code, "withdraw", json!({})).await.is_problem(409);
    let withdrawn = dispute(&budi, &code, "withdraw", json!({})).await.with(200);
    assert_eq!(withdrawn["dispute"]["status"], "withdrawn");
    assert_eq!(order(&budi, &code).await["status"], "delivered");
    // A second complaint is another dispute.
    dispute(&budi, &code, "", complaint()).await.with(201);
    dispute(&budi, &code, "withdraw", json!({})).await.with(200);
    dispute(&budi, &code, "", complaint()).await.is_problem(409);
    moves(&budi, &code, json!({"status": "completed"})).await.with(200);
    dispute(&budi, &code, "", complaint()).await.is_problem(409);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn what_does_not_fit_is_said_and_changes_nothing() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let code = arrived(&sari, &budi).await;
    budi.get(&format!("/api/orders/{code}/dispute")).await.is_problem(404);
    dispute(&rara, &code, "", complaint()).await.is_problem(404);
    for (field, value) in [
        ("reason", json!("jahat")),
        ("reason", json!("not_paid")),
        ("text", json!("rusak")),
        ("text", json!("x".repeat(2001))),
        ("outcome", json!("void")),
        ("outcome", json!("semua")),
        ("photos", json!([uuid::Uuid::now_v7()])),
    ] {
        let mut body = complaint();
        body[field] = value.clone();
        dispute(&budi, &code, "", body).await.is_problem(422);
    }
    for percent in [json!(0), json!(100), json!(null)] {
        let mut body = complaint();
        body["outcome"] = json!("split");
        body["percent"] = percent;
        dispute(&budi, &code, "", body).await.is_problem(422);
    }
    assert_eq!(order(&budi, &code).await["status"], "delivered");
    assert_eq!(count(&app, "select count(*) from disputes").await, 0);
}
