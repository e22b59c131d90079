//! The mandate: saving, trying out, disabling.

use chrono::TimeDelta;
use serde_json::json;

use super::{
    MINIMUM, ask_assistant, post_camera_with_mandate, receipts, set_mandate, wait_for_assistant,
};
use crate::support::{TestApp, count, id_of};

#[actix_web::test]
async fn a_disabled_assistant_is_silent_and_nobody_but_sari_may_change_it() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = post_camera_with_mandate(&sari, json!({})).await;
    budi.offers(&camera, 1_000_000).await.with(201);
    set_mandate(&sari, &camera, json!({"mode": "off"})).await.with(200);
    app.clock.advance(TimeDelta::minutes(5));
    wait_for_assistant(&app).await;
    assert_eq!(receipts(&app, &camera).await, 0);
    let rara = app.person("Rara").await;
    assert_eq!(ask_assistant(&rara, &camera, 1_000_000).await.status, 409);
    assert_eq!(set_mandate(&budi, &camera, json!({})).await.status, 403);
    for (wrong, field) in [
        (json!({"tries": 4}), "tries"),
        (json!({"floor_percent": 101}), "floor_percent"),
        (json!({"minutes": -1}), "minutes"),
        (json!({"days": 0}), "days"),
    ] {
        let refused = set_mandate(&sari, &camera, wrong).await.with(422);
        assert!(refused["errors"].get(field).is_some(), "{refused}");
    }
    let cheap = sari.posts(json!({"min_price": null})).await;
    let refused = set_mandate(&sari, &cheap, json!({"auto_accept": true})).await.with(422);
    assert!(refused["errors"].get("auto_accept").is_some(), "{refused}");
}

#[actix_web::test]
async fn sari_tries_out_her_settings_on_the_page_before_she_saves_them() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({"min_price": MINIMUM})).await;
    let page = format!("/jual/{}/asisten?coba=1000000", id_of(&camera));
    let answer = async |more: &str| {
        let text = sari.get(&format!("{page}{more}")).await.text;
        crate::support::between(&text, "data-rehearse-answer>", "</p>").unwrap().to_owned()
    };
    assert!(answer("").await.contains("Rp1.190.000"), "the default style concedes in small steps");
    let firm = "&mode=always&style=tegas&tries=3&minutes=10&days=";
    assert!(answer(firm).await.contains("Rp1.225.000"), "{}", answer(firm).await);
    assert!(answer(&format!("{firm}&auto_accept=1")).await.contains("Diterima Rp1.000.000"));
    assert!(answer(&format!("{firm}&floor_percent=90")).await.contains("terlalu rendah"));
    assert_eq!(count(&app, "select count(*) from mandates").await, 0, "nothing is saved");
    // A mandate for a week is shown with its days, so that saving it again keeps its end.
    set_mandate(&sari, &camera, json!({"days": 7})).await.with(200);
    let shown = sari.get(&format!("/jual/{}/asisten", id_of(&camera))).await.text;
    let days = crate::support::between(&shown, "name=\"days\"", ">").unwrap();
    assert!(days.contains("value=\"7\""), "{days}");
}

#[actix_web::test]
async fn the_mandate_is_saved_and_shown_with_the_listing_to_its_owner_only() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let mandate = json!({"mode": "away", "style": "tegas", "floor_percent": 60, "tries": 2});
    let camera = sari.posts(json!({"assistant": mandate})).await;
    assert_eq!(
        (&camera["assistant"]["mode"], &camera["assistant"]["floor_percent"]),
        (&json!("away"), &json!(60))
    );
    let path = format!("/api/listings/{}", id_of(&camera));
    assert!(budi.get(&path).await.with(200)["listing"].get("assistant").is_none());
    assert_eq!(sari.get(&path).await.with(200)["listing"]["assistant"]["tries"], 2);
    // With an invalid mandate no listing is created.
    let before = count(&app, "select count(*) from listings").await;
    let mut wrong = crate::support::camera();
    wrong["photos"] =
        json!([sari.uploads("a.jpg", &crate::support::a_photo(640, 800)).await.with(201)["id"]]);
    for assistant in [json!({"mode": "selalu"}), json!({"mode": "always", "minutes": 61}), json!(7)]
    {
        wrong["assistant"] = assistant;
        sari.post("/api/listings", wrong.clone()).await.is_problem(422);
    }
    assert_eq!(count(&app, "select count(*) from listings").await, before);
}
