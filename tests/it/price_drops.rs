//! Scheduled price drops.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp, count, id_of};

#[actix_web::test]
async fn the_price_drops_as_scheduled_and_nobody_sees_the_schedule() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"min_price": 1_000_000})).await;
    let plan = async |who: &Person, form: &str| {
        let path = format!("/jual/{}/turun", id_of(&camera));
        let kind = "application/x-www-form-urlencoded";
        who.sends(Method::POST, &path, kind, form.as_bytes().to_vec()).await
    };
    plan(&sari, "step=100.000&days=3&lowest=999.999").await;
    assert_eq!(count(&app, "select count(*) from price_drops").await, 0, "below the minimum");
    assert_eq!(plan(&budi, "step=100.000&days=3&lowest=1.010.000").await.status, 403);
    plan(&sari, "step=100.000&days=3&lowest=1.010.000").await;
    assert_eq!(count(&app, "select count(*) from price_drops").await, 1);
    let page = format!("/api/listings/{}", id_of(&camera));
    for (days, price) in
        [(2, 1_250_000), (3, 1_150_000), (6, 1_050_000), (9, 1_010_000), (12, 1_010_000)]
    {
        let passed = app.clock.now()
            - chrono::DateTime::parse_from_rfc3339(camera["created_at"].as_str().unwrap())
                .unwrap()
                .to_utc();
        app.clock.advance(TimeDelta::days(days) + TimeDelta::minutes(1) - passed);
        tawar::bargaining::price_drops::drop_due(&app.db, app.clock.now()).await.unwrap();
        let seen: Value = app.http.get(app.url(&page)).send().await.unwrap().json().await.unwrap();
        assert_eq!(seen["listing"]["price"], price, "after {days} days");
        assert!(!seen.to_string().contains("lowest"), "{seen}");
    }
    assert_eq!(
        count(&app, "select count(*) from price_drops").await,
        0,
        "the schedule is finished"
    );
}
