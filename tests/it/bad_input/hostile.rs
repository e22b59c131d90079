//! What is made to exhaust memory or places: forms without an end, pictures that are bombs.

use std::io::Cursor;

use serde_json::json;

use super::{assert_app_works, upload_until_answered};
use crate::support::{TestApp, id_of};

const FORM: &str = "multipart/form-data; boundary=XX";
const TEXT_PART: &str = "--XX\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\n";

#[actix_web::test]
async fn a_text_field_without_an_end_is_refused_after_a_few_kilobytes() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    for call in [format!("POST /jual/{}/edit", id_of(&listing)), "POST /jual".into()] {
        let (answer, sent) = upload_until_answered(&app, &sari, &call, FORM, TEXT_PART, 60).await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{call}: {answer}");
        assert!(sent < 8 * 1024 * 1024, "{call}: {sent} bytes were taken");
    }
    // As many parts as one likes, of one name.
    let parts = format!("{TEXT_PART}x\r\n").repeat(200) + "--XX--\r\n";
    let refused = sari.sends(reqwest::Method::POST, "/jual", FORM, parts.into_bytes()).await;
    assert_eq!(refused.status, 413, "{}", refused.text);
    let long = format!("{TEXT_PART}{}\r\n", "x".repeat(15_000)).repeat(10) + "--XX--\r\n";
    let refused = sari.sends(reqwest::Method::POST, "/jual", FORM, long.into_bytes()).await;
    assert_eq!(refused.status, 413, "all texts together: {}", refused.text);
    assert_app_works(&app, &sari).await;
}

#[actix_web::test]
async fn a_form_about_somebody_elses_listing_is_refused_unread() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({})).await;
    let call = format!("POST /jual/{}/edit", id_of(&listing));
    let photo =
        "--XX\r\nContent-Disposition: form-data; name=\"files\"; filename=\"f.jpg\"\r\n\r\n";
    let (answer, sent) = upload_until_answered(&app, &budi, &call, FORM, photo, 60).await;
    assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    assert!(sent < 8 * 1024 * 1024, "{sent} bytes were taken");
    assert_app_works(&app, &budi).await;
}

/// A black picture of this size with 16 bits a colour: a small file that decodes to eight bytes a pixel.
fn bomb(side: u32) -> Vec<u8> {
    let mut out = Cursor::new(Vec::new());
    let mut encoder = png::Encoder::new(&mut out, side, side);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Sixteen);
    let mut writer = encoder.write_header().unwrap();
    let mut stream = writer.stream_writer().unwrap();
    let row = vec![0_u8; side as usize * 8];
    for _ in 0..side {
        std::io::Write::write_all(&mut stream, &row).unwrap();
    }
    stream.finish().unwrap();
    drop(writer);
    out.into_inner()
}

#[actix_web::test]
async fn a_large_picture_is_processed_apart_and_others_are_not_kept_waiting() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let large = bomb(3000);
    assert!(large.len() < 500_000, "{} bytes", large.len());
    let (one, two, three) = futures_util::future::join3(
        sari.uploads("a.png", &large),
        sari.uploads("b.png", &large),
        budi.uploads("c.jpg", &crate::support::a_photo(300, 200)),
    )
    .await;
    for (answer, width) in [(one, 1280), (two, 1280), (three, 300)] {
        assert_eq!(answer.with(201)["width"], width);
    }
}
