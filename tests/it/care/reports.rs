//! What people report, and what the staff decides.

use serde_json::json;

use super::{decides, report, waiting};
use crate::disputes::staff;
use crate::support::{TestApp, chat_between_sari_and_budi, count, id_of, run_sql, texts};

#[actix_web::test]
async fn two_buyers_report_a_gun_and_the_listing_is_gone_its_owner_warned_and_both_are_told() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (rara, dewi) = (app.person("Rara").await, staff(&app, "Dewi").await);
    let gun = sari.posts(json!({"title": "Senapan angin laras panjang"})).await;
    let target = json!({"listing": gun["slug"]});
    let first = report(&budi, target.clone(), "barang_terlarang", "").await.with(201);
    assert_eq!(first["report"]["status"], "pending");
    report(&rara, target.clone(), "lainnya", "Ini senjata, Kak.").await.with(201);
    let again = report(&budi, target.clone(), "spam", "").await.with(201);
    assert_eq!(again["report"]["id"], first["report"]["id"], "one case, one report each");
    assert_eq!(count(&app, "select count(*) from reports").await, 2);

    let cases = waiting(&dewi).await;
    assert_eq!((cases.len(), &cases[0]["reports"]), (1, &json!(2)));
    let due = "select (extract(epoch from due_at - opened_at) / 3600)::int::text from report_cases";
    assert_eq!(texts(&app, due.into()).await, ["4"], "prohibited goods are urgent");
    decides(&dewi, &cases[0], "remove", json!({"version": cases[0]["version"]})).await.with(204);
    assert!(waiting(&dewi).await.is_empty());
    let twice = decides(&dewi, &cases[0], "dismiss", json!({})).await;
    twice.is_problem(409);

    budi.get(&format!("/api/listings/{}", id_of(&gun))).await.is_problem(404);
    let own = sari.get(&format!("/api/listings/{}", id_of(&gun))).await.with(200);
    assert_eq!(own["listing"]["status"], "removed");
    let imposed = "select kind || ' ' || reason from sanctions";
    assert_eq!(texts(&app, imposed.into()).await, ["warning barang_terlarang"]);
    let told = "select recipient from mails where subject like '%hasil laporanmu%' order by 1";
    assert_eq!(texts(&app, told.into()).await.len(), 0, "nobody proved an address");
    let browser = sari.reads_page("/", "id").await;
    assert!(browser.text.contains("/akun/keputusan"), "every page tells Sari");
    let why = sari.reads_page("/akun/keputusan", "id").await;
    assert!(why.text.contains("Ini melanggar aturan situs, Kak."), "{}", why.text);
    assert!(budi.reads_page("/akun/laporan", "id").await.text.contains("Sudah ditindak"));
}

#[actix_web::test]
async fn a_message_is_kept_as_it_was_reported_and_goes_when_staff_removes_it() {
    let app = TestApp::open().await;
    let (sari, budi, _, room) = chat_between_sari_and_budi(&app).await;
    let dewi = staff(&app, "Dewi").await;
    let mut at_budi = budi.joins_room(&room).await;
    let mut at_sari = sari.joins_room(&room).await;
    at_sari.sends_message(&room, "Kirim kode OTP-nya dong").await;
    let event = loop {
        let event = at_budi.receives("message").await;
        if event["text"] == "Kirim kode OTP-nya dong" {
            break event;
        }
    };
    let target = json!({"message": event["id"]});
    report(&app.person("Rara").await, target.clone(), "penipuan", "").await.is_problem(404);
    report(&sari, target.clone(), "penipuan", "").await.is_problem(403);
    report(&budi, target, "penipuan", "Minta OTP").await.with(201);
    assert_eq!(
        count(&app, "select count(*) from reports where ciphertext::text like '%OTP%'").await,
        0
    );

    let case = waiting(&dewi).await[0].clone();
    let path = format!("/admin/laporan/{}", case["id"].as_str().unwrap());
    let page = dewi.reads_page(&path, "id");
    assert!(page.await.text.contains("Kirim kode OTP-nya dong"));
    decides(&dewi, &case, "remove", json!({})).await.with(204);
    let gone = at_budi.receives("message").await;
    assert_eq!((&gone["kind"], &gone["target"]), (&json!("deleted"), &event["seq"]));
    let history = budi.reads_history(&room, "").await;
    assert!(history.iter().all(|one| one["text"] != "Kirim kode OTP-nya dong"));
    assert_eq!(count(&app, "select count(*) from sanctions where kind = 'warning'").await, 1);
    crate::support::assert_invariants(&app).await;
}

#[actix_web::test]
async fn only_what_one_may_see_is_reported_and_only_with_a_reason() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    let target = json!({"listing": id_of(&camera)});
    report(&sari, target.clone(), "spam", "").await.is_problem(403);
    report(&budi, json!({}), "spam", "").await.is_problem(404);
    report(&budi, json!({"listing": "tidak-ada"}), "spam", "").await.is_problem(404);
    report(&budi, json!({"user": "tidak-ada"}), "spam", "").await.is_problem(404);
    report(&budi, json!({"user": "sari", "listing": id_of(&camera)}), "spam", "")
        .await
        .is_problem(404);
    report(&budi, target.clone(), "bosan", "").await.is_problem(422);
    report(&budi, target.clone(), "lainnya", "  ").await.is_problem(422);
    report(&budi, target.clone(), "spam", &"a".repeat(1001)).await.is_problem(422);
    assert_eq!(count(&app, "select count(*) from report_cases").await, 0, "nothing is left over");
    report(&budi, json!({"user": sari.handle}), "palsu", "").await.with(201);
    report(&budi, target, "spam", "").await.with(201);
    assert_eq!(count(&app, "select count(*) from report_cases").await, 2);
    let deleted = camera["slug"].as_str().unwrap();
    sari.delete(&format!("/api/listings/{}", id_of(&camera))).await.with(204);
    report(&budi, json!({"listing": deleted}), "spam", "").await.is_problem(404);
}

