//! Deals: how they end, and what the other negotiations about the listing do then.

use diesel::connection::SimpleConnection;
use serde_json::json;

use super::{budi_offers_by_form, summary};
use crate::support::{TestApp, assert_invariants, count, id_of, wait_for_count};

#[actix_web::test]
async fn other_buyers_are_notified_when_the_camera_is_reserved_and_when_it_is_available_again() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let of_rara = rara.offers(&camera, 900_000).await.with(201);
    let mut at_rara = rara.connects().await;
    at_rara.joins(&of_rara["room"], None).await;

    let of_budi = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&of_budi["negotiation"], "accept", None).await.with(200);
    let seen = at_rara.receives("negotiation").await;
    assert_eq!(
        (seen["state"].as_str(), seen["offer"]["status"].as_str()),
        (Some("closed"), Some("declined"))
    );
    assert_eq!(rara.offers(&camera, 1_000_000).await.status, 409);

    // Rara may not see, let alone cancel, a deal that is not hers.
    let code = agreed["deal"]["code"].as_str().unwrap();
    assert_eq!(rara.get(&format!("/api/orders/{code}")).await.status, 404);
}

#[actix_web::test]
async fn a_deal_that_nobody_completes_expires_after_seven_days() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let camera = sari.posts(json!({})).await;
    rara.offers(&camera, 850_000).await.with(201);
    let (budi, room) = budi_offers_by_form(&app, &camera, "1000000").await;
    let negotiation = sari.connects().await.joins(&room, None).await["negotiation"].clone();
    let code = sari.moves(&negotiation, "accept", None).await.with(200)["deal"]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    app.clock.advance(chrono::Duration::days(7));
    wait_for_count(
        &app,
        "select count(*) from deals where status = 'cancelled' and cancelled_by = 'system'",
        1,
    )
    .await;
    // An older binary records the system as the deadline.
    let by = |who: &str| format!("select count(*) from deals where cancelled_by = '{who}'");
    for (sql, who) in [
        (include_str!("../../../migrations/0017_party/down.sql"), "deadline"),
        (include_str!("../../../migrations/0017_party/up.sql"), "system"),
    ] {
        app.owner().batch_execute(sql).unwrap();
        assert_eq!(count(&app, by(who)).await, 1, "{who}");
    }
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    assert_eq!(count(&app, "select count(*) from negotiations where phase = 'open'").await, 2);
    assert!(budi.opens(&format!("/pesanan/{code}")).await.text.contains("ibatalkan"));
    let form = format!("/chat/{}/tawar", room.as_str().unwrap());
    assert_eq!(budi.submits(&form, &[("amount", "1.100.000")]).await.status, 303);
    assert_eq!(count(&app, "select count(*) from offers where status = 'pending'").await, 1);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn api_clients_may_filter_deals_by_states_that_no_deal_has_yet() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    sari.moves(&made["negotiation"], "accept", None).await.with(200);
    for (word, many) in
        [("deal", 1), ("shipped", 0), ("completed", 0), ("done", 0), ("disputed", 0), ("", 1)]
    {
        let found = budi.get(&format!("/api/orders?status={word}")).await.with(200);
        let orders = found["orders"].as_array().unwrap().len();
        assert_eq!((orders, &found["pagination"]["total"]), (many, &json!(many)), "{word}");
    }
    budi.get("/api/orders?status=lost").await.is_problem(422);
}

#[actix_web::test]
async fn negotiations_close_when_the_listing_is_deleted_and_reopen_when_it_is_active_again() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.joins_room(&made["room"]).await;
    let path = format!("/api/listings/{}", id_of(&camera));
    sari.delete(&path).await;
    assert_eq!(summary(&at_budi.receives("negotiation").await), ("closed", "buyer", 2, "declined"));
    sari.moves(&made["negotiation"], "accept", None).await.with(409);
    let mut renewed = crate::support::camera();
    renewed["photos"] = json!([camera["photos"][0]["id"]]);
    sari.put(&path, renewed).await.with(200);
    assert_eq!(summary(&at_budi.receives("negotiation").await).0, "open");
    budi.offers(&camera, 950_000).await.with(201);
    assert_invariants(&app).await;
}
