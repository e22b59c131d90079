//! How people have traded, and the badges that follow.

use chrono::Duration;
use serde_json::json;
use tawar::base::ids::UserId;
use tawar::community::badges;
use tawar::trade::track_record::{self, TrackRecord};

use super::{bought, completes, handed_over};
use crate::support::{Person, TestApp, run_sql};

/// Computes every record now.
async fn refreshes(app: &TestApp) {
    run_sql(app, "update track_records set due_at = '2020-01-01'".into()).await;
    badges::refresh_due(&app.db, app.clock.now()).await.unwrap();
}

async fn record(app: &TestApp, person: &Person) -> TrackRecord {
    let id: UserId = person.id.parse().unwrap();
    app.db.read(move |conn| track_record::of(conn, id)).await.unwrap()
}

#[actix_web::test]
async fn how_soon_sari_answers_is_known_after_five_answers() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    for n in 1..=5 {
        let camera = sari.posts(json!({"title": format!("Kamera {n}")})).await;
        budi.posts_message(&camera, "Masih ada?").await.with(201);
        budi.posts_message(&camera, "Halo?").await.with(201);
        app.clock.advance(Duration::minutes(n));
        let said = json!({"id": uuid::Uuid::now_v7(), "text": "Masih, Kak"});
        sari.post(&format!("/api/chat/{}?buyer={}", camera["id"].as_str().unwrap(), budi.id), said)
            .await
            .with(201);
    }
    refreshes(&app).await;
    let own = record(&app, &sari).await;
    assert_eq!((own.replies, own.reply_seconds), (5, Some(180)), "{own:?}");
    assert_eq!((own.chats_asked, own.chats_answered), (5, 5));
    assert_eq!(record(&app, &budi).await.chats_asked, 0, "who asks is not asked");
    let profile = budi.get(&format!("/api/users/{}", sari.handle)).await.with(200);
    assert_eq!(profile["badges"], json!(["responsif"]));
    let page = budi.reads_page(&format!("/profil/{}", sari.handle), "id").await.text;
    assert!(page.contains("Biasanya membalas dalam 3 menit (dari 5 balasan)"), "{page}");
    assert!(page.contains("Responsif"));
    let mine = sari.reads_page("/profil/saya", "id").await.text;
    assert!(mine.contains("Lencanamu") && mine.contains("Kamu punya"), "{mine}");
    // Nothing changes when it is computed again.
    refreshes(&app).await;
    assert_eq!(record(&app, &sari).await, own);
}

#[actix_web::test]
async fn what_is_not_answered_for_a_day_counts_and_what_is_fresh_does_not() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    budi.posts_message(&camera, "Masih ada?").await.with(201);
    refreshes(&app).await;
    assert_eq!(record(&app, &sari).await.chats_asked, 0);
    app.clock.advance(Duration::hours(25));
    refreshes(&app).await;
    let own = record(&app, &sari).await;
    assert_eq!((own.chats_asked, own.chats_answered, own.replies), (1, 0, 0));
}

#[actix_web::test]
async fn agreements_that_were_kept_and_not_are_counted_for_who_is_to_blame() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    for _ in 0..3 {
        handed_over(&sari, &budi).await;
    }
    let off = bought(&sari, &budi, json!({})).await;
    budi.put(&format!("/api/orders/{off}/status"), json!({"status": "cancelled"})).await.with(200);
    // Budi does not pay for a parcel.
    bought(&sari, &budi, json!({"delivery": ["kirim"]})).await;
    app.clock.advance(Duration::days(2));
    app.deals().lapse_due().await.unwrap();
    refreshes(&app).await;
    let (seller, buyer) = (record(&app, &sari).await, record(&app, &budi).await);
    assert_eq!((seller.completed, seller.called_off, seller.let_lapse), (3, 0, 0), "{seller:?}");
    assert_eq!((buyer.completed, buyer.called_off, buyer.let_lapse), (3, 1, 1), "{buyer:?}");
    assert_eq!((seller.completed_lately, seller.sendings, buyer.sendings), (3, 3, 0));
    assert_eq!(buyer.completion_percent(), Some(60));
    assert_eq!(seller.completion_percent(), None, "three are too few");
    let page = sari.reads_page("/profil/budi", "id").await.text;
    assert!(page.contains("Menyelesaikan 3 dari 5 kesepakatan"), "{page}");
    let few = budi.reads_page("/profil/sari", "id").await.text;
    assert!(few.contains("Belum cukup kesepakatan untuk dihitung: baru 3"), "{few}");
}

#[actix_web::test]
async fn who_does_not_come_has_missed_a_meeting() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = bought(&sari, &budi, json!({})).await;
    let plan = json!({"place": "Stasiun Bandung", "region": "32.73", "at": app.clock.now() + Duration::hours(2)});
    let path = format!("/api/orders/{code}/meetup");
    budi.put(&path, plan).await.with(200);
    sari.put(&path, json!({"accept": 1})).await.with(200);
    app.clock.advance(Duration::hours(2));
    sari.post(&format!("/api/orders/{code}/arrived"), json!({})).await.with(200);
    app.clock.advance(Duration::minutes(31));
    sari.post(&format!("/api/orders/{code}/no-show"), json!({})).await.with(200);
    refreshes(&app).await;
    let (seller, buyer) = (record(&app, &sari).await, record(&app, &budi).await);
    assert_eq!((seller.meetings_kept, seller.meetings_missed), (1, 0));
    assert_eq!((buyer.meetings_kept, buyer.meetings_missed), (0, 1));
}

#[actix_web::test]
async fn the_end_of_a_deal_has_both_records_computed_soon() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = bought(&sari, &budi, json!({})).await;
    let due = "select count(*) from track_records where due_at <= clock_timestamp()";
    assert_eq!(crate::support::count(&app, due).await, 0, "a day after the sign-up");
    completes(&budi, &code).await;
    let computed =
        "select count(*) from track_records where completed = 1 or due_at <= clock_timestamp()";
    crate::support::wait_for_count(&app, computed, 2).await;
}
