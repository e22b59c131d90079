//! People who use the app over its API, as `sari.posts(…)`, `budi.offers(…)`.

use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::app::TestApp;
use super::fixtures::{a_photo, camera, id_of};
use super::socket::Socket;

/// An answer over HTTP.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
    pub text: String,
}

impl Answer {
    pub async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        Self { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
    }

    /// A header; empty when it is missing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Asserts the error format of the API, with this status.
    #[track_caller]
    pub fn is_problem(&self, status: u16) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert_eq!(self.header("content-type"), "application/problem+json", "{}", self.text);
        assert_eq!(self.body["status"], status);
        for field in ["type", "title", "detail"] {
            assert!(
                self.body[field].as_str().is_some_and(|text| !text.is_empty()),
                "{field}: {}",
                self.text
            );
        }
        let fields = self.body["errors"].as_object().map_or(0, serde_json::Map::len);
        assert_eq!(
            status == 422,
            fields > 0,
            "a 422 names fields, nothing else does: {}",
            self.text
        );
    }

    /// The body, if the answer has this status.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.body
    }
}

/// A person with an account and a Bearer token.
#[derive(Clone)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub handle: String,
    pub token: String,
    http: reqwest::Client,
    base: String,
}

impl Person {
    /// The same person at another node.
    pub fn on_node(&self, node: &TestApp) -> Self {
        Self { base: node.url(""), ..self.clone() }
    }

    pub(super) async fn sign_up(app: &TestApp, name: &str) -> Self {
        Self::sign_up_at(&app.http, &app.url(""), name).await
    }

    /// Signs up at any address.
    pub async fn sign_up_at(http: &reqwest::Client, base: &str, name: &str) -> Self {
        let email = format!("{}@contoh.id", Uuid::new_v4().simple());
        let input = json!({"name": name, "email": email, "password": "kopi tubruk", "kind": "pembeli", "accept_terms": true});
        let answer =
            Answer::of(http.post(format!("{base}/api/auth/register")).json(&input)).await.with(201);
        let text = |path: &str| answer.pointer(path).and_then(Value::as_str).unwrap().to_owned();
        Self {
            name: name.into(),
            id: text("/user/id"),
            handle: text("/user/handle"),
            token: text("/token"),
            http: http.clone(),
            base: base.into(),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http
            .request(method, format!("{}{path}", self.base))
            .bearer_auth(&self.token)
            .header("accept", "application/json")
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
    }

    /// A page, as a browser in this language gets it.
    pub async fn reads_page(&self, path: &str, lang: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base)).bearer_auth(&self.token);
        Answer::of(request.header("accept", "text/html").header("accept-language", lang)).await
    }

    /// Posts JSON under an `Idempotency-Key`.
    pub async fn posts_with_key(&self, path: &str, key: &str, body: Value) -> Answer {
        let request = self.request(Method::POST, path).header("idempotency-key", key);
        Answer::of(request.json(&body)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::POST, path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        Answer::of(self.request(Method::PUT, path).json(&body)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::DELETE, path)).await
    }

    /// Sends any body.
    pub async fn sends(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        Answer::of(self.request(method, path).header("content-type", kind).body(body)).await
    }

    /// Sends a form, as a browser without scripts does.
    pub async fn submits_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        let form = serde_urlencoded::to_string(fields).unwrap();
        self.sends(Method::POST, path, kind, form.into_bytes()).await
    }

    /// Uploads bytes as a file of this name.
    pub async fn uploads(&self, name: &str, bytes: &[u8]) -> Answer {
        let mut body = format!(
            "--XX\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: image/jpeg\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--XX--\r\n");
        self.sends(Method::POST, "/api/upload", "multipart/form-data; boundary=XX", body).await
    }

    /// Posts a listing: a camera for sale with these changes. Returns the listing.
    pub async fn posts(&self, change: Value) -> Value {
        let photo = self.uploads("kamera.jpg", &a_photo(640, 800)).await.with(201)["id"].clone();
        let mut listing = camera();
        listing["photos"] = json!([photo]);
        for (key, value) in change.as_object().cloned().unwrap_or_default() {
            listing[key] = value;
        }
        self.post("/api/listings", listing).await.with(201)["listing"].clone()
    }

    /// Posts a listing for barter.
    pub async fn posts_for_barter(&self, title: &str, change: Value) -> Value {
        let mut listing = json!({"title": title, "modes": ["barter"], "price": null, "min_price": null, "wanted": "Apa saja"});
        for (key, value) in change.as_object().cloned().unwrap_or_default() {
            listing[key] = value;
        }
        self.posts(listing).await
    }

    /// Offers a price for a listing.
    pub async fn offers(&self, listing: &Value, amount: i64) -> Answer {
        self.post(&format!("/api/listings/{}/offer", id_of(listing)), json!({"amount": amount}))
            .await
    }

    /// Lifts the limits on opening offers: their number and their price.
    pub async fn lifts_offer_limits(&self, listing: &Value) {
        let path = format!("/api/listings/{}/wishes", id_of(listing));
        self.put(&path, json!({"tries": null, "floor_percent": 0})).await.with(200);
    }

    /// Offers a package: goods, and money on top.
    pub async fn offers_goods(&self, listing: &Value, goods: &[&Value], amount: i64) -> Answer {
        let items: Vec<&str> = goods.iter().map(|good| id_of(good)).collect();
        let body = json!({"amount": amount, "items": items});
        self.post(&format!("/api/listings/{}/offer", id_of(listing)), body).await
    }

    /// Makes a move about the offer of a negotiation, with the version last seen.
    pub async fn moves(&self, negotiation: &Value, action: &str, amount: Option<i64>) -> Answer {
        let offer = negotiation["offer"]["id"].as_str().unwrap();
        let body = json!({"action": action, "amount": amount, "version": negotiation["version"]});
        self.put(&format!("/api/offers/{offer}"), body).await
    }

    /// Makes a move with further fields.
    pub async fn moves_with(&self, negotiation: &Value, action: &str, more: Value) -> Answer {
        let offer = negotiation["offer"]["id"].as_str().unwrap();
        let mut body = json!({"action": action, "version": negotiation["version"]});
        for (key, value) in more.as_object().cloned().unwrap_or_default() {
            body[key] = value;
        }
        self.put(&format!("/api/offers/{offer}"), body).await
    }

    /// Posts a text message about a listing.
    pub async fn posts_message(&self, listing: &Value, text: &str) -> Answer {
        self.post(
            &format!("/api/chat/{}", id_of(listing)),
            json!({"id": Uuid::now_v7(), "text": text}),
        )
        .await
    }

    /// Opens a socket.
    pub async fn connects(&self) -> Socket {
        Socket::open(&self.base, &self.token).await
    }
}
