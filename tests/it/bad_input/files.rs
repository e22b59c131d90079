//! Invalid and oversized files.

use std::io::Cursor;
use std::time::{Duration, Instant};

use reqwest::Method;

use super::{assert_app_works, upload_until_answered};
use crate::support::{TestApp, a_photo};

#[actix_web::test]
async fn a_file_that_is_no_photo_is_refused_by_its_content_not_by_its_name() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let mut bomb = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
    bomb.extend(60_000_u32.to_be_bytes());
    bomb.extend(60_000_u32.to_be_bytes());
    bomb.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
    let mut black = Cursor::new(Vec::new());
    image::GrayImage::new(12_000, 12_000).write_to(&mut black, image::ImageFormat::Png).unwrap();
    let photo = a_photo(300, 300);
    let mut half = Cursor::new(Vec::new());
    image::load_from_memory(&photo).unwrap().write_to(&mut half, image::ImageFormat::Png).unwrap();
    let mut half = half.into_inner();
    half.truncate(half.len() / 2);
    for (what, bytes) in [
        ("a text", b"halo, aku teks bernama foto.jpg".to_vec()),
        ("a page", b"<html><script>alert(1)</script></html>".to_vec()),
        (
            "a drawing",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec(),
        ),
        ("nothing", Vec::new()),
        ("the beginning of a photo", photo[..300].to_vec()),
        ("half of a picture", half),
        ("a bomb", bomb),
        ("144 megapixels in a small file", black.into_inner()),
        ("a dot", a_photo(1, 1)),
    ] {
        let refused = sari.uploads("foto.jpg", &bytes).await;
        assert_eq!(refused.status, 422, "{what}: {}", refused.text);
        refused.is_problem(422);
        assert!(refused.body["errors"]["file"].is_array(), "{what}: {}", refused.text);
    }
    for (kind, body) in [
        ("multipart/form-data", ""),
        ("multipart/form-data; boundary=XX", ""),
        ("multipart/form-data; boundary=XX", "--XX--\r\n"),
        (
            "multipart/form-data; boundary=XX",
            "--XX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nhalo",
        ),
        ("multipart/form-data; boundary=XX", "--XX\r\n\r\nhalo\r\n--XX--\r\n"),
        (
            "multipart/form-data; boundary=XX",
            "--XX\r\nContent-Disposition: form-data; name=\"lain\"\r\n\r\nhalo\r\n--XX--\r\n",
        ),
        ("application/json", "{}"),
        ("text/plain", "halo"),
    ] {
        let refused = sari.sends(Method::POST, "/api/upload", kind, body.as_bytes().to_vec()).await;
        assert!(refused.status.is_client_error(), "{kind} {body:?}: {}", refused.text);
        refused.is_problem(refused.status.as_u16());
    }
    let fine = sari.uploads("../../../etc/passwd\u{0}.php", &photo).await;
    assert!(
        fine.status == 201 || fine.status == 422,
        "the file name does not matter: {}",
        fine.text
    );
    assert_app_works(&app, &sari).await;
}

#[actix_web::test]
async fn a_body_of_a_hundred_megabytes_is_refused_before_all_of_it_is_sent() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let start = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.jpg\"\r\n\r\n";
    for path in ["/api/upload", "/jual"] {
        let began = Instant::now();
        let (answer, sent) = upload_until_answered(
            &app,
            &sari,
            &format!("POST {path}"),
            "multipart/form-data; boundary=XX",
            start,
            100,
        )
        .await;
        assert!(answer.starts_with("HTTP/1.1 413"), "{path}: {answer}");
        assert!(
            sent < 60 * 1024 * 1024 && began.elapsed() < Duration::from_secs(10),
            "{path}: {sent} bytes, {:?}",
            began.elapsed()
        );
    }
    assert_app_works(&app, &sari).await;
}
