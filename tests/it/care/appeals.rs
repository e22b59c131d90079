//! Appeals, decided by somebody else.

use chrono::Duration;
use serde_json::{Value, json};

use super::{decides, imposes, report, waiting};
use crate::disputes::staff;
use crate::support::{Person, TestApp, count, id_of, texts};

async fn appeals(wayan: &Person) -> Vec<Value> {
    wayan.get("/api/admin/appeals").await.with(200)["appeals"].as_array().unwrap().clone()
}

async fn answers(wayan: &Person, appeal: &Value, grant: bool) -> crate::support::Answer {
    let body = json!({"grant": grant, "answer": "Sudah kami tinjau ulang, Kak."});
    wayan.put(&format!("/api/admin/appeals/{}", appeal["id"].as_str().unwrap()), body).await
}

#[actix_web::test]
async fn a_listing_comes_back_on_appeal_with_its_time_and_the_warning_is_lifted() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    let camera = sari.posts(json!({})).await;
    report(&budi, json!({"listing": id_of(&camera)}), "palsu", "").await.with(201);
    decides(&dewi, &waiting(&dewi).await[0].clone(), "remove", json!({})).await.with(204);
    app.clock.advance(Duration::days(5));
    let page = sari.reads_page("/akun/keputusan", "id").await;
    let takedown = texts(&app, "select id::text from takedowns".into()).await[0].clone();
    assert!(page.text.contains(&takedown));
    let text = "Ini asli, saya punya notanya.";
    let form = [("subject", "takedown"), ("id", &*takedown), ("text", text)];
    let browser = app.browser();
    browser.opens("/masuk").await;
    let who = [("identifier", sari.handle.as_str()), ("password", "kopi tubruk")];
    browser.submits("/masuk", &who).await;
    browser.opens("/akun/keputusan").await;
    assert_eq!(browser.submits("/akun/keputusan", &form).await.status, 303);
    browser.submits("/akun/keputusan", &form).await;
    let all = appeals(&wayan).await;
    assert_eq!((all.len(), &all[0]["text"]), (1, &json!(text)));
    answers(&dewi, &all[0], true).await.is_problem(403);
    answers(&budi, &all[0], true).await.is_problem(403);
    answers(&wayan, &all[0], true).await.with(204);
    answers(&wayan, &all[0], false).await.is_problem(409);
    let back = budi.get(&format!("/api/listings/{}", id_of(&camera))).await.with(200);
    assert_eq!(back["listing"]["status"], "active");
    let left = "select extract(day from expires_at - (select decided_at from appeals))::int::text from listings";
    assert_eq!(texts(&app, left.into()).await, ["30"], "as long as it had when it was taken down");
    assert_eq!(count(&app, "select count(*) from sanctions where lifted_at is null").await, 0);
    let read = browser.opens("/akun/keputusan").await;
    assert!(read.text.contains("Dikabulkan.") && read.text.contains("Sudah kami tinjau ulang"));
}

#[actix_web::test]
async fn who_cannot_sign_in_appeals_by_the_link_of_the_sign_in_page_and_of_the_mail() {
    let app = TestApp::with_fixed_clock().await;
    let sari = app.person("Sari").await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    imposes(&dewi, &sari, "ban", json!({})).await.with(201);
    let browser = app.browser();
    browser.opens("/masuk").await;
    let who = [("identifier", sari.handle.as_str()), ("password", "kopi tubruk")];
    let answer = browser.submits("/masuk", &who).await;
    let link = answer.header("location").to_owned();
    assert!(link.starts_with("/keputusan/"), "{link}");
    let page = browser.opens(&link).await;
    assert!(page.text.contains("Kamu minta transfer di luar situs."));
    let sanction = texts(&app, "select id::text from sanctions".into()).await[0].clone();
    let form = [("subject", "sanction"), ("id", &*sanction), ("text", "Akun saya dibajak, Kak.")];
    assert_eq!(browser.submits(&link, &form).await.status, 303);
    // The link opens nothing else, and nobody else's.
    assert!(browser.opens("/akun").await.header("location").starts_with("/masuk"));
    assert_eq!(browser.opens("/keputusan/tebakan").await.status, 404);
    answers(&wayan, &appeals(&wayan).await[0], false).await.with(204);
    assert!(browser.opens(&link).await.text.contains("Tidak dikabulkan."));
    sari.get("/api/users/me").await.is_problem(401);
    app.clock.advance(Duration::hours(3));
    assert_eq!(browser.opens(&link).await.status, 404, "the link is over");
}

