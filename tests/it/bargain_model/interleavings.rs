//! Moves that wait for a lock while others are committed.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use serde_json::json;
use tawar::config::MeiliAddress;

use crate::support::{Lag, TestApp, assert_invariants, count, id_of, lock_room_row};

/// Pending offers that include a listing which is not available.
const LEFT_OVER: &str = "select count(*) from offers o where o.status = 'pending' and exists \
    (select 1 from listings l where l.id = any (o.items) and l.status not in ('active', 'kept'))";

#[actix_web::test]
async fn a_guitar_that_is_reserved_while_it_is_offered_elsewhere_voids_that_offer_too() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let radio = rara.posts_for_barter("Radio tua", json!({})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
    let to_sari = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let first = budi.offers_goods(&radio, &[&guitar], 0).await.with(201);
    budi.moves(&first["negotiation"], "withdraw", None).await.with(200);
    app.wait_for_outbox().await;
    // Budi's offer to Rara has read the guitar's row and waits for the room; meanwhile Sari accepts.
    let lock = lock_room_row(&app, &first["room"]).await;
    let offering = actix_web::rt::spawn({
        let (budi, radio, guitar) = (budi.clone(), radio.clone(), guitar.clone());
        async move { budi.offers_goods(&radio, &[&guitar], 0).await }
    });
    actix_web::rt::time::sleep(Duration::from_millis(300)).await;
    let accepting = actix_web::rt::spawn({
        let (sari, to_sari) = (sari.clone(), to_sari.clone());
        async move { sari.moves(&to_sari["negotiation"], "accept", None).await }
    });
    // Long enough to notify everybody, if it need not wait for Budi's offer.
    actix_web::rt::time::sleep(Duration::from_millis(900)).await;
    lock.release().await;
    let offered = offering.await.unwrap();
    assert!([201, 409, 422].contains(&offered.status.as_u16()), "{}", offered.text);
    accepting.await.unwrap().with(200);
    app.wait_for_outbox().await;
    assert_invariants(&app).await;
    assert_eq!(count(&app, LEFT_OVER).await, 0, "no pending offer includes the reserved guitar");
}

#[actix_web::test]
async fn an_unresponsive_search_server_delays_no_event_for_budi() {
    // Accepts connections and never answers.
    let unresponsive = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", unresponsive.local_addr().unwrap());
    let app = TestApp::with_search_at(Some(MeiliAddress { url, key: None })).await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    let lag = Lag::of(&app);
    let since = Instant::now();
    assert_eq!(sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.status, 204);
    assert_eq!(at_budi.receives("negotiation").await["state"], "closed");
    lag.is_within("the closed negotiation", since, Duration::from_secs(1));
}
