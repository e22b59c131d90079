//! Bargains, raced and told as stories.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use futures_util::future::{LocalBoxFuture, join_all};
use reqwest::Method;
use serde_json::{Value, json};
use tawar::bargaining::negotiations::Move;
use tawar::base::ids::{OfferId, UserId};
use tawar::chat::rooms::{self, MessageWithEvents, SystemMessage, announce, system_message};
use tawar::people::accounts::{self, User};
use uuid::Uuid;

use crate::support::{
    Answer, Browser, Lag, Person, TestApp, becomes, camera, count, id_of, moved_by_another_node,
    nothing_impossible_is,
};

#[actix_web::test]
async fn sari_counters_budi_accepts_and_both_screens_know_at_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let room = made["room"].clone();
    let (mut at_sari, mut at_budi) = (sari.connects().await, budi.connects().await);
    at_sari.joins(&room, None).await;
    at_budi.joins(&room, None).await;

    let countered = sari.moves(&made["negotiation"], "counter", Some(1_080_000)).await.with(200);
    for socket in [&mut at_sari, &mut at_budi] {
        let seen = socket.hears("negotiation").await;
        assert_eq!((seen["turn"].as_str(), seen["version"].as_i64()), (Some("buyer"), Some(2)));
        assert_eq!(seen["offer"]["amount"], 1_080_000);
    }
    let agreed = budi.moves(&countered["negotiation"], "accept", None).await.with(200);
    assert_eq!(agreed["deal"]["status"], "deal");
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.hears("negotiation").await["state"], "agreed");
        let deal = socket.hears("deal").await;
        assert_eq!(deal["code"], agreed["deal"]["code"]);
    }
    let listing =
        sari.get(&format!("/api/listings/{}", camera["id"].as_str().unwrap())).await.with(200);
    assert_eq!(listing["listing"]["status"], "reserved");
}

#[actix_web::test]
async fn of_eight_buyers_who_accept_at_the_same_instant_one_gets_the_camera_and_seven_are_told() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let mut buyers = Vec::new();
    for n in 0..8 {
        let buyer = app.person(&format!("Pembeli {n}")).await;
        let made = buyer.offers(&camera, 900_000 + n * 1000).await.with(201);
        let countered =
            sari.moves(&made["negotiation"], "counter", Some(1_100_000)).await.with(200);
        buyers.push((buyer, countered["negotiation"].clone()));
    }
    let answers =
        join_all(buyers.iter().map(|(buyer, talk)| buyer.moves(talk, "accept", None))).await;
    let won = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    for lost in answers.iter().filter(|answer| answer.status != 200) {
        assert_eq!(lost.status, 409, "{}", lost.text);
        assert_eq!(lost.body["detail"], "Sudah dipesan orang lain.");
        assert_eq!(lost.body["state"]["state"], "closed", "the loser sees how things stand");
    }
    let deals = sari.get("/api/orders?role=seller").await.with(200);
    assert_eq!(deals["pagination"]["total"], 1);
}

#[actix_web::test]
async fn the_others_hear_that_it_is_taken_and_that_it_is_free_again() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let of_rara = rara.offers(&camera, 900_000).await.with(201);
    let mut at_rara = rara.connects().await;
    at_rara.joins(&of_rara["room"], None).await;

    let of_budi = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&of_budi["negotiation"], "accept", None).await.with(200);
    let seen = at_rara.hears("negotiation").await;
    assert_eq!(
        (seen["state"].as_str(), seen["offer"]["status"].as_str()),
        (Some("closed"), Some("declined"))
    );
    assert_eq!(rara.offers(&camera, 1_000_000).await.status, 409);

    // Rara may not see, let alone call off, a deal that is not hers.
    let code = agreed["deal"]["code"].as_str().unwrap();
    assert_eq!(rara.get(&format!("/api/orders/{code}")).await.status, 404);
}

