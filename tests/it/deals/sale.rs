//! A sale by parcel, with Transaksi Aman.

use serde_json::json;

use super::{
    at_the_till, books_are_right, bought_and_paid, buys, camera_to_send, code_of, moves, order,
    starts_to_pay, waits_for_payment,
};
use crate::support::{TestApp, assert_invariants, count};

#[actix_web::test]
async fn budi_buys_pays_and_receives_and_sari_gets_the_money_less_the_fee() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let price = camera["price"].as_i64().unwrap();
    let bought = buys(&budi, &camera).await;
    let code = code_of(&bought).to_owned();
    assert_eq!(
        (&bought["status"], &bought["payment"]["status"]),
        (&json!("deal"), &json!("pending"))
    );
    assert_eq!(bought["payment"]["fee"], price * 5 / 100);
    assert!(bought["permitted"].as_array().unwrap().contains(&json!("pay")));
    moves(
        &sari,
        &code,
        json!({"status": "shipped", "courier": "jne", "tracking_no": "JP1234567890"}),
    )
    .await
    .is_problem(409);

    sari.put(&format!("/api/orders/{code}/shipping"), json!({"amount": 18_000})).await.with(200);
    let payment = starts_to_pay(&budi, &code).await;
    assert_eq!(payment["amount"], price + 18_000);
    assert_eq!(starts_to_pay(&budi, &code).await["id"], payment["id"], "asked again, the same one");
    sari.put(&format!("/api/orders/{code}/shipping"), json!({"amount": 0})).await.is_problem(409);
    assert!(payment["redirect_url"].as_str().unwrap().starts_with("/sandbox/bayar/"), "{payment}");
    assert!(order(&sari, &code).await["legs"][0]["address"].is_null(), "not before it is paid");

    at_the_till(&budi, &payment, "paid").await;
    let paid = waits_for_payment(&sari, &code, "escrow").await;
    assert_eq!(paid["legs"][0]["address"]["name"], "Budi Santoso");
    assert_eq!(
        sari.get("/api/users/me/balance").await.with(200)["held"],
        price + 18_000 - price * 5 / 100
    );

    let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": "jp 1234-567890"});
    let shipped = moves(&sari, &code, sent).await.with(200);
    assert_eq!(shipped["order"]["status"], "shipped");
    let at_budi = order(&budi, &code).await;
    assert_eq!(at_budi["legs"][0]["tracking_no"], "JP1234567890");
    moves(&sari, &code, json!({"status": "cancelled"})).await.is_problem(409);
    moves(&budi, &code, json!({"status": "delivered"})).await.with(200);
    assert!(order(&sari, &code).await["legs"][0]["address"].is_null(), "not needed any more");
    let done = moves(&budi, &code, json!({"status": "completed"})).await.with(200);
    assert_eq!(
        (&done["order"]["status"], &done["order"]["outcome"]),
        (&json!("completed"), &json!("paid_out"))
    );
    moves(&budi, &code, json!({"status": "completed"})).await.is_problem(409);

    let balance = sari.get("/api/users/me/balance").await.with(200);
    assert_eq!(balance["balance"], price + 18_000 - price * 5 / 100);
    assert_eq!((&balance["held"], &balance["entries"][0]["order"]), (&json!(0), &json!(code)));
    assert_eq!(count(&app, "select count(*) from listings where status = 'sold'").await, 1);
    assert_eq!(count(&app, "select sold_count::bigint from users where name = 'Sari'").await, 1);
    assert_eq!(count(&app, "select count(*) from deal_addresses").await, 0);
    assert_invariants(&app).await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_parcel_that_sari_calls_off_before_sending_gives_the_money_back() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = bought_and_paid(&budi, &camera).await;
    let off = moves(&sari, &code, json!({"status": "canceled", "reason": "rusak"})).await.with(200);
    let payment = &off["order"]["payment"]["status"];
    assert_eq!((payment, &off["order"]["outcome"]), (&json!("refunded"), &json!("refunded")));
    crate::support::wait_for_count(
        &app,
        "select count(*) from payments where status = 'refunded'",
        1,
    )
    .await;
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    assert_eq!(sari.get("/api/users/me/balance").await.with(200)["balance"], 0);
    assert_invariants(&app).await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_parcel_that_sari_reports_lost_gives_the_money_back_and_the_camera_rests() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = bought_and_paid(&budi, &camera).await;
    let sent = json!({"status": "shipped", "courier": "jnt", "tracking_no": "JX1234567890"});
    moves(&sari, &code, sent).await.with(200);
    let page = sari.submits_form(&format!("/pesanan/{code}/hilang"), &[]).await;
    assert_eq!(page.status, 303, "{}", page.text);
    let seen = order(&budi, &code).await;
    assert_eq!((&seen["status"], &seen["outcome"]), (&json!("cancelled"), &json!("refunded")));
    assert_eq!(count(&app, "select count(*) from listings where status = 'inactive'").await, 1);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn the_same_tracking_number_in_two_deals_is_flagged() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    for _ in 0..2 {
        let camera = camera_to_send(&sari).await;
        let code = bought_and_paid(&budi, &camera).await;
        let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": "JP1234567890"});
        moves(&sari, &code, sent).await.with(200);
    }
    assert_eq!(count(&app, "select count(*) from fraud_flags").await, 1);
}

#[actix_web::test]
async fn sari_names_what_sending_costs_with_the_listing_and_budi_pays_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["kirim", "cod"], "shipping_fee": 18_000})).await;
    assert_eq!(camera["shipping_fee"], 18_000);
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    assert!(budi.reads_page(&page, "id").await.text.contains("Rp18.000"));
    let wish = json!({"listing_id": camera["id"], "buy_now": true, "method": "kirim"});
    let bought = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let payment = &bought["payment"];
    let price = camera["price"].as_i64().unwrap();
    assert_eq!((&payment["shipping"], &payment["total"]), (&json!(18_000), &json!(price + 18_000)));
    // Who meets pays no shipping, and a gift or a listing that is only met about has none.
    let lens = sari
        .posts(json!({"title": "Lensa 50mm", "delivery": ["kirim", "cod"], "shipping_fee": 18_000}))
        .await;
    let wish = json!({"listing_id": lens["id"], "buy_now": true, "method": "cod"});
    let met = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    assert_eq!(met["payment"]["shipping"], 0);
    let met_only = sari
        .posts(json!({"title": "Tas kamera", "delivery": ["cod"], "shipping_fee": 18_000}))
        .await;
    assert_eq!(met_only["shipping_fee"], 0);
    let mut wrong = crate::support::camera();
    (wrong["photos"], wrong["shipping_fee"]) = (json!([uuid::Uuid::now_v7()]), json!(-1));
    sari.post("/api/listings", wrong).await.is_problem(422);
    assert_invariants(&app).await;
}
