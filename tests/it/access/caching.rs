//! What browsers may keep: nothing of a member's.

use tawar::routes::SITEMAP;

use super::Fixtures;
use crate::support::TestApp;

/// Addresses whose answers are the same for everybody and which say so themselves.
const SHARED: &[&str] = &["/static/", "/foto/", "/api/regions", "/api/marketplace/regions"];

#[actix_web::test]
async fn nothing_that_a_member_sees_is_kept_by_the_browser() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let fixtures = Fixtures::of(&sari, &rara).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let visitor = app.browser();
    for entry in SITEMAP.iter().filter(|entry| entry.method == "GET" && entry.path != "/ws") {
        let address = fixtures.address(entry);
        if SHARED.iter().any(|start| address.starts_with(start)) {
            continue;
        }
        let answer = budi.opens(&address).await;
        assert_eq!(answer.header("cache-control"), "no-store", "{address}: {}", answer.status);
        let rule = visitor.opens(&address).await.header("cache-control").to_owned();
        assert!(["no-store", "private, no-cache"].contains(&rule.as_str()), "{address}: {rule}");
    }
    let home = visitor.opens("/").await;
    assert_eq!(home.header("cache-control"), "private, no-cache");
    assert!(home.header("vary").contains("accept-language, cookie"), "{}", home.header("vary"));
    assert_eq!(visitor.opens("/atur-ulang?token=x").await.header("cache-control"), "no-store");
    let photo = sari.uploads("f.jpg", &crate::support::a_photo(80, 80)).await.with(201);
    let photo = visitor.opens(photo["url"].as_str().unwrap()).await;
    assert_eq!(photo.header("cache-control"), "public, max-age=31536000, immutable");
    let gone = visitor.opens(&format!("/foto/{}-l.webp", "0".repeat(64))).await;
    assert_eq!((gone.status.as_u16(), gone.header("cache-control")), (404, "no-store"));
}

#[actix_web::test]
async fn over_tls_browsers_are_told_to_stay_on_it() {
    let app = TestApp::open().await;
    assert_eq!(app.get("/").await.header("strict-transport-security"), "");
    let app =
        TestApp::with_config(|config| config.public_url = Some("https://tawar.example".into()))
            .await;
    assert_eq!(app.get("/").await.header("strict-transport-security"), "max-age=31536000");
}
