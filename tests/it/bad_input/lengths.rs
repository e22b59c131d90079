//! A text that its field accepts is accepted; one that is a character longer is refused, by every way in with the same words.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tawar::base::lengths;

use crate::support::{Browser, TestApp, between, camera, id_of};

/// Texts of exactly `n` characters as a field counts them, and the same as browsers send them.
fn texts(n: usize) -> Vec<String> {
    let emoji = "😀".repeat(n / 2) + &"x".repeat(n % 2);
    vec!["x".repeat(n), "é".repeat(n), "€".repeat(n), emoji]
}

/// Several lines: a field counts each break as one, and browsers send it as two.
fn lines(n: usize) -> String {
    let mut text = "a\r\n".repeat(n / 2 - 1);
    text += &"b".repeat(n - (n / 2 - 1) * 2);
    text
}

#[actix_web::test]
async fn a_listing_is_as_long_as_its_fields_accept_and_no_longer() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let photo = sari.uploads_photo().await;
    let post = async |field: &str, text: &str| {
        let mut listing = camera();
        listing["photos"] = json!([photo]);
        listing["modes"] = json!(["jual", "barter"]);
        listing[field] = json!(text);
        if field == "original_source" {
            listing["original_price"] = json!(9_000_000);
        }
        sari.post("/api/listings", listing).await
    };
    for (field, max) in [
        ("title", lengths::TITLE),
        ("description", lengths::DESCRIPTION),
        ("flaw", lengths::FLAW),
        ("brand", lengths::BRAND),
        ("size", lengths::SIZE),
        ("color", lengths::COLOR),
        ("wanted", lengths::WANTED),
        ("original_source", lengths::ORIGINAL_SOURCE),
    ] {
        let mut fitting = texts(max);
        if ["description", "flaw"].contains(&field) {
            fitting.push(lines(max));
        }
        for text in fitting {
            let kept = post(field, &text).await;
            // The photo belongs to the first listing, which is another error.
            let errors = &kept.body["errors"][field];
            assert!(errors.is_null(), "{field}: {errors} {}", text.len());
            let refused = post(field, &format!("{text}z")).await;
            let errors = &refused.body["errors"][field][0];
            assert_eq!(refused.status, 422, "{field}: {}", refused.text);
            let named = errors.as_str().unwrap_or_default();
            assert!(
                named.contains(&max.to_string()) && named.contains("karakter"),
                "{field}: {errors}"
            );
        }
    }
    // Counted as its field counts it, a title of two emoji is long enough.
    assert!(post("title", "👍👍").await.body["errors"]["title"].is_null());
    let stored =
        sari.posts(json!({"title": "👍👍", "description": lines(lengths::DESCRIPTION)})).await;
    assert_eq!(stored["title"], "👍👍");
}

#[actix_web::test]
async fn a_message_that_is_too_long_is_refused_in_the_same_words_by_every_way_in() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let path = format!("/barang/{}/chat", listing["slug"].as_str().unwrap());
    let chat = budi.submits(&path, &[]).await.header("location").to_owned();
    let room = json!(chat.strip_prefix("/chat/").unwrap());
    let buyer = room_buyer(&sari, &room, &budi, &chat).await;
    let mut at_sari = sari.joins_room(&room).await;
    let path = format!("/api/chat/{}?buyer={buyer}", id_of(&listing));
    for text in texts(lengths::MESSAGE).into_iter().chain([lines(lengths::MESSAGE)]) {
        sari.post(&path, json!({"text": text})).await.with(201);
        let id = at_sari.sends_message(&room, &text).await;
        at_sari.receives_ack_of(id).await;
        let form = budi.submits(&chat, &[("text", &text)]).await;
        assert!(!flash(&budi, &chat).await.contains("karakter"), "{}", form.text);

        let long = format!("{text}z");
        let refused = sari.post(&path, json!({"text": long})).await;
        refused.is_problem(422);
        let words = refused.body["detail"].as_str().unwrap().to_owned();
        assert!(words.contains("4096 karakter") || words.contains("4.096 karakter"), "{words}");
        let id = at_sari.sends_message(&room, &long).await;
        assert_eq!(at_sari.receives_error_of(id, "invalid").await["message"], words);
        budi.submits(&chat, &[("text", &long)]).await;
        assert!(flash(&budi, &chat).await.contains(&words));
    }
}

