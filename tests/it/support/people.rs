//! People who use the house over its API, as `sari.posts(…)`, `budi.offers(…)`.

use std::io::Cursor;

use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use super::house::TestHouse;
use super::socket::Socket;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub body: Value,
    pub text: String,
}

impl Answer {
    async fn of(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        let status = response.status();
        let text = response.text().await.unwrap();
        Self { status, body: serde_json::from_str(&text).unwrap_or(Value::Null), text }
    }

    /// The body, if the status is this.
    #[track_caller]
    pub fn with(self, status: u16) -> Value {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        self.body
    }
}

/// Somebody with an account and a Bearer token.
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
    pub(super) async fn sign_up(house: &TestHouse, name: &str) -> Self {
        let email = format!("{}@contoh.id", Uuid::new_v4().simple());
        let input = json!({"name": name, "email": email, "password": "kopi tubruk", "kind": "pembeli", "accept_terms": true});
        let answer = Answer::of(house.http.post(house.url("/api/auth/register")).json(&input)).await.with(201);
        let text = |path: &str| answer.pointer(path).and_then(Value::as_str).unwrap().to_owned();
        Self {
            name: name.into(),
            id: text("/user/id"),
            handle: text("/user/handle"),
            token: text("/token"),
            http: house.http.clone(),
            base: house.url(""),
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.base)).bearer_auth(&self.token).header("accept", "application/json")
    }

    pub async fn get(&self, path: &str) -> Answer {
        Answer::of(self.request(Method::GET, path)).await
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

    /// Sends anything at all.
    pub async fn sends(&self, method: Method, path: &str, kind: &str, body: Vec<u8>) -> Answer {
        Answer::of(self.request(method, path).header("content-type", kind).body(body)).await
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

    /// Posts a thing; `change` is laid over a camera that is for sale. Returns the listing.
    pub async fn posts(&self, change: Value) -> Value {
        let photo = self.uploads("kamera.jpg", &a_photo(640, 800)).await.with(201)["id"].clone();
        let mut listing = camera();
        listing["photos"] = json!([photo]);
        for (key, value) in change.as_object().cloned().unwrap_or_default() {
            listing[key] = value;
        }
        self.post("/api/listings", listing).await.with(201)["listing"].clone()
    }

    /// Offers a price for a listing.
    pub async fn offers(&self, listing: &Value, amount: i64) -> Answer {
        self.post(&format!("/api/listings/{}/offer", id_of(listing)), json!({"amount": amount})).await
    }

    /// Makes a move about the offer of a negotiation, as it was last seen.
    pub async fn moves(&self, negotiation: &Value, action: &str, amount: Option<i64>) -> Answer {
        let offer = negotiation["offer"]["id"].as_str().unwrap();
        let body = json!({"action": action, "amount": amount, "version": negotiation["version"]});
        self.put(&format!("/api/offers/{offer}"), body).await
    }

    /// Says something about a listing.
    pub async fn says(&self, listing: &Value, text: &str) -> Answer {
        self.post(&format!("/api/chat/{}", id_of(listing)), json!({"id": Uuid::now_v7(), "text": text})).await
    }

    /// Opens a socket.
    pub async fn connects(&self) -> Socket {
        Socket::open(&self.base, &self.token).await
    }
}

pub fn id_of(listing: &Value) -> &str {
    listing["id"].as_str().unwrap()
}

/// A camera in Coblong, Bandung, without its photo.
pub fn camera() -> Value {
    json!({
        "title": "Kamera analog rangefinder", "description": "Punya bapak, dipakai sejak 1982, shutter normal.",
        "flaw": "Goresan tipis", "category": "kamera", "condition": "bagus", "modes": ["jual"], "price": 1_250_000,
        "min_price": 1_000_000, "delivery": ["cod"], "region": "32.73.02", "tags": ["analog"],
    })
}

/// A JPEG of this size.
pub fn a_photo(width: u32, height: u32) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 251) as u8, (y % 241) as u8, 90]));
    let mut out = Cursor::new(Vec::new());
    picture.write_to(&mut out, image::ImageFormat::Jpeg).unwrap();
    out.into_inner()
}
