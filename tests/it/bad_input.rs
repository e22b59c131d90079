//! Nonsense, by accident or on purpose: refused in words, quickly, and the app still stands.

use std::io::Cursor;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Person, TestApp, a_photo, camera, id_of};

const ANY_ID: &str = "0198c000-0000-7000-8000-000000000000";

/// Whether the app still does what it is for.
async fn still_stands(app: &TestApp, person: &Person) {
    person.get("/api/users/me").await.with(200);
    person.posts(json!({})).await;
    assert_eq!(app.browser().opens("/").await.status, 200);
}

/// What comes back for these very bytes: the status and all that was said.
async fn says_raw(app: &TestApp, request: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(app.at).await.unwrap();
    stream.write_all(request).await.unwrap();
    hears(&mut stream).await
}

async fn hears(stream: &mut TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    let reading = async {
        let mut chunk = [0; 4096];
        while let Ok(n @ 1..) = stream.read(&mut chunk).await {
            bytes.extend_from_slice(&chunk[..n]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .expect("the app answers and closes");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text)
}

/// Sends a body of so many megabytes until an answer comes; the answer, and how much was sent by then.
async fn floods(
    app: &TestApp,
    person: &Person,
    call: &str,
    kind: &str,
    start: &str,
    megabytes: usize,
) -> (String, usize) {
    let head = format!(
        "{call} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\nAccept: application/json\r\n\
         Content-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{start}",
        app.at,
        person.token,
        megabytes * 1024 * 1024 + start.len(),
    );
    let mut stream = TcpStream::connect(app.at).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    let (mut reading, mut writing) = stream.split();
    let (mut answer, chunk, mut sent) = (vec![0; 16 * 1024], vec![b'x'; 64 * 1024], 0);
    let n = loop {
        tokio::select! {
            n = reading.read(&mut answer) => break n.unwrap(),
            Ok(written) = writing.write(&chunk), if sent < megabytes * 1024 * 1024 => sent += written,
        }
    };
    (String::from_utf8_lossy(&answer[..n]).into_owned(), sent)
}

fn over(mut base: Value, change: &Value) -> Value {
    base.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
    base
}

#[actix_web::test]
async fn a_listing_of_the_wrong_make_is_refused_field_by_field() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let photo = sari.uploads("f.jpg", &a_photo(60, 60)).await.with(201)["id"].clone();
    let good = over(camera(), &json!({"photos": [photo]}));
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
        let refused = sari.post("/api/listings", over(good.clone(), &change)).await;
        refused.is_problem(422);
        assert!(refused.body["errors"][field].is_array(), "{change}: {}", refused.text);
    }
    let odd = json!({"title": "Ka\u{0}mera \u{202e}\u{1f4f7}", "description": "Nol\u{0} di tengah kalimat.", "flaw": "\u{0}", "brand": "\u{0}x"});
    let kept = sari.post("/api/listings", over(good, &odd)).await.with(201);
    assert_eq!(kept["listing"]["description"], "Nol di tengah kalimat.");
}

