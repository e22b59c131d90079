//! Arranging a meeting: place and time are proposed, countered and agreed; who comes, and who does not.

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::{buys, code_of, moves, order};
use crate::support::{Answer, Person, TestApp, assert_invariants, count, wait_for_count};

/// Budi has bought Sari's camera, which she hands over in person.
async fn a_camera_to_hand_over(sari: &Person, budi: &Person) -> (String, Value) {
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let bought = buys(budi, &camera).await;
    (code_of(&bought).to_owned(), bought)
}

fn at(app: &TestApp, hours: i64) -> DateTime<Utc> {
    app.clock.now() + Duration::hours(hours)
}

async fn proposes(person: &Person, code: &str, place: &str, time: DateTime<Utc>) -> Answer {
    let plan = json!({"place": place, "region": "32.73", "at": time});
    person.put(&format!("/api/orders/{code}/meetup"), plan).await
}

async fn accepts(person: &Person, code: &str, version: i64) -> Answer {
    person.put(&format!("/api/orders/{code}/meetup"), json!({"accept": version})).await
}

/// What the room's messages say, the newest last.
async fn said(person: &Person, bought: &Value) -> Vec<String> {
    let room = bought["room"].as_str().unwrap();
    let history = person.get(&format!("/api/rooms/{room}/messages")).await.with(200);
    let text = |message: &Value| message["text"].as_str().unwrap().replace('\u{a0}', " ");
    history["messages"].as_array().unwrap().iter().map(text).collect()
}

#[actix_web::test]
async fn budi_proposes_sari_counters_and_budi_agrees() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, bought) = a_camera_to_hand_over(&sari, &budi).await;
    let none = budi.get(&format!("/api/orders/{code}/meetup")).await.with(200);
    assert!(none["meetup"].is_null() && none["suggestions"].as_array().unwrap().len() > 3);
    budi.get(&format!("/api/orders/{code}/meetup.ics")).await.is_problem(404);
    let first = proposes(&budi, &code, "Stasiun Bandung", at(&app, 30)).await.with(200);
    assert_eq!(first["meetup"]["agreed"], false);
    assert_eq!(first["meetup"]["permitted"], json!(["propose"]), "Budi waits");
    accepts(&budi, &code, 1).await.is_problem(409);
    proposes(&sari, &code, "Alfamart Dago 12", at(&app, 50)).await.with(200);
    accepts(&budi, &code, 1).await.is_problem(409);
    let agreed = accepts(&budi, &code, 2).await.with(200)["meetup"].clone();
    assert_eq!((&agreed["agreed"], &agreed["place"]), (&json!(true), &json!("Alfamart Dago 12")));
    accepts(&budi, &code, 2).await.is_problem(409);
    for person in [&sari, &budi] {
        let seen = order(person, &code).await["meetup"].clone();
        assert_eq!((&seen["place"], &seen["version"]), (&json!("Alfamart Dago 12"), &json!(2)));
        let said = said(person, &bought).await.join("\n");
        assert!(said.contains("Budi mengusulkan ketemuan: "), "{said}");
        assert!(said.contains(" WIB, di Alfamart Dago 12."), "{said}");
        let path = format!("/api/orders/{code}/meetup.ics");
        let file = person.get(&path).await;
        assert!(file.header("content-type").starts_with("text/calendar"));
        assert!(file.text.contains("LOCATION:Alfamart Dago 12") && file.text.contains(&code));
    }
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn a_plan_has_a_place_a_time_ahead_and_a_known_region() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, _) = a_camera_to_hand_over(&sari, &budi).await;
    let path = format!("/api/orders/{code}/meetup");
    let soon = at(&app, 5);
    for plan in [
        json!({}),
        json!({"place": "Stasiun Bandung"}),
        json!({"at": soon}),
        json!({"place": "x", "at": soon}),
        json!({"place": "a".repeat(121), "at": soon}),
        json!({"place": "Stasiun", "at": at(&app, -1)}),
        json!({"place": "Stasiun", "at": at(&app, 24 * 15)}),
        json!({"place": "Stasiun", "at": "besok"}),
        json!({"place": "Stasiun", "at": soon, "region": "99.99"}),
        json!({"place": "Stasiun", "at": soon, "region": "Bandung"}),
        json!({"accept": "1"}),
    ] {
        budi.put(&path, plan).await.is_problem(422);
    }
    for version in [0, 1, -1, i64::from(i32::MAX)] {
        accepts(&budi, &code, version).await.is_problem(409);
    }
    let oki = app.person("Oki").await;
    for answer in [
        oki.get(&path).await,
        oki.get(&format!("{path}.ics")).await,
        proposes(&oki, &code, "Stasiun Bandung", soon).await,
        oki.post(&format!("/api/orders/{code}/arrived"), json!({})).await,
        oki.post(&format!("/api/orders/{code}/no-show"), json!({})).await,
    ] {
        answer.is_problem(404);
    }
    assert_eq!(count(&app, "select count(*) from meetups").await, 0);
}

