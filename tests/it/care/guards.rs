//! Who may not look or decide, what stays as evidence, and what is sent twice.

use chrono::Duration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{decides, imposes, report, waiting};
use crate::deals::{bought_and_paid, camera_to_send};
use crate::disputes::staff;
use crate::support::{Socket, TestApp, chat_between_sari_and_budi, count, id_of, texts};

/// Sends a message with an id of one's own choice, and returns its event.
async fn sends_as(socket: &mut Socket, room: &Value, id: Uuid, text: &str) -> Value {
    let message = json!({"type": "send", "room": room, "id": id, "text": text});
    socket.sends_command(message).await;
    loop {
        let event = socket.receives("message").await;
        if event["text"] == text {
            return event;
        }
    }
}

#[actix_web::test]
async fn whom_a_report_is_about_reads_nothing_of_it_and_no_colleague_closes_it() {
    let app = TestApp::open().await;
    let budi = app.person("Budi").await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    report(&budi, json!({"user": dewi.handle}), "penipuan", "Minta OTP").await.with(201);
    assert!(waiting(&dewi).await.is_empty());
    let case = waiting(&wayan).await[0].clone();
    let page = format!("/admin/laporan/{}", case["id"].as_str().unwrap());
    let refused = dewi.reads_page(&page, "id").await;
    assert_eq!(refused.status, 403);
    assert!(!refused.text.contains("Budi") && !refused.text.contains("Minta OTP"));
    assert_eq!(dewi.reads_page(&format!("/admin/orang/{}", dewi.handle), "id").await.status, 403);
    assert_eq!(wayan.reads_page(&page, "id").await.status, 200);
    decides(&wayan, &case, "dismiss", json!({})).await.is_problem(403);
    let looked = "select count(*) from audit_log where action = 'looked_at_report'";
    assert_eq!(count(&app, looked).await, 1);
}

#[actix_web::test]
async fn a_message_with_the_id_of_another_is_a_case_of_its_own() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let (rara, dewi) = (app.person("Rara").await, staff(&app, "Dewi").await);
    let lens = budi.posts(json!({"title": "Lensa lama"})).await;
    let other = rara.opens_chat(&lens).await;
    let id = Uuid::now_v7();
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    sends_as(&mut at_budi, &room, id, "Halo, masih ada?").await;
    sends_as(&mut at_sari, &room, id, "Transfer dulu ke sini").await;
    let mut at_rara = rara.joins_room(&other).await;
    sends_as(&mut at_rara, &other, id, "Dasar penipu").await;

    // Budi sent one with this id too; he reports the one that Sari wrote.
    let mine = report(&budi, json!({"message": id}), "penipuan", "").await.with(201);
    let about_sari = waiting(&dewi).await[0].clone();
    assert_eq!(about_sari["about"]["owner_handle"], json!(sari.handle));
    // And in the other room Rara's, which is another case.
    report(&sari, json!({"message": id}), "spam", "").await.with(201);
    assert_eq!(count(&app, "select count(*) from report_cases").await, 2);
    assert_eq!(mine["report"]["id"], about_sari["id"]);
    let owners =
        "select distinct u.handle from report_cases c join users u on u.id = c.owner_id order by 1";
    let mut expected = [budi.handle.clone(), sari.handle.clone()];
    expected.sort();
    assert_eq!(texts(&app, owners.into()).await, expected);
}

#[actix_web::test]
async fn what_was_written_about_a_live_deal_is_not_removed_but_its_sender_is_warned() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let camera = camera_to_send(&sari).await;
    let code = bought_and_paid(&budi, &camera).await;
    let order = budi.get(&format!("/api/orders/{code}")).await.with(200)["order"].clone();
    let mut at_sari = sari.joins_room(&order["room"]).await;
    let said = sends_as(&mut at_sari, &order["room"], Uuid::now_v7(), "Dasar pelit").await;
    report(&budi, json!({"message": said["id"]}), "lainnya", "Kasar").await.with(201);
    let case = waiting(&dewi).await[0].clone();
    decides(&dewi, &case, "remove", json!({})).await.is_problem(409);
    assert_eq!(count(&app, "select count(*) from sanctions").await, 0, "nothing was done");
    decides(&dewi, &case, "warn", json!({})).await.with(204);
    let history = budi.reads_history(&order["room"], "").await;
    assert!(history.iter().any(|one| one["text"] == "Dasar pelit"));
}

