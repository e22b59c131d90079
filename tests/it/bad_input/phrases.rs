//! People read what is wrong in their language, and nothing of what a library says about it.

use reqwest::Method;
use serde_json::json;

use super::ANY_ID;
use crate::support::{Answer, Person, TestApp, id_of};

/// What serde, actix, uuid, diesel and the parsers of numbers say.
const LIBRARY: &[&str] = &[
    "missing field",
    "invalid type",
    "invalid value",
    "invalid length",
    "unknown variant",
    "unknown field",
    "duplicate field",
    "expected",
    "deserialize",
    "at line",
    "line 1 column",
    "eof while",
    "trailing",
    "recursion limit",
    "invalid digit",
    "parsing failed",
    "uuid",
    "untagged",
    "did not match",
    "utf-8",
    "multipart",
    "boundary",
    "payload",
    "content-disposition",
    "content-type",
    "not a number",
    "serde",
    "panicked",
    "database",
    "relation",
    "syntax error",
    "out of range for",
];

/// Words of which every sentence of a refusal in a language has at least one.
const INDONESIAN: &[&str] = &[
    "isi",
    "harus",
    "tidak",
    "yang",
    "dulu",
    "paling",
    "belum",
    "bisa",
    "coba",
    "pilih",
    "tulis",
    "sudah",
    "kamu",
    "wajib",
    "bukan",
    "salah",
    "antara",
    "ini",
    "itu",
    "ada",
    "untuk",
    "dari",
    "dengan",
    "sendiri",
    "hanya",
    "sampai",
    "kirim",
    "alamat",
    "jumlahnya",
    "perlu",
];
const ENGLISH: &[&str] = &[
    "the", "is", "a", "not", "must", "at", "this", "your", "and", "of", "cannot", "choose",
    "write", "to", "from",
];

struct Bad {
    method: Method,
    path: String,
    kind: &'static str,
    body: String,
}

fn table(listing: &str, room: &str) -> Vec<Bad> {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    const PARTS: &str = "multipart/form-data; boundary=XX";
    let mut all = Vec::new();
    let mut add = |method: Method, path: String, kind: &'static str, body: &str| {
        all.push(Bad { method, path, kind, body: body.to_owned() });
    };
    let malformed = [
        "",
        "{",
        "null",
        "[]",
        "7",
        "\"x\"",
        "{\"a\":}",
        "{\"amount\": \"banyak\"}",
        "{\"amount\": 1.5}",
        "{\"amount\": 1e99}",
        "{\"id\": 7}",
        "{\"id\": \"abc\"}",
        "{\"title\": 7}",
        "{\"title\": \"x\", \"price\": \"1000\"}",
        "{\"photos\": [\"abc\"]}",
        "{\"modes\": \"jual\"}",
        "{\"assistant\": {\"mode\": \"ganas\"}}",
        "{\"kind\": \"raja\"}",
        "{\"accept_terms\": \"ya\"}",
        "{\"items\": [1]}",
        "{\"action\": \"curi\", \"version\": 1}",
        "{\"version\": -1}",
        "{\"text\": {}}",
        "{\"price\": null, \"price\": 1}",
        "\u{feff}{}",
        "{\"name\": \"\\ud800\"}",
        "{\"seq\": []}",
        "{\"days\": \"dua\", \"step\": 1, \"lowest\": 1}",
        "{\"tries\": \"dua\"}",
        "{\"adjust\": \"banyak\"}",
    ];
    for (method, path) in [
        (Method::POST, "/api/auth/register".to_owned()),
        (Method::POST, "/api/auth/login".to_owned()),
        (Method::PUT, "/api/users/me".to_owned()),
        (Method::POST, "/api/listings".to_owned()),
        (Method::PUT, format!("/api/listings/{listing}")),
        (Method::PUT, format!("/api/listings/{listing}/assistant")),
        (Method::PUT, format!("/api/listings/{listing}/wishes")),
        (Method::PUT, format!("/api/listings/{listing}/drop")),
        (Method::PUT, format!("/api/listings/{listing}/worth")),
        (Method::POST, format!("/api/listings/{listing}/offer")),
        (Method::POST, format!("/api/chat/{listing}")),
        (Method::POST, format!("/api/rooms/{room}/promise")),
        (Method::PUT, format!("/api/offers/{ANY_ID}")),
        (Method::PUT, "/api/orders/ORD-20260101-XXXX/status".to_owned()),
        (Method::POST, "/api/tawar".to_owned()),
    ] {
        for body in malformed {
            add(method.clone(), path.clone(), JSON, body);
        }
    }
    for query in [
        "page=satu",
        "limit=x",
        "lat=utara",
        "lat=1",
        "hmin=murah",
        "radius=jauh",
        "kondisi=ajaib",
        "sort=acak",
        "page=99999999999999999999",
        "page=1.5",
        "after=x",
        "mode=curi",
        "page=0",
        "page=1&page=2",
    ] {
        add(Method::GET, format!("/api/listings?{query}"), JSON, "");
    }
    for query in ["after=x", "limit=x", "after=1_x"] {
        add(Method::GET, format!("/api/rooms?{query}"), JSON, "");
    }
    for path in [
        "/api/orders?page=x",
        "/api/orders?after=x",
        "/api/orders?status=lost",
        "/api/listings/abc",
        "/api/offers/abc",
        "/api/rooms/abc/messages",
        "/api/chat/abc",
        "/api/messages/abc/read",
        "/barang/%ff",
        "/jual/abc/edit",
        "/chat/abc",
        "/chat/abc/pesan?before=x",
        "/suka?page=x",
        "/akun/sesi/abc/cabut",
    ] {
        add(Method::GET, path.to_owned(), JSON, "");
    }
    add(Method::GET, format!("/api/rooms/{room}/messages?before=x"), JSON, "");
    add(Method::GET, format!("/api/rooms/{room}/events?since=x"), JSON, "");
    add(Method::GET, format!("/api/chat/{listing}?buyer=x"), JSON, "");
    for body in [
        "",
        "x",
        "--XX",
        "--XX\r\n\r\nx\r\n--XX--\r\n",
        "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nx",
    ] {
        add(Method::POST, "/api/upload".to_owned(), PARTS, body);
        add(Method::POST, "/jual".to_owned(), PARTS, body);
    }
    add(Method::POST, "/api/upload".to_owned(), JSON, "{}");
    add(Method::POST, "/jual".to_owned(), FORM, "title=x");
    for (path, body) in [
        ("/akun/sesi/abc/cabut", ""),
        ("/akun", "name=a&name=b"),
        ("/chat/abc", "id=x&text=y"),
        ("/bahasa", "lang=a&lang=b"),
    ] {
        add(Method::POST, path.to_owned(), FORM, body);
    }
    for path in ["tawar", "terima", "tolak", "hapus", "batal", "tambah", "janji"] {
        add(
            Method::POST,
            format!("/chat/{room}/{path}"),
            FORM,
            "id=x&amount=banyak&version=satu&offer=x&seq=x&items=x",
        );
    }
    all
}

