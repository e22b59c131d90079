//! Promises, waiting lists, gifts, and prices for people who like a listing.

use chrono::Duration;
use diesel::connection::SimpleConnection;
use serde_json::{Value, json};
use tawar::market::listings;

use crate::support::{Person, TestApp, assert_invariants, count, id_of, wait_for_count};

/// A listing that is given away.
async fn post_gift(person: &Person, title: &str) -> Value {
    person
        .posts(json!({"title": title, "modes": ["gratis"], "price": null, "min_price": null}))
        .await
}

fn listing_path(listing: &Value, what: &str) -> String {
    format!("/api/listings/{}/{what}", id_of(listing))
}

#[actix_web::test]
async fn sari_promises_the_camera_to_budi_for_a_day_and_nobody_else_can_buy_it() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let of_budi = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    let of_rara = rara.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let promise = |negotiation: &Value| {
        format!("/api/rooms/{}/promise", negotiation["room"].as_str().unwrap())
    };
    budi.post(&promise(&of_budi), json!({})).await.is_problem(403);
    rara.post(&promise(&of_budi), json!({})).await.is_problem(404);
    let mut at_rara = rara.connects().await;
    at_rara.joins(&of_rara["room"], None).await;
    let made = sari.post(&promise(&of_budi), json!({})).await.with(200);
    assert_eq!(made["promise"], "here");
    assert!(
        at_rara.receives("message").await["text"]
            .as_str()
            .unwrap()
            .contains("dijanjikan ke orang lain")
    );
    let again = sari.post(&promise(&of_budi), json!({})).await.with(200);
    assert_eq!(made, again, "a second promise changes nothing");
    sari.post(&promise(&of_rara), json!({})).await.is_problem(409);
    let refused = sari.moves(&of_rara, "accept", None).await.with(409);
    assert!(refused["detail"].as_str().unwrap().contains("dijanjikan"), "{refused}");
    assert_eq!(refused["state"]["offer"]["status"], "pending", "her offer stays pending");
    // Budi releases the promise; Sari promises again, and a day later that promise expires.
    let ended = budi.delete(&promise(&of_budi)).await.with(200);
    assert_eq!(ended["promise"], "none");
    sari.post(&promise(&of_rara), json!({})).await.with(200);
    app.clock.advance(Duration::hours(25));
    wait_for_count(&app, "select count(*) from promises", 0).await;
    let fresh = budi.offers(&camera, 950_000).await.with(201)["negotiation"].clone();
    sari.post(&promise(&fresh), json!({})).await.with(200);
    sari.moves(&fresh, "accept", None).await.with(200);
    assert_eq!(count(&app, "select count(*) from promises").await, 0, "fulfilled");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn waiting_buyers_are_notified_when_the_camera_is_available_again() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (rara, tono) = (app.person("Rara").await, app.person("Tono").await);
    let camera = sari.posts(json!({})).await;
    let wait = listing_path(&camera, "wait");
    rara.post(&wait, json!({})).await.is_problem(409);
    let negotiation = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    let agreed = sari.moves(&negotiation, "accept", None).await.with(200);
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    assert!(rara.get(&page).await.text.contains("Masuk antrean"));
    assert_eq!(
        rara.post(&wait, json!({})).await.with(200)["waiting"],
        json!({"place": 1, "of": 1})
    );
    assert_eq!(rara.post(&wait, json!({})).await.with(200)["waiting"]["place"], 1);
    tono.submits_form(&format!("{page}/antre"), &[]).await;
    assert!(tono.get(&page).await.text.contains("Kamu nomor 2 dari 2"));
    sari.post(&wait, json!({})).await.is_problem(422);
    let mut at_tono = tono.connects().await;
    let code = agreed["deal"]["code"].as_str().unwrap();
    budi.put(&format!("/api/orders/{code}/status"), json!({"status": "cancelled"})).await.with(200);
    let notice = at_tono.receives("notice").await;
    assert!(notice.to_string().contains("bebas lagi"), "{notice}");
    wait_for_count(&app, "select count(*) from waiting_list", 0).await;
    rara.offers(&camera, 1_100_000).await.with(201);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn sari_makes_at_most_ten_promises_a_day_for_one_camera() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let negotiation = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    let promise = format!("/api/rooms/{}/promise", negotiation["room"].as_str().unwrap());
    for _ in 0..10 {
        sari.post(&promise, json!({})).await.with(200);
        sari.delete(&promise).await.with(200);
    }
    sari.post(&promise, json!({})).await.is_problem(429);
    assert_eq!(count(&app, "select count(*) from promises").await, 0);
    sari.moves(&negotiation, "accept", None).await.with(200);
}

