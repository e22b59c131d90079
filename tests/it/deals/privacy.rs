//! Addresses, numbers and codes: who sees what, and when.

use serde_json::json;

use super::{bought_and_paid, camera_to_send, moves, order};
use crate::support::{TestApp, count};

#[actix_web::test]
async fn an_address_is_encrypted_at_rest_seen_by_the_sender_alone_and_erased_at_the_end() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let code = bought_and_paid(&budi, &camera_to_send(&sari).await).await;
    let plain =
        "select count(*) from deal_addresses where position('Dipatiukur'::bytea in ciphertext) > 0";
    assert_eq!(count(&app, plain).await, 0);
    for path in ["", "/status", "/pay", "/shipping"] {
        let address = format!("/api/orders/{code}{path}");
        let answer = match path {
            "" => rara.get(&address).await,
            "/pay" => rara.post(&address, json!({"address": super::address()})).await,
            "/shipping" => rara.put(&address, json!({"amount": 1})).await,
            _ => rara.put(&address, json!({"status": "completed"})).await,
        };
        answer.is_problem(404);
    }
    for page in ["", "/resi", "/bayar"] {
        let answer = rara.reads_page(&format!("/pesanan/{code}{page}"), "id").await;
        assert_eq!(answer.status, 404, "{page}");
    }
    let page = sari.reads_page(&format!("/pesanan/{code}"), "id").await.text;
    assert!(
        page.contains("Dipatiukur") && page.contains("81234567890"),
        "the sender sees where to send"
    );
    moves(&budi, &code, json!({"status": "cancelled"})).await.with(200);
    assert_eq!(count(&app, "select count(*) from deal_addresses").await, 0);
    assert!(!sari.reads_page(&format!("/pesanan/{code}"), "id").await.text.contains("Dipatiukur"));
    assert!(order(&sari, &code).await["legs"][0]["address"].is_null());
}

#[actix_web::test]
async fn lists_show_no_addresses_and_an_incomplete_one_is_refused_by_field() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let bought = super::buys(&budi, &camera_to_send(&sari).await).await;
    let code = super::code_of(&bought).to_owned();
    let empty = json!({"method": "kirim", "address": {"name": "", "phone": "12", "line": "x", "region": "32"}});
    let answer = budi.post(&format!("/api/orders/{code}/pay"), empty).await;
    answer.is_problem(422);
    for field in ["name", "phone", "line", "region"] {
        assert!(answer.body["errors"][field].is_array(), "{field}: {}", answer.text);
    }
    assert_eq!(count(&app, "select count(*) from payments").await, 0);
    super::starts_to_pay(&budi, &code).await;
    let list = budi.get("/api/orders").await.with(200);
    assert!(list["orders"][0]["legs"][0]["address"].is_null());
}

#[actix_web::test]
async fn an_address_can_still_be_read_after_the_keys_were_rotated() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = bought_and_paid(&budi, &camera_to_send(&sari).await).await;
    let pace = tawar::care::evidence::RotationPace {
        grace: std::time::Duration::from_millis(1),
        ..Default::default()
    };
    let (db, encryption) = (app.db.clone(), app.encryption.clone());
    actix_web::web::block(move || {
        let clock = tawar::base::clock::Clock::default();
        tawar::care::evidence::rotate(&db, &encryption, &clock, &pace, |_| {}).unwrap();
    })
    .await
    .unwrap();
    assert_eq!(count(&app, "select count(*) from keys").await, 2, "the address names the old one");
    assert_eq!(order(&sari, &code).await["legs"][0]["address"]["name"], "Budi Santoso");
}

#[actix_web::test]
async fn the_page_to_buy_shows_no_listing_that_its_owner_has_not_published() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let path = format!("/checkout/{}", crate::support::id_of(&camera));
    assert_eq!(budi.reads_page(&path, "id").await.status, 200);
    sari.delete(&format!("/api/listings/{}", crate::support::id_of(&camera))).await;
    assert_eq!(budi.reads_page(&path, "id").await.status, 404);
}
