//! How a listing is handed over is chosen with the offer or with its acceptance.

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

async fn camera_with_two_ways(sari: &Person) -> Value {
    sari.posts(json!({"delivery": ["cod", "kirim"]})).await
}

async fn accepts(
    person: &Person,
    negotiation: &Value,
    method: Option<&str>,
) -> crate::support::Answer {
    person.moves_with(negotiation, "accept", json!({"method": method})).await
}

#[actix_web::test]
async fn budi_wants_it_sent_and_the_deal_says_so() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_with_two_ways(&sari).await;
    let path = format!("/api/listings/{}/offer", camera["id"].as_str().unwrap());
    budi.post(&path, json!({"amount": 900_000, "method": "gosend"})).await.with(422);
    let made = budi.post(&path, json!({"amount": 900_000, "method": "kirim"})).await.with(201);
    assert_eq!(made["offer"]["method"], "kirim");
    // A counter-offer leaves it as it was; the acceptance does not change it.
    let countered = sari.moves(&made["negotiation"], "counter", Some(950_000)).await.with(200);
    assert_eq!(countered["negotiation"]["offer"]["method"], "kirim");
    accepts(&budi, &countered["negotiation"], Some("cod")).await.with(422);
    let agreed = accepts(&budi, &countered["negotiation"], None).await.with(200);
    assert_eq!(agreed["deal"]["method"], "kirim");
    let code = agreed["deal"]["code"].as_str().unwrap();
    let page = budi.reads_page(&format!("/pesanan/{code}"), "id").await.text;
    assert!(page.contains("Bayar supaya Sari bisa mengirim"), "{page}");
}

#[actix_web::test]
async fn what_the_offer_leaves_open_is_chosen_at_its_acceptance() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_with_two_ways(&sari).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    assert_eq!(made["offer"]["method"], Value::Null);
    let room = made["room"].as_str().unwrap();
    let page = sari.reads_page(&format!("/chat/{room}"), "id").await.text;
    assert!(page.contains("name=\"method\""), "Sari chooses: {page}");
    let agreed = accepts(&sari, &made["negotiation"], Some("kirim")).await.with(200);
    assert_eq!(agreed["deal"]["method"], "kirim");
}

#[actix_web::test]
async fn without_a_choice_the_two_meet_where_the_listing_allows_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    for (ways, method) in [(json!(["kirim", "cod"]), "cod"), (json!(["kirim", "gosend"]), "kirim")]
    {
        let camera = sari.posts(json!({"delivery": ways})).await;
        let made = budi.offers(&camera, 900_000).await.with(201);
        let agreed = accepts(&sari, &made["negotiation"], None).await.with(200);
        assert_eq!(agreed["deal"]["method"], method);
    }
}
