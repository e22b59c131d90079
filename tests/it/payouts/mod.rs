//! Sari has earned money and has it paid out.

mod accounts;
mod courses;
mod pages;
mod requests;

use serde_json::{Value, json};
use tawar::base::ids::{DealId, UserId};
use tawar::config::FeeBearer;
use tawar::trade::ledger::{Fee, Kind, NewTransaction, capture, post, release};

use crate::support::{Answer, Person, TestApp, count, wait_until};

fn user(person: &Person) -> UserId {
    person.id.parse().unwrap()
}

/// Somebody has sold something for this amount.
async fn has_earned(app: &TestApp, seller: UserId, amount: i64) {
    let (deal, now) = (DealId::fresh(), app.clock.now());
    let none = Fee { amount: 0, bearer: FeeBearer::Seller };
    app.db
        .transaction(move |conn| {
            for (kind, postings) in [
                (Kind::Capture, capture(deal, amount)?),
                (Kind::Release, release(deal, seller, amount, 0, none)?),
            ] {
                let key = format!("{kind}:{deal}");
                let new = NewTransaction { kind, deal: Some(deal), key: &key, postings };
                post(conn, &new, now)?;
            }
            Ok(())
        })
        .await
        .unwrap();
}

/// The first step of giving an account at BCA.
async fn proposes(person: &Person, number: &str) -> Answer {
    let wish = json!({"bank": "bca", "number": number, "password": "kopi tubruk"});
    person.put("/api/users/me/payout-account", wish).await
}

/// Both steps.
async fn gives_account(person: &Person, number: &str) -> Value {
    let proposal = proposes(person, number).await.with(200);
    let confirm = json!({"confirm": proposal["confirm"]});
    person.put("/api/users/me/payout-account", confirm).await.with(200)
}

/// Sari has earned Rp500.000 and given an account whose number ends so.
async fn sari_with_money(app: &TestApp, ending: &str) -> Person {
    let sari = app.person("Sari").await;
    has_earned(app, user(&sari), 500_000).await;
    gives_account(&sari, &format!("12345678{ending}")).await;
    sari
}

async fn asks(person: &Person, amount: i64) -> Answer {
    person.post("/api/users/me/payouts", json!({ "amount": amount })).await
}

async fn balance(person: &Person) -> Value {
    person.get("/api/users/me/balance").await.with(200)
}

/// Waits until the newest payout stands so.
async fn waits_for(person: &Person, status: &str) -> Value {
    let newest = async || balance(person).await["payouts"]["payouts"][0].clone();
    let what = format!("the payout is {status}");
    let limit = std::time::Duration::from_secs(60);
    wait_until(&what, limit, async || newest().await["status"] == status).await;
    newest().await
}

/// What `tawar check` finds, and that nobody's money was lost or made.
async fn books_are_right(app: &TestApp) {
    let checks = tawar::integrity::examine(&app.db, &crate::support::secret(), None).await.unwrap();
    let found: Vec<String> =
        checks.iter().filter(|check| check.findings() > 0).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(
        count(app, "select count(*) from ledger_accounts where kind = 'user' and balance < 0")
            .await,
        0
    );
}
