//! The minimum price is visible to the owner only.

use serde_json::json;

use super::{found, path, text};
use crate::support::{TestApp, id_of};

#[actix_web::test]
async fn saris_minimum_price_is_shown_to_her_alone() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let secret = 6_543_217;
    let sold = sari
        .posts(json!({"title": "Lensa rahasia", "price": 7_654_321, "min_price": secret}))
        .await;
    let camera = sari
        .posts(json!({"title": "Kamera rahasia", "price": 7_654_321, "min_price": secret}))
        .await;
    assert_eq!(camera["min_price"], secret);
    let below = budi.offers(&camera, 5_000_000).await;
    let made = below.body.clone();
    let agreed = budi.offers(&sold, 7_000_000).await.with(201);
    let agreed = sari.moves(&agreed["negotiation"], "accept", None).await.with(200);
    app.wait_for_outbox().await;

    let room = text(&made["room"]);
    let code = text(&agreed["deal"]["code"]);
    let browser = app.browser();
    let mut received = vec![below.text];
    for path in [
        path(&camera),
        format!("/api/listings/{}", text(&camera["slug"])),
        "/api/listings?q=rahasia".into(),
        format!("/api/listings?min_price={secret}&max_price={secret}"),
        "/api/suggest?q=kamera".into(),
        format!("/api/chat/{}", id_of(&camera)),
        "/api/rooms".into(),
        format!("/api/rooms/{room}/messages"),
        "/api/orders".into(),
        format!("/api/orders/{code}"),
        format!("/chat/{room}"),
        format!("/chat/{room}/pembaruan?since=0"),
        format!("/pesanan/{code}"),
        text(&camera["url"]).into(),
    ] {
        let answer = budi.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        received.push(answer.text);
    }
    for path in [
        "/",
        "/cari?q=rahasia",
        "/kategori/kamera",
        "/profil/sari",
        text(&camera["url"]),
        text(&sold["url"]),
    ] {
        received.push(browser.opens(path).await.text);
    }
    let mut socket = budi.connects().await;
    received.push(socket.joins(&made["room"], Some(0)).await.to_string());
    for answer in &received {
        assert!(!answer.contains("6543217") && !answer.contains("6.543.217"), "{answer}");
        assert!(!answer.contains("min_price\":"), "{answer}");
    }
    assert_eq!(
        found(&app, &format!("q=rahasia&max_price={secret}")).await,
        0,
        "nor does a search disclose it"
    );
    assert_eq!(sari.get(&path(&camera)).await.with(200)["listing"]["min_price"], secret);
    let edit = sari.get(&format!("/jual/{}/edit", id_of(&camera))).await;
    assert!(edit.text.contains("6543217"), "her own form shows it");
}
