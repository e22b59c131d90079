//! Both write in the same instant.

use futures_util::future::join_all;
use serde_json::json;

use super::{check_finds_nothing, handed_over, reviews};
use crate::support::{TestApp, count};

#[actix_web::test]
async fn of_two_who_write_at_once_both_are_shown() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    for _ in 0..5 {
        let code = handed_over(&sari, &budi).await;
        let (by_sari, by_budi) = futures_util::join!(
            reviews(&sari, &code, json!({"rating": 4})),
            reviews(&budi, &code, json!({"rating": 5}))
        );
        by_sari.with(201);
        by_budi.with(201);
    }
    assert_eq!(count(&app, "select count(*) from reviews where shown_at is not null").await, 10);
    check_finds_nothing(&app).await;
}

#[actix_web::test]
async fn who_sends_a_review_twice_at_once_has_written_one() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let both = join_all((1..=4).map(|n| reviews(&budi, &code, json!({"rating": n})))).await;
    assert_eq!(both.iter().filter(|answer| answer.status == 201).count(), 1);
    assert_eq!(both.iter().filter(|answer| answer.status == 409).count(), 3);
    assert_eq!(count(&app, "select count(*) from reviews").await, 1);
}

/// Each shows a review of Sari in the same instant; her average misses none.
#[actix_web::test]
async fn of_reviews_of_one_person_shown_at_once_none_is_missed() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let mut buyers = Vec::new();
    for name in ["Budi", "Rara", "Oki", "Made"] {
        let buyer = app.person(name).await;
        let code = handed_over(&sari, &buyer).await;
        reviews(&sari, &code, json!({"rating": 5})).await.with(201);
        buyers.push((buyer, code));
    }
    let all = join_all(
        buyers
            .iter()
            .zip(1..)
            .map(|((buyer, code), stars)| reviews(buyer, code, json!({"rating": stars}))),
    );
    for answer in all.await {
        answer.with(201);
    }
    assert_eq!(count(&app, "select rating_mean from users where handle = 'sari'").await, 250);
    assert_eq!(count(&app, "select rating_partners from users where handle = 'sari'").await, 4);
    check_finds_nothing(&app).await;
}
