//! From the first post to the deletion: editing, liking, reserving, expiring.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tawar::market::listings;

use super::{found, path, photos, text, uploads, with_photos};
use crate::support::{TestApp, assert_invariants, between, id_of};

#[actix_web::test]
async fn sari_posts_edits_and_deletes_a_listing_and_budi_sees_each_step() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let posted = sari
        .posts(json!({"title": "  Kamera   analog ", "tags": ["Analog", "analog", "35mm"]}))
        .await;
    assert_eq!(
        (&posted["title"], &posted["tags"]),
        (&json!("Kamera analog"), &json!(["35mm", "analog"]))
    );
    assert_eq!((&posted["status"], &posted["version"]), (&json!("active"), &json!(1)));
    assert_eq!(posted["region"]["city"], "Kota Bandung");
    assert_eq!(
        (&posted["seller"]["name"], &posted["parent_category"]),
        (&json!("Sari"), &json!("elektronik"))
    );
    let by_name = budi.get(&format!("/api/listings/{}", text(&posted["slug"]))).await.with(200);
    assert_eq!(by_name["listing"]["id"], posted["id"]);

    let change = json!({"title": "Kamera analog, mulus", "price": 1_100_000, "modes": ["jual", "barter"], "wanted": "Sepeda"});
    let photos: Vec<Value> = photos(&posted).into_iter().cloned().collect();
    let edited =
        sari.put(&path(&posted), with_photos(&photos, &change)).await.with(200)["listing"].clone();
    let seen = budi.get(&path(&posted)).await.with(200)["listing"].clone();
    assert_eq!(
        (&seen["title"], &seen["price"], &seen["version"]),
        (&json!("Kamera analog, mulus"), &json!(1_100_000), &json!(2))
    );
    assert_eq!(
        (&seen["wanted"], &seen["slug"]),
        (&json!("Sepeda"), &edited["slug"]),
        "the slug is unchanged"
    );

    for _ in 0..2 {
        assert_eq!(
            sari.delete(&path(&posted)).await.status,
            204,
            "deleting twice has the same answer"
        );
    }
    budi.get(&path(&posted)).await.is_problem(404);
    assert_eq!(app.browser().opens(text(&posted["url"])).await.status, 404);
    let own = sari.get(&path(&posted)).await.with(200);
    assert_eq!(own["listing"]["status"], "inactive", "its owner still sees it");
    budi.post(&format!("{}/like", path(&posted)), json!({})).await.is_problem(404);

    let back = sari.put(&path(&posted), with_photos(&photos, &change)).await.with(200);
    assert_eq!(back["listing"]["status"], "active", "saved again it is active again");
    budi.get(&path(&posted)).await.with(200);
}

#[actix_web::test]
async fn a_like_counts_once_for_each_person_and_a_second_click_removes_it() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let camera = sari.posts(json!({})).await;
    let like = format!("{}/like", path(&camera));
    assert_eq!(
        budi.post(&like, json!({})).await.with(200),
        json!({"liked": true, "like_count": 1})
    );
    assert_eq!(
        rara.post(&like, json!({})).await.with(200),
        json!({"liked": true, "like_count": 2})
    );
    assert_eq!(
        budi.post(&like, json!({})).await.with(200),
        json!({"liked": false, "like_count": 1})
    );
    let clicks = (0..9).map(|_| budi.post(&like, json!({})));
    for click in futures_util::future::join_all(clicks).await {
        click.with(200);
    }
    assert_eq!(
        sari.get(&path(&camera)).await.with(200)["listing"]["like_count"],
        2,
        "nine fast clicks are one like"
    );
}

#[actix_web::test]
async fn a_reserved_listing_can_be_neither_edited_nor_deleted_until_the_deal_is_cancelled() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_200_000).await.with(201);
    let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
    let own: Vec<Value> = photos(&camera).into_iter().cloned().collect();
    let change = with_photos(&own, &json!({"price": 9_000_000}));
    sari.put(&path(&camera), change.clone()).await.is_problem(409);
    sari.delete(&path(&camera)).await.is_problem(409);
    let form = "application/x-www-form-urlencoded";
    let refused = sari
        .sends(Method::POST, &format!("{}/hapus", text(&camera["url"])), form, Vec::new())
        .await;
    assert_eq!((refused.status.as_u16(), refused.header("location")), (303, text(&camera["url"])));
    let held = budi.get(&path(&camera)).await.with(200);
    assert_eq!(
        (&held["listing"]["status"], &held["listing"]["price"]),
        (&json!("reserved"), &json!(1_250_000))
    );

    let code = text(&agreed["deal"]["code"]);
    sari.sends(Method::POST, &format!("/pesanan/{code}/batal"), form, b"reason=Batal".to_vec())
        .await;
    sari.put(&path(&camera), change).await.with(200);
    assert_eq!(sari.delete(&path(&camera)).await.status, 204);
}

