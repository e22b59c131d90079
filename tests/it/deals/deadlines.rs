//! What happens when nobody acts, and when both act at the edge.

use serde_json::json;

use super::{books_are_right, bought_and_paid, buys, camera_to_send, code_of, moves, order};
use crate::support::{TestApp, assert_invariants, count, wait_for_count};

#[actix_web::test]
async fn what_is_not_paid_within_a_day_is_free_again() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let bought = buys(&budi, &camera).await;
    assert_eq!(
        (&bought["deadlines"][0]["what"], &bought["deadlines"][0]["then"]),
        (&json!("pay"), &json!("cancelled"))
    );
    app.clock.advance(chrono::Duration::hours(24));
    wait_for_count(&app, "select count(*) from deals where outcome = 'void'", 1).await;
    assert_eq!(count(&app, "select count(*) from listings where status = 'active'").await, 1);
    let late = json!({"method": "kirim", "address": super::address()});
    budi.post(&format!("/api/orders/{}/pay", code_of(&bought)), late).await.is_problem(409);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn what_is_not_sent_in_two_working_days_is_paid_back() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = bought_and_paid(&budi, &camera).await;
    app.clock.advance(chrono::Duration::hours(24));
    assert_eq!(order(&budi, &code).await["payment"]["status"], "escrow");
    app.clock.advance(chrono::Duration::days(12));
    wait_for_count(&app, "select count(*) from deals where outcome = 'refunded'", 1).await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_parcel_about_which_nobody_says_anything_is_presumed_to_arrive_and_then_paid_out() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let code = bought_and_paid(&budi, &camera).await;
    let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": "JP1234567890"});
    moves(&sari, &code, sent).await.with(200);
    app.clock.advance(chrono::Duration::days(14));
    wait_for_count(&app, "select count(*) from deals where status = 'delivered'", 1).await;
    app.clock.advance(chrono::Duration::hours(71));
    app.deals().lapse_due().await.unwrap();
    assert_eq!(count(&app, "select count(*) from deals where status = 'delivered'").await, 1);
    app.clock.advance(chrono::Duration::days(12));
    wait_for_count(&app, "select count(*) from deals where outcome = 'paid_out'", 1).await;
    books_are_right(&app).await;
    assert_invariants(&app).await;
}

/// Budi confirms in the instant of the deadline; Sari's screen and his show the same end.
#[actix_web::test]
async fn at_the_edge_of_a_deadline_there_is_one_outcome() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    for _ in 0..6 {
        let camera = camera_to_send(&sari).await;
        let code = code_of(&buys(&budi, &camera).await).to_owned();
        app.clock.advance(chrono::Duration::hours(24));
        let deals = app.deals();
        let (lapsed, called_off) = futures_util::join!(
            deals.lapse_due(),
            moves(&budi, &code, json!({"status": "cancelled", "reason": "berubah pikiran"}))
        );
        lapsed.unwrap();
        assert!([200, 409].contains(&called_off.status.as_u16()), "{}", called_off.text);
        let (at_sari, at_budi) = (order(&sari, &code).await, order(&budi, &code).await);
        assert_eq!(
            (&at_sari["status"], &at_sari["version"]),
            (&at_budi["status"], &at_budi["version"])
        );
        let by = if called_off.status == 200 { "buyer" } else { "system" };
        let sql =
            format!("select count(*) from deals where code = '{code}' and cancelled_by = '{by}'");
        assert_eq!(count(&app, sql).await, 1, "{by}");
    }
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn the_parties_are_reminded_once_before_a_deadline() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    buys(&budi, &camera).await;
    let deals = app.deals();
    deals.remind_due().await.unwrap();
    let reminders = "select count(*) from deals where reminded_version = version";
    assert_eq!(count(&app, reminders).await, 0);
    app.clock.advance(chrono::Duration::hours(19));
    let before = count(&app, "select count(*) from messages where kind = 'system'").await;
    for _ in 0..2 {
        deals.remind_due().await.unwrap();
    }
    assert_eq!(count(&app, reminders).await, 1);
    let after = count(&app, "select count(*) from messages where kind = 'system'").await;
    assert_eq!(after, before + 1);
}

#[actix_web::test]
async fn deadlines_wait_while_an_incident_is_recorded_and_move_by_its_length() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = camera_to_send(&sari).await;
    let bought = buys(&budi, &camera).await;
    let code = code_of(&bought).to_owned();
    let (now, clock) = (app.clock.now(), app.clock.clone());
    app.db
        .transaction(move |conn| tawar::trade::deals::incidents::start(conn, "listrik padam", now))
        .await
        .unwrap();
    app.clock.advance(chrono::Duration::hours(30));
    app.deals().lapse_due().await.unwrap();
    assert_eq!(order(&budi, &code).await["status"], "deal", "nobody is punished for our failure");
    app.db
        .transaction(move |conn| tawar::trade::deals::incidents::end(conn, clock.now()))
        .await
        .unwrap();
    let deadline = |order: &serde_json::Value| {
        let text = order["deadline_at"].as_str().unwrap().to_owned();
        chrono::DateTime::parse_from_rfc3339(&text).unwrap()
    };
    let moved = deadline(&order(&budi, &code).await) - deadline(&bought);
    assert_eq!(moved, chrono::Duration::hours(30));
    app.clock.advance(chrono::Duration::hours(24));
    wait_for_count(&app, "select count(*) from deals where outcome = 'void'", 1).await;
}

#[actix_web::test]
async fn two_nodes_that_look_at_once_remind_of_a_deadline_once() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    let mut codes = Vec::new();
    for title in ["Kamera analog", "Lensa 50mm", "Tripod", "Flash eksternal", "Tas kamera"] {
        let listing = sari.posts(json!({"title": title, "delivery": ["kirim"]})).await;
        codes.push(code_of(&buys(&budi, &listing).await).to_owned());
    }
    app.clock.advance(chrono::Duration::hours(19));
    let (one, two) = (app.deals(), app.deals());
    let (first, second) = futures_util::future::join(one.remind_due(), two.remind_due()).await;
    first.and(second).unwrap();
    for code in codes {
        let chat = budi.get(&format!("/api/messages/{code}")).await.with(200);
        let texts = chat["messages"].as_array().unwrap().iter();
        let reminders = texts.filter(|it| it["text"].as_str().unwrap().contains("belum dibayar"));
        assert_eq!(reminders.count(), 1, "{code}");
    }
}
