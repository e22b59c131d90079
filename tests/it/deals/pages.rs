//! The pages of deals, as browsers without scripts use them.

use serde_json::json;

use super::{address, camera_to_send};
use crate::support::{TestApp, count, id_of, wait_for_count};

#[actix_web::test]
async fn budi_buys_pays_and_confirms_by_forms_alone() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = camera_to_send(&sari).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    let shown = budi.opens(&page).await.text;
    assert!(shown.contains(&format!("{page}/beli")) && shown.contains(&format!("{page}/ajukan")));
    let before = budi.opens(&format!("/checkout/{}", id_of(&camera))).await;
    assert!(before.text.contains("Beli langsung"), "{}", before.text);
    let bought = budi.submits(&format!("{page}/beli"), &[("price", "1250000")]).await;
    assert_eq!(
        bought.header("location"),
        format!("/checkout/{}", id_of(&camera)),
        "{}",
        bought.text
    );
    let checkout = budi.opens(bought.header("location")).await.text;
    assert!(checkout.contains("Rp1.250.000") && checkout.contains("Transaksi Aman"), "{checkout}");
    let code = first_code(&app).await;
    let given = address();
    let field = |name: &str| given[name].as_str().unwrap().to_owned();
    let (name, phone, line) = (field("name"), field("phone"), field("line"));
    let fields = [
        ("name", name.as_str()),
        ("phone", &phone),
        ("line", &line),
        ("region", "32.73.02"),
        ("postcode", "40132"),
    ];
    let paying = budi.submits(&format!("/pesanan/{code}/bayar"), &fields).await;
    let till = paying.header("location").to_owned();
    assert!(till.starts_with("/sandbox/bayar/"), "{till} {}", paying.text);
    assert!(budi.opens(&till).await.text.contains("Uang latihan"));
    budi.submits(&till, &[("outcome", "paid")]).await;
    wait_for_count(&app, "select count(*) from deals where payment = 'escrow'", 1).await;
    let paid = budi.opens(&format!("/pesanan/{code}")).await.text;
    assert!(paid.contains("ditahan mitra pembayaran"), "{paid}");
    let sent = sari
        .submits_form(
            &format!("/pesanan/{code}/kirim"),
            &[("courier", "jne"), ("tracking_no", "JP1234567890")],
        )
        .await;
    assert_eq!(sent.status, 303);
    let shipped = budi.opens(&format!("/pesanan/{code}")).await.text;
    assert!(shipped.contains("JP1234567890") && shipped.contains("JNE"), "{shipped}");
    budi.submits(&format!("/pesanan/{code}/terima"), &[]).await;
    assert_eq!(count(&app, "select count(*) from deals where outcome = 'paid_out'").await, 1);
    let receipt = budi.opens(&format!("/pesanan/{code}/resi")).await.text;
    assert!(
        receipt.contains(&code) && receipt.contains("<svg") && receipt.contains("JP1234567890")
    );
    let saldo = sari.reads_page("/saldo", "id").await.text;
    assert!(saldo.contains("Rp1.187.500"), "{saldo}");
    let csv = sari.reads_page("/saldo.csv", "id").await.text;
    assert!(
        csv.lines().nth(1).is_some_and(|row| row.contains("release") && row.contains("1187500")),
        "{csv}"
    );
}

async fn first_code(app: &TestApp) -> String {
    use diesel::prelude::*;
    use tawar::base::schema::deals;
    app.db.read(|conn| Ok(deals::table.select(deals::code).first::<String>(conn)?)).await.unwrap()
}

#[actix_web::test]
async fn the_list_has_what_waits_for_the_reader_on_top_and_a_filter() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    super::buys(&budi, &camera_to_send(&sari).await).await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    budi.post("/api/orders", json!({"listing_id": camera["id"], "buy_now": true})).await.with(201);
    let list = budi.reads_page("/pesanan", "id").await.text;
    let (todo, others) = (list.find("Menunggu kamu").unwrap(), list.find("Lainnya").unwrap());
    assert!(todo < others);
    let none = budi.reads_page("/pesanan?status=shipped", "id").await.text;
    assert!(none.contains("Tidak ada pesanan dengan status ini"), "{none}");
    let sells = sari.reads_page("/pesanan?role=seller&status=deal", "id").await.text;
    assert_eq!(sells.matches("class=\"deal-row\"").count(), 2);
}

