//! The photos of a listing.

use serde_json::json;

use super::{path, photos, text, uploads, with_photos};
use crate::support::{TestApp, a_photo, between};

/// A JPEG of a phone: rotated by its EXIF data, with the location where it was taken.
fn rotated_photo_with_location(width: u32, height: u32) -> Vec<u8> {
    let mut tiff: Vec<u8> = b"Exif\0\0MM\0\x2a\0\0\0\x08".to_vec();
    tiff.extend_from_slice(&[0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]);
    tiff.extend_from_slice(b"GPS -6.2000 106.8166 RUMAH SARI");
    let length = u16::try_from(tiff.len() + 2).unwrap().to_be_bytes();
    let jpeg = a_photo(width, height);
    [&jpeg[..2], &[0xff, 0xe1], &length, &tiff, &jpeg[2..]].concat()
}

#[actix_web::test]
async fn saris_photo_is_rotated_upright_scaled_to_three_sizes_and_stripped_of_its_location() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let photo =
        sari.uploads("IMG_0001.JPG", &rotated_photo_with_location(1600, 900)).await.with(201);
    assert_eq!((&photo["width"], &photo["height"]), (&json!(720), &json!(1280)), "rotated upright");
    for (size, longest) in [("url", 1280), ("medium", 800), ("thumbnail", 400)] {
        let served = app.http.get(app.url(text(&photo[size]))).send().await.unwrap();
        let header = |name: &str| served.headers()[name].to_str().unwrap().to_owned();
        assert_eq!(
            (header("content-type").as_str(), header("x-content-type-options").as_str()),
            ("image/webp", "nosniff")
        );
        assert!(
            header("content-security-policy").contains("sandbox")
                && header("cache-control").contains("immutable")
        );
        let bytes = served.bytes().await.unwrap();
        for trace in [&b"RUMAH"[..], b"GPS", b"Exif", b"EXIF", b"106.8166"] {
            assert!(
                !bytes.windows(trace.len()).any(|window| window == trace),
                "{size} keeps a trace"
            );
        }
        let picture = image::load_from_memory(&bytes).unwrap();
        assert_eq!(picture.height(), longest, "{size}");
    }
    let address = text(&photo["url"]).to_owned();
    for invalid_photo in [
        address.replace("-l.webp", "-x.webp"),
        address.replace(".webp", ".jpg"),
        "/foto/..%2f..%2fsecret.key".into(),
        "/foto/x".into(),
    ] {
        assert_eq!(app.get(&invalid_photo).await.status, 404, "{invalid_photo}");
    }
}

#[actix_web::test]
async fn twelve_photos_are_shown_in_saris_order_and_a_thirteenth_is_refused() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let mut own = uploads(&sari, 13).await;
    sari.post("/api/listings", with_photos(&own, &json!({}))).await.is_problem(422);
    let thirteenth = own.pop().unwrap();
    let posted =
        sari.post("/api/listings", with_photos(&own, &json!({}))).await.with(201)["listing"]
            .clone();
    assert_eq!(photos(&posted), own.iter().collect::<Vec<_>>());

    own.reverse();
    own[0] = thirteenth;
    let edited =
        sari.put(&path(&posted), with_photos(&own, &json!({}))).await.with(200)["listing"].clone();
    assert_eq!(photos(&edited), own.iter().collect::<Vec<_>>());
    let twice = [own[1].clone(), own[0].clone(), own[1].clone()];
    let edited =
        sari.put(&path(&posted), with_photos(&twice, &json!({}))).await.with(200)["listing"]
            .clone();
    assert_eq!(photos(&edited), [&own[1], &own[0]]);

    let foreign = uploads(&budi, 1).await;
    let unknown = [json!(uuid::Uuid::now_v7())];
    for invalid_photo in [&foreign[..], &unknown, &own[..1], &[]] {
        let refused = sari.post("/api/listings", with_photos(invalid_photo, &json!({}))).await;
        refused.is_problem(422);
        assert!(
            refused.body["errors"]["photos"].is_array(),
            "not hers, unknown, of another listing, none: {}",
            refused.text
        );
    }
}

#[actix_web::test]
async fn the_preview_of_a_shared_link_has_absolute_addresses_and_a_jpeg() {
    let app =
        TestApp::with_config(|config| config.public_url = Some("https://tawar.example".into()))
            .await;
    let camera = app.person("Sari").await.posts(json!({})).await;
    let path = format!("/barang/{}", camera["slug"].as_str().unwrap());
    let page = app.get(&path).await.text;
    let url = format!("content=\"https://tawar.example{path}\"");
    let canonical = format!("rel=\"canonical\" href=\"https://tawar.example{path}\"");
    assert!(page.contains(&url) && page.contains(&canonical), "{page}");
    let picture =
        between(&page, "og:image\" content=\"https://tawar.example", "\"").unwrap().to_owned();
    for _ in 0..2 {
        let bytes = app.http.get(app.url(&picture)).send().await.unwrap();
        assert_eq!(bytes.headers()["content-type"], "image/jpeg");
        let bytes = bytes.bytes().await.unwrap();
        let decoded = image::load_from_memory(&bytes).unwrap();
        assert_eq!((decoded.width(), decoded.height()), (640, 800));
    }
    for wrong in ["-p.webp", "-l.jpg", "-q.jpg", ".jpg"] {
        assert_eq!(app.get(&picture.replace("-p.jpg", wrong)).await.status, 404, "{wrong}");
    }
    for path in ["/", "/kategori/kamera"] {
        let page = app.get(path).await.text;
        assert!(page.contains(&format!("href=\"https://tawar.example{path}\"")), "{path}");
        assert!(page.contains("https://tawar.example/static/"), "{path}");
    }
}
