//! The overview and the forms of the panel.

use serde_json::json;

use super::{imposes, report};
use crate::disputes::staff;
use crate::support::{Browser, TestApp, count, id_of, run_sql, texts};

/// A browser of somebody of the staff.
async fn at_the_panel(app: &TestApp, name: &str) -> Browser {
    let browser = app.browser();
    browser.signs_up(name).await;
    run_sql(app, format!("update users set role = 'moderator' where name = '{name}'")).await;
    browser
}

#[actix_web::test]
async fn the_overview_names_what_waits_and_counts_what_there_is() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let camera = sari.posts(json!({})).await;
    let quiet = dewi.get("/api/admin/overview").await.with(200);
    assert_eq!(quiet["attention"], json!([]));
    assert_eq!((&quiet["figures"]["users"], &quiet["figures"]["listings"]), (&json!(3), &json!(1)));
    report(&budi, json!({"listing": id_of(&camera)}), "penipuan", "").await.with(201);
    budi.offers(&camera, 1_100_000).await.with(201);
    let busy = dewi.get("/api/admin/overview").await.with(200);
    assert_eq!(busy["attention"][0]["concern"], "reports");
    assert!(busy["attention"][0]["due_at"].is_string());
    let days = busy["days"].as_array().unwrap();
    assert_eq!(days.len(), 30);
    assert_eq!((&days[29]["users"], &days[29]["offers"]), (&json!(3), &json!(1)));
    let page = dewi.reads_page("/admin", "id").await;
    assert!(page.text.contains("1 laporan menunggu"), "{}", page.text);
    budi.get("/api/admin/overview").await.is_problem(403);
}

#[actix_web::test]
async fn a_report_is_settled_somebody_suspended_and_a_sanction_lifted_with_forms_alone() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = at_the_panel(&app, "Dewi").await;
    let camera = sari.posts(json!({})).await;
    report(&budi, json!({"listing": id_of(&camera)}), "spam", "Dipasang terus").await.with(201);
    let case = texts(&app, "select id::text from report_cases".into()).await[0].clone();
    let list = dewi.opens("/admin/laporan").await;
    assert!(list.text.contains(&case) && list.text.contains("1 pelapor"));
    let page = format!("/admin/laporan/{case}");
    assert!(dewi.opens(&page).await.text.contains("Dipasang terus"));
    let fields =
        [("action", "mute"), ("days", ""), ("text", "Cukup sekali saja, Kak."), ("version", "1")];
    let refused = dewi.submits(&page, &fields).await;
    assert_eq!(refused.header("location"), page, "a mute needs an end");
    let fields =
        [("action", "warn"), ("days", "7"), ("text", "Cukup sekali saja, Kak."), ("version", "1")];
    assert_eq!(dewi.submits(&page, &fields).await.header("location"), "/admin/laporan");
    assert!(dewi.opens("/admin/laporan?filter=decided").await.text.contains(&case));

    let file = format!("/admin/orang/{}", sari.handle);
    let fields = [
        ("kind", "suspend"),
        ("days", "3"),
        ("reason", "spam"),
        ("message", "Istirahat dulu tiga hari."),
    ];
    assert_eq!(dewi.submits(&format!("{file}/sanksi"), &fields).await.header("location"), file);
    sari.get("/api/users/me").await.is_problem(401);
    let suspension = texts(&app, "select id::text from sanctions where kind = 'suspend'".into())
        .await[0]
        .clone();
    assert!(dewi.opens(&file).await.text.contains(&suspension));
    dewi.submits(&format!("/admin/sanksi/{suspension}/cabut"), &[]).await;
    assert_eq!(count(&app, "select count(*) from users where suspended_until > now()").await, 0);
    for page in ["/admin", "/admin/banding", "/admin/orang?q=sari", "/admin/audit"] {
        assert_eq!(dewi.opens(page).await.status, 200, "{page}");
    }
}

#[actix_web::test]
async fn no_page_of_the_panel_asks_for_each_row() {
    let app = TestApp::without_jobs().await;
    let sari = app.person("Sari").await;
    let dewi = staff(&app, "Dewi").await;
    let mut seen = Vec::new();
    for round in 0..2 {
        for n in 0..4 {
            let title = format!("Kamera {round}-{n}");
            let listing = sari.posts(json!({ "title": title })).await;
            let budi = app.person(&format!("Budi {round} {n}")).await;
            report(&budi, json!({"listing": id_of(&listing)}), "spam", "").await.with(201);
            report(&budi, json!({"user": sari.handle}), "spam", "").await.with(201);
            imposes(&dewi, &budi, "warning", json!({})).await.with(201);
        }
        let mut counts = Vec::new();
        for page in ["/admin", "/admin/laporan", "/admin/orang", "/admin/banding"] {
            let queries = app
                .queries_of(async {
                    assert_eq!(dewi.reads_page(page, "id").await.status, 200);
                })
                .await;
            counts.push(queries.len());
        }
        seen.push(counts);
    }
    assert_eq!(seen[0], seen[1], "twice the rows, as many queries");
}
