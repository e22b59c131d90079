//! Care: what people report, what the staff decides and imposes, and appeals against it.

mod appeals;
mod guards;
mod members;
mod panel;
mod reports;
mod sanctions;

use serde_json::{Value, json};

use crate::support::{Answer, Person};

async fn report(person: &Person, target: Value, reason: &str, text: &str) -> Answer {
    let mut body = json!({"reason": reason, "text": text});
    for (key, value) in target.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    person.post("/api/reports", body).await
}

/// The cases that wait, as somebody of the staff sees them.
async fn waiting(dewi: &Person) -> Vec<Value> {
    let list = dewi.get("/api/admin/reports").await.with(200);
    list["reports"].as_array().unwrap().clone()
}

async fn decides(dewi: &Person, case: &Value, action: &str, more: Value) -> Answer {
    let mut body = json!({"action": action, "text": "Ini melanggar aturan situs, Kak."});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    dewi.put(&format!("/api/admin/reports/{}", case["id"].as_str().unwrap()), body).await
}

async fn imposes(dewi: &Person, on: &Person, kind: &str, more: Value) -> Answer {
    let mut body = json!({"kind": kind, "reason": "penipuan", "message": "Kamu minta transfer di luar situs."});
    for (key, value) in more.as_object().into_iter().flatten() {
        body[key] = value.clone();
    }
    dewi.post(&format!("/api/admin/users/{}/sanctions", on.id), body).await
}