#[actix_web::test]
async fn a_body_that_is_no_json_or_no_end_of_it_is_refused_at_every_door() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    let doors = [
        (Method::POST, "/api/auth/register".to_owned()),
        (Method::POST, "/api/auth/login".into()),
        (Method::PUT, "/api/users/me".into()),
        (Method::POST, "/api/listings".into()),
        (Method::PUT, format!("/api/listings/{}", id_of(&listing))),
        (Method::POST, format!("/api/listings/{}/offer", id_of(&listing))),
        (Method::POST, format!("/api/chat/{}", id_of(&listing))),
    ];
    let deep = format!("{}{}", "[".repeat(60_000), "]".repeat(60_000));
    for (method, path) in &doors {
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
        let (answer, _) = floods(
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
    still_stands(&app, &sari).await;
}

#[actix_web::test]
async fn what_is_not_there_is_not_there_however_it_is_asked_for() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    for id in [
        ANY_ID,
        "0",
        "-1",
        "bukan-id",
        "00000000-0000-0000-0000-000000000000",
        "%20",
        "%00",
        "%F0%9F%99%82",
        "%ff",
        "..",
        "a%2Fb",
        "'",
        "%27%3B--",
    ] {
        for (method, path) in [
            (Method::GET, format!("/api/listings/{id}")),
            (Method::PUT, format!("/api/listings/{id}")),
            (Method::DELETE, format!("/api/listings/{id}")),
            (Method::POST, format!("/api/listings/{id}/like")),
            (Method::POST, format!("/api/listings/{id}/offer")),
            (Method::GET, format!("/api/chat/{id}")),
            (Method::GET, format!("/api/rooms/{id}/messages")),
            (Method::PUT, format!("/api/offers/{id}")),
            (Method::PUT, format!("/api/messages/{id}/read")),
            (Method::GET, format!("/api/orders/{id}")),
            (Method::GET, format!("/api/users/{id}")),
        ] {
            let mut body = over(
                camera(),
                &json!({"photos": [ANY_ID], "action": "accept", "version": 1, "amount": 1000}),
            );
            body["id"] = Value::Null;
            let answer = sari
                .sends(method.clone(), &path, "application/json", body.to_string().into_bytes())
                .await;
            // `..` is walked by the client: what it then asks for may be there.
            if id != ".." {
                answer.is_problem(404);
            }
            assert!(!answer.status.is_server_error(), "{method} {path}: {}", answer.text);
        }
        for page in
            ["barang", "kategori", "profil", "chat", "pesanan", "foto", "bahasa", "tidak-ada"]
        {
            let shown = sari.get(&format!("/{page}/{id}")).await;
            assert!(!shown.status.is_server_error(), "/{page}/{id}: {}", shown.text);
        }
    }
    app.get("/api/tidak-ada").await.is_problem(404);
    app.get("/api/").await.is_problem(404);
    assert_eq!(app.browser().opens("/tidak-ada").await.status, 404);
}

#[actix_web::test]
async fn a_way_that_an_address_does_not_know_is_a_problem_too() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    for (method, path) in [
        (Method::DELETE, "/api/auth/login"),
        (Method::PATCH, "/api/users/me"),
        (Method::PUT, "/api/listings"),
        (Method::OPTIONS, "/api/listings"),
        (Method::TRACE, "/api/listings"),
        (Method::from_bytes(b"BREW").unwrap(), "/api/listings"),
    ] {
        let answer = sari.sends(method.clone(), path, "application/json", b"{}".to_vec()).await;
        let status = answer.status.as_u16();
        assert!([404, 405].contains(&status), "{method} {path}: {status}");
        answer.is_problem(status);
    }
    let head = app.http.head(app.url("/")).send().await.unwrap();
    assert!(!head.status().is_server_error(), "{}", head.status());
}

#[actix_web::test]
async fn a_file_that_is_no_photo_is_refused_by_what_it_is_not_by_its_name() {
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
    assert!(fine.status == 201 || fine.status == 422, "a name is only a name: {}", fine.text);
    still_stands(&app, &sari).await;
}

