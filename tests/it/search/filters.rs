//! Filters, regions, distance and pages.

use serde_json::json;

use super::{assert_found, post_seven_listings, search, titles};
use crate::support::TestApp;

#[actix_web::test]
async fn a_search_is_filtered_by_category_condition_price_and_mode() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    for (query, wanted) in [
        ("category=elektronik", vec!["Kamera analog", "Laptop kerja", "Lensa kamera 50mm"]),
        ("cat=laptop", vec!["Laptop kerja"]),
        ("cat=tidak-ada", vec![]),
        ("condition=seperti_baru", vec!["Laptop kerja"]),
        ("kondisi=layak_pakai&kondisi=butuh_perbaikan", vec!["Ponsel Samsung", "Kulkas kecil"]),
        ("condition=layak_pakai,butuh_perbaikan", vec!["Ponsel Samsung", "Kulkas kecil"]),
        ("mode=barter", vec!["Sepeda lipat", "Novel lama"]),
        ("mode=gratis&mode=barter", vec!["Sepeda lipat", "Novel lama", "Kulkas kecil"]),
        ("delivery=gosend", vec!["Lensa kamera 50mm"]),
        ("delivery=kirim&delivery=gosend", vec!["Laptop kerja", "Lensa kamera 50mm"]),
        ("min_price=1250000&max_price=1500000", vec!["Kamera analog", "Sepeda lipat"]),
        ("hmin=1.250.001&hmax=1.500.000", vec!["Sepeda lipat"]),
        ("max_price=700000", vec!["Lensa kamera 50mm"]),
        ("q=kamera&category=elektronik&max_price=1000000", vec!["Lensa kamera 50mm"]),
        ("status=active&mode=jual&condition=bagus&category=olahraga", vec!["Sepeda lipat"]),
    ] {
        assert_found(&app, query, &wanted).await;
    }
    assert_eq!(
        titles(&app, "sort=price_low&mode=jual").await,
        ["Lensa kamera 50mm", "Ponsel Samsung", "Kamera analog", "Sepeda lipat", "Laptop kerja"]
    );
    assert_eq!(
        titles(&app, "sort=price_high&mode=jual&limit=2").await,
        ["Laptop kerja", "Sepeda lipat"]
    );
    assert_eq!(titles(&app, "sort=newest&limit=2").await, ["Lensa kamera 50mm", "Kulkas kecil"]);

    let facets = search(&app, "mode=jual").await["facets"].clone();
    assert_eq!(facets["mode"], json!({"jual": 5, "barter": 1}));
    assert_eq!(
        (&facets["category"]["elektronik"], &facets["category"]["laptop"]),
        (&json!(3), &json!(1))
    );
    assert_eq!(
        (&facets["condition"]["bagus"], &facets["city"]["32.73|Kota Bandung"]),
        (&json!(3), &json!(3))
    );
    assert!(facets["category"]["novel"].is_null(), "{facets}");
}

#[actix_web::test]
async fn a_search_is_filtered_by_region_code_and_by_region_name() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    let city = ["Kamera analog", "Ponsel Samsung", "Laptop kerja"];
    let both = ["Kamera analog", "Ponsel Samsung", "Laptop kerja", "Sepeda lipat"];
    for (query, wanted) in [
        ("city=32.73", &city[..]),
        ("kota=Kota+Bandung", &city[..]),
        ("kota=Bandung", &both[..]),
        ("kota=bandung", &both[..]),
        ("kota=Kabupaten+Bandung", &["Sepeda lipat"][..]),
        ("kota=Jakarta+Pusat&q=kamera", &["Lensa kamera 50mm"][..]),
        ("district=32.73.02", &["Kamera analog", "Ponsel Samsung"][..]),
        ("district=Coblong", &["Kamera analog", "Ponsel Samsung"][..]),
        ("village=32.73.02.1004", &["Kamera analog"][..]),
        ("village=Dago&city=32.73", &["Kamera analog"][..]),
        ("district=Coblong&city=31.71", &[][..]),
        ("kota=Atlantis", &[][..]),
        ("kota=99.99", &[][..]),
    ] {
        assert_found(&app, query, wanted).await;
    }
    let page = app.browser().opens("/cari?kota=32.73").await.text;
    assert!(
        page.contains("Laptop kerja")
            && page.contains("Kota Bandung")
            && !page.contains("Novel lama")
    );
}