/// The text that people read: of a problem its detail and its errors, of a page what stands on it.
fn words_of(answer: &Answer) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(detail) = answer.body["detail"].as_str() {
        words.push(detail.to_owned());
    }
    for texts in answer.body["errors"].as_object().into_iter().flat_map(|errors| errors.values()) {
        words.extend(
            texts
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|text| Some(text.as_str()?.to_owned())),
        );
    }
    words
}

async fn sends(app: &TestApp, who: &Person, lang: &str, bad: &Bad) -> Answer {
    let request = app
        .http
        .request(bad.method.clone(), app.url(&bad.path))
        .bearer_auth(&who.token)
        .header("accept", "application/json")
        .header("accept-language", lang);
    let request = match bad.body.is_empty() && bad.method == Method::GET {
        true => request,
        false => request.header("content-type", bad.kind).body(bad.body.clone()),
    };
    Answer::of(request).await
}

#[actix_web::test]
async fn nothing_that_does_not_parse_is_answered_in_the_words_of_a_library() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, budi) = app.sari_and_budi().await;
    let listing = sari.posts(json!({})).await;
    let room = budi.opens_chat(&listing).await;
    let (mut read, mut wrong) = (0, Vec::new());
    for bad in table(id_of(&listing), room.as_str().unwrap()) {
        for (lang, own) in [("id", INDONESIAN), ("en", ENGLISH)] {
            let answer = sends(&app, &sari, lang, &bad).await;
            let what =
                format!("{lang} {} {} {:?}: {}", bad.method, bad.path, bad.body, answer.text);
            assert!(!answer.status.is_server_error(), "{what}");
            if answer.status.is_success() || answer.status.is_redirection() {
                continue;
            }
            for text in words_of(&answer) {
                read += 1;
                let low = text.to_lowercase();
                let words: Vec<&str> = low.split(|c: char| !c.is_alphanumeric()).collect();
                let said = LIBRARY.iter().find(|phrase| low.contains(*phrase));
                if said.is_some() || !own.iter().any(|word| words.contains(word)) {
                    wrong.push(format!("{text} ({said:?}) – {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(read > 500, "{read}");
}

#[actix_web::test]
async fn a_refusal_names_the_field_and_what_is_expected() {
    let app = TestApp::open().await.on_fresh_connections();
    let sari = app.person("Sari").await;
    let listing = sari.posts(json!({})).await;
    let path = format!("/api/listings/{}/offer", id_of(&listing));
    for (body, field, text) in [
        (json!({"amount": "banyak"}), "amount", "Isian “amount” harus berupa bilangan bulat."),
        (json!({"amount": 1, "id": "x"}), "id", "Isian “id” harus berupa id"),
        (json!({"amount": 1, "note": 7}), "note", "Isian “note” harus berupa teks."),
        (json!({"amount": 1, "items": 7}), "items", "Isian “items” harus berupa daftar."),
        (json!({"amount": 1, "items": [7]}), "items.0", "Isian “items.0” harus berupa id"),
    ] {
        let refused = sari.post(&path, body).await;
        refused.is_problem(422);
        assert!(refused.body["detail"].as_str().unwrap().starts_with(text), "{}", refused.text);
        assert!(refused.body["errors"][field].is_array(), "{}", refused.text);
    }
}
