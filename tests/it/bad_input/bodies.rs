//! Invalid bodies: JSON, forms, amounts.

use reqwest::Method;
use serde_json::json;

use super::{ANY_ID, assert_app_works, merged, upload_until_answered};
use crate::support::{TestApp, a_photo, camera, id_of};

#[actix_web::test]
async fn an_invalid_listing_is_refused_with_an_error_for_each_field() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let photo = sari.uploads("f.jpg", &a_photo(60, 60)).await.with(201)["id"].clone();
    let good = merged(camera(), &json!({"photos": [photo]}));
    for (change, field) in [
        (json!({"price": -1}), "price"),
        (json!({"price": 0}), "price"),
        (json!({"price": 1_000_000_000_001_i64}), "price"),
        (json!({"price": i64::MAX}), "price"),
        (json!({"price": null}), "price"),
        (json!({"price": 1.5}), "_"),
        (json!({"price": "1000"}), "_"),
        (json!({"price": 1e30}), "_"),
        (json!({"min_price": 2_000_000}), "min_price"),
        (json!({"min_price": -1}), "min_price"),
        (json!({"original_price": 2_000_000}), "original_source"),
        (json!({"original_price": 1, "original_source": "toko"}), "original_price"),
        (json!({"title": ""}), "title"),
        (json!({"title": "a\u{0}\u{7}\u{1b}b"}), "title"),
        (json!({"title": "x".repeat(81)}), "title"),
        (json!({"title": 7}), "_"),
        (json!({"title": null}), "_"),
        (json!({"description": "pendek"}), "description"),
        (json!({"description": "x".repeat(4001)}), "description"),
        (json!({"flaw": "x".repeat(501)}), "flaw"),
        (json!({"category": "elektronik"}), "category"),
        (json!({"category": "tidak-ada"}), "category"),
        (json!({"condition": "ajaib"}), "condition"),
        (json!({"modes": []}), "modes"),
        (json!({"modes": ["curi"]}), "modes"),
        (json!({"modes": "jual"}), "_"),
        (json!({"modes": ["jual", "gratis"]}), "modes"),
        (json!({"delivery": ["merpati"]}), "delivery"),
        (json!({"region": "32"}), "region"),
        (json!({"region": "99.99"}), "region"),
        (json!({"region": "\u{0}"}), "region"),
        (json!({"tags": ["x".repeat(31)]}), "tags"),
        (json!({"photos": [ANY_ID]}), "photos"),
        (json!({"photos": ["bukan-id"]}), "_"),
        (json!({"id": "bukan-id"}), "_"),
    ] {
        let refused = sari.post("/api/listings", merged(good.clone(), &change)).await;
        refused.is_problem(422);
        assert!(refused.body["errors"][field].is_array(), "{change}: {}", refused.text);
    }
    let odd = json!({"title": "Ka\u{0}mera \u{202e}\u{1f4f7}", "description": "Nol\u{0} di tengah kalimat.", "flaw": "\u{0}", "brand": "\u{0}x"});
    let stored = sari.post("/api/listings", merged(good, &odd)).await.with(201);
    assert_eq!(stored["listing"]["description"], "Nol di tengah kalimat.");
}

#[actix_web::test]
async fn invalid_and_oversized_json_is_refused_at_every_endpoint() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    let endpoints = [
        (Method::POST, "/api/auth/register".to_owned()),
        (Method::POST, "/api/auth/login".into()),
        (Method::PUT, "/api/users/me".into()),
        (Method::POST, "/api/listings".into()),
        (Method::PUT, format!("/api/listings/{}", id_of(&listing))),
        (Method::POST, format!("/api/listings/{}/offer", id_of(&listing))),
        (Method::POST, format!("/api/chat/{}", id_of(&listing))),
    ];
    let deep = format!("{}{}", "[".repeat(60_000), "]".repeat(60_000));
    for (method, path) in &endpoints {
        for body in [
            "",
            "{",
            "null",
            "[]",
            "7",
            "\"teks\"",
            "{\"a\":}",
            "{\"name\":\"\u{0}\"}",
            &deep,
            "a=b&c=d",
        ] {
            let refused = sari
                .sends(method.clone(), path, "application/json", body.as_bytes().to_vec())
                .await;
            let short: String = refused.text.chars().take(300).collect();
            assert_eq!(refused.status, 422, "{method} {path} {}: {short}", body.len());
            refused.is_problem(422);
        }
        let bytes =
            sari.sends(method.clone(), path, "application/json", vec![0xff, 0xfe, b'{']).await;
        bytes.is_problem(422);
        let (answer, _) = upload_until_answered(
            &app,
            &sari,
            &format!("{method} {path}"),
            "application/json",
            "{\"name\":\"",
            10,
        )
        .await;
        assert!(
            answer.starts_with("HTTP/1.1 413") && answer.contains("application/problem+json"),
            "{answer}"
        );
    }
    assert_app_works(&app, &sari).await;
}