#[actix_web::test]
async fn what_is_sent_needs_no_meeting() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = super::camera_to_send(&sari).await;
    let code = code_of(&buys(&budi, &camera).await).to_owned();
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 5)).await.is_problem(409);
}

#[actix_web::test]
async fn the_deal_waits_for_a_meeting_that_is_later_than_its_deadline() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, before) = a_camera_to_hand_over(&sari, &budi).await;
    let time = at(&app, 24 * 9);
    proposes(&budi, &code, "Stasiun Bandung", time).await.with(200);
    assert_eq!(order(&budi, &code).await["deadline_at"], before["deadline_at"]);
    accepts(&sari, &code, 1).await.with(200);
    let until: DateTime<Utc> =
        order(&budi, &code).await["deadline_at"].as_str().unwrap().parse().unwrap();
    assert_eq!(until, time + Duration::days(1));
    // An earlier meeting does not shorten it.
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 24)).await.with(200);
    accepts(&sari, &code, 2).await.with(200);
    assert_eq!(order(&budi, &code).await["deadline_at"], json!(until));
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn both_are_reminded_a_day_and_an_hour_before_and_not_of_what_was_called_off() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, bought) = a_camera_to_hand_over(&sari, &budi).await;
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 30)).await.with(200);
    accepts(&sari, &code, 1).await.with(200);
    let reminders = || async {
        // Two nodes look at the same moment.
        let (one, two) = (app.deals(), app.deals());
        let both = futures_util::future::join(one.remind_of_meetings(), two.remind_of_meetings());
        let (first, second) = both.await;
        first.and(second).unwrap();
        let all = said(&budi, &bought).await;
        let count = |what: &str| all.iter().filter(|text| text.starts_with(what)).count();
        (count("Pengingat: kalian ketemuan"), count("Sebentar lagi ketemuan"))
    };
    assert_eq!(reminders().await, (0, 0));
    app.clock.advance(Duration::hours(6));
    assert_eq!(reminders().await, (1, 0));
    app.clock.advance(Duration::hours(23));
    assert_eq!(reminders().await, (1, 1));
    // Moved to another day, and then called off.
    proposes(&sari, &code, "Stasiun Bandung", at(&app, 40)).await.with(200);
    accepts(&budi, &code, 2).await.with(200);
    moves(&budi, &code, json!({"status": "cancelled", "reason": "sakit"})).await.with(200);
    app.clock.advance(Duration::hours(20));
    assert_eq!(reminders().await, (1, 1));
    assert_eq!(count(&app, "select count(*) from meetups where remind_at is not null").await, 0);
}

