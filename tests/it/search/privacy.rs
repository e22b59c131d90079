//! Where a seller lives: the district is the finest that anybody learns, unless the owner shows the village.

use serde_json::json;

use super::{assert_found, search};
use crate::support::{TestApp, id_of, servers};

/// What gives the village of Dago away: its code, its name, its centre.
const CANARIES: &[&str] = &["32.73.02.1004", "Dago", "-6.8746", "107.6158"];

#[actix_web::test]
async fn no_output_gives_the_village_of_a_listing_away() {
    for meili in [Some(servers().meili()), None] {
        let app = TestApp::with_search_at(meili).await;
        let (sari, budi) = app.sari_and_budi().await;
        let camera = sari.posts(json!({"region": "32.73.02.1004"})).await;
        budi.offers(&camera, 1_100_000).await.with(201);
        app.wait_for_outbox().await;
        let (id, page) = (id_of(&camera).to_owned(), camera["url"].as_str().unwrap().to_owned());
        for address in [
            "/api/listings".to_owned(),
            "/api/listings?q=kamera&lat=-6.9&lng=107.6".to_owned(),
            format!("/api/listings/{id}"),
            page,
            "/cari?q=kamera".to_owned(),
            format!("/profil/{}", sari.handle),
            format!("/api/users/{}", sari.handle),
            "/".to_owned(),
            "/chat".to_owned(),
            "/chat/meja".to_owned(),
            "/api/rooms".to_owned(),
            "/api/offers".to_owned(),
        ] {
            let seen = budi.get(&address).await;
            assert!(seen.status.is_success(), "{address}: {}", seen.text);
            for canary in CANARIES {
                assert!(!seen.text.contains(canary), "{address} tells {canary}: {}", seen.text);
            }
        }
        assert_found(&app, "village=32.73.02.1004", &[]).await;
        assert_found(&app, "village=Dago", &[]).await;
        assert_found(&app, "district=32.73.02", &["Kamera analog rangefinder"]).await;
    }
}

#[actix_web::test]
async fn chosen_points_do_not_give_the_place_back() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    // Two villages of one district: seen from everywhere they are equally far.
    for village in ["32.73.02.1004", "32.73.02.1001"] {
        sari.posts(json!({"title": format!("Kamera {village}"), "region": village})).await;
    }
    app.wait_for_outbox().await;
    for point in ["lat=-6.8746&lng=107.6158", "lat=-6.9&lng=107.6", "lat=-6.2&lng=106.8"] {
        let found = search(&app, point).await;
        let far: Vec<f64> = found["listings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|listing| listing["distance_km"].as_f64().unwrap())
            .collect();
        assert_eq!((far.len(), far[0]), (2, far[1]), "{point}");
        assert!(far[0].fract() == 0.0, "whole kilometres: {far:?}");
    }
}

#[actix_web::test]
async fn sari_may_choose_to_show_the_village() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let shown = json!({"region": "32.73.02.1004", "show_village": true});
    let camera = sari.posts(shown).await;
    let seen = app.get(&format!("/api/listings/{}", id_of(&camera))).await.with(200);
    let region = &seen["listing"]["region"];
    assert_eq!((&region["village"], &region["code"]), (&json!("Dago"), &json!("32.73.02")));
    app.wait_for_outbox().await;
    assert_found(&app, "village=32.73.02.1004", &["Kamera analog rangefinder"]).await;
}