#[actix_web::test]
async fn a_move_made_twice_with_its_id_is_made_once() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/offer", camera["id"].as_str().unwrap());
    let offer = json!({"id": uuid::Uuid::now_v7(), "amount": 900_000});
    let first = budi.post(&path, offer.clone()).await.with(201);
    let again = budi.post(&path, offer).await.with(201);
    assert_eq!(first["negotiation"], again["negotiation"]);
    let accept = json!({"id": uuid::Uuid::now_v7(), "action": "accept", "version": 1});
    let path = format!("/api/offers/{}", first["offer"]["id"].as_str().unwrap());
    let done = sari.put(&path, accept.clone()).await.with(200);
    let repeated = sari.put(&path, accept).await.with(200);
    assert_eq!(done["deal"], repeated["deal"], "the same answer, one deal");
}

#[actix_web::test]
async fn an_offer_nobody_answers_runs_out_after_a_day() {
    let app = TestApp::at_noon().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.connects().await;
    at_budi.joins(&made["room"], None).await;
    app.clock.advance(chrono::Duration::hours(24) + chrono::Duration::seconds(1));
    let late = sari.moves(&made["negotiation"], "accept", None).await;
    assert_eq!(late.status, 409, "{}", late.text);
    let seen = at_budi.hears("negotiation").await;
    assert_eq!(seen["offer"]["status"], "expired");
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
}

fn stands(talk: &Value) -> (&str, &str, i64, &str) {
    let text = |path| talk.pointer(path).and_then(Value::as_str).unwrap();
    (text("/state"), text("/turn"), talk["version"].as_i64().unwrap(), text("/offer/status"))
}

#[actix_web::test]
async fn they_bargain_by_turns_and_the_one_whose_turn_it_is_not_is_told_so() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let mut talk = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    budi.offers(&camera, 910_000).await.with(409);
    for (n, price) in (2..).zip([1_200_000, 950_000, 1_150_000, 1_000_000]) {
        let (mover, waiter) = if n % 2 == 0 { (&sari, &budi) } else { (&budi, &sari) };
        for action in ["accept", "decline", "counter"] {
            let refused = waiter.moves(&talk, action, Some(price)).await.with(409);
            assert_eq!(refused["state"]["version"], n - 1, "{action}: {refused}");
        }
        mover.moves(&talk, "withdraw", None).await.with(409);
        talk = mover.moves(&talk, "counter", Some(price)).await.with(200)["negotiation"].clone();
        let turn = if n % 2 == 0 { "buyer" } else { "seller" };
        assert_eq!(stands(&talk), ("open", turn, n, "pending"));
    }
    // Sari's last word is no; Budi begins again, takes it back, and begins once more.
    talk = sari.moves(&talk, "decline", None).await.with(200)["negotiation"].clone();
    assert_eq!(stands(&talk), ("open", "buyer", 6, "declined"));
    sari.moves(&talk, "counter", Some(1_000_000)).await.with(409);
    talk = budi.offers(&camera, 980_000).await.with(201)["negotiation"].clone();
    talk = budi.moves(&talk, "withdraw", None).await.with(200)["negotiation"].clone();
    assert_eq!(stands(&talk), ("open", "buyer", 8, "withdrawn"));
    sari.moves(&talk, "accept", None).await.with(409);
    talk = budi.offers(&camera, 990_000).await.with(201)["negotiation"].clone();
    let agreed = sari.moves(&talk, "accept", None).await.with(200);
    assert_eq!(stands(&agreed["negotiation"]).0, "agreed");
    assert_eq!(agreed["deal"]["payment"]["amount"], 990_000);
    sari.moves(&talk, "decline", None).await.with(409);
    budi.moves(&talk, "withdraw", None).await.with(409);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn who_answers_terms_that_changed_meanwhile_is_shown_the_new_ones() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let first = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    budi.moves(&first, "withdraw", None).await.with(200);
    budi.offers(&camera, 700_000).await.with(201);
    for action in ["accept", "decline", "counter"] {
        let stale = sari.moves(&first, action, Some(1_000_000)).await.with(409);
        assert_eq!(
            stale["detail"], "Tawarannya sudah berubah. Lihat yang terbaru dulu.",
            "{action}"
        );
        assert_eq!(
            (&stale["state"]["version"], &stale["state"]["offer"]["amount"]),
            (&json!(3), &json!(700_000))
        );
    }
    // Over the socket the same, and the line stays open.
    let mut at_sari = sari.connects().await;
    let id = Uuid::now_v7();
    let accept = json!({"type": "accept", "room": first["room"], "id": id, "offer": first["offer"]["id"], "version": 1});
    at_sari.says(accept).await;
    let error = at_sari.hears("error").await;
    assert_eq!((&error["id"], &error["code"]), (&json!(id), &json!("offer_stale")));
    assert_eq!(count(&app, "select count(*) from deals").await, 0);
}

