//! Reviews, what they come to, and how people have traded.

mod averages;
mod exchange;
mod pages;
mod photos;
mod races;
mod time;
mod track_records;

use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp};

/// Budi buys something of Sari's and confirms that he has it; returns the code of the deal.
async fn handed_over(sari: &Person, budi: &Person) -> String {
    let code = bought(sari, budi, json!({})).await;
    completes(budi, &code).await;
    code
}

/// Budi buys something that Sari hands over in person.
async fn bought(sari: &Person, budi: &Person, change: Value) -> String {
    let mut listing = json!({"delivery": ["cod"]});
    for (key, value) in change.as_object().cloned().unwrap_or_default() {
        listing[key] = value;
    }
    let camera = sari.posts(listing).await;
    let wish = json!({"listing_id": camera["id"], "buy_now": true});
    let order = budi.post("/api/orders", wish).await.with(201)["order"].clone();
    order["code"].as_str().unwrap().to_owned()
}

async fn completes(person: &Person, code: &str) {
    let done = json!({"status": "completed"});
    person.put(&format!("/api/orders/{code}/status"), done).await.with(200);
}

async fn reviews(person: &Person, code: &str, body: Value) -> Answer {
    person.post(&format!("/api/orders/{code}/review"), body).await
}

/// The reviews of a deal as a person sees them.
async fn exchange(person: &Person, code: &str) -> Value {
    person.get(&format!("/api/orders/{code}/review")).await.with(200)
}

/// What everybody reads about a person.
async fn about(reader: &Person, person: &Person) -> Value {
    reader.get(&format!("/api/users/{}/reviews", person.handle)).await.with(200)
}

async fn replies(person: &Person, code: &str, text: &str) -> Answer {
    person.post(&format!("/api/orders/{code}/review/reply"), json!({"text": text})).await
}

/// What `tawar check` finds.
async fn check_finds_nothing(app: &TestApp) {
    let checks = tawar::integrity::examine(&app.db, &crate::support::secret(), None).await.unwrap();
    let late = ["outbox", "deliveries"];
    let found: Vec<String> = checks
        .iter()
        .filter(|check| check.findings() > 0 && !late.contains(&check.what))
        .map(ToString::to_string)
        .collect();
    assert!(found.is_empty(), "{found:?}");
}