#[actix_web::test]
async fn a_site_without_money_shows_none_of_it_in_a_barter() {
    let app = TestApp::with_config(|config| {
        config.site = tawar::config::Site::load("barterhub").unwrap();
    })
    .await;
    let (sari, budi) = app.sari_and_budi().await;
    let swap = json!({"modes": ["barter"], "price": null, "min_price": null, "original_price": null, "delivery": ["kirim"]});
    let camera = sari.posts(swap.clone()).await;
    let mut guitar = swap;
    guitar["title"] = json!("Gitar akustik");
    let guitar = budi.posts(guitar).await;
    let offer = json!({"amount": 0, "items": [guitar["id"]]});
    let path = format!("/api/listings/{}/offer", id_of(&camera));
    let made = budi.post(&path, offer).await.with(201);
    let deal = sari.moves(&made["negotiation"], "accept", None).await.with(200)["deal"].clone();
    let code = super::code_of(&deal).to_owned();
    for page in ["", "/resi"] {
        let text = sari.reads_page(&format!("/pesanan/{code}{page}"), "id").await.text;
        let main = &text[text.find("<main").unwrap()..text.find("</main>").unwrap()];
        assert!(!main.contains("Rp"), "an amount in {page}: {main}");
        for word in ["bayar", "uang", "harga", "jual"] {
            assert!(!main.to_lowercase().contains(word), "{word} in {page}: {main}");
        }
    }
}

/// With the reader's session and the badge of unread messages.
#[actix_web::test]
async fn the_page_of_an_order_needs_at_most_six_queries() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let sent = super::code_of(&super::buys(&budi, &camera).await).to_owned();
    super::starts_to_pay(&budi, &sent).await;
    let lens = sari.posts(json!({"title": "Lensa 50mm", "delivery": ["cod"]})).await;
    let met = super::code_of(&super::buys(&budi, &lens).await).to_owned();
    let plan = json!({"place": "Stasiun Bandung", "region": "32.73", "at": app.clock.now() + chrono::Duration::days(1)});
    budi.put(&format!("/api/orders/{met}/meetup"), plan).await.with(200);
    for (code, person) in [(&sent, &budi), (&sent, &sari), (&met, &budi), (&met, &sari)] {
        let path = format!("/pesanan/{code}");
        let opens = async { assert_eq!(person.reads_page(&path, "id").await.status, 200) };
        let queries = app.queries_of(opens).await;
        assert!((3..=6).contains(&queries.len()), "{path}: {queries:#?}");
    }
}

#[actix_web::test]
async fn budi_buys_for_what_he_saw_the_shipping_too() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({"delivery": ["kirim"], "shipping_fee": 18_000})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    let shown = budi.opens(&page).await.text;
    assert!(shown.contains("name=\"shipping\" value=\"18000\""), "{shown}");
    let stale = [("price", "1250000"), ("shipping", "9000")];
    budi.submits(&format!("{page}/beli"), &stale).await;
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
    let seen = [("price", "1250000"), ("shipping", "18000")];
    budi.submits(&format!("{page}/beli"), &seen).await;
    assert_eq!(count(&app, "select shipping from deals").await, 18_000);
}

#[actix_web::test]
async fn during_an_incident_the_pages_say_that_deadlines_wait() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = super::code_of(&super::buys(&budi, &camera).await).to_owned();
    let pages = [format!("/pesanan/{code}"), "/pesanan".to_owned()];
    for page in &pages {
        assert!(!budi.reads_page(page, "id").await.text.contains("sedang terganggu"));
    }
    let now = app.clock.now();
    let start =
        move |conn: &mut _| tawar::trade::deals::incidents::start(conn, "Pembayaran macet.", now);
    app.db.transaction(start).await.unwrap();
    for page in &pages {
        let text = budi.reads_page(page, "id").await.text;
        assert!(text.contains("sedang terganggu") && text.contains("Pembayaran macet."), "{text}");
    }
}

#[actix_web::test]
async fn a_text_about_the_proof_of_a_transfer_gets_a_note_and_changes_nothing() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let bought = super::buys(&budi, &camera).await;
    let text = json!({"order": bought["code"], "text": "Sudah saya transfer, bukti TF menyusul"});
    budi.post("/api/messages", text).await.with(201);
    let room = format!("/chat/{}", bought["room"].as_str().unwrap());
    let hers = sari.reads_page(&room, "id").await.text;
    assert!(hers.contains("Jangan percaya bukti transfer"), "{hers}");
    assert!(budi.reads_page(&room, "id").await.text.contains("tidak mengubah status pesanan"));
    let seen = super::order(&sari, super::code_of(&bought)).await;
    assert_eq!(seen["payment"]["status"], "pending");
}