#[actix_web::test]
async fn nobody_can_wait_for_a_sold_listing() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let negotiation = budi.offers(&camera, 1_000_000).await.with(201)["negotiation"].clone();
    sari.moves(&negotiation, "accept", None).await.with(200);
    rara.post(&listing_path(&camera, "wait"), json!({})).await.with(200);
    let (id, now) = (id_of(&camera).parse().unwrap(), app.clock.now());
    let sold = app.db.transaction(move |conn| {
        listings::set_status(conn, id, listings::Status::Sold, now)?;
        listings::announce_change(conn, id)
    });
    sold.await.unwrap();
    wait_for_count(&app, "select count(*) from waiting_list", 0).await;
}

#[actix_web::test]
async fn gifts_go_to_the_person_with_the_fewest_and_nobody_gets_more_than_three_a_month() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let dress = post_gift(&sari, "Baju bayi").await;
    let requested = budi.offers(&dress, 0).await.with(201);
    sari.moves(&requested["negotiation"], "accept", None).await.with(200);
    for title in ["Buku anak", "Payung"] {
        // Budi got a gift already: Rara is next, whatever the draw.
        let listing = post_gift(&sari, title).await;
        sari.post(&listing_path(&listing, "pick"), json!({})).await.is_problem(409);
        budi.offers(&listing, 0).await.with(201);
        rara.offers(&listing, 0).await.with(201);
        budi.post(&listing_path(&listing, "pick"), json!({})).await.is_problem(403);
        if title == "Buku anak" {
            let picked = sari.post(&listing_path(&listing, "pick"), json!({})).await.with(200);
            assert_eq!(
                (&picked["negotiation"]["buyer"], &picked["among"]),
                (&json!(rara.id), &json!(2))
            );
            assert_eq!(picked["deal"]["mode"], "gratis");
        } else {
            let page = format!("/barang/{}", listing["slug"].as_str().unwrap());
            assert!(sari.get(&page).await.text.contains("Pilihkan dengan adil"));
            let done = sari.submits_form(&format!("{page}/pilih"), &[]).await;
            assert!(done.header("location").starts_with("/chat/"), "{}", done.text);
        }
    }
    for title in ["Kursi lipat", "Rak buku", "Topi"] {
        let listing = post_gift(&sari, title).await;
        let requested = budi.offers(&listing, 0).await;
        if requested.status == 201 {
            sari.moves(&requested.body["negotiation"], "accept", None).await.with(200);
        }
    }
    let gifts = format!("select count(*) from deals where buyer_id = '{}'", budi.id);
    assert_eq!(count(&app, gifts).await, 3);
    let one_more = post_gift(&sari, "Sepatu").await;
    let refused = budi.offers(&one_more, 0).await.with(409);
    assert!(refused["detail"].as_str().unwrap().contains("Jatah gratis"), "{refused}");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_draw_whose_message_cannot_be_written_makes_no_deal() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let lamp = post_gift(&sari, "Lampu belajar").await;
    budi.offers(&lamp, 0).await.with(201);
    // The first message of the system reports the agreement, the second how it was picked.
    let refuses = "create function refuse_second() returns trigger language plpgsql as $$ begin \
        if (select count(*) from messages where room_id = new.room_id and kind = 'system') > 1 then \
            raise exception 'the second message is refused'; \
        end if; return null; end $$; \
        create trigger refuse_second after insert on messages for each row execute function refuse_second()";
    app.owner().batch_execute(refuses).unwrap();
    assert_eq!(sari.post(&listing_path(&lamp, "pick"), json!({})).await.status, 500);
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
    let shown = sari.get(&format!("/api/listings/{}", id_of(&lamp))).await.with(200);
    assert_eq!(shown["listing"]["status"], "active");
    let accepts = "drop trigger refuse_second on messages";
    app.owner().batch_execute(accepts).unwrap();
    sari.post(&listing_path(&lamp, "pick"), json!({})).await.with(200);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn sari_offers_a_lower_price_to_likers_once_a_day() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let path = listing_path(&camera, "likers");
    sari.post(&path, json!({"amount": 1_100_000})).await.is_problem(409);
    for person in [&budi, &rara] {
        person.post(&listing_path(&camera, "like"), json!({})).await.with(200);
    }
    let of_rara = rara.offers(&camera, 1_000_000).await.with(201);
    // A price drop that reaches nobody does not count for the day.
    let long = "a".repeat(501);
    sari.post(&path, json!({"amount": 1_100_000, "note": long})).await.is_problem(422);
    sari.post(&path, json!({"amount": 1_250_000})).await.is_problem(422);
    budi.post(&path, json!({"amount": 1_100_000})).await.is_problem(403);
    let mut at_budi = budi.connects().await;
    let done =
        sari.post(&path, json!({"amount": 1_100_000, "note": "buat yang suka"})).await.with(200);
    assert_eq!(done, json!({"offered": 1, "left": 1}));
    assert!(at_budi.receives("notice").await.to_string().contains("1.100.000"));
    sari.post(&path, json!({"amount": 1_050_000})).await.is_problem(429);
    // Rara's own negotiation is unchanged; Budi accepts the price he was offered.
    sari.moves(&of_rara["negotiation"], "decline", None).await.with(200);
    let rooms = budi.get("/api/rooms").await.with(200);
    let room = rooms["rooms"][0]["id"].as_str().unwrap().to_owned();
    let mut socket = budi.connects().await;
    socket.joins(&json!(room), None).await;
    wait_for_count(
        &app,
        "select count(*) from offers where by = 'seller' and status = 'pending'",
        1,
    )
    .await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn an_offer_that_expires_soon_is_announced_once() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_sari = sari.connects().await;
    at_sari.joins(&made["room"], None).await;
    let (desk, reminders) = (app.desk(), "select count(*) from messages where kind = 'system'");
    app.clock.advance(Duration::hours(22) - Duration::seconds(1));
    desk.remind_due().await.unwrap();
    assert_eq!(count(&app, reminders).await, 0, "not yet");
    app.clock.advance(Duration::seconds(2));
    desk.remind_due().await.unwrap();
    let answer = at_sari.receives("message").await;
    assert!(answer["text"].as_str().unwrap().contains("habis kurang dari 2 jam"), "{answer}");
    desk.remind_due().await.unwrap();
    assert_eq!(count(&app, reminders).await, 1, "once");
}

