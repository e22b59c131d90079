//! Who may mediate, what they see, and what is recorded of it.

use serde_json::json;

use super::{answered, dispute, mediates, ruling, seen, staff};
use crate::deals::books_are_right;
use crate::support::{TestApp, count, run_sql};

#[actix_web::test]
async fn dewi_takes_the_case_joins_the_room_and_asks_for_a_photo() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, agus) = (staff(&app, "Dewi").await, staff(&app, "Agus").await);
    let code = answered(&sari, &budi).await;
    let cases = dewi.get("/api/admin/disputes?filter=free").await.with(200);
    assert_eq!(cases["disputes"][0]["order"], json!(code));
    mediates(&dewi, &code, "take", json!({})).await.with(200);
    assert_eq!(
        agus.get("/api/admin/disputes?filter=free").await.with(200)["pagination"]["total"],
        0
    );
    mediates(&dewi, &code, "messages", json!({"text": "Halo"})).await.is_problem(409);
    mediates(&dewi, &code, "join", json!({})).await.with(200);
    mediates(&dewi, &code, "messages", json!({"text": "Halo, saya Dewi dari tim."}))
        .await
        .with(200);
    mediates(&dewi, &code, "notes", json!({"text": "Penjual pernah kena kasus serupa."}))
        .await
        .with(200);
    let due = (app.clock.now() + chrono::Duration::days(1)).to_rfc3339();
    let ask = json!({"party": "buyer", "text": "Minta foto layar dari dekat.", "due": due});
    mediates(&dewi, &code, "evidence", ask).await.with(200);
    let photo = budi.uploads_photo().await;
    let proof = json!({"text": "Ini retaknya dari dekat.", "photos": [photo]});
    dispute(&budi, &code, "evidence", proof).await.with(200);

    let at_budi = seen(&budi, &code).await;
    let text = at_budi.to_string();
    assert!(text.contains("saya Dewi") && text.contains("foto layar"), "{text}");
    assert!(!text.contains("pernah kena kasus"), "notes are the staff's: {text}");
    assert_eq!(at_budi["looks"][0]["by"], "Dewi", "the parties see who read the room");
    let file = dewi.get(&format!("/api/admin/disputes/{code}")).await.with(200);
    assert_eq!(file["whole"], true);
    assert!(file.to_string().contains("pernah kena kasus"));
    // In the room it is a system message: nobody else can write one.
    let room = budi.get(&format!("/api/orders/{code}")).await.with(200)["order"]["room"].clone();
    let history = budi.reads_history(&room, "").await;
    let said =
        history.iter().find(|it| it["text"].as_str().unwrap().contains("saya Dewi")).unwrap();
    assert_eq!((&said["sender"], &said["kind"]), (&json!(null), &json!("system")));
    books_are_right(&app).await;
    let log = dewi.get("/api/admin/audit").await.with(200);
    let acts: Vec<&str> = log["audit"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["action"].as_str().unwrap())
        .collect();
    for act in ["looked", "taken", "joined", "said", "noted", "asked"] {
        assert!(acts.contains(&act), "{acts:?}");
    }
    assert!(!log.to_string().contains("pernah kena kasus"), "no words in the log");
}

#[actix_web::test]
async fn who_is_a_party_or_shares_a_browser_with_one_has_no_part_in_it() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let (dewi, agus) = (staff(&app, "Dewi").await, staff(&app, "Agus").await);
    let code = answered(&sari, &budi).await;
    run_sql(&app, format!("update users set role = 'moderator' where id = '{}'", sari.id)).await;
    for user in [&agus.id, &budi.id] {
        let sql = format!(
            "insert into browsers (token_hash, user_id, seen_at) values ('\\x01', '{user}', '{}')",
            app.clock.now().to_rfc3339()
        );
        run_sql(&app, sql).await;
    }
    for person in [&sari, &agus] {
        person.get(&format!("/api/admin/disputes/{code}")).await.is_problem(403);
        mediates(person, &code, "ruling", ruling("pay", json!({}))).await.is_problem(403);
        mediates(person, &code, "notes", json!({"text": "Catatan yang panjang."}))
            .await
            .is_problem(403);
    }
    mediates(&dewi, &code, "take", json!({})).await.with(200);
    let log = sari.get("/api/admin/audit").await.with(200);
    assert_eq!(log["audit"], json!([]), "nor does she see what is done about it");
    mediates(&dewi, &code, "take", json!({"to": "agus"})).await.is_problem(422);
    budi.get(&format!("/api/admin/disputes/{code}")).await.is_problem(403);
    assert_eq!(count(&app, "select count(*) from dispute_rulings").await, 0);
}

#[actix_web::test]
async fn the_pages_work_without_scripts() {
    let app = TestApp::with_fixed_clock().await;
    let (sari, budi) = app.sari_and_budi().await;
    let dewi = staff(&app, "Dewi").await;
    let code = super::arrived(&sari, &budi).await;
    for lang in ["id", "en"] {
        let page = budi.reads_page(&format!("/pesanan/{code}/sengketa"), lang).await;
        assert_eq!(page.status, 200, "{}", page.text);
    }
    dispute(&budi, &code, "", super::complaint()).await.with(201);
    let answer = json!({"text": "Waktu dikemas masih mulus, Kak."});
    dispute(&sari, &code, "answer", answer).await.with(200);
    for address in [
        "/admin/sengketa".to_owned(),
        format!("/admin/sengketa/{code}"),
        format!("/admin/sengketa/{code}/lembar"),
        "/admin/audit".to_owned(),
    ] {
        for lang in ["id", "en"] {
            let page = dewi.reads_page(&address, lang).await;
            assert_eq!(page.status, 200, "{address}: {}", page.text);
        }
        assert_eq!(budi.reads_page(&address, "id").await.status, 403);
    }
    let version =
        dewi.get(&format!("/api/admin/disputes/{code}")).await.with(200)["dispute"]["version"]
            .to_string();
    let fields = [
        ("outcome", "split"),
        ("percent", "25"),
        ("reason", "both_at_fault"),
        ("text", "Keduanya ikut andil, lihat chat."),
        ("version", version.as_str()),
    ];
    let ruled = dewi.submits_form(&format!("/admin/sengketa/{code}/putusan"), &fields).await;
    assert_eq!(ruled.status, 303, "{}", ruled.text);
    let page = sari.reads_page(&format!("/pesanan/{code}/sengketa"), "id").await;
    assert!(page.text.contains("25% uang kembali ke pembeli"), "{}", page.text);
}