#[actix_web::test]
async fn a_second_click_imposes_nothing_more_and_a_report_that_came_meanwhile_is_seen_first() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (rara, dewi) = (app.person("Rara").await, staff(&app, "Dewi").await);
    let clicks = (0..3).map(|_| imposes(&dewi, &sari, "warning", json!({})));
    for click in futures_util::future::join_all(clicks).await {
        click.with(201);
    }
    assert_eq!(count(&app, "select count(*) from sanctions").await, 1);
    app.clock.advance(Duration::minutes(1));
    imposes(&dewi, &sari, "warning", json!({})).await.with(201);
    assert_eq!(count(&app, "select count(*) from sanctions").await, 2, "later it is meant");

    let camera = sari.posts(json!({})).await;
    report(&budi, json!({"listing": id_of(&camera)}), "spam", "").await.with(201);
    let seen = waiting(&dewi).await[0].clone();
    report(&rara, json!({"listing": id_of(&camera)}), "penipuan", "").await.with(201);
    let stale = decides(&dewi, &seen, "dismiss", json!({"version": seen["version"]})).await;
    stale.is_problem(409);
    assert_eq!(waiting(&dewi).await[0]["reports"], 2);
}

#[actix_web::test]
async fn an_appeal_that_is_granted_after_the_mute_has_ended_takes_it_off_the_ladder() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    let until = (app.clock.now() + Duration::days(1)).to_rfc3339();
    imposes(&dewi, &sari, "mute", json!({"until": until})).await.with(201);
    let sanction = texts(&app, "select id::text from sanctions".into()).await[0].clone();
    let (user, now) = (sari.id.parse().unwrap(), app.clock.now());
    let subject = tawar::care::appeals::AppealSubject::Sanction(sanction.parse().unwrap());
    let appeal = app
        .db
        .transaction(move |conn| {
            tawar::care::appeals::appeal(conn, user, subject, "Bukan saya, Kak.", now)
        })
        .await
        .unwrap();
    app.clock.advance(Duration::days(2));
    let body = json!({"grant": true, "answer": "Benar, kami keliru."});
    wayan.put(&format!("/api/admin/appeals/{}", appeal.id), body).await.with(204);
    assert_eq!(count(&app, "select count(*) from sanctions where lifted_at is null").await, 0);
    let file = wayan.reads_page(&format!("/admin/orang/{}", sari.handle), "id").await;
    assert!(file.text.contains("tangga sanksi: peringatan"), "the ladder begins anew");
}

#[actix_web::test]
async fn the_words_of_reports_are_read_with_the_new_key_after_a_rotation() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    report(&budi, json!({"user": sari.handle}), "lainnya", "Janji palsu terus").await.with(201);
    let (db, clock) = (app.db.clone(), app.clock.clone());
    let table = tawar::care::reports::REPORT_TABLE;
    let encryption = app.encryption.clone();
    let key = app
        .db
        .transaction(move |conn| {
            let key = encryption.create_key(conn, clock.now() - Duration::minutes(1))?;
            encryption.refresh(conn)?;
            Ok(key)
        })
        .await
        .unwrap();
    let (encryption, now) = (app.encryption.clone(), app.clock.now());
    let rows = tawar::base::db::blocking(move || {
        let mut conn = db.get()?;
        table.reencrypt(&mut conn, &encryption, key, now)
    })
    .await
    .unwrap();
    assert_eq!(rows, 1);
    let keys = texts(&app, "select key_id::text from reports".into()).await;
    assert_eq!(keys, [key.to_string()]);
    let case = waiting(&dewi).await[0].clone();
    let page = format!("/admin/laporan/{}", case["id"].as_str().unwrap());
    assert!(dewi.reads_page(&page, "id").await.text.contains("Janji palsu terus"));
}
