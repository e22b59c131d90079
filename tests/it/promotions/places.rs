//! Where a promoted listing is shown, to whom, and until when.

use chrono::Duration;
use serde_json::{Value, json};

use super::{asks, books_are_right, promotes, promotions, waits_for};
use crate::support::{Browser, TestApp, id_of, run_sql, texts, wait_until};

/// The listings of a page in the order of its cards, and which of them are labelled.
async fn cards(reader: &Browser, path: &str) -> (Vec<String>, Vec<String>) {
    let page = reader.opens(path).await.text;
    let (mut all, mut labelled) = (Vec::new(), Vec::new());
    for card in page.split("<article class=\"listing").skip(1) {
        let card = card.split("</article>").next().unwrap();
        let id = card.split("data-listing=\"").nth(1).unwrap().split('"').next().unwrap();
        all.push(id.to_owned());
        if card.contains("ad-mark") {
            assert!(card.contains("Iklan"), "{card}");
            labelled.push(id.to_owned());
        }
    }
    (all, labelled)
}

fn first_is(found: &(Vec<String>, Vec<String>), listing: &Value) -> bool {
    found.0.first().is_some_and(|id| id == id_of(listing))
}

#[actix_web::test]
async fn a_bumped_camera_is_first_and_labelled_until_its_end_and_not_a_second_longer() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    app.clock.advance(Duration::minutes(5));
    let newer = budi.posts(json!({"title": "Kamera saku baru"})).await;
    app.wait_for_outbox().await;
    let visitor = app.browser();
    let feeds = ["/", "/cari", "/kategori/kamera", "/kategori/elektronik?kondisi=bagus&kota=32.73"];
    for path in feeds {
        let before = cards(&visitor, path).await;
        assert!(before.1.is_empty() && (path == "/" || first_is(&before, &newer)), "{path}");
    }
    // Asked for, it is not shown yet: only once it is paid.
    asks(&sari, &camera, "bump", 24).await.with(201);
    assert!(cards(&visitor, "/cari").await.1.is_empty());
    let promotion = promotes(&sari, &camera, "bump", 24).await;
    assert_eq!((&promotion["amount"], &promotion["kind"]), (&json!(10_000), &json!("bump")));
    for path in feeds {
        let found = cards(&visitor, path).await;
        assert!(first_is(&found, &camera), "{path}: {found:?}");
        assert_eq!(found.1, [id_of(&camera)], "{path}: labelled, and alone");
        let shown = found.0.iter().filter(|id| *id == id_of(&camera)).count();
        assert_eq!(shown, 1 + usize::from(path == "/" && found.0.len() > 3), "{path}: {found:?}");
    }
    // Who searches with words, or in an order of their own, or beyond its filters, sees no paid place.
    for path in [
        "/cari?q=kamera",
        "/kategori/kamera?q=kamera+saku",
        "/cari?sort=price_low",
        "/cari?lat=-6.9&lng=107.6",
        "/cari?kota=31.71",
        "/kategori/kamera?kondisi=seperti_baru",
        "/kategori/sepeda",
    ] {
        assert!(cards(&visitor, path).await.1.is_empty(), "{path}");
    }
    // The page that is kept open needs no scan to end it.
    app.clock.advance(Duration::hours(24) - Duration::seconds(1));
    assert!(first_is(&cards(&visitor, "/cari").await, &camera));
    app.clock.advance(Duration::seconds(1));
    for path in feeds {
        assert!(cards(&visitor, path).await.1.is_empty(), "{path}");
    }
    waits_for(&sari, &camera, "ended").await;
    books_are_right(&app).await;
}

#[actix_web::test]
async fn a_banner_is_on_the_page_of_its_category_and_the_one_above_only() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, _budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    promotes(&sari, &camera, "banner", 48).await;
    let visitor = app.browser();
    let id = texts(&app, "select id::text from placements".into()).await.remove(0);
    let link = format!("href=\"{}?iklan={id}\"", camera["url"].as_str().unwrap());
    let has_banner = async |path: &str| {
        let page = visitor.opens(path).await.text;
        page.contains("banner-ad") && page.contains(&link)
    };
    assert!(has_banner("/kategori/kamera").await);
    assert!(has_banner("/kategori/elektronik").await);
    for path in ["/", "/cari", "/kategori/sepeda", "/kategori/kamera?q=kamera"] {
        assert!(!visitor.opens(path).await.text.contains("banner-ad"), "{path}");
    }
    // What left the market is not shown, and is again when it comes back before the end.
    sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.with(204);
    assert!(!has_banner("/kategori/kamera").await);
    run_sql(&app, "update listings set status = 'active'".into()).await;
    assert!(has_banner("/kategori/kamera").await);
}

#[actix_web::test]
async fn three_who_paid_take_turns_in_two_places_and_a_listing_stays_for_as_long_as_its_place() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let mut goods = Vec::new();
    for title in ["Kamera saku", "Kamera instan", "Kamera bambu"] {
        goods.push(sari.posts(json!({"title": title})).await);
    }
    let soon = "update listings set expires_at = now() + interval '2 hours'";
    run_sql(&app, soon.to_owned()).await;
    for camera in &goods {
        promotes(&sari, camera, "bump", 48).await;
    }
    let (visitor, mut shown) = (app.browser(), std::collections::HashMap::new());
    for _ in 0..60 {
        app.clock.advance(Duration::minutes(30));
        for id in cards(&visitor, "/cari").await.1 {
            *shown.entry(id).or_insert(0) += 1;
        }
    }
    assert_eq!(shown.values().sum::<i32>(), 120, "two places, always taken: {shown:?}");
    assert!(shown.len() == 3 && shown.values().all(|n| *n >= 20), "{shown:?}");
}

/// The promotion that the first labelled link of a page names.
fn ad_of(page: &str) -> &str {
    page.split("?iklan=").nth(1).unwrap_or_default().split('"').next().unwrap_or_default()
}

#[actix_web::test]
async fn who_bought_a_place_reads_what_it_brought_without_their_own_looks() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    promotes(&sari, &camera, "bump", 48).await;
    let (rara, program) = (app.browser(), app.browser());
    let page = rara.opens("/bantuan").await;
    assert_eq!(page.status, 404, "it has its cookie now");
    for _ in 0..3 {
        let page = rara.opens("/kategori/kamera").await.text;
        rara.opens(&format!("{}?iklan={}", camera["url"].as_str().unwrap(), ad_of(&page))).await;
        // One that forgets its cookies, as programs do, and Sari herself.
        program.cookies.borrow_mut().clear();
        program.opens("/kategori/kamera").await;
        sari.reads_page("/kategori/kamera", "id").await;
    }
    // An address that names another listing's place counts nothing there.
    let other = budi.posts(json!({"title": "Lensa 50 mm"})).await;
    let page = rara.opens("/kategori/kamera").await.text;
    rara.opens(&format!("{}?iklan={}", other["url"].as_str().unwrap(), ad_of(&page))).await;
    budi.opens_chat(&camera).await;
    let figures = async || {
        let it = promotions(&sari, &camera).await[0].clone();
        (
            it["seen"].as_i64().unwrap(),
            it["opened"].as_i64().unwrap(),
            it["chats"].as_i64().unwrap(),
        )
    };
    let limit = std::time::Duration::from_secs(40);
    app.clock.advance(Duration::hours(1));
    wait_until("all looks are written", limit, async || figures().await.1 > 0).await;
    assert_eq!(figures().await, (1, 1, 1));
}
