//! What is imposed, and what follows from it.

use std::time::{Duration, Instant};

use serde_json::json;

use super::imposes;
use crate::disputes::{arrived, staff};
use crate::support::{
    Lag, TestApp, chat_between_sari_and_budi, count, id_of, run_sql, texts, wait_until,
};

fn days(app: &TestApp, days: i64) -> String {
    (app.clock.now() + chrono::Duration::days(days)).to_rfc3339()
}

#[actix_web::test]
async fn a_ban_during_a_live_chat_and_an_open_deal_cuts_the_socket_and_loses_nothing() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = arrived(&sari, &budi).await;
    let other = sari.posts(json!({"title": "Kamera analog kedua"})).await;
    app.wait_for_outbox().await;
    let deal = budi.get(&format!("/api/orders/{code}")).await.with(200)["order"].clone();
    let room = deal["room"].clone();
    let (mut at_sari, mut at_budi) = (sari.joins_room(&room).await, budi.joins_room(&room).await);
    let before = budi.reads_history(&room, "").await.len();

    let (lag, since) = (Lag::of(&app), Instant::now());
    imposes(&dewi, &sari, "ban", json!({})).await.with(201);
    assert_eq!(at_sari.is_closed_with().await, Some(4003));
    lag.is_within("banned", since, Duration::from_secs(2));
    sari.get("/api/users/me").await.is_problem(401);
    let told = at_budi.receives("message").await;
    assert!(told["text"].as_str().unwrap().contains("diblokir"), "{told}");
    assert_eq!(budi.reads_history(&room, "").await.len(), before + 1);
    wait_until("the search is empty of her listings", Duration::from_secs(5), async || {
        let found = budi.get("/api/listings?q=analog").await.with(200);
        found["pagination"]["total"] == 0
    })
    .await;
    budi.get(&format!("/api/listings/{}", id_of(&other))).await.is_problem(404);
    let still = budi.get(&format!("/api/orders/{code}")).await.with(200)["order"].clone();
    assert_eq!(still["status"], deal["status"], "the deal goes on");

    // Undone: everything is back.
    let list = format!("/api/admin/users/{}/sanctions", sari.id);
    let id = texts(&app, "select id::text from sanctions".into()).await[0].clone();
    budi.delete(&format!("{list}/{id}")).await.is_problem(403);
    dewi.delete(&format!("{list}/{id}")).await.with(200);
    dewi.delete(&format!("{list}/{id}")).await.with(200);
    app.wait_for_outbox().await;
    budi.get(&format!("/api/listings/{}", id_of(&other))).await.with(200);
    let acts = "select action from audit_log where action in ('sanctioned', 'lifted') order by seq";
    assert_eq!(texts(&app, acts.into()).await, ["sanctioned", "lifted"]);
}

#[actix_web::test]
async fn who_is_muted_reads_and_finishes_deals_but_writes_and_offers_nothing() {
    let app = TestApp::open().await;
    let (sari, budi, listing, room) = chat_between_sari_and_budi(&app).await;
    let dewi = staff(&app, "Dewi").await;
    let mut at_budi = budi.joins_room(&room).await;
    imposes(&dewi, &budi, "mute", json!({"until": days(&app, 3)})).await.with(201);
    let id = at_budi.sends_message(&room, "Halo?").await;
    let refused = at_budi.receives_error_of(id, "message_muted").await;
    assert!(refused["message"].as_str().unwrap().contains("dibisukan"), "{refused}");
    budi.posts_message(&listing, "Halo lagi?").await.is_problem(403);
    budi.offers(&listing, 1_000_000).await.is_problem(409);
    assert!(
        !budi.reads_history(&room, "").await.is_empty()
            || count(&app, "select count(*) from messages").await == 0
    );
    let mut at_sari = sari.joins_room(&room).await;
    at_sari.sends_message(&room, "Masih ada, Kak").await;
    assert_eq!(at_budi.receives("message").await["text"], "Masih ada, Kak");
    run_sql(&app, "update users set muted_until = now() - interval '1 second'".into()).await;
    budi.offers(&listing, 1_000_000).await.with(201);
}

#[actix_web::test]
async fn a_mute_and_a_suspension_end_by_themselves_and_warnings_restrict_nothing() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let dewi = staff(&app, "Dewi").await;
    imposes(&dewi, &sari, "warning", json!({})).await.with(201);
    imposes(&dewi, &sari, "note", json!({"message": "Pernah ditelepon tim."})).await.with(201);
    sari.get("/api/users/me").await.with(200);
    let page = sari.reads_page("/akun/keputusan", "id").await.text;
    assert!(page.contains("Kamu minta transfer") && !page.contains("Pernah ditelepon"));
    imposes(&dewi, &sari, "suspend", json!({"until": days(&app, 2)})).await.with(201);
    imposes(&dewi, &sari, "suspend", json!({"until": days(&app, 5)})).await.with(201);
    let in_force =
        "select count(*) from users where suspended_until > now() + interval '100 years'";
    assert_eq!(count(&app, in_force).await, 0);
    let ids =
        texts(&app, "select id::text from sanctions where kind = 'suspend' order by id".into())
            .await;
    let path = format!("/api/admin/users/{}/sanctions/{}", sari.id, ids[1]);
    dewi.delete(&path).await.with(200);
    app.clock.advance(chrono::Duration::hours(47));
    let kept_out = crate::accounts::sign_in(&app, &sari.handle, "kopi tubruk").await;
    kept_out.is_problem(403);
    app.clock.advance(chrono::Duration::hours(2));
    crate::accounts::sign_in(&app, &sari.handle, "kopi tubruk").await.with(200);
}

#[actix_web::test]
async fn what_does_not_fit_is_refused_in_words_and_imposes_nothing() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    for (kind, more) in [
        ("mute", json!({})),
        ("suspend", json!({"until": days(&app, 400)})),
        ("suspend", json!({"until": days(&app, -1)})),
        ("ban", json!({"until": days(&app, 3)})),
        ("warning", json!({"message": "pendek"})),
        ("warning", json!({"message": "a".repeat(1001)})),
        ("warning", json!({"reason": "bosan"})),
        ("hukum", json!({})),
    ] {
        imposes(&dewi, &sari, kind, more).await.is_problem(422);
    }
    imposes(&budi, &sari, "ban", json!({})).await.is_problem(403);
    imposes(&dewi, &dewi, "warning", json!({})).await.is_problem(403);
    let nobody = format!("/api/admin/users/{}/sanctions", uuid::Uuid::now_v7());
    let body = json!({"kind": "warning", "reason": "spam", "message": "Jangan begitu, Kak."});
    dewi.post(&nobody, body).await.is_problem(404);
    assert_eq!(count(&app, "select count(*) from sanctions").await, 0);
    run_sql(&app, format!("update users set role = 'owner' where id = '{}'", budi.id)).await;
    imposes(&dewi, &budi, "ban", json!({})).await.is_problem(403);
    assert_eq!(count(&app, "select count(*) from sanctions").await, 0);
}