#[actix_web::test]
async fn whatever_happens_at_the_same_instant_has_one_outcome() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    for round in 0..40 {
        let listing = sari.posts(json!({})).await;
        let path = format!("/api/listings/{}", id_of(&listing));
        let of_budi = budi.offers(&listing, 900_000).await.with(201)["negotiation"].clone();
        let of_rara = rara.offers(&listing, 950_000).await.with(201)["negotiation"].clone();
        let mut edited = self::camera();
        edited["photos"] = json!([listing["photos"][0]["id"]]);
        edited["price"] = json!(1_300_000);
        let doings: &[&str] = match round % 8 {
            0 => &["take budi", "withdraw"],
            1 => &["take budi", "take rara"],
            2 => &["counter", "take budi"],
            3 => &["take budi", "delete"],
            4 => &["edit", "take budi", "decline"],
            5 => &["withdraw", "counter", "take budi"],
            6 => &["delete", "take budi", "withdraw", "edit"],
            _ => &["take rara", "counter", "delete", "take budi"],
        };
        let answers: Vec<Answer> =
            join_all(doings.iter().map(|doing| -> LocalBoxFuture<'_, Answer> {
                match *doing {
                    "take budi" => Box::pin(sari.moves(&of_budi, "accept", None)),
                    "take rara" => Box::pin(sari.moves(&of_rara, "accept", None)),
                    "counter" => Box::pin(sari.moves(&of_budi, "counter", Some(1_100_000))),
                    "decline" => Box::pin(sari.moves(&of_budi, "decline", None)),
                    "withdraw" => Box::pin(budi.moves(&of_budi, "withdraw", None)),
                    "edit" => Box::pin(sari.put(&path, edited.clone())),
                    _ => Box::pin(sari.delete(&path)),
                }
            }))
            .await;
        let told: Vec<(&str, u16)> =
            doings.iter().copied().zip(answers.iter().map(|a| a.status.as_u16())).collect();
        let won = |names: &[&str]| {
            told.iter().filter(|(doing, code)| names.contains(doing) && *code < 300).count()
        };
        assert!(told.iter().all(|(_, code)| [200, 204, 409].contains(code)), "{told:?}");
        let (taken, deleted) = (won(&["take budi", "take rara"]), won(&["delete"]));
        let answered = won(&["take budi", "counter", "decline", "withdraw"]);
        // What was deleted can be taken only when an edit put it back in between.
        let most = 1 + won(&["edit"]).min(deleted);
        assert!(taken + deleted <= most && taken <= 1 && answered <= 1, "round {round}: {told:?}");
        assert!(taken + deleted + answered >= 1, "round {round}: {told:?}");
        for (doing, lost) in doings.iter().zip(&answers).filter(|(_, answer)| answer.status == 409)
        {
            let shown = lost.body["state"]["version"].is_number();
            assert!(shown || ["edit", "delete"].contains(doing), "{doing}: {}", lost.text);
        }
        let deals = format!("select count(*) from deals where listing_id = '{}'", id_of(&listing));
        assert_eq!(count(&app, deals).await, i64::try_from(taken).unwrap());
    }
    app.settled().await;
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn a_move_and_many_words_at_the_same_instant_reach_both_whole() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    sari.takes_offers_without_end(&camera).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let mut last = 0;
    for round in 0..20 {
        let talking = async {
            for n in 0..6 {
                at_sari.sends(&room, &format!("kata {n}")).await;
                at_sari.hears("ack").await;
            }
        };
        let (made, ()) = futures_util::join!(budi.offers(&camera, 900_000 + round), talking);
        let talk = made.with(201)["negotiation"].clone();
        for socket in [&mut at_sari, &mut at_budi] {
            let heard = socket.hears_messages_to(last + 7).await;
            assert!(
                heard
                    .iter()
                    .map(|message| message["seq"].as_i64().unwrap())
                    .eq(last + 1..=last + 7)
            );
            let mut told = socket.hears("negotiation").await;
            while told["version"] != talk["version"] {
                told = socket.hears("negotiation").await;
            }
            assert_eq!(told["offer"], talk["offer"]);
        }
        budi.moves(&talk, "withdraw", None).await.with(200);
        last += 8;
        for socket in [&mut at_sari, &mut at_budi] {
            socket.hears_messages_to(last).await;
        }
    }
}