#[actix_web::test]
async fn a_nul_in_a_form_or_a_body_causes_no_server_error() {
    let app = TestApp::open().await.on_fresh_connections();
    let browser = app.browser();
    browser.signs_up("Sa\u{0}ri").await;
    let sari = app.person("Rara").await;
    let listing = sari.posts(json!({})).await;
    let page = listing["url"].as_str().unwrap();
    let nul = "a\u{0}b";
    for (path, fields) in [
        ("/masuk", vec![("identifier", nul), ("password", nul), ("next", nul)]),
        (
            "/daftar",
            vec![("name", nul), ("email", nul), ("phone", nul), ("password", nul), ("kind", nul)],
        ),
        ("/lupa-sandi", vec![("email", nul)]),
        ("/atur-ulang", vec![("token", nul), ("password", "a\u{0}bcdefghijk")]),
        ("/akun", vec![("name", nul), ("bio", nul), ("region", nul), ("lang", nul)]),
        ("/bahasa", vec![("lang", nul), ("next", nul)]),
        (&format!("{page}/tawar"), vec![("amount", "900000"), ("note", nul)]),
        (&format!("{page}/tawar"), vec![("amount", nul), ("note", nul), ("id", nul)]),
    ] {
        let answer = browser.submits(path, &fields).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
    }
    for (method, path, body) in [
        (Method::POST, "/api/auth/login".to_owned(), json!({"identifier": nul, "password": nul})),
        (
            Method::POST,
            "/api/auth/register".into(),
            json!({"name": nul, "email": "a\u{0}@contoh.id", "password": "kopi\u{0}tubruk", "accept_terms": true}),
        ),
        (
            Method::PUT,
            "/api/users/me".into(),
            json!({"name": nul, "bio": nul, "region": nul, "lang": nul}),
        ),
        (Method::POST, format!("/api/chat/{}", id_of(&listing)), json!({"text": nul})),
    ] {
        let answer =
            sari.sends(method, &path, "application/json", body.to_string().into_bytes()).await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
    }
    let budi = app.person("Budi").await;
    let made = budi
        .post(
            &format!("/api/listings/{}/offer", id_of(&listing)),
            json!({"amount": 900_000, "note": nul}),
        )
        .await
        .with(201);
    assert_eq!(made["offer"]["note"], "ab");
    let mut socket = budi.connects().await;
    let offer = made["offer"]["id"].clone();
    socket.joins(&made["room"], None).await;
    socket.sends_command(json!({"type": "withdraw", "room": made["room"], "id": uuid::Uuid::now_v7(), "offer": offer, "version": 1})).await;
    socket.receives("negotiation").await;
    socket.sends_command(json!({"type": "offer", "room": made["room"], "id": uuid::Uuid::now_v7(), "amount": 950_000, "note": nul})).await;
    assert_eq!(socket.receives("negotiation").await["offer"]["note"], "ab");
}

#[actix_web::test]
async fn an_offer_out_of_bounds_is_refused() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, budi) = app.sari_and_budi().await;
    let camera = sari.posts(json!({})).await;
    for amount in [-1, 0, 1_000_000_000_001, i64::MAX, i64::MIN] {
        let refused = budi.offers(&camera, amount).await;
        refused.is_problem(422);
        assert!(refused.body["errors"]["amount"].is_array(), "{amount}: {}", refused.text);
    }
    let path = format!("/api/listings/{}/offer", id_of(&camera));
    for body in [
        json!({"amount": "banyak"}),
        json!({"amount": 1.5}),
        json!({}),
        json!({"amount": 1000, "note": "x".repeat(501)}),
        json!({"amount": 1000, "id": 7}),
    ] {
        budi.post(&path, body).await.is_problem(422);
    }
    sari.offers(&camera, 1000).await.is_problem(422);
    let made = budi.offers(&camera, 1_000_000).await.with(201);
    let move_it = format!("/api/offers/{}", made["offer"]["id"].as_str().unwrap());
    for body in [
        json!({"action": "curi", "version": 1}),
        json!({"action": "accept"}),
        json!({"action": "counter", "version": 1}),
        json!({"action": "counter", "amount": -5, "version": 1}),
        json!({"version": 1}),
    ] {
        sari.put(&move_it, body).await.is_problem(422);
    }
    sari.put(&move_it, json!({"action": "accept", "version": 99})).await.is_problem(409);
}
