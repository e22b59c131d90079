//! The inbox of somebody with more rooms than a page has.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Person, TestApp, between, clone_listings, count};

const ROOMS: usize = 130;

/// Budi writes to Sari about each of 130 listings.
async fn many_rooms(app: &TestApp) -> (Person, Person) {
    let (sari, budi) = app.sari_and_budi().await;
    sari.posts(json!({})).await;
    clone_listings(app, i64::try_from(ROOMS).unwrap() - 1).await;
    let mut page = 1;
    while let found =
        budi.get(&format!("/api/listings?sort=newest&limit=100&page={page}")).await.with(200)
        && !found["listings"].as_array().unwrap().is_empty()
    {
        for listing in found["listings"].as_array().unwrap() {
            budi.posts_message(listing, "Masih ada, Kak?").await.with(201);
        }
        page += 1;
    }
    (sari, budi)
}

async fn inbox(who: &Person, query: &str) -> Value {
    who.get(&format!("/api/rooms?{query}")).await.with(200)
}

fn ids(page: &Value) -> Vec<String> {
    page["rooms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect()
}

#[actix_web::test]
async fn rooms_beyond_the_first_hundred_can_be_read_and_opening_all_empties_the_badge() {
    // Without Meilisearch the search shows the copies at once.
    let app = TestApp::with_search_at(None).await;
    let (sari, budi) = many_rooms(&app).await;
    assert_eq!(count(&app, "select count(*) from rooms").await, 130);

    let first = inbox(&sari, "").await;
    assert_eq!((ids(&first).len(), &first["unread"]), (100, &json!(130)));
    let next = first["next"].as_str().unwrap().to_owned();
    // A room that moves up between two pages makes none of the others vanish.
    let moved = ids(&inbox(&sari, &format!("after={next}")).await)[3].clone();
    let listing =
        count(&app, format!("select count(*) from rooms where id = '{moved}' and seller_read = 0"))
            .await;
    assert_eq!(listing, 1);
    let about = inbox(&budi, &format!("after={next}")).await["rooms"][3]["listing"].clone();
    budi.posts_message(&about, "Kak?").await.with(201);
    let second = inbox(&sari, &format!("after={next}")).await;
    assert_eq!((ids(&second).len(), &second["next"]), (29, &Value::Null));
    let all: BTreeSet<String> =
        ids(&first).into_iter().chain(ids(&second)).chain([moved]).collect();
    assert_eq!(all.len(), ROOMS);

    let mut small = BTreeSet::new();
    let mut query = "limit=7".to_owned();
    let mut pages = 0;
    loop {
        let page = inbox(&sari, &query).await;
        small.extend(ids(&page));
        pages += 1;
        let Some(next) = page["next"].as_str() else { break };
        query = format!("limit=7&after={next}");
    }
    assert_eq!((small, pages), (all.clone(), 19));
    sari.get("/api/rooms?after=x").await.is_problem(422);

    // The pages, without scripts.
    let page = sari.get("/chat").await.text;
    assert_eq!(page.matches("class=\"inbox-row\"").count(), 100);
    let older = between(&page, "href=\"/chat?after=", "\"").unwrap().to_owned();
    let page = sari.get(&format!("/chat?after={older}")).await.text;
    assert_eq!(page.matches("class=\"inbox-row\"").count(), 30);
    assert!(!page.contains("href=\"/chat?after="), "the last page has no link to another");
    let page = sari.get(&format!("/chat?tab=menjual&after={older}")).await.text;
    assert_eq!(page.matches("class=\"inbox-row\"").count(), 30);
    let page = sari.get("/chat?tab=menjual").await.text;
    assert!(
        page.contains("href=\"/chat?tab=menjual&amp;after=")
            || page.contains("href=\"/chat?tab=menjual&after=")
    );
    assert_eq!(sari.get("/chat?after=x").await.text.matches("class=\"inbox-row\"").count(), 100);

    let mut last = String::new();
    for room in &all {
        last = sari.get(&format!("/chat/{room}")).await.text;
    }
    assert!(last.contains("data-unread hidden"), "the page of the last room shows an empty badge");
    let read = inbox(&sari, "").await;
    assert_eq!(read["unread"], 0);
    assert!(read["rooms"].as_array().unwrap().iter().all(|row| row["unread"] == 0));
}