#[actix_web::test]
async fn a_listing_expires_after_thirty_days_and_is_active_for_thirty_more_when_sari_saves_it_again()
 {
    let app = TestApp::with_fixed_clock().await;
    let (mut sari, mut budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    app.clock.advance(Duration::days(30) - Duration::seconds(1));
    assert_eq!(listings::expire_due(&app.db, app.clock.now()).await.unwrap(), 0);
    app.clock.advance(Duration::seconds(1));
    assert_eq!(listings::expire_due(&app.db, app.clock.now()).await.unwrap(), 1);
    for person in [&mut sari, &mut budi] {
        let login = json!({"identifier": person.handle, "password": "kopi tubruk"});
        person.token = text(&app.post("/api/auth/login", login).await.with(200)["token"]).into();
    }
    budi.get(&path(&camera)).await.is_problem(404);
    assert_eq!(sari.get(&path(&camera)).await.with(200)["listing"]["status"], "expired");
    budi.offers(&camera, 1_000_000).await.is_problem(404);
    app.wait_for_outbox().await;
    assert_eq!(found(&app, "q=kamera").await, 0);

    let own: Vec<Value> = photos(&camera).into_iter().cloned().collect();
    let saved = sari.put(&path(&camera), with_photos(&own, &json!({}))).await.with(200);
    assert_eq!(saved["listing"]["status"], "active");
    let expires: chrono::DateTime<chrono::Utc> =
        text(&saved["listing"]["expires_at"]).parse().unwrap();
    assert_eq!(expires, app.clock.now() + Duration::days(30));
    app.wait_for_outbox().await;
    assert_eq!(found(&app, "q=kamera").await, 1);
}

#[actix_web::test]
async fn posting_again_with_the_same_id_changes_nothing() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let id = uuid::Uuid::now_v7();
    let own = uploads(&sari, 1).await;
    let listing = with_photos(&own, &json!({"id": id}));
    let posts =
        futures_util::future::join_all((0..4).map(|_| sari.post("/api/listings", listing.clone())))
            .await;
    for post in posts {
        assert_eq!(post.with(201)["listing"]["id"], json!(id));
    }
    let changed = with_photos(&own, &json!({"id": id, "title": "Judul lain"}));
    sari.post("/api/listings", changed).await.is_problem(409);
    app.wait_for_outbox().await;
    assert_eq!(found(&app, "").await, 1);
    let theirs = with_photos(&uploads(&budi, 1).await, &json!({"id": id}));
    budi.post("/api/listings", theirs).await.is_problem(409);
}

#[actix_web::test]
async fn the_listings_of_a_suspended_seller_are_nowhere_until_the_suspension_ends() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    budi.offers(&camera, 1_100_000).await.with(201);
    let id = id_of(&camera);
    let plan = json!({"step": 10_000, "days": 1, "lowest": 1_100_000});
    sari.put(&format!("/api/listings/{id}/drop"), plan).await.with(200);
    app.wait_for_outbox().await;
    let rara = app.person("Rara").await;
    let page = format!("/barang/{}", camera["slug"].as_str().unwrap());
    let shown = async || {
        let browser = app.browser();
        [
            browser.opens("/").await.text.contains("Kamera analog"),
            browser.opens("/cari?q=kamera").await.text.contains(&page),
            browser.opens(&page).await.status == 200,
            browser.opens(&format!("/profil/{}", sari.handle)).await.text.contains(&page),
            rara.get(&format!("/api/listings/{id}")).await.status == 200,
        ]
    };
    assert_eq!(shown().await, [true; 5]);

    crate::accounts::suspend_for_days(&app, &sari, 3).await;
    app.wait_for_outbox().await;
    assert_eq!(shown().await, [false; 5]);
    app.clock.advance(chrono::Duration::days(2));
    let (db, now) = (app.db.clone(), app.clock.now());
    assert_eq!(tawar::bargaining::price_drops::drop_due(&db, now).await.unwrap(), 0);
    assert_eq!(rara.offers(&camera, 1_000_000).await.status, 404);

    app.clock.advance(chrono::Duration::days(2));
    let now = app.clock.now();
    assert_eq!(tawar::market::listings::apply_ended_suspensions(&db, now).await.unwrap(), 1);
    assert_eq!(tawar::market::listings::apply_ended_suspensions(&db, now).await.unwrap(), 0);
    app.wait_for_outbox().await;
    assert_eq!(shown().await, [true; 5]);
    assert_invariants(&app).await;
}

