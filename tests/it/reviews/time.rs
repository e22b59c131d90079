//! What the clock does: it shows, reminds, and closes.

use chrono::Duration;
use serde_json::json;
use tawar::base::outbox::RelayWaker;
use tawar::trade::reviews::Reviews;

use super::{handed_over, reviews};
use crate::support::{Browser, Person, TestApp, count, wait_for_count};

impl TestApp {
    /// The moves of reviews beside the node's own, so that a test can run the scans at any time.
    fn reviews(&self) -> Reviews {
        let (db, encryption) = (self.db.clone(), self.encryption.clone());
        Reviews::new(db, encryption, self.clock.clone(), self.lobby.clone(), RelayWaker::default())
    }
}

const SHOWN: &str = "select count(*) from reviews where shown_at is not null";
const SAID: &str = "select count(*) from messages where kind = 'system'";

#[actix_web::test]
async fn after_seven_days_what_budi_wrote_is_shown_and_sari_may_still_write() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let budi = app.person("Budi").await;
    let code = handed_over(&sari, &budi).await;
    app.clock.advance(Duration::days(6));
    reviews(&budi, &code, json!({"rating": 3})).await.with(201);
    assert_eq!(
        count(&app, "select count(*) from review_windows where reveal_at is not null").await,
        1
    );
    app.clock.advance(Duration::hours(23));
    app.reviews().reveal_due().await.unwrap();
    assert_eq!(count(&app, SHOWN).await, 0);
    app.clock.advance(Duration::hours(1));
    app.reviews().reveal_due().await.unwrap();
    assert_eq!(count(&app, SHOWN).await, 1);
    assert_eq!(count(&app, "select rating_mean from users where handle = 'sari'").await, 300);
    let list = app.get("/api/users/sari/reviews").await.with(200);
    assert_eq!(list["reviews"][0]["rating"], 3);
    // Nothing is left to show, and repeating the scan changes nothing.
    app.reviews().reveal_due().await.unwrap();
    assert_eq!(
        count(&app, "select count(*) from review_windows where reveal_at is not null").await,
        0
    );
}

/// Budi buys by the forms alone, since his API token would not last as long; returns the path of the order's reviews.
async fn buys_and_gets(app: &TestApp, sari: &Person, budi: &Browser, title: &str) -> String {
    let goods = sari.posts(json!({"title": title, "delivery": ["cod"]})).await;
    let page = format!("/barang/{}", goods["slug"].as_str().unwrap());
    budi.opens(&page).await;
    let bought = budi.submits(&format!("{page}/beli"), &[("price", "1250000")]).await;
    let order = bought.header("location").to_owned();
    assert!(order.starts_with("/pesanan/ORD-"), "{order} {}", bought.text);
    budi.opens(&order).await;
    budi.submits(&format!("{order}/terima"), &[]).await;
    let open = "select count(*) from deals where status <> 'completed'";
    assert_eq!(count(app, open).await, 0);
    format!("{order}/ulasan")
}

#[actix_web::test]
async fn who_writes_late_is_read_at_once_and_after_thirty_days_it_is_over() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let camera = buys_and_gets(&app, &sari, &budi, "Kamera analog").await;
    let lens = buys_and_gets(&app, &sari, &budi, "Lensa 50mm").await;
    app.clock.advance(Duration::days(20));
    let page = budi.opens(&camera).await.text;
    assert!(page.contains("langsung tampil"), "{page}");
    let body = "--XX\r\nContent-Disposition: form-data; name=\"rating\"\r\n\r\n4\r\n--XX--\r\n";
    let form = budi
        .request(reqwest::Method::POST, &camera)
        .header("origin", &budi.origin)
        .header("content-type", "multipart/form-data; boundary=XX");
    let late = budi.sends(form.body(body)).await;
    assert_eq!(late.status, 303, "{}", late.text);
    assert_eq!(count(&app, SHOWN).await, 1);
    app.clock.advance(Duration::days(10) + Duration::seconds(1));
    let closed = budi.opens(&lens).await.text;
    assert!(closed.contains("Waktu menulis ulasan sudah lewat."), "{closed}");
    assert!(!closed.contains("name=\"rating\""), "{closed}");
}

#[actix_web::test]
async fn both_are_asked_once_however_many_nodes_look() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    handed_over(&sari, &budi).await;
    wait_for_count(&app, "select count(*) from review_windows where remind_at is not null", 1)
        .await;
    let before = count(&app, SAID).await;
    app.clock.advance(Duration::hours(19));
    app.reviews().remind_due().await.unwrap();
    assert_eq!(count(&app, SAID).await, before, "not yet");
    app.clock.advance(Duration::hours(1));
    let (one, other) = (app.reviews(), app.reviews());
    let (a, b) = futures_util::join!(one.remind_due(), other.remind_due());
    a.and(b).unwrap();
    app.reviews().remind_due().await.unwrap();
    assert_eq!(count(&app, SAID).await, before + 1);
}

#[actix_web::test]
async fn who_both_wrote_are_not_asked() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    reviews(&budi, &code, json!({"rating": 5})).await.with(201);
    reviews(&sari, &code, json!({"rating": 5})).await.with(201);
    let before = count(&app, SAID).await;
    app.clock.advance(Duration::hours(21));
    app.reviews().remind_due().await.unwrap();
    assert_eq!(count(&app, SAID).await, before);
    assert_eq!(
        count(&app, "select count(*) from review_windows where remind_at is not null").await,
        0
    );
}
