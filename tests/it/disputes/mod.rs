//! Disputes: from the complaint to the end of the deal, between two parties and the staff.

mod appeals;
mod returns;
mod rulings;
mod settlements;
mod staff;

use serde_json::{Value, json};

use crate::deals::{bought_and_paid, camera_to_send, moves};
use crate::support::{Answer, Person, TestApp, run_sql};

/// Somebody of the staff.
pub async fn staff(app: &TestApp, name: &str) -> Person {
    let person = app.person(name).await;
    run_sql(app, format!("update users set role = 'moderator' where id = '{}'", person.id)).await;
    person
}

/// Sari's camera has arrived at Budi's, and the provider holds the money; the deal's code.
pub async fn arrived(sari: &Person, budi: &Person) -> String {
    let camera = camera_to_send(sari).await;
    let code = bought_and_paid(budi, &camera).await;
    let sent = json!({"status": "shipped", "courier": "jne", "tracking_no": "JP1234567890"});
    moves(sari, &code, sent).await.with(200);
    moves(budi, &code, json!({"status": "delivered"})).await.with(200);
    code
}

fn complaint() -> Value {
    json!({"reason": "not_as_described", "outcome": "refund", "text": "Layarnya retak, di iklan tidak disebut."})
}

async fn dispute(person: &Person, code: &str, step: &str, body: Value) -> Answer {
    let step = if step.is_empty() { String::new() } else { format!("/{step}") };
    person.post(&format!("/api/orders/{code}/dispute{step}"), body).await
}

/// The dispute as a person sees it now.
async fn seen(person: &Person, code: &str) -> Value {
    person.get(&format!("/api/orders/{code}/dispute")).await.with(200)["dispute"].clone()
}

/// What somebody of the staff does about a case.
async fn mediates(dewi: &Person, code: &str, step: &str, body: Value) -> Answer {
    dewi.post(&format!("/api/admin/disputes/{code}/{step}"), body).await
}

fn ruling(outcome: &str, more: Value) -> Value {
    let mut body = json!({"outcome": outcome, "reason": "flaw_not_mentioned",
        "text": "Cacatnya tidak disebut di iklan maupun di chat."});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    body
}

/// Budi has complained about what arrived, and Sari has answered.
async fn answered(sari: &Person, budi: &Person) -> String {
    let code = arrived(sari, budi).await;
    dispute(budi, &code, "", complaint()).await.with(201);
    let answer = json!({"text": "Waktu dikemas masih mulus, Kak.", "outcome": "pay"});
    dispute(sari, &code, "answer", answer).await.with(200);
    code
}