#[actix_web::test]
async fn of_twenty_reports_at_once_one_case_comes_and_of_two_decisions_one_counts() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    let camera = sari.posts(json!({})).await;
    let mut people = Vec::new();
    for n in 0..8 {
        people.push(app.person(&format!("Pembeli {n}")).await);
    }
    let target = json!({"listing": id_of(&camera)});
    let all = people.iter().map(|one| report(one, target.clone(), "palsu", ""));
    for answer in futures_util::future::join_all(all).await {
        answer.with(201);
    }
    assert_eq!(count(&app, "select count(*) from report_cases").await, 1);
    assert_eq!(count(&app, "select count(*) from reports").await, 8);
    let case = waiting(&dewi).await[0].clone();
    let (one, other) = futures_util::join!(
        decides(&dewi, &case, "warn", json!({})),
        decides(&wayan, &case, "suspend", json!({"days": 7}))
    );
    let mut statuses = [one.status.as_u16(), other.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 409]);
    assert_eq!(count(&app, "select count(*) from sanctions").await, 1);
    assert_eq!(
        count(&app, "select count(*) from audit_log where action = 'decided_report'").await,
        1
    );
}

#[actix_web::test]
async fn who_mostly_reports_without_ground_is_noticed_and_hurries_nobody() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    for n in 0..5 {
        let listing = sari.posts(json!({"title": format!("Kamera nomor {n}")})).await;
        report(&budi, json!({"listing": id_of(&listing)}), "penipuan", "").await.with(201);
        let case = waiting(&dewi).await[0].clone();
        decides(&dewi, &case, "dismiss", json!({})).await.with(204);
    }
    let listing = sari.posts(json!({"title": "Kamera terakhir"})).await;
    report(&budi, json!({"listing": id_of(&listing)}), "penipuan", "").await.with(201);
    let due = "select (extract(epoch from due_at - opened_at) / 3600)::int::text from report_cases \
               where status = 'pending'";
    assert_eq!(texts(&app, due.into()).await, ["24"]);
    let case = waiting(&dewi).await[0].clone();
    let path = format!("/admin/laporan/{}", case["id"].as_str().unwrap());
    let page = dewi.reads_page(&path, "id");
    assert!(page.await.text.contains("sering tidak terbukti"));
    // Somebody who is right mostly makes it urgent again.
    let rara = app.person("Rara").await;
    report(&rara, json!({"listing": id_of(&listing)}), "penipuan", "").await.with(201);
    assert_eq!(texts(&app, due.into()).await, ["4"]);
}

#[actix_web::test]
async fn staff_does_not_decide_about_itself_and_members_do_not_decide() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, wayan) = (staff(&app, "Dewi").await, staff(&app, "Wayan").await);
    report(&budi, json!({"user": dewi.handle}), "penipuan", "").await.with(201);
    let case = waiting(&wayan).await[0].clone();
    decides(&dewi, &case, "dismiss", json!({})).await.is_problem(403);
    decides(&sari, &case, "dismiss", json!({})).await.is_problem(403);
    // A moderator is sanctioned by the owner only.
    decides(&wayan, &case, "warn", json!({})).await.is_problem(403);
    decides(&wayan, &case, "remove", json!({})).await.is_problem(422);
    run_sql(&app, format!("update users set role = 'owner' where id = '{}'", wayan.id)).await;
    decides(&wayan, &case, "warn", json!({})).await.with(204);
    assert_eq!(count(&app, "select count(*) from sanctions where kind = 'warning'").await, 1);
}

#[actix_web::test]
async fn the_form_reports_without_scripts_and_keeps_what_was_typed() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let slug = camera["slug"].as_str().unwrap();
    let browser = app.browser();
    browser.signs_up("Budi").await;
    let page = browser.opens(&format!("/barang/{slug}")).await;
    assert!(page.text.contains(&format!("/lapor?listing={slug}")));
    let form = format!("/lapor?listing={slug}&next=/barang/{slug}");
    assert_eq!(browser.opens(&form).await.status, 200);
    let next = format!("/barang/{slug}");
    let fields = [("listing", slug), ("next", &*next), ("reason", ""), ("text", "Foto curian")];
    let again = browser.submits("/lapor", &fields).await;
    assert_eq!(again.status, 422);
    assert!(again.text.contains("Foto curian"));
    let fields =
        [("listing", slug), ("next", &*next), ("reason", "palsu"), ("text", "Foto curian")];
    let done = browser.submits("/lapor", &fields).await;
    assert_eq!((done.status.as_u16(), done.header("location")), (303, &*next));
    assert!(browser.opens("/akun/laporan").await.text.contains("Kamera"));
    assert_eq!(browser.opens("/lapor?listing=tidak-ada").await.status, 404);
}
