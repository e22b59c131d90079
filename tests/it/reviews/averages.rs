//! What the reviews of a person come to, and where it is shown.

use std::time::Duration;

use serde_json::json;
use tawar::base::ids::UserId;
use tawar::trade::reviews::recomputed;

use super::{about, check_finds_nothing, handed_over, reviews};
use crate::support::{Person, TestApp, run_sql, wait_until};

/// Budi and Sari trade; he gives her so many stars, she gives him five.
async fn traded(sari: &Person, budi: &Person, stars: i64) {
    let code = handed_over(sari, budi).await;
    reviews(budi, &code, json!({"rating": stars})).await.with(201);
    reviews(sari, &code, json!({"rating": 5})).await.with(201);
}

#[actix_web::test]
async fn who_trades_often_is_one_voice() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    for stars in [5, 5, 4] {
        traded(&sari, &budi, stars).await;
    }
    traded(&sari, &rara, 2).await;
    let summary = about(&budi, &sari).await["summary"].clone();
    // (4,66 + 2) / 2 = 3,33
    assert_eq!(
        (&summary["rating"], &summary["count"], &summary["partners"]),
        (&json!("3,3"), &json!(4), &json!(2))
    );
    assert_eq!(summary["distribution"], json!([0, 1, 0, 1, 2]));
    let id: UserId = sari.id.parse().unwrap();
    let (again, profile) = app
        .db
        .read(move |conn| Ok((recomputed(conn, id)?, tawar::people::accounts::profile(conn, id)?)))
        .await
        .unwrap();
    assert_eq!(
        (again.rating_count, again.rating_partners, again.rating_mean),
        (profile.rating_count, profile.rating_partners, profile.rating_mean)
    );
    assert_eq!(profile.rating_mean, 333);
    check_finds_nothing(&app).await;
    run_sql(&app, format!("update users set rating_mean = 490 where id = '{}'", sari.id)).await;
    let checks = tawar::integrity::examine(&app.db, &crate::support::secret(), None).await.unwrap();
    let damaged: Vec<_> =
        checks.iter().filter(|check| check.findings() > 0).map(|it| it.what).collect();
    assert_eq!(damaged, ["ratings"]);
}

#[actix_web::test]
async fn a_rating_reaches_the_cards_of_what_is_still_for_sale() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let tripod = sari.posts(json!({"title": "Tripod carbon langka"})).await;
    app.wait_for_outbox().await;
    traded(&sari, &budi, 4).await;
    let slug = tripod["slug"].as_str().unwrap();
    wait_until("the card has the rating", Duration::from_secs(20), async || {
        let found = budi.get("/api/listings?q=tripod").await.with(200);
        found["listings"][0]["seller"]["rating"] == "4,0" && found["degraded"] == false
    })
    .await;
    let page = budi.reads_page(&format!("/barang/{slug}"), "id").await.text;
    assert!(page.contains("4,0") && page.contains("1 ulasan"), "{page}");
    let cards = budi.reads_page("/cari?q=tripod", "id").await.text;
    assert!(cards.contains("seller-marks") && cards.contains("4,0"), "{cards}");
}

#[actix_web::test]
async fn a_long_list_is_read_page_by_page() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    for stars in [1, 2, 3] {
        traded(&sari, &budi, stars).await;
    }
    let path = format!("/api/users/{}/reviews?limit=2", sari.handle);
    let first = budi.get(&path).await.with(200);
    let ratings = |page: &serde_json::Value| -> Vec<i64> {
        page["reviews"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["rating"].as_i64().unwrap())
            .collect()
    };
    assert_eq!(ratings(&first), [3, 2], "the newest first");
    assert_eq!(first["pagination"]["totalPages"], 2);
    let next = first["next"].as_str().unwrap();
    let second = budi.get(&format!("{path}&after={next}")).await.with(200);
    assert_eq!((ratings(&second), &second["next"]), (vec![1], &json!(null)));
    budi.get(&format!("{path}&after=nanti")).await.is_problem(422);
}
