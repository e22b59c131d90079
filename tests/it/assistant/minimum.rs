//! The minimum is disclosed nowhere.

use serde_json::json;
use tawar::routes::SITEMAP;

use super::{MINIMUM, ask_assistant, post_camera_with_mandate};
use crate::support::{TestApp, count, id_of, wait_for_count};

#[actix_web::test]
async fn the_minimum_is_disclosed_nowhere() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera =
        post_camera_with_mandate(&sari, json!({"auto_accept": true, "style": "cepat"})).await;
    let mut seen = String::new();
    for amount in [500_000, 800_000, MINIMUM - 1, MINIMUM - 1] {
        seen += &ask_assistant(&budi, &camera, amount).await.text;
    }
    let room = seen.split("\"room\":\"").nth(1).unwrap()[..36].to_owned();
    let mut at_budi = budi.connects().await;
    at_budi.joins(&json!(room), None).await;
    let rara = app.person("Rara").await;
    seen += &ask_assistant(&rara, &camera, 1_250_000).await.text;
    wait_for_count(&app, "select count(*) from deals", 1).await;
    let deal = rara.get("/api/orders").await.with(200)["orders"][0]["code"].clone();
    // Every page and answer of the site map, for both parties and for a visitor.
    for entry in SITEMAP.iter().filter(|entry| entry.method == "GET" && entry.path != "/ws") {
        let address = entry
            .path
            .replace("{slug}", camera["slug"].as_str().unwrap())
            .replace("{room}", &room)
            .replace("{code}", deal.as_str().unwrap())
            .replace("{handle}", &sari.handle)
            .replace("{listing}", id_of(&camera))
            .replace("{id}", id_of(&camera));
        if address.contains('{') {
            continue;
        }
        for reader in [&budi, &rara] {
            seen += &reader.get(&address).await.text;
        }
        seen += &app.get(&address).await.text;
    }
    seen += &at_budi.receives("message").await.to_string();
    assert!(seen.len() > 100_000, "many pages were checked");
    for canary in ["913337", "913.337", "913,337"] {
        assert!(!seen.contains(canary), "{canary}");
    }
    // In Postgres it is in its own column only: not in terms, receipts, events or messages.
    let tables = "select count(*) from information_schema.tables where table_schema = 'public'";
    assert!(count(&app, tables).await > 30);
    let elsewhere = "select coalesce(sum((xpath('/row/n/text()', query_to_xml(format( \
        'select count(*) as n from %I t where (to_jsonb(t) - ''min_price'')::text like ''%%913337%%''', table_name), \
        false, true, '')))[1]::text::bigint), 0) from information_schema.tables \
        where table_schema = 'public' and table_type = 'BASE TABLE'";
    assert_eq!(count(&app, elsewhere).await, 0);
    // The query works: it finds the number once in its own column.
    assert_eq!(count(&app, elsewhere.replace(" - ''min_price''", "")).await, 1);
}