#[actix_web::test]
async fn who_talked_about_a_deleted_listing_is_told_that_it_is_gone_not_that_somebody_has_it() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.with(204);
    app.wait_for_outbox().await;
    let row = budi.get("/api/rooms").await.with(200)["rooms"][0].clone();
    assert_eq!(row["badge"]["key"], "chat-badge-gone", "{row}");
    let refused = budi.moves(&made["negotiation"], "withdraw", None).await;
    refused.is_problem(409);
    assert_eq!(refused.body["detail"], "Barang ini sudah tidak ditawarkan.");
}

#[actix_web::test]
async fn the_second_tab_does_not_put_back_the_price_of_the_first() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let photo = text(&uploads(&sari, 1).await[0]).to_owned();
    let id = fresh_id();
    let send = async |path: &str, version: &str, price: &str| {
        let fields = [
            ("id", id.as_str()),
            ("title", "Kamera analog"),
            ("description", "Punya bapak, shutter normal."),
            ("category", "kamera"),
            ("condition", "bagus"),
            ("modes", "jual"),
            ("delivery", "cod"),
            ("region", "32.73.02"),
            ("price", price),
            ("photo_id", &photo),
            ("version", version),
        ];
        let part = |(name, value): &(&str, &str)| {
            format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let body = fields.iter().map(part).collect::<String>() + "--XX--\r\n";
        let kind = "multipart/form-data; boundary=XX";
        sari.sends(Method::POST, path, kind, body.into_bytes()).await
    };
    let price = async || {
        app.get(&format!("/api/listings/{id}")).await.with(200)["listing"]["price"].clone()
    };
    let version = |page: &str| between(page, "name=\"version\" value=\"", "\"").unwrap().to_owned();
    let posted = send("/jual", "", "1.250.000").await;
    assert_eq!(posted.status, 303, "{}", posted.text);
    // Back, change, send again: the change is what she wants; sent twice it is the same.
    for _ in 0..2 {
        assert_eq!(send("/jual", "", "1,2jt").await.status, 303);
        assert_eq!(price().await, json!(1_200_000));
    }
    let edit = format!("/jual/{id}/edit");
    let seen = version(&sari.get(&edit).await.text);
    assert_eq!(send(&edit, &seen, "1.100.000").await.status, 303);
    let second = send(&edit, &seen, "1.200.000").await;
    assert_eq!(second.status, 409);
    assert!(second.text.contains("sudah berubah di tab"), "{}", second.text);
    assert!(second.text.contains("value=\"1.200.000\""), "what she typed is kept");
    assert_eq!(price().await, json!(1_100_000));
    assert_eq!(send(&edit, &version(&second.text), "1.200.000").await.status, 303);
    assert_eq!(price().await, json!(1_200_000));

    // The API: the same draft again changes nothing, another one under its id is refused, and so is an old version.
    let other = uploads(&sari, 1).await;
    let mut draft = with_photos(&other, &json!({"id": fresh_id()}));
    let first = sari.post("/api/listings", draft.clone()).await.with(201);
    assert_eq!(sari.post("/api/listings", draft.clone()).await.with(201), first);
    draft["price"] = json!(1_500_000);
    sari.post("/api/listings", draft.clone()).await.is_problem(409);
    draft["version"] = json!(7);
    sari.put(&path(&first["listing"]), draft.clone()).await.is_problem(409);
    draft["version"] = first["listing"]["version"].clone();
    sari.put(&path(&first["listing"]), draft).await.with(200);
}

fn fresh_id() -> String {
    tawar::base::ids::ListingId::fresh().to_string()
}

#[actix_web::test]
async fn budi_finds_what_he_liked_again_until_it_is_gone() {
    let app = TestApp::with_search().await;
    let (sari, budi) = app.sari_and_budi().await;
    assert!(budi.get("/suka").await.text.contains("Belum ada yang kamu suka"));
    let mut liked = Vec::new();
    for title in ["Lampu meja", "Gitar tua", "Rak buku"] {
        let listing = sari.posts(json!({"title": title})).await;
        budi.post(&format!("{}/like", path(&listing)), json!({})).await.with(200);
        liked.push(listing);
    }
    let page = budi.get("/suka").await.text;
    let places: Vec<usize> =
        ["Rak buku", "Gitar tua", "Lampu meja"].map(|title| page.find(title).expect(title)).into();
    assert!(places.is_sorted(), "the latest first: {places:?}");
    sari.delete(&path(&liked[1])).await.with(204);
    budi.post(&format!("{}/like", path(&liked[0])), json!({})).await.with(200);
    let page = budi.get("/suka").await.text;
    assert!(
        page.contains("Rak buku") && !page.contains("Gitar tua") && !page.contains("Lampu meja")
    );
    assert!(budi.get("/suka?page=2").await.text.contains("Belum ada yang kamu suka"));
    assert_eq!(app.browser().opens("/suka").await.header("location"), "/masuk?next=%2Fsuka");
}
