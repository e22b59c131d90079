//! The index follows the listings.

use std::time::Duration;

use reqwest::Method;
use serde_json::json;
use tawar::base::clock::Clock;
use tawar::market::categories::Categories;
use tawar::market::search::{Index, RawQuery, SearchQuery, Searcher, reindex};

use super::{LIMIT, assert_found, search};
use crate::support::{TestApp, id_of, servers, wait_until};

#[actix_web::test]
async fn a_new_listing_is_found_and_a_deleted_one_is_not() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    for n in 0..3 {
        let title = format!("Gitar nomor{n}");
        let (query, app) = (format!("q=nomor{n}"), &app);
        let counts = |wanted: i64| {
            let query = &query;
            move || async move { search(app, query).await["pagination"]["total"] == wanted }
        };
        let posted = sari.posts(json!({"title": title})).await;
        wait_until("the new listing", LIMIT, counts(1)).await;
        assert_eq!(sari.delete(&format!("/api/listings/{}", id_of(&posted))).await.status, 204);
        wait_until("the deleted listing", LIMIT, counts(0)).await;
    }
}

#[actix_web::test]
async fn a_reserved_listing_is_not_found_until_it_is_available_again() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    app.wait_for_outbox().await;
    assert_found(&app, "q=kamera", &[]).await;
    app.get("/api/listings?status=reserved").await.is_problem(422);
    let off = format!("/pesanan/{}/batal", agreed["deal"]["code"].as_str().unwrap());
    budi.sends(Method::POST, &off, "application/x-www-form-urlencoded", Vec::new()).await;
    app.wait_for_outbox().await;
    assert_found(&app, "q=kamera", &["Kamera analog rangefinder"]).await;
}

#[actix_web::test]
async fn reindexing_does_not_disturb_searches() {
    let app = TestApp::with_search_at(None).await;
    let sari = app.person("Sari").await;
    for n in 0..3 {
        sari.posts(json!({"title": format!("Kamera nomor{n}")})).await;
    }
    let kinds = Categories::bundled().unwrap();
    let index =
        Index::new(&servers().meili(), &format!("anew_{}", uuid::Uuid::new_v4().simple())).unwrap();
    assert_eq!(reindex(&app.db, &index, &kinds).await.unwrap(), 3);
    assert_eq!(index.count().await.unwrap(), Some(3));

    let gone = sari.posts(json!({"title": "Kamera nomor3"})).await;
    sari.delete(&format!("/api/listings/{}", id_of(&gone))).await;
    let searcher =
        Searcher::new(Some(index.clone()), app.db.clone(), kinds.clone(), Clock::default());
    let query = || {
        SearchQuery::try_from(RawQuery { q: Some("kamra".into()), ..RawQuery::default() }).unwrap()
    };
    let mut building = std::pin::pin!(reindex(&app.db, &index, &kinds));
    let mut asked = 0;
    loop {
        let found = searcher.search(query()).await.unwrap();
        assert_eq!((found.total, found.degraded), (3, false), "a partial index was searched");
        asked += 1;
        if let Ok(built) = tokio::time::timeout(Duration::from_millis(5), &mut building).await {
            assert_eq!(built.unwrap(), 3);
            break;
        }
    }
    assert!(asked > 1);
    assert_eq!(searcher.search(query()).await.unwrap().total, 3);
}

#[actix_web::test]
async fn what_changes_while_the_index_is_built_is_in_it_afterwards() {
    let app = TestApp::with_search_at(None).await;
    let sari = app.person("Sari").await;
    let old = sari.posts(json!({"title": "Kamera lama"})).await;
    let kinds = Categories::bundled().unwrap();
    let name = format!("late_{}", uuid::Uuid::new_v4().simple());
    let index = Index::new(&servers().meili(), &name).unwrap();
    index.create().await.unwrap();
    let searcher =
        Searcher::new(Some(index.clone()), app.db.clone(), kinds.clone(), Clock::default());
    let mut building = std::pin::pin!(reindex(&app.db, &index, &kinds));
    // Far enough to have read the listings, not far enough to have swapped the indexes.
    let fresh = Index::new(&servers().meili(), &format!("{name}_new")).unwrap();
    while fresh.count().await.unwrap_or_default() != Some(1) {
        let more = tokio::time::timeout(Duration::from_millis(1), &mut building).await;
        assert!(more.is_err(), "built before anything changed");
    }
    let new = sari.posts(json!({"title": "Kamera baru"})).await;
    sari.delete(&format!("/api/listings/{}", id_of(&old))).await.with(204);
    let ids = [&old, &new].map(|listing| id_of(listing).parse().unwrap());
    searcher.sync(ids.to_vec()).await.unwrap();
    building.await.unwrap();
    let query = SearchQuery::try_from(RawQuery::default()).unwrap();
    let found = searcher.search(query).await.unwrap();
    let titles: Vec<_> = found.listings.iter().map(|it| it.content.title.as_str()).collect();
    assert_eq!((titles, found.degraded), (vec!["Kamera baru"], false));
}