#[actix_web::test]
async fn a_move_made_on_another_node_is_seen_with_the_next_word() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let room = budi.opens_chat(&camera).await;
    let (mut at_sari, mut at_budi) = (sari.enters(&room).await, budi.enters(&room).await);
    let offer = OfferId::fresh();
    moved_by_another_node(
        &app,
        &room,
        &budi.id,
        Move::Offer { id: offer, amount: 1_000_000 },
        None,
    )
    .await;
    budi.says(&camera, "Bagaimana?").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.hears_messages_to(2).await.len(), 2);
        let told = socket.hears("negotiation").await;
        assert_eq!(
            (stands(&told), &told["offer"]["id"]),
            (("open", "seller", 1, "pending"), &json!(offer))
        );
    }
    moved_by_another_node(&app, &room, &sari.id, Move::Accept(offer), Some(1)).await;
    budi.says(&camera, "Terima kasih").await.with(201);
    for socket in [&mut at_sari, &mut at_budi] {
        assert_eq!(socket.hears_messages_to(4).await.len(), 2);
        assert_eq!(socket.hears("negotiation").await["state"], "agreed");
        assert_eq!(socket.hears("deal").await["status"], "deal");
    }
}

#[actix_web::test]
async fn an_offer_cannot_hide_behind_the_id_of_a_message() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let said = budi.says(&camera, "Halo").await.with(201)["message"]["id"].clone();
    let path = format!("/api/listings/{}/offer", id_of(&camera));
    budi.post(&path, json!({"id": said, "amount": 900_000})).await.with(409);
    assert_eq!(count(&app, "select count(*) from offers").await, 0);
}

