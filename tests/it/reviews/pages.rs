//! The pages of reviews, as browsers without scripts use them.

use reqwest::Method;
use serde_json::json;

use super::{bought, handed_over, reviews};
use crate::support::{Person, TestApp, count, id_of};

/// Sends the form of a review, as browsers send it.
async fn submits(person: &Person, code: &str, fields: &[(&str, &str)]) -> crate::support::Answer {
    let mut body = String::new();
    for (name, value) in fields {
        body +=
            &format!("--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
    }
    body += "--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n--XX--\r\n";
    let path = format!("/pesanan/{code}/ulasan");
    person.sends(Method::POST, &path, "multipart/form-data; boundary=XX", body.into_bytes()).await
}

#[actix_web::test]
async fn budi_reviews_by_a_form_and_sari_reads_it_when_she_wrote_too() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let code = handed_over(&sari, &budi).await;
    let order = budi.reads_page(&format!("/pesanan/{code}"), "id").await.text;
    assert!(
        order.contains("Gimana Sari?") && order.contains(&format!("/pesanan/{code}/ulasan")),
        "{order}"
    );
    let form = budi.reads_page(&format!("/pesanan/{code}/ulasan"), "id").await.text;
    assert!(form.contains("Cepat mengirim") && !form.contains("Cepat membayar"), "{form}");
    let nothing = submits(&budi, &code, &[("comment", "Lupa bintangnya")]).await;
    assert_eq!(nothing.status, 422);
    assert!(
        nothing.text.contains("Pilih satu sampai lima bintang")
            && nothing.text.contains("Lupa bintangnya")
    );
    let fields = [
        ("rating", "4"),
        ("tag", "ramah"),
        ("tag", "tepat_waktu"),
        ("comment", "Ramah sekali <b>"),
    ];
    assert_eq!(submits(&budi, &code, &fields).await.status, 303);
    let hidden = budi.reads_page(&format!("/pesanan/{code}/ulasan"), "id").await.text;
    assert!(
        hidden.contains("Ramah sekali &lt;b&gt;") && hidden.contains("Ubah ulasan"),
        "{hidden}"
    );
    let changed = [("rating", "5"), ("comment", "Ramah sekali")];
    assert_eq!(submits(&budi, &code, &changed).await.status, 303);
    let before = sari.reads_page(&format!("/pesanan/{code}/ulasan"), "id").await.text;
    assert!(!before.contains("Ramah sekali"), "{before}");
    assert_eq!(submits(&sari, &code, &[("rating", "5")]).await.status, 303);
    let after = sari.reads_page(&format!("/pesanan/{code}/ulasan"), "id").await.text;
    assert!(after.contains("Ramah sekali") && after.contains("Kirim balasan"), "{after}");
    let path = format!("/pesanan/{code}/ulasan/balas");
    assert_eq!(sari.submits_form(&path, &[("text", "Sama-sama!")]).await.status, 303);
    let profile = budi.reads_page("/profil/sari?tab=ulasan", "id").await.text;
    for words in ["1 ulasan dari 1 orang", "Ramah sekali", "Sama-sama!", "satu suara", "Mendapat"] {
        assert!(profile.contains(words), "{words}: {profile}");
    }
    let empty = budi
        .reads_page(&format!("/profil/{}?tab=ulasan", app.person("Oki").await.handle), "en")
        .await
        .text;
    assert!(empty.contains("No reviews yet"), "{empty}");
}

#[actix_web::test]
async fn a_stranger_has_no_page_of_reviews_and_a_live_deal_none() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let live = bought(&sari, &budi, json!({})).await;
    assert_eq!(budi.reads_page(&format!("/pesanan/{live}/ulasan"), "id").await.status, 404);
    let code = handed_over(&sari, &budi).await;
    let oki = app.person("Oki").await;
    assert_eq!(oki.reads_page(&format!("/pesanan/{code}/ulasan"), "id").await.status, 404);
    assert_eq!(submits(&oki, &code, &[("rating", "1")]).await.status, 404);
    assert_eq!(count(&app, "select count(*) from reviews").await, 0);
}

/// With the reader's session and the badge of unread messages.
#[actix_web::test]
async fn pages_that_show_reviews_and_facts_need_few_queries() {
    let app = TestApp::without_jobs().await;
    let (sari, budi) = app.sari_and_budi().await;
    let met = bought(&sari, &budi, json!({})).await;
    let plan = json!({"place": "Stasiun Bandung", "region": "32.73", "at": app.clock.now() + chrono::Duration::days(1)});
    budi.put(&format!("/api/orders/{met}/meetup"), plan).await.with(200);
    sari.put(&format!("/api/orders/{met}/meetup"), json!({"accept": 1})).await.with(200);
    super::completes(&budi, &met).await;
    reviews(&budi, &met, json!({"rating": 5})).await.with(201);
    let lens = sari.posts(json!({"title": "Lensa 50mm"})).await;
    for (path, most) in [
        (format!("/pesanan/{met}"), 6),
        (format!("/barang/{}", lens["slug"].as_str().unwrap()), 16),
        ("/profil/sari".to_owned(), 10),
        ("/profil/sari?tab=ulasan".to_owned(), 11),
    ] {
        let opens = async { assert_eq!(budi.reads_page(&path, "id").await.status, 200) };
        let queries = app.queries_of(opens).await;
        assert!(queries.len() <= most, "{path}: {} {queries:#?}", queries.len());
    }
    assert!(!id_of(&lens).is_empty());
}