#[actix_web::test]
async fn a_hundred_megabytes_are_refused_long_before_they_are_all_sent() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let start = "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.jpg\"\r\n\r\n";
    for path in ["/api/upload", "/jual"] {
        let began = Instant::now();
        let (answer, sent) = floods(
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
    still_stands(&app, &sari).await;
}

#[actix_web::test]
async fn crooked_addresses_and_broken_requests_get_an_answer_and_no_more() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let close = format!("Host: {}\r\nConnection: close\r\n\r\n", app.at);
    let long = "x".repeat(20_000);
    for address in [
        "/%",
        "/%zz",
        "/%ff%fe",
        "/%00",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//jahat.example",
        "/../../etc/passwd",
        "/./././",
        "///",
        "/barang/%",
        "/barang/%00",
        "/barang/a%00b",
        "/barang/%C0%AF",
        "/profil/%00",
        "/profil/%ed%a0%80",
        "/kategori/%00",
        "/bahasa/%00",
        "/foto/%00",
        "/static/x/%00",
        "/static/%2e%2e/%2e%2e/secret.key",
        "/static/x/..%2f..%2f..%2fetc%2fpasswd",
        "/api/users/%00",
        "/api/listings/%00",
        "/api/orders/%00",
        "/cari?q=%",
        "/cari?q=%00",
        "/cari?q=%ff",
        "/cari?q",
        "/cari?=&=&&&",
        "/cari?q=a&q=b",
        "/cari?%00=%00",
        "/cari?kota=%00",
        "/cari?cat=%00&kondisi=%00",
        "/cari?page=-1",
        "/cari?page=99999999999999999999",
        "/cari?hmin=satu",
        "/api/listings?q=%00",
        "/api/listings?page=0",
        "/api/listings?city=%00",
        "/api/regions?q=%00",
        "/api/regions?parent=%00",
        "/api/regions?level=x",
        "/api/regions?q=%25%5f%5c",
        "/api/suggest?q=%00",
        "/masuk?next=%00",
        "/masuk?next=%0d%0aSet-Cookie:x",
        "/bahasa/en?next=/%0d%0aX-Evil:1",
        "/verifikasi?token=%00",
        "/atur-ulang?token=%00",
    ] {
        let (status, text) =
            says_raw(&app, format!("GET {address} HTTP/1.1\r\n{close}").as_bytes()).await;
        assert!((200..500).contains(&status), "{address}: {status} {text}");
        assert!(
            !text.contains("root:") && !text.to_lowercase().contains("\r\nx-evil"),
            "{address}: {text}"
        );
    }
    for (request, least) in [
        (format!("GET /{long} HTTP/1.1\r\n{close}"), 400),
        (format!("GET /cari?q={long} HTTP/1.1\r\n{close}"), 200),
        (format!("GET / HTTP/1.1\r\nX-Long: {}\r\n{close}", "x".repeat(200_000)), 400),
        (
            format!("GET / HTTP/1.1\r\nCookie: tawar_session=\"; tawar_csrf; =; ;;=x\r\n{close}"),
            200,
        ),
        (format!("GET / HTTP/1.1\r\nAccept-Language: ;q=,,en;q=9e9,*;q=x,\u{e9}\r\n{close}"), 200),
        (format!("GET /akun HTTP/1.1\r\nAuthorization: Bearer\r\n{close}"), 300),
        (format!("POST /masuk HTTP/1.1\r\nContent-Length: -1\r\n{close}"), 400),
        ("POST /masuk HTTP/1.1\r\nTransfer-Encoding: chunked\r\nHost: x\r\nConnection: close\r\n\r\nzz\r\n".to_owned(),
            400,
        ),
        ("BUKAN HTTP\r\n\r\n".to_owned(), 400),
    ] {
        let (status, text) = says_raw(&app, request.as_bytes()).await;
        let short: String = request.chars().take(60).collect();
        assert!((least..500).contains(&status), "{short}: {status} {text}");
    }
    still_stands(&app, &sari).await;
}

#[actix_web::test]
async fn a_nul_in_a_form_or_a_body_troubles_nobody() {
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
    socket.says(json!({"type": "withdraw", "room": made["room"], "id": uuid::Uuid::now_v7(), "offer": offer, "version": 1})).await;
    socket.hears("negotiation").await;
    socket.says(json!({"type": "offer", "room": made["room"], "id": uuid::Uuid::now_v7(), "amount": 950_000, "note": nul})).await;
    assert_eq!(socket.hears("negotiation").await["offer"]["note"], "ab");
}

#[actix_web::test]
async fn an_offer_out_of_all_bounds_is_refused() {
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
