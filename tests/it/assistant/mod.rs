//! The assistant answers for Sari while she is away: within her mandate, with a receipt, without disclosing her minimum.

mod chat_command;
mod decisions;
mod language_model;
mod minimum;
mod owner;
mod settings;

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{Answer, Person, TestApp, count, id_of, wait_for_count};

/// Her minimum; a number that occurs nowhere else.
const MINIMUM: i64 = 913_337;

/// Sari's camera for Rp1.250.000 with a minimum and a mandate.
async fn post_camera_with_mandate(sari: &Person, changes: Value) -> Value {
    let camera = sari.posts(json!({"min_price": MINIMUM})).await;
    set_mandate(sari, &camera, changes).await.with(200);
    camera
}

async fn set_mandate(sari: &Person, camera: &Value, changes: Value) -> Answer {
    let mut mandate = json!({"mode": "always", "style": "luwes"});
    mandate.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
    sari.put(&format!("/api/listings/{}/assistant", id_of(camera)), mandate).await
}

async fn ask_assistant(budi: &Person, camera: &Value, amount: i64) -> Answer {
    budi.post("/api/tawar", json!({"listing": camera["id"], "amount": amount})).await
}

/// How many offers about a listing the assistant has answered; each has a receipt.
async fn receipts(app: &TestApp, listing: &Value) -> i64 {
    let of = format!("select count(*) from receipts where listing_id = '{}'", id_of(listing));
    count(app, of).await
}

/// Waits until the assistant has processed every pending offer: it processes them in order, so two more offers that it must
/// answer are answered after them.
async fn wait_for_assistant(app: &TestApp) {
    let (tini, tono) = (app.person("Tini").await, app.person("Tono").await);
    for _ in 0..2 {
        let listing = post_camera_with_mandate(&tini, json!({})).await;
        tono.offers(&listing, 1_000_000).await.with(201);
        app.clock.advance(TimeDelta::seconds(4));
        let answered =
            format!("select count(*) from receipts where listing_id = '{}'", id_of(&listing));
        wait_for_count(app, &answered, 1).await;
    }
}