/// Budi in a browser without scripts, in the room about a listing after his first offer.
async fn budi_offers_by_form(app: &TestApp, listing: &Value, amount: &str) -> (Browser, Value) {
    let browser = app.browser();
    browser.signs_up("Budi").await;
    let form = format!("/barang/{}/tawar", listing["slug"].as_str().unwrap());
    let answer = browser.submits(&form, &[("amount", amount)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    let room =
        answer.header("location").strip_prefix("/chat/").unwrap().strip_suffix("#akhir").unwrap();
    (browser, json!(room))
}

#[actix_web::test]
async fn without_scripts_budi_bargains_agrees_and_calls_off_and_everybody_hears_it() {
    let app = TestApp::open().await;
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let dewi = app.person("Dewi").await;
    let camera = sari.posts(json!({})).await;
    let of_rara = rara.offers(&camera, 850_000).await.with(201);
    dewi.says(&camera, "Masih ada?").await.with(201);
    let (budi, room) = budi_offers_by_form(&app, &camera, "Rp900.000").await;
    let chat = format!("/chat/{}", room.as_str().unwrap());
    let mut at_sari = sari.connects().await;
    let seen = at_sari.joins(&room, None).await["negotiation"].clone();
    assert_eq!(
        (stands(&seen), &seen["offer"]["amount"]),
        (("open", "seller", 1, "pending"), &json!(900_000))
    );

    let submits = async |what: &str, talk: &Value, amount: &str| {
        let version = talk["version"].to_string();
        let offer = talk["offer"]["id"].as_str().unwrap().to_owned();
        let fields = [("offer", offer.as_str()), ("version", version.as_str()), ("amount", amount)];
        let answer = budi.submits(&format!("{chat}/{what}"), &fields).await;
        assert_eq!(
            (answer.status.as_u16(), answer.header("location")),
            (303, format!("{chat}#akhir").as_str())
        );
    };
    // Withdraw, begin again, counter the counter, say no.
    submits("batal", &seen, "").await;
    assert_eq!(stands(&at_sari.hears("negotiation").await).3, "withdrawn");
    submits("tawar", &seen, "910.000").await;
    let seen = at_sari.hears("negotiation").await;
    let countered =
        sari.moves(&seen, "counter", Some(1_200_000)).await.with(200)["negotiation"].clone();
    at_sari.hears("negotiation").await;
    // What he saw before is stale: nothing moves, the page says why.
    submits("tawar", &seen, "920.000").await;
    let page = budi.opens(&chat).await;
    assert!(page.text.contains("Tawarannya sudah berubah"), "{}", page.text);
    submits("tawar", &countered, "−5").await;
    submits("tawar", &countered, "banyak").await;
    submits("tolak", &countered, "").await;
    assert_eq!(stands(&at_sari.hears("negotiation").await), ("open", "buyer", 5, "declined"));
    submits("tawar", &countered, "1.000.000").await;
    let seen = at_sari.hears("negotiation").await;
    let countered =
        sari.moves(&seen, "counter", Some(1_080_000)).await.with(200)["negotiation"].clone();
    at_sari.hears("negotiation").await;
    let mut at_rara = rara.enters(&of_rara["room"]).await;
    submits("terima", &countered, "").await;
    assert_eq!(at_sari.hears("negotiation").await["state"], "agreed");
    let code = at_sari.hears("deal").await["code"].as_str().unwrap().to_owned();
    assert_eq!(at_rara.hears("negotiation").await["state"], "closed");
    budi.submits(&chat, &[("text", "Sampai ketemu <besok>")]).await;
    let said = at_sari.hears_messages_to(9).await;
    assert_eq!(said.last().unwrap()["text"], "Sampai ketemu <besok>");
    nothing_impossible_is(&app).await;

    // Rara may not call it off; Budi may, once.
    let order = format!("/pesanan/{code}");
    let nosy = app.browser();
    nosy.signs_up("Rara").await;
    assert_eq!(nosy.submits(&format!("{order}/batal"), &[("reason", "iri")]).await.status, 404);
    assert!(budi.opens(&order).await.text.contains(&code));
    let answer = budi.submits(&format!("{order}/batal"), &[("reason", "Tidak jadi")]).await;
    assert_eq!((answer.status.as_u16(), answer.header("location")), (303, order.as_str()));
    let deal = at_sari.hears("deal").await;
    assert_eq!((&deal["code"], &deal["status"]), (&json!(code), &json!("cancelled")));
    assert_eq!(at_sari.hears("negotiation").await["state"], "open");
    let reopened = at_rara.hears("negotiation").await;
    assert_eq!(reopened["state"], "open");
    let again = budi.submits(&format!("{order}/batal"), &[("reason", "lagi")]).await;
    assert_eq!(again.status, 303);
    assert_eq!(
        count(&app, "select count(*) from deals where version = 2 and cancelled_by = 'buyer'")
            .await,
        1
    );
    // Taken, and free again.
    let heard = "select count(*) from (select room_id from messages where kind = 'system' \
        and room_id not in (select room_id from deals) group by 1 having count(*) = 2) told";
    assert_eq!(
        count(&app, heard).await,
        2,
        "Rara who bargained and Dewi who asked both hear that it is free"
    );

    let shown = sari.get(&format!("/api/listings/{}", id_of(&camera))).await.with(200);
    assert_eq!(shown["listing"]["status"], "active");
    let offered = rara.offers(&camera, 990_000).await.with(201);
    sari.moves(&offered["negotiation"], "accept", None).await.with(200);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn a_deal_nobody_carries_through_lapses_after_seven_days() {
    let app = TestApp::at_noon().await;
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let camera = sari.posts(json!({})).await;
    rara.offers(&camera, 850_000).await.with(201);
    let (budi, room) = budi_offers_by_form(&app, &camera, "1000000").await;
    let talk = sari.connects().await.joins(&room, None).await["negotiation"].clone();
    let code = sari.moves(&talk, "accept", None).await.with(200)["deal"]["code"]
        .as_str()
        .unwrap()
        .to_owned();
    app.clock.advance(chrono::Duration::days(7));
    becomes(
        &app,
        "select count(*) from deals where status = 'cancelled' and cancelled_by = 'system'",
        1,
    )
    .await;
    // An older binary knows the system as the deadline.
    let by = |who: &str| format!("select count(*) from deals where cancelled_by = '{who}'");
    for (sql, who) in [
        (include_str!("../../migrations/0017_party/down.sql"), "deadline"),
        (include_str!("../../migrations/0017_party/up.sql"), "system"),
    ] {
        app.db.read(move |conn| Ok(conn.batch_execute(sql)?)).await.unwrap();
        assert_eq!(count(&app, by(who)).await, 1, "{who}");
    }
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    assert_eq!(count(&app, "select count(*) from negotiations where phase = 'open'").await, 2);
    assert!(budi.opens(&format!("/pesanan/{code}")).await.text.contains("ibatalkan"));
    let form = format!("/chat/{}/tawar", room.as_str().unwrap());
    assert_eq!(budi.submits(&form, &[("amount", "1.100.000")]).await.status, 303);
    assert_eq!(count(&app, "select count(*) from offers where status = 'pending'").await, 1);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn programs_may_ask_for_deals_in_states_that_no_deal_is_in_yet() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    sari.moves(&made["negotiation"], "accept", None).await.with(200);
    for (word, many) in
        [("deal", 1), ("shipped", 0), ("completed", 0), ("done", 0), ("disputed", 0), ("", 1)]
    {
        let found = budi.get(&format!("/api/orders?status={word}")).await.with(200);
        let orders = found["orders"].as_array().unwrap().len();
        assert_eq!((orders, &found["pagination"]["total"]), (many, &json!(many)), "{word}");
    }
    budi.get("/api/orders?status=lost").await.is_problem(422);
}

#[actix_web::test]
async fn bargains_about_a_thing_that_is_taken_away_close_and_open_again_when_it_comes_back() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 900_000).await.with(201);
    let mut at_budi = budi.enters(&made["room"]).await;
    let path = format!("/api/listings/{}", id_of(&camera));
    sari.delete(&path).await;
    assert_eq!(stands(&at_budi.hears("negotiation").await), ("closed", "buyer", 2, "declined"));
    sari.moves(&made["negotiation"], "accept", None).await.with(409);
    let mut renewed = self::camera();
    renewed["photos"] = json!([camera["photos"][0]["id"]]);
    sari.put(&path, renewed).await.with(200);
    assert_eq!(stands(&at_budi.hears("negotiation").await).0, "open");
    budi.offers(&camera, 950_000).await.with(201);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn free_things_are_asked_for_and_barter_takes_no_money_and_nobody_buys_from_herself() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let refused = async |who: &Person, listing: &Value, amount: i64, why: &str| {
        let answer = who.offers(listing, amount).await.with(422);
        assert_eq!(answer["detail"], why, "{answer}");
    };
    let lamp = sari.posts(json!({"modes": ["gratis"], "price": null, "min_price": null})).await;
    refused(&budi, &lamp, 10_000, "Barang ini gratis: minta saja, tanpa harga.").await;
    let asked = budi.offers(&lamp, 0).await.with(201)["negotiation"].clone();
    sari.moves(&asked, "counter", Some(0)).await.with(422);
    sari.moves(&asked, "counter", Some(5_000)).await.with(422);
    let given = sari.moves(&asked, "accept", None).await.with(200)["deal"].clone();
    assert_eq!((&given["mode"], &given["payment"]["amount"]), (&json!("gratis"), &json!(0)));

    let bike = sari
        .posts(json!({"modes": ["barter"], "price": null, "min_price": null, "wanted": "Gitar"}))
        .await;
    refused(&budi, &bike, 500_000, "Barang ini hanya untuk barter.").await;
    refused(&budi, &bike, 0, "Barang ini hanya untuk barter.").await;

    let camera = sari.posts(json!({})).await;
    refused(&sari, &camera, 1_000_000, "Ini barangmu sendiri.").await;
    for amount in [0, -1, 1_000_000_000_001, i64::MAX] {
        budi.offers(&camera, amount).await.with(422);
    }
    assert_eq!(count(&app, "select count(*) from rooms where buyer_id = seller_id").await, 0);

    // A price that was offered before the thing became free cannot be taken any more.
    let priced = budi.offers(&camera, 900_000).await.with(201)["negotiation"].clone();
    let mut gift = self::camera();
    gift["photos"] = json!([camera["photos"][0]["id"]]);
    (gift["modes"], gift["price"], gift["min_price"]) =
        (json!(["gratis"]), Value::Null, Value::Null);
    sari.put(&format!("/api/listings/{}", id_of(&camera)), gift).await.with(200);
    sari.moves(&priced, "accept", None).await.with(422);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn sari_sees_every_open_offer_on_her_table_and_answers_all_of_them_at_once() {
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
    // The lens's offer was left alone; nobody else's table may be cleared.
    assert_eq!(count(&app, "select count(*) from offers where status = 'pending'").await, 3);
    let no = format!("listing={}&decline=1", id_of(&lens));
    assert_eq!(answers(&budi, no.clone()).await.status, 403);
    let page = budi.get("/chat/meja").await.text;
    assert!(page.contains("Rp1.100.000") && !page.contains("Lensa 50mm"));
    answers(&sari, no).await;
    assert_eq!(count(&app, "select count(*) from offers where status = 'declined'").await, 1);
}

#[actix_web::test]
async fn programs_see_her_tables_and_answer_all_of_them_too() {
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
    let told = sari.post(&answer, json!({"amount": 1_100_000})).await.with(200);
    assert_eq!((&told["answered"], &told["left"]), (&json!(2), &json!(0)));
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

/// Rooms about a thing in which so many people asked, and every second of them lies an offer in.
async fn crowd(app: &TestApp, thing: &Value, like: &Person, many: usize) {
    let (thing, like) = (id_of(thing).parse().unwrap(), like.id.parse().unwrap());
    let (encryption, now) = (app.encryption.clone(), app.clock.now());
    let asks = app.db.transaction(move |conn| {
        let pattern = accounts::by_id(conn, like)?;
        for n in 0..many {
            let user = User {
                id: UserId::fresh(),
                handle: format!("orang-{n}"),
                email: Some(format!("orang-{n}@contoh.id")),
                ..pattern.clone()
            };
            accounts::insert_many(conn, std::slice::from_ref(&user))?;
            let room = rooms::open(conn, user.id, thing, None, now)?.id;
            let mut locked = rooms::lock_many(conn, &[room])?;
            let row = locked.get_mut(&room).unwrap();
            let message = system_message(&SystemMessage::new("said-free-again"));
            let new = MessageWithEvents { message, events: vec![] };
            announce(conn, &encryption, row, new, now)?;
            if n % 2 == 0 {
                let lays = format!(
                    "with n as (insert into negotiations (id, room_id, listing_id, buyer_id, seller_id, state, turn, version) \
                     select gen_random_uuid(), id, listing_id, buyer_id, seller_id, 'open', 'seller', 1 from rooms where id = '{room}' \
                     returning id, listing_id) insert into offers (id, negotiation_id, listing_id, by, amount, note, status, expires_at) \
                     select gen_random_uuid(), id, listing_id, 'buyer', 900000, '', 'pending', now() + interval '1 day' from n"
                );
                conn.batch_execute(&lays)?;
            }
        }
        Ok(())
    });
    asks.await.unwrap();
}

#[actix_web::test]
async fn what_hundreds_ask_for_is_taken_and_free_again_in_a_moment() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    crowd(&app, &camera, &budi, 400).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let (lag, goal) = (Lag::of(&app), Duration::from_secs(1));
    let since = Instant::now();
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    lag.is_within("taken", since, goal);
    let taken = since.elapsed();
    let closed = "select count(*) from negotiations where phase = 'closed' and version = 2";
    assert_eq!(count(&app, closed).await, 200);
    assert_eq!(count(&app, "select count(*) from offers where status = 'declined'").await, 200);
    let path = format!("/api/orders/{}/status", agreed["deal"]["code"].as_str().unwrap());
    let since = Instant::now();
    budi.put(&path, json!({"status": "cancelled", "reason": "Sakit"})).await.with(200);
    lag.is_within("free again", since, goal);
    println!("401 rooms: taken in {taken:?}, free again in {:?}", since.elapsed());
    assert_eq!(count(&app, "select count(*) from negotiations where phase = 'open'").await, 201);
    nothing_impossible_is(&app).await;
}

#[actix_web::test]
async fn one_price_for_all_answers_no_goods() {
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
