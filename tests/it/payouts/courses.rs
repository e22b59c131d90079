//! What a provider may do with a payout: pay, refuse, fail at once or late, answer too late, announce twice or never.

use reqwest::Method;
use serde_json::json;

use super::{asks, balance, books_are_right, sari_with_money, waits_for};
use crate::support::{Answer, TestApp, count, wait_for_count};

#[actix_web::test]
async fn saris_money_arrives_and_the_books_say_so() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "90").await;
    let made = asks(&sari, 100_000).await.with(201)["payout"].clone();
    assert_eq!((&made["status"], &made["fee"]), (&json!("requested"), &json!(2_500)));
    assert_eq!((&made["arrives"], &made["number"]), (&json!(97_500), &json!("•••• 7890")));
    assert_eq!(balance(&sari).await["balance"], 400_000, "charged before the provider hears of it");
    let paid = waits_for(&sari, "paid").await;
    assert_eq!(paid["id"], made["id"]);
    let seen = balance(&sari).await;
    let entry = &seen["entries"][0];
    assert_eq!((&entry["kind"], &entry["amount"]), (&json!("payout"), &json!(-100_000)));
    assert_eq!(count(&app, "select amount from practice_payouts").await, 97_500);
    let fees = "select sum(balance)::bigint from ledger_accounts where kind = 'fees'";
    assert_eq!(count(&app, fees).await, 2_500);
    books_are_right(&app).await;
    // The next one may be asked for; the number is nowhere in plain text.
    asks(&sari, 400_000).await.with(201);
    let plain = "select count(*) from payouts where position('12345678'::bytea in ciphertext) > 0";
    assert_eq!(count(&app, plain).await, 0);
}

#[actix_web::test]
async fn what_is_refused_or_fails_at_once_or_late_is_back_with_its_fee() {
    let app = TestApp::open().await;
    for (ending, reason) in [("02", "declined"), ("03", "account"), ("04", "account")] {
        let sari = sari_with_money(&app, ending).await;
        asks(&sari, 100_000).await.with(201);
        let back = waits_for(&sari, "returned").await;
        assert_eq!(back["reason"], reason, "{ending}");
        let seen = balance(&sari).await;
        assert_eq!(seen["balance"], 500_000, "{ending}");
        assert_eq!(seen["entries"][0]["kind"], "payout_return");
        books_are_right(&app).await;
    }
}

#[actix_web::test]
async fn a_transfer_that_comes_back_after_it_looked_paid_is_in_the_balance_again() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "05").await;
    asks(&sari, 500_000).await.with(201);
    waits_for(&sari, "paid").await;
    assert_eq!(balance(&sari).await["balance"], 0);
    waits_for(&sari, "returned").await;
    assert_eq!(balance(&sari).await["balance"], 500_000);
    assert_eq!(
        count(&app, "select count(*) from ledger_transactions where kind like 'payout%'").await,
        2
    );
    books_are_right(&app).await;
}

#[actix_web::test]
async fn an_answer_that_came_too_late_is_found_and_nothing_is_paid_twice() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "06").await;
    asks(&sari, 100_000).await.with(201);
    wait_for_count(&app, "select count(*) from practice_payouts", 1).await;
    let seen = balance(&sari).await["payouts"]["payouts"][0].clone();
    assert_eq!(seen["status"], "requested", "nothing is guessed");
    waits_for(&sari, "paid").await;
    assert_eq!(count(&app, "select count(*) from practice_payouts").await, 1);
    assert_eq!(balance(&sari).await["balance"], 400_000);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_notice_that_comes_twice_or_never_changes_nothing() {
    let app = TestApp::open().await;
    for ending in ["07", "08"] {
        let sari = sari_with_money(&app, ending).await;
        asks(&sari, 100_000).await.with(201);
        waits_for(&sari, "paid").await;
        assert_eq!(balance(&sari).await["balance"], 400_000);
    }
    wait_for_count(&app, "select count(*) from practice_payouts where notices_left = 0", 2).await;
    assert_eq!(count(&app, "select count(*) from payout_notices").await, 1);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_forged_notice_is_refused() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "08").await;
    let reference = asks(&sari, 100_000).await.with(201)["payout"]["reference"].clone();
    let body = json!({"reference": reference, "state": "failed", "amount": 97_500}).to_string();
    for signature in ["", "tebakan"] {
        let request = app.http.request(Method::POST, app.url("/api/webhooks/payouts"));
        let request = request.header("content-type", "application/json");
        let answer = Answer::of(request.header("x-signature", signature).body(body.clone())).await;
        answer.is_problem(403);
    }
    assert_eq!(count(&app, "select count(*) from payout_notices").await, 0);
    waits_for(&sari, "paid").await;
}
