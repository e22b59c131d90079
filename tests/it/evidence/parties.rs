//! Budi downloads the evidence of his order, and Hakim, who has no account, verifies it at `/bukti`.

use reqwest::header::{CONTENT_TYPE, ORIGIN};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use tawar::base::crypto::SecretKey;
use tawar::care::evidence::{Exporter, Signer};

use super::{agreed_deal, id};
use crate::support::{Answer, Person, TestApp, count};

async fn code_of(person: &Person) -> String {
    let orders = person.get("/api/orders?role=seller").await.with(200);
    orders["orders"][0]["code"].as_str().unwrap().to_owned()
}

fn form_of(bytes: &[u8]) -> Vec<u8> {
    let head = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bukti.json\"\r\n\
                Content-Type: application/json\r\n\r\n";
    [head.as_bytes(), bytes, b"\r\n--XX--\r\n"].concat()
}

/// A visitor who has the page open uploads a file.
async fn request_of(app: &TestApp, path: &str, bytes: &[u8]) -> RequestBuilder {
    let visitor = app.browser();
    visitor.opens("/bukti").await;
    visitor
        .request(Method::POST, path)
        .header(CONTENT_TYPE, "multipart/form-data; boundary=XX")
        .header(ORIGIN, &visitor.origin)
        .body(form_of(bytes))
}

async fn uploads(app: &TestApp, path: &str, bytes: &[u8]) -> Answer {
    Answer::of(request_of(app, path, bytes).await).await
}

async fn verifies(app: &TestApp, text: &str) -> Value {
    uploads(app, "/api/evidence/verify", text.as_bytes()).await.with(200)
}

#[actix_web::test]
async fn the_two_parties_download_their_room_and_nobody_else() {
    let app = TestApp::open().await;
    let (sari, budi, _, _) = agreed_deal(&app).await;
    let rara = app.person("Rara").await;
    let code = code_of(&sari).await;
    let path = format!("/api/orders/{code}/evidence");
    for party in [&sari, &budi] {
        let answer = party.get(&path).await;
        let name = format!("attachment; filename=\"bukti-{code}.json\"");
        assert_eq!(answer.header("content-disposition"), name);
        let bundle = answer.with(200);
        assert_eq!(bundle["deals"][0]["code"], json!(code));
        assert_eq!(bundle["room"]["buyer"]["handle"], json!(budi.handle));
    }
    rara.get(&path).await.is_problem(404);
    app.get(&path).await.is_problem(401);
    rara.get("/api/orders/ORD-20260101-XXXX/evidence").await.is_problem(404);
    let page = budi.reads_page(&format!("/pesanan/{code}"), "id").await.text;
    assert!(page.contains(&path) && page.contains("Unduh bukti"), "{page}");
}

#[actix_web::test]
async fn hakim_learns_what_holds_and_which_row_was_changed_first() {
    let app = TestApp::open().await;
    let (sari, budi, _, _) = agreed_deal(&app).await;
    let text = budi.get(&format!("/api/orders/{}/evidence", code_of(&sari).await)).await.text;
    let whole = verifies(&app, &text).await;
    assert_eq!((&whole["genuine"], &whole["bundle"]["ours"]), (&json!(true), &json!(true)));
    assert_eq!(
        (&whole["bundle"]["messages"], &whole["bundle"]["without_text"]),
        (&json!(9), &json!(1))
    );
    assert!(whole["bundle"]["first_at"].as_str() <= whole["bundle"]["last_at"].as_str());

    let changed_by = async |change: &dyn Fn(&mut Value)| {
        let mut bundle: Value = serde_json::from_str(&text).unwrap();
        change(&mut bundle);
        let verdict = verifies(&app, &bundle.to_string()).await;
        assert_eq!((&verdict["genuine"], &verdict["bundle"]), (&json!(false), &Value::Null));
        verdict["changed"].clone()
    };
    let message = |changed: &Value| changed["message"].as_i64();
    // One byte of a text.
    let one = changed_by(&|b| b["messages"][1]["words"] = json!("Masih, mulus 👍")).await;
    assert_eq!(message(&one), Some(2));
    assert!(
        one["row"].as_str().unwrap().contains('2')
            && one["text"].as_str().unwrap().contains("diubah"),
        "{one}"
    );
    let removed = changed_by(&|b| drop(b["messages"].as_array_mut().unwrap().remove(4))).await;
    assert_eq!(message(&removed), Some(5));
    let turned = changed_by(&|b| b["messages"].as_array_mut().unwrap().swap(2, 3)).await;
    assert_eq!(message(&turned), Some(3));
    let record = changed_by(&|b| b["deals"][0]["amount"] = json!(1)).await;
    assert!(
        message(&record).is_none() && record["row"].as_str().unwrap().contains("ORD-"),
        "{record}"
    );
    let forged = changed_by(&|b| b["head"]["signature"] = json!("00".repeat(64))).await;
    assert!(forged["text"].as_str().unwrap().contains("tanda tangan"), "{forged}");
    let other_key = changed_by(&|b| b["public_key"] = json!("00".repeat(32))).await;
    assert!(other_key["text"].is_string());
}

