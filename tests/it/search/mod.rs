//! Search: by words, region and properties, with and without Meilisearch.

mod filters;
mod index;
mod outage;
mod pages;
mod places;
mod privacy;
mod words;

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Person, TestApp};

/// The answer to a search over the API.
async fn search(app: &TestApp, query: &str) -> Value {
    app.get(&format!("/api/listings?{query}")).await.with(200)
}

/// The titles found, in order.
async fn titles(app: &TestApp, query: &str) -> Vec<String> {
    let found = search(app, query).await;
    let listings = found["listings"].as_array().unwrap().iter();
    listings.map(|listing| listing["title"].as_str().unwrap().to_owned()).collect()
}

async fn assert_found(app: &TestApp, query: &str, wanted: &[&str]) {
    let mut found = titles(app, query).await;
    found.sort();
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    assert_eq!(found, wanted, "{query}");
}

/// The longest time that a change may take to reach the index.
const LIMIT: Duration = Duration::from_secs(60);

/// Seven listings in four regions: Coblong and Cipaganti in the city of Bandung, the regency around it, and Jakarta.
async fn post_seven_listings(app: &TestApp) -> Person {
    let sari = app.person("Sari").await;
    let barter = json!({"modes": ["barter"], "price": null, "min_price": null});
    let free = json!({"modes": ["gratis"], "price": null, "min_price": null});
    for (base, change) in [
        (
            json!({}),
            json!({"title": "Kamera analog", "region": "32.73.02.1004", "show_village": true, "tags": ["film"]}),
        ),
        (
            json!({}),
            json!({"title": "Ponsel Samsung", "category": "smartphone", "price": 900_000, "min_price": null, "region": "32.73.02.1001", "condition": "layak_pakai"}),
        ),
        (
            json!({}),
            json!({"title": "Laptop kerja", "category": "laptop", "price": 4_000_000, "region": "32.73", "condition": "seperti_baru", "delivery": ["kirim"]}),
        ),
        (
            json!({}),
            json!({"title": "Sepeda lipat", "category": "sepeda", "price": 1_500_000, "modes": ["jual", "barter"], "region": "32.04", "wanted": "Gitar"}),
        ),
        (barter, json!({"title": "Novel lama", "category": "novel", "region": "31.71"})),
        (
            free,
            json!({"title": "Kulkas kecil", "category": "perabot", "region": "31.71", "condition": "butuh_perbaikan"}),
        ),
        (
            json!({}),
            json!({"title": "Lensa kamera 50mm", "price": 700_000, "min_price": null, "region": "31.71", "delivery": ["cod", "gosend"]}),
        ),
    ] {
        let mut all = base;
        all["description"] = json!("Masih bagus dan terawat.");
        all["flaw"] = json!("");
        all["tags"] = json!([]);
        all.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        sari.posts(all).await;
    }
    app.wait_for_outbox().await;
    sari
}