#[actix_web::test]
async fn sari_waited_and_says_so_and_budi_answers_once() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, bought) = a_camera_to_hand_over(&sari, &budi).await;
    let (arrived, no_show) =
        (format!("/api/orders/{code}/arrived"), format!("/api/orders/{code}/no-show"));
    sari.post(&arrived, json!({})).await.is_problem(409);
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 10)).await.with(200);
    accepts(&sari, &code, 1).await.with(200);
    sari.post(&arrived, json!({})).await.is_problem(409);
    app.clock.advance(Duration::hours(10));
    let there = sari.post(&arrived, json!({})).await.with(200);
    assert_eq!(there["meetup"]["arrived"], json!(["seller"]));
    sari.post(&no_show, json!({})).await.is_problem(409);
    app.clock.advance(Duration::minutes(31));
    budi.post(&no_show, json!({})).await.is_problem(409);
    // Budi calls it off before she says that he did not come: the fact is recorded all the same.
    moves(&budi, &code, json!({"status": "cancelled"})).await.with(200);
    sari.post(&no_show, json!({"answer": 5})).await.is_problem(422);
    sari.post(&no_show, json!({})).await.with(200);
    sari.post(&no_show, json!({})).await.is_problem(409);
    sari.post(&no_show, json!({"answer": "bukan aku"})).await.is_problem(409);
    budi.post(&no_show, json!({"answer": "  "})).await.is_problem(422);
    let words = json!({"answer": "Ban motorku bocor."});
    budi.post(&no_show, words.clone()).await.with(200);
    budi.post(&no_show, words).await.is_problem(409);
    let seen = order(&sari, &code).await["meetup"]["no_show"].clone();
    assert_eq!((&seen["by"], &seen["answer"]), (&json!("seller"), &json!("Ban motorku bocor.")));
    let said = said(&sari, &bought).await.join("\n");
    assert!(said.contains("melaporkan bahwa yang ditunggu tidak datang"), "{said}");
    assert!(said.contains("Ban motorku bocor."), "{said}");
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn who_calls_the_deal_off_reports_nobody() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, _) = a_camera_to_hand_over(&sari, &budi).await;
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 10)).await.with(200);
    accepts(&sari, &code, 1).await.with(200);
    let listed = sari.reads_page("/pesanan?role=seller", "id").await.text;
    assert!(listed.contains("Ketemu Budi"), "{listed}");
    app.clock.advance(Duration::minutes(9 * 60 + 30));
    for person in [&sari, &budi] {
        person.post(&format!("/api/orders/{code}/arrived"), json!({})).await.with(200);
    }
    let (code, _) = a_camera_to_hand_over(&sari, &budi).await;
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 10)).await.with(200);
    let waiting = sari.reads_page("/pesanan?role=seller", "id").await.text;
    assert!(waiting.contains("Menunggu kamu"), "{waiting}");
    accepts(&sari, &code, 1).await.with(200);
    app.clock.advance(Duration::minutes(9 * 60 + 30));
    // Sari is there early and calls it off, so that Budi cannot say that he is there.
    sari.post(&format!("/api/orders/{code}/arrived"), json!({})).await.with(200);
    moves(&sari, &code, json!({"status": "cancelled"})).await.with(200);
    budi.post(&format!("/api/orders/{code}/arrived"), json!({})).await.is_problem(409);
    app.clock.advance(Duration::hours(1));
    for person in [&sari, &budi] {
        person.post(&format!("/api/orders/{code}/no-show"), json!({})).await.is_problem(409);
    }
    budi.get(&format!("/api/orders/{code}/meetup.ics")).await.is_problem(404);
}

#[actix_web::test]
async fn both_accept_in_the_same_moment_and_one_plan_is_in_force() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (code, _) = a_camera_to_hand_over(&sari, &budi).await;
    proposes(&budi, &code, "Stasiun Bandung", at(&app, 10)).await.with(200);
    let answers = futures_util::future::join(
        accepts(&sari, &code, 1),
        proposes(&budi, &code, "Mal BIP, lantai 1", at(&app, 12)),
    );
    let (accepted, proposed) = answers.await;
    proposed.with(200);
    let seen = order(&budi, &code).await["meetup"].clone();
    match accepted.status.as_u16() {
        200 => {
            assert_eq!((&seen["agreed"], &seen["place"]), (&json!(true), &json!("Stasiun Bandung")))
        }
        status => assert_eq!((status, &seen["agreed"]), (409, &json!(false))),
    }
    assert_eq!(seen["proposal"]["place"], "Mal BIP, lantai 1", "Budi's second waits");
    assert_eq!(order(&sari, &code).await["meetup"]["proposal"]["version"], 2);
}