#[actix_web::test]
async fn a_bundle_that_somebody_signed_with_a_key_of_their_own_is_not_vouched_for() {
    let app = TestApp::open().await;
    let (_, _, _, room) = agreed_deal(&app).await;
    let stranger =
        Signer::new(&SecretKey::new(b"the secret of a forger, long enough".to_vec())).unwrap();
    let (encryption, room) = (app.encryption.clone(), id(&room));
    let bundle = app
        .db
        .read(move |conn| {
            let exporter = Exporter { encryption: &encryption, signer: &stranger, site: "tawar" };
            exporter.export(conn, room, chrono::Utc::now())
        })
        .await
        .unwrap();
    let text = serde_json::to_string(&bundle).unwrap();
    let verdict = verifies(&app, &text).await;
    assert_eq!((&verdict["genuine"], &verdict["bundle"]["ours"]), (&json!(false), &json!(false)));
    let page = uploads(&app, "/bukti", text.as_bytes()).await;
    assert_eq!(page.status, 200);
    assert!(page.text.contains("Bukan tanda tangan situs ini"), "{}", page.text);
}

#[actix_web::test]
async fn what_is_no_bundle_or_too_large_is_refused_and_nothing_is_stored() {
    let app = TestApp::open().await.on_fresh_connections();
    for text in
        ["", "bukan json", "{}", "[]", "null", "{\"version\":1}", "{\"version\":2}", "\u{1F600}"]
    {
        uploads(&app, "/api/evidence/verify", text.as_bytes()).await.is_problem(422);
        assert_eq!(uploads(&app, "/bukti", text.as_bytes()).await.status, 422, "{text:?}");
    }
    uploads(&app, "/api/evidence/verify", &[0xff, 0xfe, 0x00]).await.is_problem(422);
    let request = app.http.post(app.url("/api/evidence/verify"));
    Answer::of(request.json(&json!({"file": "x"}))).await.is_problem(422);
    let large = vec![b' '; 50 * 1024 * 1024];
    for path in ["/api/evidence/verify", "/bukti"] {
        let request = request_of(&app, path, &large).await;
        // The server may close the connection before it has read all of it.
        if let Ok(answer) = request.send().await {
            assert_eq!(answer.status(), 413, "{path}");
        }
    }
    assert_eq!(count(&app, "select count(*) from photos").await, 0);
    app.get("/healthz").await;
}

#[actix_web::test]
async fn the_page_works_without_scripts_in_both_languages() {
    let app = TestApp::open().await;
    let (sari, budi, _, _) = agreed_deal(&app).await;
    let text = budi.get(&format!("/api/orders/{}/evidence", code_of(&sari).await)).await.text;
    let visitor = app.browser();
    let page = visitor.opens("/bukti").await;
    assert!(page.text.contains("enctype=\"multipart/form-data\""), "{}", page.text);
    let said = uploads(&app, "/bukti", text.as_bytes()).await.text;
    assert!(said.contains("Utuh.") && said.contains(&format!("@{}", budi.handle)), "{said}");
    let changed = text.replacen("Ketemu di Braga", "Ketemu di Dago", 1);
    let said = uploads(&app, "/bukti", changed.as_bytes()).await.text;
    assert!(said.contains("Tidak utuh.") && said.contains("Pesan nomor"), "{said}");
    assert!(!said.contains("Dago") && !said.contains(&budi.handle), "{said}");
}
