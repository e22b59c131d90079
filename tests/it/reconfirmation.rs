//! What both parties rely on when they bargain: they agree on the terms they saw, with somebody who may trade, by the
//! command they sent.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::accounts::suspend_for_days;
use crate::support::{Person, TestApp, assert_invariants, camera, count, id_of, wait_for_count};

/// The owner edits a listing.
async fn edit_listing(owner: &Person, listing: &Value, change: Value) {
    let mut input = camera();
    input["title"] = listing["title"].clone();
    input["photos"] = json!([listing["photos"][0]["id"]]);
    input.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    owner.put(&format!("/api/listings/{}", id_of(listing)), input).await.with(200);
}

#[actix_web::test]
async fn sari_cannot_edit_the_camera_and_accept_budis_offer_for_the_old_description() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({})).await;
    let made = budi.offers(&listing, 1_000_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    // A new price needs no reconfirmation.
    edit_listing(&sari, &listing, json!({"price": 1_300_000})).await;
    assert_eq!(count(&app, "select count(*) from offers where needs_reconfirmation").await, 0);
    edit_listing(&sari, &listing, json!({"flaw": "Ternyata lensanya pecah"})).await;
    let refused = sari.moves(&made["negotiation"], "accept", None).await.with(409);
    assert_eq!(refused["state"]["offer"]["changed"], true, "{refused}");
    let answer = at_budi.receives("negotiation").await;
    assert_eq!((&answer["turn"], &answer["offer"]["changed"]), (&json!("buyer"), &json!(true)));
    let page = budi.get(&format!("/chat/{}", made["room"].as_str().unwrap())).await.text;
    assert!(
        page.contains("berubah setelah kamu menawar") && page.contains("data-move=\"withdraw\"")
    );
    let page = sari.get(&format!("/chat/{}", made["room"].as_str().unwrap())).await.text;
    assert!(
        !page.contains("data-move=\"accept\"") && page.contains("menunggu Budi"),
        "no button without an effect"
    );
    // He looks again and confirms his offer for the new description; that is no new opening offer.
    let anew = budi.moves(&made["negotiation"], "counter", Some(600_000)).await.with(200);
    assert_eq!(count(&app, "select count(*) from offers where opening").await, 1);
    sari.moves(&anew["negotiation"], "accept", None).await.with(200);
    wait_for_count(&app, "select count(*) from deals where amount = 600000", 1).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn budi_cannot_edit_the_radio_in_his_offer_and_keep_the_offer_binding() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({"modes": ["jual", "barter"]})).await;
    let radio = budi
        .posts(json!({"title": "Radio tua", "modes": ["barter"], "price": null, "min_price": null}))
        .await;
    let made = budi.offers_goods(&listing, &[&radio], 0).await.with(201);
    let change = json!({"modes": ["barter"], "price": null, "min_price": null, "condition": "butuh_perbaikan"});
    edit_listing(&budi, &radio, change).await;
    let refused = sari.moves(&made["negotiation"], "accept", None).await.with(409);
    assert_eq!(refused["state"]["turn"], "buyer", "{refused}");
    // He can make the offer again.
    let scale = format!("/chat/{}/barter", made["room"].as_str().unwrap());
    assert!(budi.get(&scale).await.text.contains("Kirim perbaikan"));
    sari.moves(&made["negotiation"], "decline", None).await.with(200);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn sari_can_sell_the_camera_while_she_edits_the_lens_that_six_offers_include() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let mut buyers = Vec::new();
    for n in 0..7 {
        buyers.push(app.person(&format!("Pembeli {n}")).await);
    }
    let lens = sari.posts(json!({"title": "Lensa 50mm"})).await;
    for round in 0..4 {
        let listing = sari.posts(json!({})).await;
        let (first, others) = buyers.split_first().unwrap();
        for buyer in others {
            buyer.offers_goods(&listing, &[&lens], 1_900_000 + round).await.with(201);
        }
        let made = first.offers(&listing, 1_200_000).await.with(201)["negotiation"].clone();
        let flaw = json!({"flaw": format!("Goresan nomor {round}")});
        let since = std::time::Instant::now();
        let (sold, ()) = futures_util::join!(
            sari.moves(&made, "accept", None),
            edit_listing(&sari, &lens, flaw)
        );
        sold.with(200);
        println!("both in {:?}", since.elapsed());
    }
    assert_eq!(count(&app, "select count(*) from deals").await, 4);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_request_for_an_edited_gift_needs_no_reconfirmation() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let free = json!({"title": "Lampu", "modes": ["gratis"], "price": null, "min_price": null});
    let lamp = sari.posts(free.clone()).await;
    let asked = budi.offers(&lamp, 0).await.with(201)["negotiation"].clone();
    let mut again = free;
    again["description"] = json!("Masih menyala, kabelnya baru.");
    edit_listing(&sari, &lamp, again).await;
    sari.moves(&asked, "accept", None).await.with(200);
}

#[actix_web::test]
async fn no_deal_is_made_with_a_suspended_buyer() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({})).await;
    let made = budi.offers(&listing, 1_000_000).await.with(201)["negotiation"].clone();
    suspend_for_days(&app, &budi, 3).await;
    let refused = sari.moves(&made, "accept", None).await.with(409);
    assert!(refused["detail"].as_str().unwrap().contains("ditangguhkan"), "{refused}");
    sari.moves(&made, "counter", Some(1_100_000)).await.with(409);
    sari.moves(&made, "decline", None).await.with(200);
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
}

#[actix_web::test]
async fn a_repeated_command_id_with_another_content_is_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/offer", id_of(&listing));
    let id = Uuid::now_v7();
    let offer = |amount: i64| json!({"id": id, "amount": amount});
    let made = budi.post(&path, offer(1_000_000)).await.with(201);
    assert_eq!(budi.post(&path, offer(1_000_000)).await.with(201)["offer"], made["offer"]);
    let other = budi.post(&path, offer(900_000)).await.with(409);
    assert_eq!(other["state"]["offer"]["amount"], 1_000_000, "the refusal contains the state");
    // Sari's accept is refused under an id that Budi used.
    let negotiation = &made["negotiation"];
    let put = format!("/api/offers/{id}");
    let accepts = |command: Uuid| json!({"id": command, "action": "accept", "version": negotiation["version"]});
    sari.put(&put, accepts(id)).await.with(409);
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
    let command = Uuid::now_v7();
    let declined = json!({"id": command, "action": "ask_more", "version": negotiation["version"]});
    sari.put(&put, declined.clone()).await.with(200);
    sari.put(&put, declined).await.with(200);
    sari.put(&put, accepts(command)).await.with(409);
    assert_eq!(count(&app, "select count(*) from moves").await, 2);
}
