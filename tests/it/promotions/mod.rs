//! Sari pays for a place of her camera in lists.

mod money;
mod places;

use serde_json::{Value, json};

pub(crate) use crate::deals::books_are_right;
use crate::support::{Answer, Person, TestApp, count, id_of, wait_until};

/// Asks for a promotion at the price that is offered.
async fn asks(owner: &Person, listing: &Value, kind: &str, hours: i64) -> Answer {
    let path = format!("/api/listings/{}/promotions", id_of(listing));
    let seen: Value = serde_json::from_str(&owner.get(&path).await.text).unwrap();
    let offers = seen["offers"].as_array().cloned().unwrap_or_default();
    let same = offers.iter().find(|it| it["kind"] == kind && it["hours"] == hours);
    let amount = same.map_or(json!(5_000), |it| it["amount"].clone());
    asks_for(owner, listing, json!({"kind": kind, "hours": hours, "amount": amount})).await
}

async fn asks_for(owner: &Person, listing: &Value, offer: Value) -> Answer {
    owner.post(&format!("/api/listings/{}/promotions", id_of(listing)), offer).await
}

/// The owner's promotions of a listing, the newest first.
async fn promotions(owner: &Person, listing: &Value) -> Value {
    let path = format!("/api/listings/{}/promotions", id_of(listing));
    owner.get(&path).await.with(200)["promotions"].clone()
}

async fn at_the_till(payer: &Person, payment: &Value, outcome: &str) {
    let id = payment["id"].as_str().unwrap();
    let path = format!("/api/sandbox/payments/{id}");
    payer.post(&path, json!({"outcome": outcome})).await.with(200);
}

/// Waits until the newest promotion of a listing stands so.
async fn waits_for(owner: &Person, listing: &Value, status: &str) -> Value {
    let what = format!("the promotion is {status}");
    let limit = std::time::Duration::from_secs(60);
    let stands = async || promotions(owner, listing).await[0]["status"] == status;
    wait_until(&what, limit, stands).await;
    promotions(owner, listing).await[0].clone()
}

/// Buys a promotion and pays it; it runs.
async fn promotes(owner: &Person, listing: &Value, kind: &str, hours: i64) -> Value {
    let payment = asks(owner, listing, kind, hours).await.with(201)["payment"].clone();
    at_the_till(owner, &payment, "paid").await;
    waits_for(owner, listing, "running").await
}

/// What the site has of promotions, whole rupiah.
async fn earned(app: &TestApp) -> i64 {
    let fees = "select coalesce(sum(balance), 0)::bigint from ledger_accounts where kind = 'fees'";
    count(app, fees).await
}
