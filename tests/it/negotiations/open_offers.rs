//! The page of all open offers: seen and answered together.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Person, TestApp, count, id_of};

#[actix_web::test]
async fn sari_sees_every_open_offer_on_one_page_and_answers_all_of_them_at_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let (camera, lens) =
        (sari.posts(json!({})).await, sari.posts(json!({"title": "Lensa 50mm"})).await);
    budi.offers(&camera, 900_000).await.with(201);
    rara.offers(&camera, 950_000).await.with(201);
    rara.offers(&lens, 800_000).await.with(201);
    let page = sari.get("/chat/meja").await.text;
    for seen in
        ["Rp900.000", "Rp950.000", "Rp800.000", "Budi", "Rara", "Lensa 50mm", "Jawab 2 tawaran"]
    {
        assert!(page.contains(seen), "{seen}");
    }
    let answers = async |who: &Person, form: String| {
        let kind = "application/x-www-form-urlencoded";
        who.sends(Method::POST, "/chat/meja/semua", kind, form.into_bytes()).await
    };
    answers(&sari, format!("listing={}&amount=1.100.000", id_of(&camera))).await;
    let countered = "select count(*) from offers where amount = 1100000 and status = 'pending' and by = 'seller'";
    assert_eq!(count(&app, countered).await, 2);
    // The offer for the lens is unchanged; nobody else's offers may be answered.
    assert_eq!(count(&app, "select count(*) from offers where status = 'pending'").await, 3);
    let no = format!("listing={}&decline=1", id_of(&lens));
    assert_eq!(answers(&budi, no.clone()).await.status, 403);
    let page = budi.get("/chat/meja").await.text;
    assert!(page.contains("Rp1.100.000") && !page.contains("Lensa 50mm"));
    answers(&sari, no).await;
    assert_eq!(count(&app, "select count(*) from offers where status = 'declined'").await, 1);
}

#[actix_web::test]
async fn api_clients_list_open_offers_and_answer_all_of_them_at_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    budi.offers(&camera, 900_000).await.with(201);
    rara.offers(&camera, 950_000).await.with(201);
    let lying = sari.get("/api/offers").await.with(200)["negotiations"].clone();
    assert_eq!(lying.as_array().unwrap().len(), 2);
    assert_eq!(
        budi.get("/api/offers").await.with(200)["negotiations"].as_array().unwrap().len(),
        1
    );
    let answer = format!("/api/listings/{}/answer", id_of(&camera));
    sari.post(&answer, json!({"amount": 0})).await.is_problem(422);
    let results = sari.post(&answer, json!({"amount": 1_100_000})).await.with(200);
    assert_eq!((&results["answered"], &results["left"]), (&json!(2), &json!(0)));
    let plan = format!("/api/listings/{}/drop", id_of(&camera));
    assert_eq!(sari.get(&plan).await.with(200)["drop"], Value::Null);
    let down = json!({"step": 50_000, "days": 3, "lowest": 1_000_000});
    assert_eq!(sari.put(&plan, down.clone()).await.with(200)["drop"], down);
    sari.put(&plan, json!({"step": 0, "days": 3, "lowest": 1})).await.is_problem(422);
    assert_eq!(sari.get(&plan).await.with(200)["drop"], down);
    assert_eq!(sari.delete(&plan).await.status, 204);
    let wishes = format!("/api/listings/{}/wishes", id_of(&camera));
    sari.put(&wishes, json!({"tries": null, "floor_percent": 60})).await.with(200);
    let shown = sari.get(&wishes).await.with(200);
    assert_eq!((&shown["tries"], &shown["floor_percent"]), (&Value::Null, &json!(60)));
}

#[actix_web::test]
async fn one_counter_price_for_all_offers_leaves_barter_offers_pending() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({"modes": ["jual", "barter"]})).await;
    let radio = rara.posts(json!({"title": "Radio tua"})).await;
    budi.offers(&camera, 900_000).await.with(201);
    let swap = rara.offers_goods(&camera, &[&radio], 100_000).await.with(201);
    let form = format!("listing={}&amount=1.100.000", id_of(&camera));
    let kind = "application/x-www-form-urlencoded";
    sari.sends(Method::POST, "/chat/meja/semua", kind, form.into_bytes()).await;
    let countered = "select count(*) from offers where amount = 1100000 and status = 'pending'";
    assert_eq!(count(&app, countered).await, 1, "Budi's");
    sari.moves(&swap["negotiation"], "accept", None).await.with(200);
}

#[actix_web::test]
async fn one_price_for_all_is_no_answer_to_who_offers_as_much_already() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (rara, dewi) = (app.person("Rara").await, app.person("Dewi").await);
    let camera = sari.posts(json!({})).await;
    for (buyer, amount) in [(&budi, 900_000), (&rara, 1_000_000), (&dewi, 1_100_000)] {
        buyer.offers(&camera, amount).await.with(201);
    }
    let answer = format!("/api/listings/{}/answer", id_of(&camera));
    let results = sari.post(&answer, json!({"amount": 1_000_000})).await.with(200);
    assert_eq!((&results["answered"], &results["left"]), (&json!(1), &json!(2)));
    let pending = "select count(*) from offers where status = 'pending' and by = 'buyer'";
    assert_eq!(count(&app, pending).await, 2, "Rara and Dewi wait for a yes or a no");
}
