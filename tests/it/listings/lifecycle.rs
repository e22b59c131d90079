//! From the first post to the deletion: editing, liking, reserving, expiring.

use chrono::Duration;
use reqwest::Method;
use serde_json::{Value, json};
use tawar::market::listings;

use super::{found, path, photos, text, uploads, with_photos};
use crate::support::{TestApp, camera};

#[actix_web::test]
async fn sari_posts_edits_and_deletes_a_listing_and_budi_sees_each_step() {
    let app = TestApp::open().await;
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
    let app = TestApp::open().await;
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
    let app = TestApp::open().await;
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
    let app = TestApp::open().await;
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
    assert_eq!(
        sari.post("/api/listings", changed).await.with(201)["listing"]["title"],
        camera()["title"]
    );
    app.wait_for_outbox().await;
    assert_eq!(found(&app, "").await, 1);
    let theirs = with_photos(&uploads(&budi, 1).await, &json!({"id": id}));
    budi.post("/api/listings", theirs).await.is_problem(409);
}
