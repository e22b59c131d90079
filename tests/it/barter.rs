//! Packages: goods for goods, with money on top, and an agreed deal that reserves all of them.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tawar::config::Site;

use crate::support::{Person, TestApp, assert_invariants, count, id_of, wait_for_count};

async fn status(person: &Person, listing: &Value) -> String {
    let shown = person.get(&format!("/api/listings/{}", id_of(listing))).await.with(200);
    shown["listing"]["status"].as_str().unwrap().to_owned()
}

#[actix_web::test]
async fn budi_trades_his_guitar_and_books_for_saris_camera_and_the_deal_reserves_all_of_it() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let tripod = sari.posts_for_barter("Tripod kayu", json!({"category": "kamera"})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({"category": "alat-musik"})).await;
    let books = budi
        .posts_for_barter("Lima novel Indonesia", json!({"kept": true, "category": "novel"}))
        .await;
    assert_eq!(status(&budi, &books).await, "kept");

    // Rara wants the guitar too; she is notified when it is reserved.
    let lamp = rara.posts_for_barter("Lampu belajar", json!({})).await;
    let of_rara = rara.offers_goods(&guitar, &[&lamp], 0).await.with(201);

    let made = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let first = made["negotiation"].clone();
    assert_eq!(made["offer"]["items"], json!([id_of(&guitar)]));
    // Sari asks for more; Budi adds his books to the guitar and requests the tripod.
    let asked = sari
        .moves_with(&first, "ask_more", json!({"note": "boleh tambah bukunya?"}))
        .await
        .with(200);
    assert_eq!(asked["negotiation"]["turn"], "buyer");
    let items = json!({"items": [id_of(&guitar), id_of(&books), id_of(&tripod)], "amount": 50_000});
    let better = budi.moves_with(&asked["negotiation"], "counter", items).await.with(200);
    let agreed = sari.moves(&better["negotiation"], "accept", None).await.with(200);
    assert_eq!(
        (&agreed["deal"]["mode"], &agreed["deal"]["payment"]["amount"]),
        (&json!("barter"), &json!(50_000))
    );
    for (owner, listing) in [(&sari, &camera), (&sari, &tripod), (&budi, &guitar), (&budi, &books)]
    {
        assert_eq!(status(owner, listing).await, "reserved", "{}", listing["title"]);
    }
    // The negotiation about the guitar closed at once.
    let late = budi.moves(&of_rara["negotiation"], "accept", None).await.with(409);
    assert_eq!(late["state"]["state"], "closed");
    assert_invariants(&app).await;
    // The terms are frozen, whatever is edited later: text, photos, condition and worth of each listing.
    let terms = "select count(*) from deal_items where terms ->> 'title' is not null \
        and jsonb_array_length(terms -> 'photos') = 1 and (terms #>> '{worth,points}')::int > 0 and terms ->> 'condition' is not null";
    assert_eq!(count(&app, terms).await, 4);

    // Cancelling restores everything: the books are barter-only again, the negotiation about the guitar continues.
    let code = agreed["deal"]["code"].as_str().unwrap();
    budi.put(
        &format!("/api/orders/{code}/status"),
        json!({"status": "cancelled", "reason": "sakit"}),
    )
    .await
    .with(200);
    assert_eq!(status(&budi, &books).await, "kept");
    assert_eq!(status(&sari, &tripod).await, "active");
    let again = rara.offers_goods(&guitar, &[&lamp], 0).await.with(201);
    assert_eq!(again["negotiation"]["state"], "open");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_listing_is_included_in_two_offers_and_goes_into_one_deal() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let radio = rara.posts_for_barter("Radio tua", json!({})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
    let to_sari = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let to_rara = budi.offers_goods(&radio, &[&guitar], 0).await.with(201);
    let mut at_rara = rara.connects().await;
    at_rara.joins(&to_rara["room"], None).await;
    sari.moves(&to_sari["negotiation"], "accept", None).await.with(200);
    // The other offer is voided, with a message to the buyer.
    let notices = at_rara.receives("negotiation").await;
    assert_eq!(notices["offer"]["status"], "declined");
    rara.moves(&to_rara["negotiation"], "accept", None).await.with(409);
    assert_eq!(status(&rara, &radio).await, "active", "a requested listing stays active");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn simultaneous_accepts_never_put_a_listing_into_two_deals() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    for round in 0..12 {
        // A cycle: each requests the next one's listing for their own.
        let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
        let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
        let radio = rara.posts_for_barter("Radio tua", json!({})).await;
        let a = budi.offers_goods(&camera, &[&guitar], 0).await.with(201)["negotiation"].clone();
        let b = rara.offers_goods(&guitar, &[&radio], 0).await.with(201)["negotiation"].clone();
        let c = sari.offers_goods(&radio, &[&camera], 0).await.with(201)["negotiation"].clone();
        let answers = join_all([
            sari.moves(&a, "accept", None),
            budi.moves(&b, "accept", None),
            rara.moves(&c, "accept", None),
        ])
        .await;
        let won = answers.iter().filter(|answer| answer.status == 200).count();
        let lost = answers.iter().filter(|answer| answer.status == 409).count();
        assert_eq!(
            (won, lost),
            (1, 2),
            "round {round}: {:?}",
            answers.iter().map(|a| a.status).collect::<Vec<_>>()
        );
        assert_invariants(&app).await;
    }
    app.wait_for_outbox().await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn an_invalid_package_is_refused_with_an_error_for_its_field() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let hidden = sari.posts_for_barter("Cincin nenek", json!({"kept": true})).await;
    let bag = sari.posts(json!({"title": "Tas kulit"})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
    let gift = budi
        .posts(json!({"title": "Baju bayi", "modes": ["gratis"], "price": null, "min_price": null}))
        .await;
    let radio = rara.posts_for_barter("Radio tua", json!({})).await;
    let refused = |goods: Vec<Value>, amount: i64| {
        let (budi, camera) = (&budi, &camera);
        async move {
            let goods: Vec<&Value> = goods.iter().collect();
            let answer = budi.offers_goods(camera, &goods, amount).await;
            answer.is_problem(422);
            answer.body["errors"].as_object().unwrap().keys().next().unwrap().clone()
        }
    };
    assert_eq!(refused(vec![], 0).await, "amount", "an empty package");
    assert_eq!(refused(vec![], 100_000).await, "amount", "money alone for a barter listing");
    assert_eq!(refused(vec![radio.clone()], 0).await, "items", "somebody else's listing");
    assert_eq!(
        refused(vec![hidden.clone(), guitar.clone()], 0).await,
        "items",
        "a barter-only listing of Sari"
    );
    assert_eq!(refused(vec![gift], 0).await, "items", "a gift");
    assert_eq!(refused(vec![guitar.clone(), guitar.clone()], 0).await, "items", "twice");
    assert_eq!(
        refused(vec![guitar.clone(), camera.clone()], 0).await,
        "items",
        "the listing itself"
    );
    assert_eq!(
        refused(vec![guitar.clone(), bag.clone()], 0).await,
        "items",
        "a listing for sale only"
    );
    assert_eq!(refused(vec![guitar.clone()], -5).await, "amount");
    // A listing for sale only takes no goods.
    budi.offers_goods(&bag, &[&guitar], 0).await.is_problem(422);
    // Several listings of hers for one price are accepted.
    let belt =
        sari.posts(json!({"title": "Sabuk kulit", "price": 150_000, "min_price": 100_000})).await;
    let made = budi.offers_goods(&bag, &[&belt], 1_300_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    assert_eq!(agreed["deal"]["mode"], "jual");
    assert_eq!(status(&sari, &belt).await, "reserved");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn each_site_has_its_own_rule_for_money_and_goods() {
    let hub = TestApp::with_config(|config| config.site = Site::load("barterhub").unwrap()).await;
    let (sari, budi) = hub.sari_and_budi().await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
    budi.offers_goods(&camera, &[&guitar], 50_000).await.is_problem(422);
    let made = budi.offers_goods(&camera, &[&guitar], 0).await.with(201);
    let page = budi.get(&format!("/chat/{}/barter", made["room"].as_str().unwrap())).await;
    assert!(!page.text.contains("name=\"amount\""), "no amount field on a site without money");
    sari.moves(&made["negotiation"], "accept", None).await.with(200);

    let belantara =
        TestApp::with_config(|config| config.site = Site::load("belantara").unwrap()).await;
    let (sari, budi) = belantara.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let guitar = budi.posts(json!({"title": "Gitar akustik"})).await;
    budi.offers_goods(&camera, &[&guitar], 0).await.is_problem(422);
}

#[actix_web::test]
async fn a_barter_only_listing_that_was_offered_may_be_requested_again_and_stays_hidden_from_others()
 {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let ring = budi.posts_for_barter("Cincin nenek", json!({"kept": true})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({})).await;
    let page = format!("/barang/{}", ring["slug"].as_str().unwrap());
    assert_eq!(sari.get(&page).await.status, 404);
    let first = budi.offers_goods(&camera, &[&ring], 0).await.with(201);
    let shown = sari.get(&page).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("Pemiliknya menunjukkan barang ini kepadamu"));
    assert_eq!(rara.get(&page).await.status, 404);
    let more = json!({"items": [id_of(&ring), id_of(&guitar)]});
    let counter = sari.moves_with(&first["negotiation"], "counter", more).await.with(200);
    budi.moves(&counter["negotiation"], "accept", None).await.with(200);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn without_scripts_budi_reads_the_scale_and_submits_the_package() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts_for_barter("Kamera analog", json!({})).await;
    let guitar = budi.posts_for_barter("Gitar akustik", json!({"category": "alat-musik"})).await;
    let path = format!("/barang/{}/barter", camera["slug"].as_str().unwrap());
    let empty = budi.get(&path).await;
    assert!(empty.text.contains("Kamu menerima "), "{}", empty.text);
    assert!(empty.text.contains("Gitar akustik"));
    let weighed = budi.get(&format!("{path}?isi=1&cara=&item={}", id_of(&guitar))).await;
    assert!(
        weighed.text.contains(&format!("value=\"{}\" checked", id_of(&guitar))),
        "{}",
        weighed.text
    );
    let wrong = budi
        .submits_form(&path, &[("isi", "1"), ("amount", "banyak"), ("item", id_of(&guitar))])
        .await;
    assert_eq!(wrong.status, 422, "{}", wrong.text);
    assert!(wrong.text.contains("role=\"alert\""));
    let sent =
        budi.submits_form(&path, &[("isi", "1"), ("amount", ""), ("item", id_of(&guitar))]).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    let room = budi.get(sent.header("location").split('#').next().unwrap()).await;
    assert!(
        room.text.contains("Barter: Gitar akustik ↔ Kamera analog")
            || room.text.contains("Gitar akustik")
    );
    // Sari counters with a package of her own, then Budi accepts by a form.
    let path = sent.header("location").split('#').next().unwrap().to_owned();
    let at_sari = sari.get(&format!("{path}/barter")).await;
    assert!(at_sari.text.contains("Gitar akustik"), "{}", at_sari.text);
    let answer = [("isi", "1"), ("amount", "75rb"), ("item", id_of(&guitar)), ("version", "1")];
    let countered = sari.submits_form(&format!("{path}/barter"), &answer).await;
    assert_eq!(countered.status, 303, "{}", countered.text);
    wait_for_count(
        &app,
        "select count(*) from offers where status = 'pending' and amount = 75000",
        1,
    )
    .await;
    assert_eq!(count(&app, "select count(*) from offers where status = 'countered'").await, 1);
}

#[actix_web::test]
async fn opening_offers_too_low_or_too_many_are_declined_at_once_and_the_asking_price_never_is() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/wishes", id_of(&camera));
    budi.put(&path, json!({"tries": 9})).await.is_problem(403);
    sari.put(&path, json!({"floor_percent": 101})).await.is_problem(422);
    let mut at_sari = sari.connects().await;
    let low = budi.offers(&camera, 624_999).await.with(201);
    assert_eq!(low["offer"]["status"], "declined");
    at_sari.joins(&low["room"], None).await;
    for _ in 0..2 {
        let made = budi.offers(&camera, 700_000).await.with(201);
        budi.moves(&made["negotiation"], "withdraw", None).await.with(200);
    }
    let refused = budi.offers(&camera, 700_000).await.with(409);
    assert!(refused["detail"].as_str().unwrap().contains("Batas menawarmu"), "{refused}");
    let full = budi.offers(&camera, 1_250_000).await.with(201);
    budi.moves(&full["negotiation"], "withdraw", None).await.with(200);
    app.clock.advance(chrono::Duration::hours(25));
    let fresh = budi.offers(&camera, 700_000).await.with(201);
    budi.moves(&fresh["negotiation"], "withdraw", None).await.with(200);
    sari.put(&path, json!({"tries": 0})).await.with(200);
    let fixed = budi.offers(&camera, 1_200_000).await.with(409);
    assert!(fixed["detail"].as_str().unwrap().starts_with("Harga pas"), "{fixed}");
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
    let shown = sari.put(&path, json!({"tries": null, "bundle_percent": 10})).await.with(200);
    assert_eq!(shown, json!({"floor_percent": 50, "tries": null, "bundle_percent": 10}));
}
