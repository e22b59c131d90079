//! Searching by words: typos, synonyms, malicious queries, old parameter names.

use reqwest::Method;
use serde_json::json;

use super::{assert_found, post_seven_listings, search, titles};
use crate::support::{Person, TestApp, a_photo, camera, id_of, servers};

#[actix_web::test]
async fn a_search_tolerates_typos_and_knows_synonyms() {
    let app = TestApp::with_search().await;
    post_seven_listings(&app).await;
    let all = [
        "Kamera analog",
        "Ponsel Samsung",
        "Laptop kerja",
        "Sepeda lipat",
        "Novel lama",
        "Kulkas kecil",
        "Lensa kamera 50mm",
    ];
    assert_found(&app, "", &all).await;
    for (words, wanted) in [
        ("kamra", vec!["Kamera analog", "Lensa kamera 50mm"]),
        ("KAMERA", vec!["Kamera analog", "Lensa kamera 50mm"]),
        ("analgo", vec!["Kamera analog"]),
        ("film", vec!["Kamera analog"]),
        ("hp", vec!["Ponsel Samsung"]),
        ("handphone", vec!["Ponsel Samsung"]),
        ("notebook", vec!["Laptop kerja"]),
        ("lemari es", vec!["Kulkas kecil"]),
        ("zzzyyyxxx", vec![]),
    ] {
        let query = serde_urlencoded::to_string([("q", words)]).unwrap();
        let found = titles(&app, &query).await;
        for title in &wanted {
            assert!(found.iter().any(|own| own == title), "{words}: {found:?}");
        }
        assert!(!wanted.is_empty() || found.is_empty(), "{words}: {found:?}");
        if let Some(first) = found.first() {
            assert!(wanted.contains(&first.as_str()), "{words}: the best match first: {found:?}");
        }
    }
    assert_eq!(search(&app, "keyword=lensa").await["listings"][0]["title"], "Lensa kamera 50mm");
    let suggested = app.get("/api/suggest?q=kam").await.with(200)["suggestions"].clone();
    let kinds: Vec<&str> =
        suggested.as_array().unwrap().iter().filter_map(|one| one["kind"].as_str()).collect();
    assert!(kinds.contains(&"category") && kinds.contains(&"listing"), "{suggested}");
    let page = app.browser().opens("/cari?q=kamra").await.text;
    assert!(page.contains("Kamera analog") && !page.contains("Novel lama"));
    let part = app.browser().request(Method::GET, "/cari?q=kamra").header("x-fragment", "results");
    let part = app.browser().sends(part).await.text;
    assert!(part.contains("id=\"results\"") && !part.contains("<html"));
}

/// Queries that try to escape from the query language.
const MALICIOUS_QUERIES: &[&str] = &[
    "\"",
    "'",
    "\\",
    "\\\"",
    "`",
    "]",
    "[\"\"]",
    "%",
    "_",
    "*",
    "\" OR status = \"inactive",
    "active\" OR \"1\"=\"1",
    "x' or '1'='1",
    "'; drop table listings; --",
    "kamera:* | !x",
    "(((",
    "NULL",
    "-1",
    "99999999999999999999999",
    "1e309",
    "NaN",
    "inf",
    "\0",
    "a\0b",
    "\u{202e}atrop",
    "🙂",
    "<script>alert(1)</script>",
    "{{ me.email }}",
    "../../etc/passwd",
    "_geoRadius(0,0,1)",
    "32.73\" OR \"",
];

