//! Who may ask for a payout, and when.

use futures_util::future::join_all;
use serde_json::json;
use tawar::config::PaymentProviders;

use super::{
    asks, balance, books_are_right, gives_account, has_earned, proposes, sari_with_money, user,
    waits_for,
};
use crate::support::{TestApp, count};

#[actix_web::test]
async fn of_eight_requests_at_once_one_is_paid_out() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "90").await;
    let answers = join_all((0..8).map(|_| asks(&sari, 100_000))).await;
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(made, 1);
    for refused in answers.iter().filter(|answer| answer.status != 201) {
        refused.is_problem(409);
    }
    assert_eq!(balance(&sari).await["balance"], 400_000);
    waits_for(&sari, "paid").await;
    // All of it, eight times at once.
    let answers = join_all((0..8).map(|_| asks(&sari, 400_000))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    waits_for(&sari, "paid").await;
    assert_eq!(balance(&sari).await["balance"], 0);
    asks(&sari, 20_000).await.is_problem(422);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn the_same_request_again_is_answered_the_same() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "90").await;
    let wish = json!({"amount": 100_000});
    let path = "/api/users/me/payouts";
    let first = sari.posts_with_key(path, "cair-1", wish.clone()).await.with(201);
    assert_eq!(sari.posts_with_key(path, "cair-1", wish).await.with(201), first);
    assert_eq!(count(&app, "select count(*) from payouts").await, 1);
}

#[actix_web::test]
async fn an_amount_below_the_minimum_or_above_the_balance_is_refused() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    asks(&sari, 100_000).await.is_problem(409);
    gives_account(&sari, "1234567890").await;
    asks(&sari, 100_000).await.is_problem(422);
    has_earned(&app, user(&sari), 500_000).await;
    for amount in [i64::MIN, -100_000, 0, 19_999, 500_001, i64::MAX] {
        asks(&sari, amount).await.is_problem(422);
    }
    sari.post("/api/users/me/payouts", json!({"amount": "banyak"})).await.is_problem(422);
    assert_eq!(balance(&sari).await["balance"], 500_000);
    let terms = &balance(&sari).await["payouts"];
    assert_eq!((&terms["minimum"], &terms["fee"]), (&json!(20_000), &json!(2_500)));
}

#[actix_web::test]
async fn budi_does_not_see_saris_payout() {
    let app = TestApp::open().await;
    let (sari, budi) = (sari_with_money(&app, "90").await, app.person("Budi").await);
    let made = asks(&sari, 100_000).await.with(201)["payout"].clone();
    let path = format!("/api/users/me/payouts/{}", made["id"].as_str().unwrap());
    assert_eq!(sari.get(&path).await.with(200)["payout"]["reference"], made["reference"]);
    budi.get(&path).await.is_problem(404);
    budi.get("/api/users/me/payouts/bukan-id").await.is_problem(404);
    let list = budi.get("/api/users/me/payouts").await.with(200);
    assert_eq!((&list["payouts"], &list["pagination"]["total"]), (&json!([]), &json!(0)));
    let list = sari.get("/api/users/me/payouts").await.with(200);
    assert_eq!(list["payouts"][0]["id"], made["id"]);
}

#[actix_web::test]
async fn where_nobody_pays_out_the_site_says_so() {
    let app = TestApp::with_config(|config| config.payments = PaymentProviders::default()).await;
    let sari = app.person("Sari").await;
    has_earned(&app, user(&sari), 500_000).await;
    proposes(&sari, "1234567890").await.is_problem(409);
    let refused = asks(&sari, 100_000).await;
    refused.is_problem(409);
    assert!(refused.text.contains("Pencairan belum tersedia"), "{}", refused.text);
    assert_eq!(balance(&sari).await["payouts"]["offered"], false);
    let page = sari.reads_page("/saldo", "id").await.text;
    assert!(page.contains("Pencairan belum tersedia") && !page.contains("/saldo/cair"), "{page}");
    let notice = app.post("/api/webhooks/payouts", json!({"reference": "PO-1"})).await;
    notice.is_problem(404);
}

#[actix_web::test]
async fn a_site_without_money_has_no_payouts() {
    let app = TestApp::with_config(|config| {
        config.site = tawar::config::Site::load("barterhub").unwrap();
    })
    .await;
    let sari = app.person("Sari").await;
    proposes(&sari, "1234567890").await.is_problem(404);
    asks(&sari, 100_000).await.is_problem(404);
    sari.get("/api/users/me/payouts").await.is_problem(404);
    assert!(balance(&sari).await["payouts"].is_null());
}

#[actix_web::test]
async fn while_sari_is_suspended_her_money_rests() {
    let app = TestApp::without_jobs().await;
    let sari = sari_with_money(&app, "90").await;
    asks(&sari, 100_000).await.with(201);
    let (id, now) = (user(&sari), app.clock.now());
    let until = now + chrono::Duration::hours(1);
    app.db
        .transaction(move |conn| tawar::people::accounts::suspend(conn, id, Some(until), now))
        .await
        .unwrap();
    let node = TestApp::second_node(&app, |_| {}).await;
    // Its job has nothing to do and ends; the scan for payouts without one begins it again.
    let jobs = "select count(*) from jobs where kind = 'payout'";
    crate::support::wait_for_count(&node, jobs, 0).await;
    assert_eq!(count(&node, "select count(*) from practice_payouts").await, 0);
    assert_eq!(asks(&sari, 100_000).await.status, 401);
    app.clock.advance(chrono::Duration::hours(2));
    let now = app.clock.now();
    app.db.transaction(move |conn| tawar::trade::payouts::ensure_jobs(conn, now)).await.unwrap();
    // A job that the scan begins leaves the call that somebody waits for some time.
    app.clock.advance(chrono::Duration::minutes(1));
    crate::support::wait_for_count(&node, "select count(*) from practice_payouts", 1).await;
    let status = "select count(*) from payouts where status in ('sent', 'paid')";
    crate::support::wait_for_count(&node, status, 1).await;
}