#[actix_web::test]
async fn two_accounts_on_one_phone_share_the_opening_offers_of_one_person() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/barang/{}/tawar", camera["slug"].as_str().unwrap());
    let (phone, other) = (app.browser(), app.browser());
    let low = [("amount", "100rb"), ("note", "")];
    phone.signs_up("Budi").await;
    for _ in 0..2 {
        phone.submits(&path, &low).await;
    }
    phone.submits("/keluar", &[]).await;
    phone.signs_up("Budi lagi").await;
    for _ in 0..2 {
        phone.submits(&path, &low).await;
    }
    let declined = "select count(*) from offers where status = 'declined'";
    assert_eq!(
        count(&app, declined).await,
        3,
        "the fourth opening offer of one person is declined"
    );
    // Somebody else with a phone of her own has opening offers of her own.
    other.signs_up("Rara").await;
    other.submits(&path, &low).await;
    assert_eq!(count(&app, declined).await, 4);
    // A person who got a gift with one account comes after a person without gifts, whichever account requests.
    let (lamp, cup) = (post_gift(&sari, "Lampu belajar").await, post_gift(&sari, "Cangkir").await);
    let ask = |listing: &Value| format!("/barang/{}/tawar", listing["slug"].as_str().unwrap());
    let free = [("amount", "0"), ("note", "")];
    phone.submits(&ask(&lamp), &free).await;
    sari.post(&listing_path(&lamp, "pick"), json!({})).await.with(200);
    phone.submits("/keluar", &[]).await;
    phone.signs_up("Budi ketiga").await;
    phone.submits(&ask(&cup), &free).await;
    other.submits(&ask(&cup), &free).await;
    let picked = sari.post(&listing_path(&cup, "pick"), json!({})).await.with(200);
    let buyer = picked["negotiation"]["buyer"].as_str().unwrap();
    let name = format!("select count(*) from users where id = '{buyer}' and name = 'Rara'");
    assert_eq!(count(&app, &name).await, 1, "{picked}");
    let page = other.opens("/privasi").await;
    assert!(page.text.contains("peramban yang sama"), "the page discloses the stored browser mark");
}
