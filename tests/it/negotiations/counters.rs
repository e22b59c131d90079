//! Counter-offers that gain nothing, by every endpoint.

use serde_json::json;

use crate::support::TestApp;

#[actix_web::test]
async fn who_offers_back_the_same_amount_is_told_to_accept_and_a_worse_one_is_confirmed() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let negotiation = &made["negotiation"];
    let same = sari.moves(negotiation, "counter", Some(900_000)).await.with(409);
    let detail = same["detail"].as_str().unwrap();
    assert!(detail.contains("Rp900.000") && detail.contains("Terima saja"), "{detail}");
    assert_eq!(same["state"]["offer"]["amount"], 900_000, "the refusal carries the terms");
    let worse = sari.moves(negotiation, "counter", Some(850_000)).await.with(409);
    assert!(worse["detail"].as_str().unwrap().contains("lebih baik untukmu"), "{worse}");
    let path = format!("/api/offers/{}", negotiation["offer"]["id"].as_str().unwrap());
    let kind = json!({"action": "counter", "amount": 850_000, "version": 1, "confirm": true});
    let lowered = sari.put(&path, kind).await.with(200)["negotiation"].clone();
    assert_eq!(lowered["offer"]["amount"], 850_000);
    // From the page of the listing it is the same: Budi neither repeats nor overbids what Sari offers.
    budi.offers(&camera, 850_000).await.with(409);
    budi.offers(&camera, 860_000).await.with(409);
    budi.offers(&camera, 840_000).await.with(201);
}

#[actix_web::test]
async fn the_price_of_the_pending_offer_is_accepted_by_one_tap_without_scripts() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.offers(&camera, 900_000).await.with(201)["room"].clone();
    let path = format!("/api/chat/{}", camera["id"].as_str().unwrap());
    budi.post(&path, json!({"text": "900rb ya kak"})).await.with(201);
    let page = sari.get(&format!("/chat/{}", room.as_str().unwrap())).await;
    let chip = page.text.split("data-price-chip").nth(1).expect("a chip");
    let chip = chip.split("</form>").next().unwrap();
    assert!(chip.contains("/terima") && chip.contains("Terima Rp900.000"), "{chip}");
    assert!(!page.text.contains("Tawar Rp900.000"));
}
