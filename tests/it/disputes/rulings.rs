//! Mediators rule, and the clock does where nobody acts.

use chrono::Duration;
use serde_json::json;

use super::{answered, arrived, complaint, dispute, mediates, ruling, seen, staff};
use crate::deals::{books_are_right, order};
use crate::support::{TestApp, assert_invariants, count, run_sql, wait_for_count};

#[actix_web::test]
async fn a_mediator_rules_and_after_three_days_the_money_follows() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = arrived(&sari, &budi).await;
    dispute(&budi, &code, "", complaint()).await.with(201);
    // The other party is heard first.
    mediates(&dewi, &code, "ruling", ruling("refund", json!({}))).await.is_problem(409);
    let answer = json!({"text": "Waktu dikemas masih mulus, Kak."});
    dispute(&sari, &code, "answer", answer).await.with(200);
    mediates(&dewi, &code, "ruling", ruling("refund", json!({}))).await.with(200);
    let at_sari = seen(&sari, &code).await;
    assert_eq!(
        (&at_sari["ruling"]["outcome"], &at_sari["ruling"]["by"]),
        (&json!("refund"), &json!("Dewi"))
    );
    assert_eq!(order(&budi, &code).await["status"], "disputed");
    app.clock.advance(Duration::hours(72));
    wait_for_count(&app, "select count(*) from deals where outcome = 'refunded'", 1).await;
    assert_eq!(order(&budi, &code).await["payment"]["status"], "refunded");
    books_are_right(&app).await;
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn who_does_not_answer_agrees_and_where_nobody_rules_everybody_gets_their_own_back() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = arrived(&sari, &budi).await;
    dispute(&budi, &code, "", complaint()).await.with(201);
    app.clock.advance(Duration::hours(48));
    wait_for_count(&app, "select count(*) from disputes where status = 'ruled'", 1).await;
    let granted = seen(&budi, &code).await;
    assert_eq!(
        (&granted["ruling"]["outcome"], &granted["ruling"]["reason"]),
        (&json!("refund"), &json!("no_answer"))
    );
    let version = granted["version"].clone();
    for person in [&budi, &sari] {
        let version = if person.id == budi.id {
            version.clone()
        } else {
            seen(&sari, &code).await["version"].clone()
        };
        dispute(person, &code, "accept", json!({"version": version})).await.with(200);
    }
    assert_eq!(order(&sari, &code).await["outcome"], "refunded");
    let code = answered(&sari, &budi).await;
    app.clock.advance(Duration::hours(72));
    wait_for_count(&app, "select count(*) from disputes where status = 'ruled'", 1).await;
    let neutral = seen(&budi, &code).await;
    assert_eq!(
        (&neutral["ruling"]["outcome"], &neutral["ruling"]["reason"]),
        (&json!("return_both"), &json!("no_ruling"))
    );
}

#[actix_web::test]
async fn two_mediators_who_rule_at_once_make_one_ruling() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, agus) = (staff(&app, "Dewi").await, staff(&app, "Agus").await);
    let rounds: usize =
        std::env::var("RULING_RACES").ok().and_then(|n| n.parse().ok()).unwrap_or(6);
    let code = answered(&sari, &budi).await;
    for _ in 0..rounds {
        let (mine, theirs) = futures_util::join!(
            mediates(&dewi, &code, "ruling", ruling("refund", json!({}))),
            mediates(&agus, &code, "ruling", ruling("pay", json!({})))
        );
        let mut statuses = [mine.status.as_u16(), theirs.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409], "{} {}", mine.text, theirs.text);
        assert_eq!(count(&app, "select count(*) from dispute_rulings").await, 1);
        // The same case once more.
        run_sql(&app, "delete from dispute_rulings".to_owned()).await;
        run_sql(&app, "update disputes set status = 'answered'".to_owned()).await;
    }
}

#[actix_web::test]
async fn above_five_million_a_second_mediator_confirms() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, agus) = (staff(&app, "Dewi").await, staff(&app, "Agus").await);
    let code = answered(&sari, &budi).await;
    run_sql(&app, "update deals set amount = 6000000 where code like 'ORD%'".to_owned()).await;
    let proposed = mediates(&dewi, &code, "ruling", ruling("pay", json!({}))).await.with(200);
    assert!(proposed["dispute"]["ruling"].is_null(), "{proposed}");
    // The parties do not hear of what is not confirmed.
    let at_budi = seen(&budi, &code).await;
    assert!(!at_budi["entries"].to_string().contains("proposed"), "{at_budi}");
    let version = json!({"version": proposed["dispute"]["version"]});
    mediates(&dewi, &code, "confirm", version.clone()).await.is_problem(409);
    let confirmed = mediates(&agus, &code, "confirm", version).await.with(200);
    assert_eq!(confirmed["dispute"]["ruling"]["outcome"], "pay");
}
