//! The price of a promotion: paid once, and back at most once.

use chrono::Duration;
use serde_json::json;
use tawar::base::ids::ListingId;
use tawar::care::sanctions::SanctionReason;
use tawar::care::takedowns::{self, NewTakedown};
use tawar::config::Site;
use tawar::trade::promotions::Fault;

use super::{
    asks, asks_for, at_the_till, books_are_right, earned, promotes, promotions, waits_for,
};
use crate::support::{TestApp, count, id_of, run_sql, wait_for_count, wait_until};

const REFUNDED: &str = "select count(*) from payments where status = 'refunded'";

async fn take_down(app: &TestApp, listing: &serde_json::Value, fault: Fault) {
    let (id, now): (ListingId, _) = (id_of(listing).parse().unwrap(), app.clock.now());
    let context = app.care_context();
    let act = move |conn: &mut _| {
        let (reason, message) = (SanctionReason::Other, "Melanggar aturan situs.".to_owned());
        let new = NewTakedown { listing: id, reason, message, fault, by: None };
        takedowns::take_down(conn, &context, new, now)
    };
    app.db.transaction(act).await.unwrap();
}

/// Waits until so many payments are refunded; the clock runs on meanwhile, because a job asks again later.
async fn refunds(app: &TestApp, wanted: i64) {
    let what = format!("{wanted} payments are refunded");
    wait_until(&what, std::time::Duration::from_secs(60), async || {
        app.clock.advance(Duration::seconds(5));
        count(app, REFUNDED).await == wanted
    })
    .await;
}

#[actix_web::test]
async fn a_listing_that_is_taken_down_by_mistake_gives_the_price_back_once() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    promotes(&sari, &camera, "bump", 24).await;
    promotes(&sari, &camera, "banner", 48).await;
    assert_eq!(earned(&app).await, 35_000);
    app.clock.advance(Duration::hours(1));
    let all = (0..6).map(|_| take_down(&app, &camera, Fault::Nobody));
    futures_util::future::join_all(all).await;
    refunds(&app, 2).await;
    waits_for(&sari, &camera, "refunded").await;
    assert_eq!(earned(&app).await, 0);
    assert_eq!(count(&app, "select count(*) from placements where ended_at is null").await, 0);
    let acts = "select count(*) from audit_log where action = 'took_down'";
    assert_eq!(count(&app, acts).await, 1);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn who_broke_the_rules_gets_nothing_back_and_neither_does_who_had_the_whole_time() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (camera, lens) = (
        sari.posts(json!({})).await,
        budi.posts(json!({"price": 90_000, "min_price": null})).await,
    );
    promotes(&sari, &camera, "bump", 24).await;
    let cheap = promotes(&budi, &lens, "bump", 24).await;
    assert_eq!(cheap["amount"], 5_000, "less for what costs less");
    take_down(&app, &camera, Fault::Owner).await;
    waits_for(&sari, &camera, "ended").await;
    app.clock.advance(Duration::hours(24));
    take_down(&app, &lens, Fault::Nobody).await;
    waits_for(&budi, &lens, "ended").await;
    assert_eq!(earned(&app).await, 15_000);
    assert_eq!(count(&app, REFUNDED).await, 0);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn money_that_comes_when_nothing_is_to_be_paid_any_more_goes_back() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    // She changes her mind before paying, and pays both.
    let one = asks(&sari, &camera, "bump", 24).await.with(201)["payment"].clone();
    let two = asks(&sari, &camera, "bump", 48).await.with(201)["payment"].clone();
    assert_ne!(one["id"], two["id"]);
    let again = asks(&sari, &camera, "bump", 48).await.with(201)["payment"].clone();
    assert_eq!(again["id"], two["id"], "asked again, the same payment");
    at_the_till(&sari, &two, "paid").await;
    let running = waits_for(&sari, &camera, "running").await;
    assert_eq!((&running["hours"], &running["amount"]), (&json!(48), &json!(20_000)));
    at_the_till(&sari, &one, "duplicate").await;
    refunds(&app, 1).await;
    // The camera is withdrawn before the banner is paid.
    let banner = asks(&sari, &camera, "banner", 48).await.with(201)["payment"].clone();
    sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.with(204);
    at_the_till(&sari, &banner, "paid").await;
    refunds(&app, 2).await;
    assert_eq!(earned(&app).await, 20_000);
    let all = promotions(&sari, &camera).await;
    let statuses: Vec<_> = all.as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, ["lapsed", "running", "lapsed"], "she sees what went back");
    books_are_right(&app).await;
}

