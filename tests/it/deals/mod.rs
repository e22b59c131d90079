//! Deals from the handshake to the goods in hand.

mod appointments;
mod barter;
mod deadlines;
mod meetings;
mod orders;
mod pages;
mod payments;
mod privacy;
mod sale;
mod sheet_files;
mod sheets;
mod storms;

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

/// Where Budi receives his parcels.
fn address() -> Value {
    json!({"name": "Budi Santoso", "phone": "0812 3456 7890", "line": "Jl. Dipatiukur No. 12, RT 2/RW 5",
        "region": "32.73.02", "postcode": "40132"})
}

/// Sari's camera, which she only sends.
pub(crate) async fn camera_to_send(sari: &Person) -> Value {
    sari.posts(json!({"delivery": ["kirim"]})).await
}

/// Budi buys a listing at its price.
async fn buys(budi: &Person, listing: &Value) -> Value {
    let wish = json!({"listing_id": listing["id"], "buy_now": true});
    budi.post("/api/orders", wish).await.with(201)["order"].clone()
}

fn code_of(order: &Value) -> &str {
    order["code"].as_str().unwrap()
}

/// The order as a person sees it now.
pub(crate) async fn order(person: &Person, code: &str) -> Value {
    person.get(&format!("/api/orders/{code}")).await.with(200)["order"].clone()
}

pub(crate) async fn moves(person: &Person, code: &str, body: Value) -> crate::support::Answer {
    person.put(&format!("/api/orders/{code}/status"), body).await
}

/// Budi starts to pay.
async fn starts_to_pay(budi: &Person, code: &str) -> Value {
    let wish = json!({"method": "kirim", "address": address()});
    budi.post(&format!("/api/orders/{code}/pay"), wish).await.with(201)["payment"].clone()
}

/// What happens at the till.
async fn at_the_till(budi: &Person, payment: &Value, outcome: &str) {
    let id = payment["id"].as_str().unwrap();
    budi.post(&format!("/api/sandbox/payments/{id}"), json!({"outcome": outcome})).await.with(200);
}

/// Waits until the payment of a deal stands so.
async fn waits_for_payment(person: &Person, code: &str, status: &str) -> Value {
    for _ in 0..200 {
        let seen = order(person, code).await;
        if seen["payment"]["status"] == status {
            return seen;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{}", order(person, code).await);
}

/// Budi buys and pays; the provider holds the money.
pub(crate) async fn bought_and_paid(budi: &Person, listing: &Value) -> String {
    let code = code_of(&buys(budi, listing).await).to_owned();
    let payment = starts_to_pay(budi, &code).await;
    at_the_till(budi, &payment, "paid").await;
    waits_for_payment(budi, &code, "escrow").await;
    code
}

/// What `tawar check` finds.
pub(crate) async fn books_are_right(app: &TestApp) {
    let checks = tawar::integrity::examine(&app.db, &crate::support::secret(), None).await.unwrap();
    let found: Vec<String> =
        checks.iter().filter(|check| check.findings() > 0).map(ToString::to_string).collect();
    assert!(found.is_empty(), "{found:?}");
}