#[actix_web::test]
async fn a_search_nearby_sorts_by_distance_and_shows_it() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    // In the village of Dago, two kilometres from the middle of its district.
    let here = "lat=-6.8746&lng=107.6158";
    let found = search(&app, here).await;
    let far: Vec<f64> = found["listings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|l| l["distance_km"].as_f64().unwrap())
        .collect();
    assert!(far.len() == 7 && far.windows(2).all(|pair| pair[0] <= pair[1]), "{far:?}");
    let mut nearest = [0, 1].map(|n| found["listings"][n]["title"].as_str().unwrap());
    nearest.sort_unstable();
    assert_eq!(nearest, ["Kamera analog", "Ponsel Samsung"], "the two of the district");
    assert!(far[0] <= 2.0 && (100.0..200.0).contains(&far[6]), "{far:?}");
    assert_found(&app, &format!("{here}&radius_km=3"), &["Kamera analog", "Ponsel Samsung"]).await;
    assert_found(&app, &format!("{here}&radius=1&sort=location"), &[]).await;
    assert_eq!(
        titles(&app, &format!("{here}&radius_km=3&sort=price_low")).await,
        ["Ponsel Samsung", "Kamera analog"]
    );
    let newest = search(&app, &format!("{here}&sort=newest")).await;
    assert_eq!(newest["listings"][0]["title"], "Lensa kamera 50mm");
    assert!(newest["listings"][0]["distance_km"].as_f64().unwrap() > 100.0);
    assert!(search(&app, "").await["listings"][0]["distance_km"].is_null());
}

#[actix_web::test]
async fn the_result_pages_together_show_every_listing_once() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    let mut seen = Vec::new();
    for page in 1..=3 {
        let found = search(&app, &format!("sort=price_low&limit=3&page={page}")).await;
        assert_eq!(
            found["pagination"],
            json!({"page": page, "limit": 3, "total": 7, "totalPages": 3})
        );
        seen.extend(found["listings"].as_array().unwrap().iter().map(|l| l["id"].to_string()));
    }
    assert_eq!(seen.len(), 7);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 7);
    assert_eq!(search(&app, "page=99").await["listings"], json!([]));
    assert_eq!(search(&app, "limit=5000").await["pagination"]["limit"], 100);
    assert_eq!(search(&app, "").await["pagination"]["limit"], 20);
}

#[actix_web::test]
async fn the_page_keeps_a_point_at_zero_degrees_and_a_radius_with_a_fraction() {
    let app = TestApp::with_search().await;
    let browser = app.browser();
    for (query, kept) in [
        (
            "lat=0&lng=109.3&radius=2.5",
            &["name=\"lat\" value=\"0\"", "2,5 km", "value=\"2.5\""][..],
        ),
        ("lat=-6.9&lng=0", &["name=\"lng\" value=\"0\"", "name=\"lat\" value=\"-6.9\""]),
        ("lat=-0.5&lng=117.1&radius=0.25", &["sampai 0,25 km"]),
    ] {
        let page = browser.opens(&format!("/cari?{query}")).await;
        assert_eq!(page.status, 200, "{query}");
        for part in kept {
            assert!(page.text.contains(part), "{query}: {part}");
        }
    }
    let english = browser.request(reqwest::Method::GET, "/cari?lat=0&lng=109&radius=2.5");
    let english = browser.sends(english.header("accept-language", "en")).await;
    assert!(english.text.contains("within 2.5 km"), "{}", english.text);
}