#[actix_web::test]
async fn the_meeting_is_arranged_by_forms_alone() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    budi.submits(&format!("{page}/beli"), &[("price", "1250000")]).await;
    wait_for_count(&app, "select count(*) from deals", 1).await;
    let listed = sari.get("/api/orders?role=seller").await.with(200);
    let code = code_of(&listed["orders"][0]).to_owned();
    let shown = budi.opens(&format!("/pesanan/{code}")).await.text;
    assert!(shown.contains("id=\"ketemuan\"") && shown.contains("datetime-local"), "{shown}");
    let day = chrono::Utc::now() + Duration::days(3);
    let local = format!("{}T14:00", day.format("%Y-%m-%d"));
    let form = format!("/pesanan/{code}/ketemuan/usul");
    let fields = [("place", "Taman Lansia"), ("region", "32.73"), ("local", local.as_str())];
    assert_eq!(budi.submits(&form, &fields).await.status, 303);
    let seen = order(&sari, &code).await;
    let time: DateTime<Utc> = seen["meetup"]["at"].as_str().unwrap().parse().unwrap();
    assert_eq!(time.format("%H:%M").to_string(), "07:00", "14.00 in Bandung");
    let room = format!("/chat/{}", seen["room"].as_str().unwrap());
    let chat = sari.reads_page(&room, "id").await.text;
    assert!(chat.contains("Taman Lansia") && chat.contains("data-meeting=\"1\">"), "{chat}");
    let own = budi.opens(&room).await.text;
    assert!(own.contains("data-meeting=\"1\" hidden"), "Budi does not answer himself");
    let answer = [("version", "1"), ("back", "chat")];
    let accepted = sari.submits_form(&format!("/pesanan/{code}/ketemuan/terima"), &answer).await;
    assert_eq!(accepted.header("location"), room);
    let after = budi.opens(&format!("/pesanan/{code}")).await.text;
    assert!(after.contains("14.00\u{a0}WIB") && after.contains("meetup.ics"), "{after}");
    assert_eq!(budi.submits(&form, &[("place", "Taman Lansia")]).await.status, 303);
    assert_eq!(order(&sari, &code).await["meetup"]["version"], 1, "without a time nothing changes");
    let unknown = budi.submits(&format!("/pesanan/{code}/ketemuan/entah"), &[]).await;
    assert_eq!(unknown.status, 404);
}

/// The plan of SampahKuPilah lets the giver take an order and name the meeting in one request.
#[actix_web::test]
async fn sari_takes_the_order_and_proposes_the_meeting_at_once() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({"delivery": ["cod"]})).await;
    let wish = json!({"listing_id": camera["id"]});
    let asked = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let code = code_of(&asked).to_owned();
    for wrong in [
        json!({"status": "deal", "cod_location": "Stasiun Bandung"}),
        json!({"status": "deal", "cod_location": "x", "cod_time": at(&app, 5)}),
    ] {
        moves(&sari, &code, wrong).await.is_problem(422);
        assert_eq!(order(&sari, &code).await["status"], "pending");
    }
    let taken =
        json!({"status": "deal", "cod_location": "Stasiun Bandung", "cod_time": at(&app, 5)});
    let taken = moves(&sari, &code, taken).await.with(200)["order"].clone();
    assert_eq!((&taken["status"], &taken["meetup"]["agreed"]), (&json!("deal"), &json!(false)));
    accepts(&budi, &code, 1).await.with(200);
    assert_eq!(order(&sari, &code).await["meetup"]["place"], "Stasiun Bandung");
    // What is sent needs no place to meet: the order is not taken then.
    let lens = sari.posts(json!({"title": "Lensa 50mm", "delivery": ["kirim"]})).await;
    let wish = json!({"listing_id": lens["id"]});
    let asked = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    let place =
        json!({"status": "deal", "cod_location": "Stasiun Bandung", "cod_time": at(&app, 5)});
    moves(&sari, code_of(&asked), place).await.is_problem(409);
    assert_eq!(order(&sari, code_of(&asked)).await["status"], "pending");
}
