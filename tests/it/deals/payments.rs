//! What a payment provider may do: late, double, wrong, silent, forged; and everybody asking at once.

use reqwest::Method;
use serde_json::json;

use super::{
    at_the_till, books_are_right, buys, camera_to_send, code_of, order, starts_to_pay,
    waits_for_payment,
};
use crate::support::{TestApp, assert_invariants, count, wait_for_count};

#[actix_web::test]
async fn a_payment_that_is_announced_twice_is_captured_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    let payment = starts_to_pay(&budi, &code).await;
    at_the_till(&budi, &payment, "duplicate").await;
    waits_for_payment(&budi, &code, "escrow").await;
    wait_for_count(&app, "select count(*) from till_payments where notices_left = 0", 1).await;
    assert_eq!(count(&app, "select count(*) from ledger_transactions").await, 1);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn another_amount_is_not_captured_and_goes_back() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    let payment = starts_to_pay(&budi, &code).await;
    at_the_till(&budi, &payment, "wrong_amount").await;
    wait_for_count(&app, "select count(*) from payments where status = 'refunded'", 1).await;
    assert_eq!(order(&budi, &code).await["payment"]["status"], "pending");
    assert_eq!(count(&app, "select count(*) from ledger_transactions").await, 0);
    // Budi may try again, under a new reference.
    let again = starts_to_pay(&budi, &code).await;
    assert_ne!(again["id"], payment["id"]);
    at_the_till(&budi, &again, "paid").await;
    waits_for_payment(&budi, &code, "escrow").await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_silent_payment_is_found_when_the_browser_comes_back() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    let payment = starts_to_pay(&budi, &code).await;
    at_the_till(&budi, &payment, "silent").await;
    assert_eq!(order(&budi, &code).await["payment"]["status"], "pending");
    let back = budi.reads_page(&format!("/pesanan/{code}/bayar"), "id").await;
    assert_eq!(back.status, 303, "{}", back.text);
    assert_eq!(order(&budi, &code).await["payment"]["status"], "escrow");
}

#[actix_web::test]
async fn money_that_comes_after_the_deal_has_ended_goes_back() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    let payment = starts_to_pay(&budi, &code).await;
    super::moves(&budi, &code, json!({"status": "cancelled"})).await.with(200);
    at_the_till(&budi, &payment, "paid").await;
    let ended = waits_for_payment(&budi, &code, "refunded").await;
    assert_eq!((&ended["status"], &ended["outcome"]), (&json!("cancelled"), &json!("refunded")));
    wait_for_count(&app, "select count(*) from payments where status = 'refunded'", 1).await;
    assert_eq!(count(&app, "select count(*) from ledger_transactions").await, 2);
    books_are_right(&app).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn notice_browser_and_the_reconciler_at_once_capture_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    for _ in 0..3 {
        let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
        let payment = starts_to_pay(&budi, &code).await;
        at_the_till(&budi, &payment, "paid").await;
        let path = format!("/pesanan/{code}/bayar");
        let all = (0..8).map(|_| budi.reads_page(&path, "id"));
        for answer in futures_util::future::join_all(all).await {
            assert_eq!(answer.status, 303, "{}", answer.text);
        }
        waits_for_payment(&budi, &code, "escrow").await;
    }
    assert_eq!(
        count(&app, "select count(*) from ledger_transactions where kind = 'capture'").await,
        3
    );
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_forged_notice_has_no_effect_and_a_true_one_is_stored_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = code_of(&buys(&budi, &camera_to_send(&sari).await).await).to_owned();
    starts_to_pay(&budi, &code).await;
    let forged = json!({"order_id": format!("{code}-1"), "status_code": "200", "gross_amount": "1250000.00",
        "transaction_status": "settlement", "transaction_id": "x", "signature_key": "0".repeat(128)});
    for (path, body) in [
        ("/api/webhooks/sandbox", forged.to_string()),
        ("/api/webhooks/sandbox", "bukan json".to_owned()),
        ("/api/webhooks/midtrans", forged.to_string()),
        ("/api/webhooks/mayar/tebakan", forged.to_string()),
    ] {
        let request = app.http.request(Method::POST, app.url(path)).body(body);
        let answer =
            crate::support::Answer::of(request.header("content-type", "application/json")).await;
        assert!(answer.status.is_client_error(), "{path}: {}", answer.status);
    }
    assert_eq!(order(&budi, &code).await["payment"]["status"], "pending");
    assert_eq!(count(&app, "select count(*) from payment_notices").await, 0);
}
