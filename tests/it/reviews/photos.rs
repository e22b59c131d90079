//! The photos of reviews.

use serde_json::{Value, json};

use super::{about, exchange, handed_over, reviews};
use crate::support::{Person, TestApp, a_photo, count, run_sql};

async fn photo(person: &Person) -> Value {
    person.uploads("bukti.jpg", &a_photo(320, 240)).await.with(201)
}

#[actix_web::test]
async fn photos_are_ones_own_and_shown_with_the_review() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let (own, foreign) = (photo(&budi).await, photo(&sari).await);
    let with = |id: &Value| json!({"rating": 5, "photos": [id]});
    reviews(&budi, &code, with(&foreign["id"])).await.is_problem(422);
    let many: Vec<Value> = vec![own["id"].clone(); 5];
    reviews(&budi, &code, json!({"rating": 5, "photos": many})).await.is_problem(422);
    let written = reviews(&budi, &code, with(&own["id"])).await.with(201);
    assert_eq!(written["review"]["photos"][0]["id"], own["id"]);
    let url = own["url"].as_str().unwrap();
    assert!(!exchange(&sari, &code).await.to_string().contains(url));
    assert!(!about(&sari, &sari).await.to_string().contains(url));
    reviews(&sari, &code, json!({"rating": 5})).await.with(201);
    assert_eq!(about(&sari, &sari).await["reviews"][0]["photos"][0]["url"], url);
}

#[actix_web::test]
async fn a_photo_of_a_review_stays_and_one_that_was_dropped_goes() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let (kept, dropped) = (photo(&budi).await, photo(&budi).await);
    let both = json!({"rating": 5, "photos": [kept["id"], dropped["id"]]});
    reviews(&budi, &code, both).await.with(201);
    let one = json!({"rating": 5, "photos": [kept["id"]]});
    budi.put(&format!("/api/orders/{code}/review"), one).await.with(200);
    run_sql(&app, "update photos set created_at = created_at - interval '2 days'".into()).await;
    let now = chrono::Utc::now();
    app.db
        .transaction(move |conn| tawar::market::photos::release_unattached(conn, now))
        .await
        .unwrap();
    let of = |photo: &Value| {
        format!(
            "select count(*) from photos where id = '{}' and removed_at is null",
            photo["id"].as_str().unwrap()
        )
    };
    crate::support::wait_for_count(&app, &of(&dropped), 0).await;
    assert_eq!(count(&app, of(&kept)).await, 1);
}