#[actix_web::test]
async fn no_malicious_query_finds_a_deleted_listing_or_breaks_the_search() {
    for meili in [Some(servers().meili()), None] {
        let has_index = meili.is_some();
        let app = TestApp::with_search_at(meili).await;
        let sari = app.person("Sari").await;
        sari.posts(json!({})).await;
        let gone = sari.posts(json!({"title": "Kamera hantu"})).await;
        sari.delete(&format!("/api/listings/{}", id_of(&gone))).await;
        app.wait_for_outbox().await;
        let parameters = [
            "q",
            "category",
            "condition",
            "city",
            "district",
            "village",
            "mode",
            "delivery",
            "min_price",
            "max_price",
            "lat",
            "lng",
            "radius_km",
            "status",
            "sort",
            "page",
            "limit",
        ];
        let browser = app.browser();
        for (name, trick) in parameters
            .iter()
            .flat_map(|name| MALICIOUS_QUERIES.iter().map(move |trick| (*name, *trick)))
        {
            let query =
                serde_urlencoded::to_string([(name, trick), ("lat", "0"), ("lng", "0")]).unwrap();
            let query = if ["lat", "lng"].contains(&name) {
                format!("{name}={}", query.split('&').next().unwrap().split_once('=').unwrap().1)
            } else {
                query
            };
            let answer = app.get(&format!("/api/listings?{query}")).await;
            match answer.status.as_u16() {
                200 => assert_eq!(
                    answer.body["degraded"], !has_index,
                    "{query} breaks the index's filter"
                ),
                status => answer.is_problem(if status == 400 { 400 } else { 422 }),
            }
            assert!(!answer.text.contains("hantu"), "{query}");
            let page = browser.opens(&format!("/cari?{query}")).await;
            assert!(
                !page.status.is_server_error() && !page.text.contains("hantu"),
                "{query}: {}",
                page.status
            );
            assert!(!page.text.contains("<script>alert"), "{query}");
            if name == "q" {
                let suggest = app.get(&format!("/api/suggest?{query}")).await;
                assert!(
                    !suggest.status.is_server_error() && !suggest.text.contains("hantu"),
                    "{query}"
                );
            }
        }
        assert_found(&app, "q=kamera", &["Kamera analog rangefinder"]).await;
    }
}

#[actix_web::test]
async fn old_and_new_parameter_names_find_the_same() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    let photo = sari.uploads("foto.jpg", &a_photo(80, 80)).await.with(201)["id"].clone();
    let mut listing = camera();
    listing["photos"] = json!([photo]);
    Person::post(&sari, "/api/marketplace/listings", listing).await.with(201);
    app.wait_for_outbox().await;
    let new = search(&app, "q=kamera&category=kamera&condition=bagus&city=32.73&min_price=1000&max_price=2000000&sort=nearest&lat=-6.9&lng=107.6&radius_km=9").await;
    let old = app.get("/api/marketplace/listings?keyword=kamera&cat=kamera&kondisi=bagus&kota=32.73&hmin=1.000&hmax=2.000.000&sort=location&lat=-6.9&lng=107.6&radius=9").await.with(200);
    assert_eq!(old, new);
    assert_eq!(new["pagination"]["total"], 1);
}

#[actix_web::test]
async fn punctuation_of_titles_is_no_operator_of_the_search_server() {
    let app = TestApp::with_search().await;
    let sari = app.person("Sari").await;
    for title in
        ["Rak -IKEA- putih", "Kursi kantor diskon 20%", "Buku \"Laskar Pelangi\"", "Lensa x-t3 3.5"]
    {
        sari.posts(json!({"title": title})).await;
    }
    app.wait_for_outbox().await;
    for (typed, title) in [
        ("-IKEA-", "Rak -IKEA- putih"),
        ("rak -ikea", "Rak -IKEA- putih"),
        ("20%", "Kursi kantor diskon 20%"),
        ("diskon - 20 %", "Kursi kantor diskon 20%"),
        ("\"pelangi laskar\"", "Buku \"Laskar Pelangi\""),
        ("\"laskar", "Buku \"Laskar Pelangi\""),
        ("x-t3", "Lensa x-t3 3.5"),
    ] {
        let query = serde_urlencoded::to_string([("q", typed)]).unwrap();
        let found = titles(&app, &query).await;
        assert_eq!(found.first().map(String::as_str), Some(title), "{typed}: {found:?}");
    }
}
