//! Unknown and malformed addresses, methods and requests.

use std::time::Duration;

use reqwest::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{ANY_ID, assert_app_works, merged};
use crate::support::{TestApp, camera};

/// The response to these bytes: the status and the whole text.
async fn send_raw_request(app: &TestApp, request: &[u8]) -> (u16, String) {
    let mut stream = TcpStream::connect(app.at).await.unwrap();
    stream.write_all(request).await.unwrap();
    read_response(&mut stream).await
}

async fn read_response(stream: &mut TcpStream) -> (u16, String) {
    let mut bytes = Vec::new();
    let reading = async {
        let mut chunk = [0; 4096];
        while let Ok(n @ 1..) = stream.read(&mut chunk).await {
            bytes.extend_from_slice(&chunk[..n]);
        }
    };
    tokio::time::timeout(Duration::from_secs(20), reading)
        .await
        .expect("the app answers and closes the connection");
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
    (status, text)
}

#[actix_web::test]
async fn unknown_ids_and_paths_are_not_found_by_any_method() {
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
            let mut body = merged(
                camera(),
                &json!({"photos": [ANY_ID], "action": "accept", "version": 1, "amount": 1000}),
            );
            body["id"] = Value::Null;
            let answer = sari
                .sends(method.clone(), &path, "application/json", body.to_string().into_bytes())
                .await;
            // `..` is resolved by the client: the address that it then requests may exist.
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
async fn a_method_that_an_address_does_not_support_is_answered_with_a_problem() {
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
async fn malformed_addresses_and_requests_get_an_error_answer() {
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
            send_raw_request(&app, format!("GET {address} HTTP/1.1\r\n{close}").as_bytes()).await;
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
        let (status, text) = send_raw_request(&app, request.as_bytes()).await;
        let short: String = request.chars().take(60).collect();
        assert!((least..500).contains(&status), "{short}: {status} {text}");
    }
    assert_app_works(&app, &sari).await;
}
