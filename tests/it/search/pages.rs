//! Pages of results while others vanish: what a reader has not seen yet is never skipped.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::search;
use crate::support::{TestApp, between, clone_listings, run_sql};

fn ids(found: &Value) -> Vec<String> {
    found["listings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["id"].as_str().unwrap().to_owned())
        .collect()
}

/// Every id from the second page on, as a reader goes from page to page.
async fn read_on(app: &TestApp, query: &str, first: &Value) -> Vec<String> {
    let (mut seen, mut page) = (Vec::new(), 1);
    let mut next = first["next"].clone();
    while let Some(after) = next.as_str() {
        page += 1;
        let found = search(app, &format!("{query}&limit=5&page={page}&after={after}")).await;
        seen.extend(ids(&found));
        next = found["next"].clone();
        assert!(page < 20, "the pages end");
    }
    seen
}

#[actix_web::test]
async fn nothing_is_skipped_when_listings_of_the_pages_before_vanish() {
    for meili in [true, false] {
        let app =
            if meili { TestApp::with_search().await } else { TestApp::with_search_at(None).await };
        let sari = app.person("Sari").await;
        for n in 1..=24 {
            let change = json!({"title": format!("Kamera nomor{n}"), "price": 100_000 * n, "min_price": null});
            sari.posts(change).await;
        }
        app.wait_for_outbox().await;
        // Which of the first page vanish; the last one among them is the hard case.
        for (query, vanishing) in [
            ("sort=newest", [0, 1, 2]),
            ("sort=price_low", [2, 3, 4]),
            ("q=kamera", [0, 2, 3]),
            ("sort=price_high", [0, 1, 4]),
            ("lat=-6.87&lng=107.61", [2, 3, 4]),
        ] {
            let all = ids(&search(&app, &format!("{query}&limit=100")).await);
            let first = search(&app, &format!("{query}&limit=5")).await;
            assert_eq!(ids(&first), all[..5], "{query}");
            assert_eq!(first["next"], json!(all[4]), "{query}");
            for at in vanishing {
                sari.delete(&format!("/api/listings/{}", all[at])).await.with(204);
            }
            app.wait_for_outbox().await;
            let seen: BTreeSet<String> = read_on(&app, query, &first).await.into_iter().collect();
            let missed: Vec<&String> = all[5..].iter().filter(|id| !seen.contains(*id)).collect();
            assert!(missed.is_empty(), "{query}, Meilisearch {meili}: {missed:?}");
            // Without a key that differs, a listing is rather shown twice than never.
            if query.starts_with("sort=") {
                let again: Vec<&String> = all[..5].iter().filter(|id| seen.contains(*id)).collect();
                assert!(again.len() <= 1, "{query}, Meilisearch {meili}: shown again {again:?}");
            }
        }
        // Page numbers work as before, and a listing that is unknown changes nothing.
        let plain = ids(&search(&app, "sort=newest&limit=4&page=2").await);
        let unknown = format!("sort=newest&limit=4&page=2&after={}", uuid::Uuid::now_v7());
        assert_eq!(ids(&search(&app, &unknown).await), plain);
        let end = search(&app, "sort=newest&limit=4&page=3").await;
        assert_eq!(end["next"], Value::Null);
        app.get("/api/listings?after=x").await.is_problem(422);
    }
}

/// The slugs of the cards of a page.
fn slugs(page: &str) -> BTreeSet<String> {
    page.split("href=\"/barang/")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once('"')?.0.to_owned()))
        .collect()
}

#[actix_web::test]
async fn the_links_of_the_pages_skip_nothing_either() {
    let app = TestApp::with_search_at(None).await;
    let (sari, budi) = app.sari_and_budi().await;
    sari.posts(json!({})).await;
    clone_listings(&app, 59).await;
    run_sql(
        &app,
        format!("insert into likes (user_id, listing_id, created_at) select '{}', id, now() from listings", budi.id),
    )
    .await;
    for path in ["/cari?q=kamera", "/kategori/kamera", "/suka"] {
        run_sql(&app, "update listings set status = 'active'".into()).await;
        let (mut address, mut seen, mut vanished) =
            (path.to_owned(), BTreeSet::new(), BTreeSet::new());
        loop {
            let page = budi.get(&address).await;
            assert_eq!(page.status, 200, "{address}: {}", page.text);
            let shown = slugs(&page.text);
            let gone: Vec<String> = shown.iter().take(3).cloned().collect();
            seen.extend(shown);
            let link = page.text.split("<a href=\"").find_map(|rest| {
                let (url, rest) = rest.split_once('"')?;
                rest.starts_with(" rel=\"next\"").then(|| url.replace("&amp;", "&"))
            });
            let Some(next) = link else { break };
            for slug in gone {
                run_sql(
                    &app,
                    format!("update listings set status = 'removed' where slug = '{slug}'"),
                )
                .await;
                vanished.insert(slug);
            }
            assert!(next.contains("after="), "{next}");
            address = next;
        }
        assert_eq!(seen.len(), 60, "{path}");
    }
    assert!(
        between(&budi.get("/cari?q=kamera").await.text, "page=2&amp;after=", "\"").is_some()
            || between(&budi.get("/cari?q=kamera").await.text, "page=2&after=", "\"").is_some()
    );
}