#[actix_web::test]
async fn an_attempt_that_had_failed_and_is_paid_after_all_goes_back() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let one = asks(&sari, &camera, "bump", 24).await.with(201)["payment"].clone();
    // The provider says that it failed; Sari tries again, and pays both.
    run_sql(&app, "update payments set status = 'failed'".into()).await;
    let two = asks(&sari, &camera, "bump", 24).await.with(201)["payment"].clone();
    assert_ne!(one["id"], two["id"]);
    at_the_till(&sari, &two, "paid").await;
    waits_for(&sari, &camera, "running").await;
    at_the_till(&sari, &one, "duplicate").await;
    refunds(&app, 1).await;
    assert_eq!(earned(&app).await, 10_000);
    assert_eq!(count(&app, "select count(*) from payments where status = 'paid'").await, 1);
    books_are_right(&app).await;
}

#[actix_web::test]
async fn payment_takedown_deadline_and_a_second_wish_at_once_lose_and_make_no_money() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    for _ in 0..6 {
        let camera = sari.posts(json!({})).await;
        let payment = asks(&sari, &camera, "bump", 24).await.with(201)["payment"].clone();
        let till = format!("/api/sandbox/payments/{}", payment["id"].as_str().unwrap());
        futures_util::join!(
            // Too late at the till, or in time.
            async { drop(sari.post(&till, json!({"outcome": "paid"})).await) },
            take_down(&app, &camera, Fault::Nobody),
            async { drop(asks(&sari, &camera, "bump", 48).await) },
            async { app.clock.advance(Duration::minutes(61)) },
        );
    }
    let settled =
        "select count(*) from payments where status in ('created', 'open', 'paid', 'refunding')";
    let limit = std::time::Duration::from_secs(60);
    wait_until("every payment is settled", limit, async || {
        app.clock.advance(Duration::minutes(10));
        count(&app, settled).await == 0
    })
    .await;
    assert_eq!(earned(&app).await, 0, "every camera was taken down, so nobody paid in the end");
    assert_eq!(
        count(&app, "select count(*) from promotions where deadline_at is not null").await,
        0
    );
    books_are_right(&app).await;
}

#[actix_web::test]
async fn the_price_that_was_seen_is_the_price_that_is_paid() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let seen = json!({"kind": "bump", "hours": 24, "amount": 10_000});
    let open = asks_for(&sari, &camera, seen.clone()).await.with(201)["payment"].clone();
    run_sql(&app, "update listings set price = 300000, min_price = null".into()).await;
    let again = asks_for(&sari, &camera, seen).await.with(201)["payment"].clone();
    assert_eq!(again["id"], open["id"], "what she saw may still be paid");
    let other = json!({"kind": "bump", "hours": 48, "amount": 20_000});
    asks_for(&sari, &camera, other).await.is_problem(409);
}

#[actix_web::test]
async fn what_is_not_paid_within_the_hour_is_given_up() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    asks(&sari, &camera, "bump", 24).await.with(201);
    app.clock.advance(Duration::hours(1));
    wait_for_count(&app, "select count(*) from promotions where status = 'lapsed'", 1).await;
    promotes(&sari, &camera, "bump", 24).await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn only_the_owner_buys_what_is_offered_for_what_is_for_sale() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/promotions", id_of(&camera));
    budi.get(&path).await.is_problem(403);
    asks(&budi, &camera, "bump", 24).await.is_problem(403);
    app.get(&path).await.is_problem(401);
    for (kind, hours) in [("bump", 25), ("banner", 24), ("bump", -24), ("bump", 0)] {
        asks(&sari, &camera, kind, hours).await.is_problem(422);
    }
    asks(&sari, &camera, "billboard", 24).await.is_problem(422);
    promotes(&sari, &camera, "bump", 24).await;
    asks(&sari, &camera, "bump", 48).await.is_problem(409);
    sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.with(204);
    asks(&sari, &camera, "banner", 48).await.is_problem(409);
    let page = format!("/barang/{}/iklan", camera["slug"].as_str().unwrap());
    assert_eq!(budi.reads_page(&page, "id").await.status, 404, "it is nobody's to see any more");
    assert_eq!(sari.reads_page(&page, "id").await.status, 200);

    let hub =
        TestApp::with_fixed_clock_and(|config| config.site = Site::load("barterhub").unwrap())
            .await;
    let rara = hub.person("Rara").await;
    let guitar = rara.posts_for_barter("Gitar akustik", json!({})).await;
    asks(&rara, &guitar, "bump", 24).await.is_problem(404);
}
