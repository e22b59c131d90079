//! Points: who earns them, who loses them again, and who sees them.

mod board;
mod corruption;
mod earning;
mod histories;
mod links;

use serde_json::{Value, json};
use tawar::base::ids::DealId;
use tawar::community::points;

use crate::support::{Person, TestApp};

/// The buyer gets something of the seller at a meeting, and confirms it; the id of the deal.
async fn trades(app: &TestApp, seller: &Person, buyer: &Person) -> DealId {
    let camera = seller.posts(json!({})).await;
    let wish = json!({"listing_id": camera["id"], "buy_now": true});
    let order = buyer.post("/api/orders", wish).await.with(201)["order"].clone();
    confirms(buyer, &order).await;
    app.wait_for_outbox().await;
    order["id"].as_str().unwrap().parse().unwrap()
}

async fn confirms(person: &Person, order: &Value) {
    let path = format!("/api/orders/{}/status", order["code"].as_str().unwrap());
    person.put(&path, json!({"status": "completed"})).await.with(200);
}

async fn stats(person: &Person) -> Value {
    person.get(&format!("/api/stats/{}", person.handle)).await.with(200)
}

/// Points as a seller and as a buyer.
async fn points_of(person: &Person) -> [i64; 2] {
    let stats = stats(person).await;
    [&stats["points_seller"], &stats["points_buyer"]].map(|points| points.as_i64().unwrap())
}

/// The accounts of everybody were made long ago.
async fn all_are_old(app: &TestApp) {
    crate::evidence::sql(app, "update users set created_at = created_at - interval '400 days'")
        .await;
}

/// What `tawar check` finds about points.
async fn found(app: &TestApp) -> Vec<String> {
    app.db.read(points::audit).await.unwrap()
}

/// The deal is undone, or completed again, and the points hear of it.
async fn becomes(app: &TestApp, deal: DealId, completed: bool) {
    let (status, outcome) =
        if completed { ("completed", "handed_over") } else { ("cancelled", "void") };
    let sql =
        format!("update deals set status = '{status}', outcome = '{outcome}' where id = '{deal}'");
    crate::evidence::sql(app, sql).await;
    follow(app, deal).await;
}

async fn follow(app: &TestApp, deal: DealId) {
    points::follow(&app.db, vec![deal], app.clock.now()).await.unwrap();
}

async fn review(app: &TestApp) {
    points::review(&app.db, app.clock.now()).await.unwrap();
}
