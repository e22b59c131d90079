//! Prints the latency of searches and messages on a running site. Asserts nothing.
//!
//! ```sh
//! script/server &                                    # or any running site, rate limits off:
//! TAWAR_RATE_LIMITS=off script/server
//! cargo run --release --example latency -- http://127.0.0.1:8080
//! ```
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a benchmark that cannot continue panics"
)]

use std::collections::HashMap;
use std::io::Cursor;
use std::time::{Duration, Instant};

use awc::ws::{Frame, Message};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use uuid::Uuid;

const QUERIES: &[&str] = &[
    "q=sepeda",
    "q=kamra",
    "q=laptop&sort=price_low",
    "lat=-6.2&lng=106.8&radius=25",
    "q=baju&lat=-6.9&lng=107.6",
    "category=elektronik&condition=bagus",
    "city=Bandung",
    "q=hp&hmax=1500000",
    "mode=gratis",
    "q=gitar&city=Surabaya",
];
const SEARCHES: usize = 2000;
const MESSAGES: usize = 1000;
const PER_SECOND: u64 = 100;

/// Minimum, median, 95th, 99th and maximum, in milliseconds.
fn print(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| {
        times[((times.len() - 1) as f64 * share).round() as usize].as_secs_f64() * 1000.0
    };
    println!(
        "{what:<44} n {:>5}  min {:>7.2}  p50 {:>7.2}  p95 {:>7.2}  p99 {:>7.2}  max {:>7.2} ms",
        times.len(),
        at(0.0),
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    );
}

struct Person {
    token: String,
    http: reqwest::Client,
    base: String,
}

impl Person {
    async fn sign_up(base: &str, name: &str) -> Self {
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let email = format!("{}@contoh.id", Uuid::new_v4().simple());
        let input =
            json!({"name": name, "email": email, "password": "kopi tubruk", "accept_terms": true});
        let answer: Value = http
            .post(format!("{base}/api/auth/register"))
            .json(&input)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let token = answer["token"]
            .as_str()
            .unwrap_or_else(|| panic!("sign-up failed: {answer}"))
            .to_owned();
        Self { token, http, base: base.into() }
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let request =
            self.http.post(format!("{}{path}", self.base)).bearer_auth(&self.token).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    async fn post_camera(&self) -> Value {
        let mut jpeg = Cursor::new(Vec::new());
        image::RgbImage::from_pixel(400, 500, image::Rgb([180, 90, 60]))
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .unwrap();
        let mut body =
            b"--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\n"
                .to_vec();
        body.extend_from_slice(&jpeg.into_inner());
        body.extend_from_slice(b"\r\n--X--\r\n");
        let request = self.http.post(format!("{}/api/upload", self.base)).bearer_auth(&self.token);
        let photo: Value = request
            .header("content-type", "multipart/form-data; boundary=X")
            .body(body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        let listing = json!({"title": "Kamera untuk diukur", "description": "Hanya untuk mengukur waktu.", "category": "kamera",
            "condition": "bagus", "modes": ["jual"], "price": 100_000, "delivery": ["cod"], "region": "32.73.02",
            "photos": [photo["id"]]});
        self.post("/api/listings", listing).await["listing"].clone()
    }
}

async fn searches(base: &str) {
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let (mut api, mut page) = (Vec::new(), Vec::new());
    for n in 0..SEARCHES {
        let query = QUERIES[n % QUERIES.len()];
        for (times, path) in [(&mut api, "/api/listings"), (&mut page, "/cari")] {
            let since = Instant::now();
            let answer = http.get(format!("{base}{path}?{query}")).send().await.unwrap();
            assert!(answer.status().is_success(), "{path}?{query}: {}", answer.status());
            answer.bytes().await.unwrap();
            times.push(since.elapsed());
        }
    }
    print("search, JSON, one client", api);
    print("search, page, one client", page);
}

async fn messages(base: &str) {
    let (sari, budi) = (Person::sign_up(base, "Sari").await, Person::sign_up(base, "Budi").await);
    let listing = sari.post_camera().await;
    let path = format!("/api/chat/{}", listing["id"].as_str().unwrap());
    let room = budi.post(&path, json!({"text": "Halo Kak"})).await["message"]["room"].clone();
    let connect = async |person: &Person| {
        let url = format!("{}/ws", base.replacen("http", "ws", 1));
        let (_, mut socket) = awc::Client::new()
            .ws(url)
            .set_header("Authorization", format!("Bearer {}", person.token))
            .connect()
            .await
            .unwrap();
        let join = json!({"type": "join", "room": room}).to_string();
        socket.send(Message::Text(join.into())).await.unwrap();
        loop {
            if let Some(Ok(Frame::Text(text))) = socket.next().await
                && serde_json::from_slice::<Value>(&text).unwrap()["type"] == "joined"
            {
                return socket;
            }
        }
    };
    let (sari_socket, budi_socket) = (connect(&sari).await, connect(&budi).await);
    let (mut to_server, mut from_server) = budi_socket.split();
    let (_sink, mut delivered) = sari_socket.split();
    let mut sent: HashMap<String, Instant> = HashMap::new();
    let (mut acks, mut deliveries) = (Vec::new(), Vec::new());
    let mut tick = actix_web::rt::time::interval(Duration::from_millis(1000 / PER_SECOND));
    let mut left = MESSAGES;
    while acks.len() < MESSAGES || deliveries.len() < MESSAGES {
        tokio::select! {
            _ = tick.tick(), if left > 0 => {
                let id = Uuid::now_v7().to_string();
                let text = json!({"type": "send", "room": room, "id": id, "text": "Bisa kurang sedikit, Kak?"}).to_string();
                sent.insert(id, Instant::now());
                to_server.send(Message::Text(text.into())).await.unwrap();
                left -= 1;
            }
            Some(Ok(frame)) = from_server.next() => record(&frame, "ack", &sent, &mut acks),
            Some(Ok(frame)) = delivered.next() => record(&frame, "message", &sent, &mut deliveries),
        }
    }
    print("message, to the sender's ack, 100 a second", acks);
    print("message, to the other socket, 100 a second", deliveries);
}

fn record(frame: &Frame, kind: &str, sent: &HashMap<String, Instant>, times: &mut Vec<Duration>) {
    let Frame::Text(text) = frame else { return };
    let event: Value = serde_json::from_slice(text).unwrap();
    assert!(event["type"] != "error", "{event}");
    if event["type"] == kind
        && let Some(at) = event["id"].as_str().and_then(|id| sent.get(id))
    {
        times.push(at.elapsed());
    }
}

#[actix_web::main]
async fn main() {
    rustls::crypto::ring::default_provider().install_default().expect("the first provider");
    let base = std::env::args().nth(1).unwrap_or_else(|| "http://127.0.0.1:8080".into());
    println!("{base}");
    searches(&base).await;
    messages(&base).await;
}