/// Budi's id, from a message of his.
async fn room_buyer(
    sari: &crate::support::Person,
    room: &Value,
    budi: &Browser,
    chat: &str,
) -> String {
    budi.submits(chat, &[("text", "halo")]).await;
    let sent = sari.reads_history(room, "").await;
    sent[0]["sender"].as_str().unwrap().to_owned()
}

/// The message above the page that the form led back to.
async fn flash(browser: &Browser, path: &str) -> String {
    let page = browser.opens(path).await.text;
    between(&page, "role=\"alert\"", "</div>").unwrap_or_default().to_owned()
}

#[actix_web::test]
async fn the_bio_and_the_name_are_as_long_as_their_fields_accept() {
    let app = TestApp::open().await.on_fresh_connections();
    let budi = app.browser();
    budi.signs_up("Budi").await;
    for text in texts(lengths::BIO).into_iter().chain([lines(lengths::BIO)]) {
        let kept = budi.submits("/akun", &[("name", "Budi"), ("bio", &text)]).await;
        assert_eq!(kept.status, 303, "{}", kept.text);
        let refused =
            budi.submits("/akun", &[("name", "Budi"), ("bio", &format!("{text}z"))]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("Paling banyak 500 karakter."), "{}", refused.text);
    }
    for text in texts(lengths::NAME) {
        assert_eq!(budi.submits("/akun", &[("name", &text)]).await.status, 303, "{text}");
        assert_eq!(budi.submits("/akun", &[("name", &format!("{text}z"))]).await.status, 422);
    }
}

/// The `maxlength` of every field of a page, by name.
fn limits(page: &str) -> BTreeMap<String, usize> {
    page.split('<')
        .filter(|tag| tag.starts_with("input") || tag.starts_with("textarea"))
        .filter_map(|tag| {
            let name = between(tag, " name=\"", "\"")?;
            let max = between(tag, "maxlength=\"", "\"")?;
            Some((name.to_owned(), max.parse().ok()?))
        })
        .collect()
}

#[actix_web::test]
async fn the_fields_of_the_pages_have_the_limits_of_the_server() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let path = format!("/barang/{}/chat", listing["slug"].as_str().unwrap());
    let chat = budi.submits(&path, &[]).await.header("location").to_owned();
    let mut all = BTreeMap::new();
    for page in [
        "/jual".to_owned(),
        "/akun".into(),
        "/cari".into(),
        chat,
        listing["url"].as_str().unwrap().into(),
    ] {
        all.extend(limits(&budi.opens(&page).await.text));
    }
    for (name, max) in [
        ("title", lengths::TITLE),
        ("description", lengths::DESCRIPTION),
        ("flaw", lengths::FLAW),
        ("brand", lengths::BRAND),
        ("size", lengths::SIZE),
        ("color", lengths::COLOR),
        ("wanted", lengths::WANTED),
        ("tags", lengths::TAGS),
        ("price", lengths::AMOUNT),
        ("name", lengths::NAME),
        ("bio", lengths::BIO),
        ("q", lengths::SEARCH),
        ("text", lengths::MESSAGE),
        ("note", lengths::OFFER_NOTE),
        ("amount", lengths::AMOUNT),
        ("region_label", lengths::REGION),
    ] {
        assert_eq!(all.get(name), Some(&max), "{name}: {all:?}");
    }
}

#[test]
fn no_template_writes_a_limit_by_hand() {
    let mut pages = vec![std::path::PathBuf::from("templates")];
    while let Some(path) = pages.pop() {
        if path.is_dir() {
            pages.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        for (_, rest) in
            text.match_indices("length=\"").map(|(at, mark)| text.split_at(at + mark.len()))
        {
            assert!(rest.starts_with("{{ length(of="), "{}: {}", path.display(), &rest[..20]);
        }
    }
}
