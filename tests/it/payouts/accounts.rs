//! Giving an account: whose it is, the password, the rest after a change, the notice to the owner, the keys.

use std::time::Duration;

use serde_json::json;
use tawar::base::clock::Clock;
use tawar::care::evidence::{self, RotationPace};
use tawar::trade::payouts::share_account;

use super::{asks, balance, gives_account, proposes, sari_with_money, user};
use crate::support::{TestApp, count, run_sql};

const PATH: &str = "/api/users/me/payout-account";

#[actix_web::test]
async fn sari_sees_whose_account_it_is_before_it_is_stored() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let proposal = proposes(&sari, "1234-5678-90").await.with(200);
    assert_eq!((&proposal["bank"], &proposal["number"]), (&json!("bca"), &json!("•••• 7890")));
    assert!(proposal["holder"].as_str().is_some_and(|name| name.len() > 3), "{proposal}");
    assert_eq!(count(&app, "select count(*) from payout_accounts").await, 0);
    assert!(balance(&sari).await["payouts"]["account"].is_null());
    let stored = sari.put(PATH, json!({"confirm": proposal["confirm"]})).await.with(200);
    assert_eq!(stored["holder"], proposal["holder"]);
    assert!(stored.get("confirm").is_none());
    assert_eq!(balance(&sari).await["payouts"]["account"]["holder"], proposal["holder"]);
    // Confirmed again it is the same, and nothing rests.
    let again = sari.put(PATH, json!({"confirm": proposal["confirm"]})).await.with(200);
    assert_eq!(again["usable_from"], stored["usable_from"]);
}

#[actix_web::test]
async fn a_wrong_password_an_unknown_bank_and_a_number_of_nobody_store_nothing() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let wish = |bank: &str, number: &str, password: &str| json!({"bank": bank, "number": number, "password": password});
    for (wish, field) in [
        (wish("bca", "1234567890", "salah"), "password"),
        (wish("bca", "1234567890", ""), "password"),
        (wish("bank saya", "1234567890", "kopi tubruk"), "bank"),
        (wish("bca", "12", "kopi tubruk"), "number"),
        (wish("gopay", "1234567890", "kopi tubruk"), "number"),
        (wish("bca", "1234567801", "kopi tubruk"), "number"),
        (json!({}), "bank"),
    ] {
        let refused = sari.put(PATH, wish.clone()).await;
        refused.is_problem(422);
        assert!(refused.body["errors"].get(field).is_some(), "{wish}: {}", refused.text);
    }
    // What one session was given is of no use in another.
    let proposal = proposes(&sari, "1234567890").await.with(200);
    budi.put(PATH, json!({"confirm": proposal["confirm"]})).await.is_problem(409);
    sari.put(PATH, json!({"confirm": "tebakan"})).await.is_problem(409);
    assert_eq!(count(&app, "select count(*) from payout_accounts").await, 0);
    sari.put(PATH, wish("gopay", "+62 812 3456 7890", "kopi tubruk")).await.with(200);
}

#[actix_web::test]
async fn after_a_change_of_account_payouts_rest_for_three_days_and_the_owner_is_told() {
    let app = TestApp::with_fixed_clock().await;
    let sari = sari_with_money(&app, "90").await;
    run_sql(&app, "update users set email_verified_at = now()".into()).await;
    let changed = gives_account(&sari, "9876543290").await;
    let refused = asks(&sari, 100_000).await;
    refused.is_problem(409);
    assert_eq!(refused.body["state"]["usable_from"], changed["usable_from"]);
    let told =
        "select count(*) from mails where body like '%•••• 3290%' and body not like '%9876543290%'";
    assert_eq!(count(&app, told).await, 1);
    let page = sari.reads_page("/saldo", "id").await.text;
    assert!(page.contains("ditahan sampai") && !page.contains("/saldo/cair"), "{page}");
    // The account from before does not end the rest.
    gives_account(&sari, "1234567890").await;
    app.clock.advance(chrono::Duration::hours(72) - chrono::Duration::seconds(1));
    asks(&sari, 100_000).await.is_problem(409);
    app.clock.advance(chrono::Duration::seconds(1));
    asks(&sari, 100_000).await.with(201);
}

#[actix_web::test]
async fn a_confirmation_is_valid_for_ten_minutes() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let proposal = proposes(&sari, "1234567890").await.with(200);
    app.clock.advance(chrono::Duration::minutes(10));
    sari.put(PATH, json!({"confirm": proposal["confirm"]})).await.is_problem(409);
}

#[actix_web::test]
async fn two_people_with_one_account_are_found_also_when_one_has_changed_it() {
    let app = TestApp::open().await;
    let (sari, budi) = (sari_with_money(&app, "90").await, app.person("Budi").await);
    let rara = app.person("Rara").await;
    let share = async |a: &crate::support::Person, b: &crate::support::Person| {
        let (a, b) = (user(a), user(b));
        app.db.read(move |conn| share_account(conn, a, b)).await.unwrap()
    };
    assert!(!share(&sari, &budi).await);
    gives_account(&budi, "1234567890").await;
    gives_account(&rara, "5555555590").await;
    assert!(share(&sari, &budi).await && share(&budi, &sari).await);
    assert!(!share(&sari, &rara).await);
    // What was paid out there counts as well as the present account.
    asks(&sari, 100_000).await.with(201);
    gives_account(&sari, "7777777790").await;
    assert!(share(&sari, &budi).await);
}

#[actix_web::test]
async fn a_rotation_of_the_keys_encrypts_accounts_again() {
    let app = TestApp::open().await;
    let sari = sari_with_money(&app, "90").await;
    asks(&sari, 100_000).await.with(201);
    let (db, encryption) = (app.db.clone(), app.encryption.clone());
    let pace = RotationPace { batch: 50, pause_percent: 0, grace: Duration::from_secs(1) };
    let rotated = actix_web::web::block(move || {
        evidence::rotate(&db, &encryption, &Clock::default(), &pace, |_| {})
    });
    let rotated = rotated.await.unwrap().unwrap();
    assert_eq!((rotated.rows, rotated.deleted_keys), (2, 1));
    for table in ["payouts", "payout_accounts"] {
        let old = format!("select count(*) from {table} where key_id <> 2");
        assert_eq!(count(&app, old).await, 0, "{table}");
    }
    let seen = balance(&sari).await;
    assert_eq!(seen["payouts"]["account"]["number"], "•••• 7890");
    assert_eq!(seen["payouts"]["payouts"][0]["number"], "•••• 7890");
}
