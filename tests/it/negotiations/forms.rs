//! Bargaining by forms, in a browser without scripts.

use serde_json::{Value, json};

use super::{budi_offers_by_form, summary};
use crate::support::{TestApp, assert_invariants, camera, count, id_of};

#[actix_web::test]
async fn without_scripts_budi_bargains_agrees_and_cancels_and_everybody_is_notified() {
    let app = TestApp::open().await;
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let dewi = app.person("Dewi").await;
    let camera = sari.posts(json!({})).await;
    let of_rara = rara.offers(&camera, 850_000).await.with(201);
    dewi.posts_message(&camera, "Masih ada?").await.with(201);
    let (budi, room) = budi_offers_by_form(&app, &camera, "Rp900.000").await;
    let chat = format!("/chat/{}", room.as_str().unwrap());
    let mut at_sari = sari.connects().await;
    let seen = at_sari.joins(&room, None).await["negotiation"].clone();
    assert_eq!(
        (summary(&seen), &seen["offer"]["amount"]),
        (("open", "seller", 1, "pending"), &json!(900_000))
    );

    let submits = async |what: &str, negotiation: &Value, amount: &str| {
        let version = negotiation["version"].to_string();
        let offer = negotiation["offer"]["id"].as_str().unwrap().to_owned();
        let fields = [("offer", offer.as_str()), ("version", version.as_str()), ("amount", amount)];
        let answer = budi.submits(&format!("{chat}/{what}"), &fields).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, format!("{chat}#akhir").as_str())
        );
    };
    // Withdraw, open again, counter the counter-offer, decline.
    submits("batal", &seen, "").await;
    assert_eq!(summary(&at_sari.receives("negotiation").await).3, "withdrawn");
    submits("tawar", &seen, "910.000").await;
    let seen = at_sari.receives("negotiation").await;
    let countered =
        sari.moves(&seen, "counter", Some(1_200_000)).await.with(200)["negotiation"].clone();
    at_sari.receives("negotiation").await;
    // The version in his form is outdated: nothing changes, the page shows why.
    submits("tawar", &seen, "920.000").await;
    let page = budi.opens(&chat).await;
    assert!(page.text.contains("Tawarannya sudah berubah"), "{}", page.text);
    submits("tawar", &countered, "−5").await;
    submits("tawar", &countered, "banyak").await;
    submits("tolak", &countered, "").await;
    assert_eq!(summary(&at_sari.receives("negotiation").await), ("open", "buyer", 5, "declined"));
    submits("tawar", &countered, "1.000.000").await;
    let seen = at_sari.receives("negotiation").await;
    let countered =
        sari.moves(&seen, "counter", Some(1_080_000)).await.with(200)["negotiation"].clone();
    at_sari.receives("negotiation").await;
    let mut at_rara = rara.joins_room(&of_rara["room"]).await;
    submits("terima", &countered, "").await;
    assert_eq!(at_sari.receives("negotiation").await["state"], "agreed");
    let code = at_sari.receives("deal").await["code"].as_str().unwrap().to_owned();
    assert_eq!(at_rara.receives("negotiation").await["state"], "closed");
    budi.submits(&chat, &[("text", "Sampai ketemu <besok>")]).await;
    let messages = at_sari.receives_messages_up_to(9).await;
    assert_eq!(messages.last().unwrap()["text"], "Sampai ketemu <besok>");
    assert_invariants(&app).await;

    // Rara may not cancel it; Budi may, once.
    let order = format!("/pesanan/{code}");
    let nosy = app.browser();
    nosy.signs_up("Rara").await;
    assert_eq!(nosy.submits(&format!("{order}/batal"), &[("reason", "iri")]).await.status, 404);
    assert!(budi.opens(&order).await.text.contains(&code));
    let answer = budi.submits(&format!("{order}/batal"), &[("reason", "Tidak jadi")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, order.as_str()));
    let deal = at_sari.receives("deal").await;
    assert_eq!((&deal["code"], &deal["status"]), (&json!(code), &json!("cancelled")));
    assert_eq!(at_sari.receives("negotiation").await["state"], "open");
    let reopened = at_rara.receives("negotiation").await;
    assert_eq!(reopened["state"], "open");
    let again = budi.submits(&format!("{order}/batal"), &[("reason", "lagi")]).await;
    assert_eq!(again.status, 303);
    assert_eq!(
        count(&app, "select count(*) from deals where version = 2 and cancelled_by = 'buyer'")
            .await,
        1
    );
    // Reserved, and available again.
    let received = "select count(*) from (select room_id from messages where kind = 'system' \
        and room_id not in (select room_id from deals) group by 1 having count(*) = 2) told";
    assert_eq!(
        count(&app, received).await,
        2,
        "both Rara, who bargained, and Dewi, who wrote a message, are notified"
    );

    let shown = sari.get(&format!("/api/listings/{}", id_of(&camera))).await.with(200);
    assert_eq!(shown["listing"]["status"], "active");
    let offered = rara.offers(&camera, 990_000).await.with(201);
    sari.moves(&offered["negotiation"], "accept", None).await.with(200);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn nobody_buys_at_a_price_that_the_page_did_not_show() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let lamp =
        sari.posts(json!({"title": "Lampu meja", "price": 350_000, "min_price": null})).await;
    let page = format!("/barang/{}", lamp["slug"].as_str().unwrap());
    let budi = app.browser();
    budi.signs_up("Budi").await;
    assert!(budi.opens(&page).await.text.contains("name=\"price\" value=\"350000\""));
    let mut dearer = camera();
    dearer["price"] = json!(990_000);
    dearer["min_price"] = Value::Null;
    dearer["photos"] = json!([lamp["photos"][0]["id"]]);
    sari.put(&format!("/api/listings/{}", id_of(&lamp)), dearer).await.with(200);

    for seen in [&[("price", "350000")][..], &[("price", "990001")], &[]] {
        let answer = budi.submits(&format!("{page}/beli"), seen).await;
        assert_eq!((answer.status.as_u16(), answer.header("location")), (303, page.as_str()));
        let told = budi.opens(&page).await.text;
        assert!(told.contains("sekarang Rp990.000"), "{seen:?}: {told}");
    }
    assert_eq!(count(&app, "select count(*) from offers").await, 0);
    budi.submits(&format!("{page}/beli"), &[("price", "990000")]).await;
    assert_eq!(count(&app, "select count(*) from offers where amount = 990000").await, 1);
}

#[actix_web::test]
async fn an_amount_that_can_be_read_in_two_ways_is_asked_for_again() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let car = sari.posts(json!({"title": "Mobil tua", "price": 90_000_000, "min_price": null, "original_price": null})).await;
    let page = format!("/barang/{}", car["slug"].as_str().unwrap());
    let budi = app.browser();
    budi.signs_up("Budi").await;
    for (typed, answer) in
        [("80m", "dibaca dua cara"), ("1.250jt", "dibaca dua cara"), ("murah", "dengan angka")]
    {
        budi.submits(&format!("{page}/tawar"), &[("amount", typed)]).await;
        let told = budi.opens(&page).await.text;
        assert!(told.contains(answer), "{typed}: {told}");
    }
    assert_eq!(count(&app, "select count(*) from offers").await, 0);
    budi.submits(&format!("{page}/tawar"), &[("amount", "1jt250rb")]).await;
    assert_eq!(count(&app, "select count(*) from offers where amount = 1250000").await, 1);
}