#[actix_web::test]
async fn nobody_appeals_for_others_or_against_what_is_over_and_a_lone_moderator_may_answer() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    imposes(&dewi, &sari, "warning", json!({})).await.with(201);
    let sanction = texts(&app, "select id::text from sanctions".into()).await[0].clone();
    let session = |person: &Person| {
        let browser = app.browser();
        let handle = person.handle.clone();
        async move {
            browser.opens("/masuk").await;
            let who = [("identifier", handle.as_str()), ("password", "kopi tubruk")];
            browser.submits("/masuk", &who).await;
            browser.opens("/akun/keputusan").await;
            browser
        }
    };
    let (hers, his) = (session(&sari).await, session(&budi).await);
    let form = [("subject", "sanction"), ("id", &*sanction), ("text", "Saya tidak merasa begitu.")];
    assert_eq!(his.submits("/akun/keputusan", &form).await.status, 404);
    let short = [("subject", "sanction"), ("id", &*sanction), ("text", "Hmm")];
    hers.submits("/akun/keputusan", &short).await;
    assert_eq!(count(&app, "select count(*) from appeals").await, 0);
    hers.submits("/akun/keputusan", &form).await;
    let all = appeals(&dewi).await;
    answers(&dewi, &all[0], true).await.with(204);
    let path = format!("/api/admin/users/{}/sanctions/{sanction}", sari.id);
    dewi.delete(&path).await.with(200);
    assert_eq!(count(&app, "select count(*) from audit_log where action = 'lifted'").await, 1);
    // Reading it ends the note on every page.
    assert!(hers.opens("/").await.text.contains("/akun/keputusan"));
    hers.submits("/akun/keputusan", &[("subject", "")]).await;
    assert!(!hers.opens("/").await.text.contains("/akun/keputusan"));
}

#[actix_web::test]
async fn what_was_withheld_when_it_was_taken_down_is_on_offer_again_when_both_are_over() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    let camera = sari.posts(json!({})).await;
    report(&budi, json!({"listing": id_of(&camera)}), "palsu", "").await.with(201);
    let until = (app.clock.now() + Duration::days(2)).to_rfc3339();
    imposes(&dewi, &sari, "suspend", json!({"until": until})).await.with(201);
    decides(&dewi, &waiting(&dewi).await[0].clone(), "remove", json!({})).await.with(204);
    let takedown = texts(&app, "select id::text from takedowns".into()).await[0].clone();
    let (user, now) = (sari.id.parse().unwrap(), app.clock.now());
    let subject = tawar::care::appeals::AppealSubject::Takedown(takedown.parse().unwrap());
    app.db
        .transaction(move |conn| {
            tawar::care::appeals::appeal(conn, user, subject, "Fotonya asli, Kak.", now)
        })
        .await
        .unwrap();
    answers(&wayan, &appeals(&wayan).await[0], true).await.with(204);
    let status = async || texts(&app, "select status from listings".into()).await;
    assert_eq!(status().await, ["inactive"], "she is suspended still");
    app.clock.advance(Duration::days(3));
    let now = app.clock.now();
    tawar::market::listings::apply_ended_suspensions(&app.db, now).await.unwrap();
    assert_eq!(status().await, ["active"]);
}
