//! Every address, requested by a visitor, by a member who has no part in it, and from another site.

mod caching;
mod cross_site;
mod reading;
mod refusals;
mod served;

use reqwest::Method;
use serde_json::json;
use tawar::routes::{Entry, SITEMAP, Who};

use crate::support::{Answer, Browser, Person, TestApp, camera, id_of};

/// The status for a member who has no part in what the address names.
const CLOSED: &[(&str, &str, u16)] = &[
    ("POST", "/barang/{slug}/hapus", 403),
    ("POST", "/barang/{slug}/nilai", 403),
    ("GET", "/jual/{id}/edit", 403),
    ("POST", "/jual/{id}/edit", 403),
    ("GET", "/jual/{id}/asisten", 403),
    ("POST", "/jual/{id}/asisten", 403),
    ("POST", "/jual/{id}/turun", 403),
    ("POST", "/jual/{id}/aturan", 403),
    ("POST", "/jual/{id}/pesuka", 403),
    ("GET", "/chat/{room}", 404),
    ("POST", "/chat/{room}", 404),
    ("GET", "/chat/{room}/pembaruan", 404),
    ("GET", "/chat/{room}/pesan", 404),
    ("POST", "/chat/{room}/hapus", 404),
    ("POST", "/chat/{room}/tawar", 404),
    ("POST", "/chat/{room}/terima", 404),
    ("POST", "/chat/{room}/tolak", 404),
    ("POST", "/chat/{room}/batal", 404),
    ("POST", "/chat/{room}/tambah", 404),
    ("POST", "/chat/{room}/janji", 404),
    ("GET", "/chat/{room}/barter", 404),
    ("GET", "/chat/{room}/barter/timbang", 404),
    ("POST", "/chat/{room}/barter", 404),
    ("GET", "/pesanan/{code}", 404),
    ("GET", "/pesanan/{code}/resi", 404),
    ("GET", "/pesanan/{code}/lembar", 404),
    ("GET", "/pesanan/{code}/bayar", 404),
    ("POST", "/pesanan/{code}/bayar", 404),
    ("POST", "/pesanan/{code}/alamat", 404),
    ("POST", "/pesanan/{code}/ketemuan/{step}", 404),
    ("GET", "/pesanan/{code}/sengketa", 404),
    ("POST", "/pesanan/{code}/sengketa/{step}", 404),
    ("GET", "/pesanan/{code}/ulasan", 404),
    ("POST", "/pesanan/{code}/ulasan", 404),
    ("POST", "/pesanan/{code}/ulasan/balas", 404),
    ("POST", "/pesanan/{code}/{action}", 404),
    ("GET", "/barang/{slug}/iklan", 403),
    ("POST", "/barang/{slug}/iklan", 403),
    ("GET", "/iklan/{code}/bayar", 404),
    ("GET", "/sandbox/bayar/{reference}", 404),
    ("PUT", "/api/listings/{id}", 403),
    ("DELETE", "/api/listings/{id}", 403),
    ("PUT", "/api/listings/{id}/worth", 403),
    ("GET", "/api/listings/{id}/assistant", 403),
    ("PUT", "/api/listings/{id}/assistant", 403),
    ("GET", "/api/listings/{id}/wishes", 403),
    ("PUT", "/api/listings/{id}/wishes", 403),
    ("GET", "/api/listings/{id}/drop", 403),
    ("PUT", "/api/listings/{id}/drop", 403),
    ("DELETE", "/api/listings/{id}/drop", 403),
    ("GET", "/api/listings/{id}/promotions", 403),
    ("POST", "/api/listings/{id}/promotions", 403),
    ("POST", "/api/listings/{id}/answer", 403),
    ("POST", "/api/listings/{id}/likers", 403),
    ("POST", "/api/listings/{id}/pick", 403),
    ("POST", "/api/rooms/{room}/promise", 404),
    ("DELETE", "/api/rooms/{room}/promise", 404),
    ("PUT", "/api/offers/{id}", 404),
    ("GET", "/api/rooms/{room}/messages", 404),
    ("GET", "/api/rooms/{room}/events", 404),
    ("PUT", "/api/messages/{id}/read", 404),
    ("GET", "/api/messages/{id}", 404),
    ("DELETE", "/api/messages/{id}", 404),
    ("GET", "/api/orders/{code}", 404),
    ("GET", "/api/orders/{code}/sheet.pdf", 404),
    ("GET", "/api/orders/{code}/receipt.pdf", 404),
    ("PUT", "/api/orders/{code}/status", 404),
    ("PUT", "/api/orders/{code}/shipping", 404),
    ("POST", "/api/orders/{code}/pay", 404),
    ("GET", "/api/orders/{code}/meetup", 404),
    ("PUT", "/api/orders/{code}/meetup", 404),
    ("GET", "/api/orders/{code}/meetup.ics", 404),
    ("POST", "/api/orders/{code}/arrived", 404),
    ("POST", "/api/orders/{code}/no-show", 404),
    ("GET", "/api/orders/{code}/dispute", 404),
    ("POST", "/api/orders/{code}/dispute", 404),
    ("POST", "/api/orders/{code}/dispute/answer", 404),
    ("POST", "/api/orders/{code}/dispute/offer", 404),
    ("POST", "/api/orders/{code}/dispute/accept", 404),
    ("POST", "/api/orders/{code}/dispute/withdraw", 404),
    ("POST", "/api/orders/{code}/dispute/appeal", 404),
    ("POST", "/api/orders/{code}/dispute/evidence", 404),
    ("GET", "/api/orders/{code}/review", 404),
    ("POST", "/api/orders/{code}/review", 404),
    ("PUT", "/api/orders/{code}/review", 404),
    ("POST", "/api/orders/{code}/review/reply", 404),
    ("GET", "/api/users/me/payouts/{payout}", 404),
    ("GET", "/api/orders/{code}/evidence", 404),
];

/// Requests about somebody else's listing, room or deal that any member may make.
const OPEN: &[(&str, &str)] = &[
    ("POST", "/barang/{slug}/suka"),
    ("POST", "/barang/{slug}/chat"),
    ("POST", "/barang/{slug}/tawar"),
    ("POST", "/barang/{slug}/beli"),
    ("POST", "/barang/{slug}/ajukan"),
    ("GET", "/checkout/{listing}"),
    // Practice money is paid by whoever knows the reference.
    ("POST", "/sandbox/bayar/{reference}"),
    ("GET", "/barang/{slug}/barter"),
    ("POST", "/barang/{slug}/antre"),
    // Only the owner draws a gift: others get an error on the page; the tests of reservations check that.
    ("POST", "/barang/{slug}/pilih"),
    ("POST", "/api/listings/{id}/wait"),
    ("DELETE", "/api/listings/{id}/wait"),
    ("GET", "/barang/{slug}/barter/timbang"),
    ("POST", "/barang/{slug}/barter"),
    // Ends only one's own sessions; the tests of accounts check that.
    ("POST", "/akun/sesi/{id}/cabut"),
    ("POST", "/api/listings/{id}/like"),
    ("POST", "/api/listings/{id}/offer"),
    ("GET", "/api/chat/{listing}"),
    ("PUT", "/api/chat/{listing}"),
    ("POST", "/api/chat/{listing}"),
];

/// Sari's camera, Rara's room and offer about it, and Rara's deal about another listing of Sari's.
struct Fixtures {
    listing: String,
    slug: String,
    room: String,
    offer: String,
    message: String,
    code: String,
}

impl Fixtures {
    async fn of(sari: &Person, rara: &Person) -> Self {
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let sold = sari.posts(json!({"title": "Lensa 50mm"})).await;
        let made = rara.offers(&sold, 1_100_000).await.with(201);
        let agreed = sari.moves(&made["negotiation"], "accept", None).await.with(200);
        let camera = sari.posts(json!({})).await;
        let made = rara.offers(&camera, 1_100_000).await.with(201);
        let posted = rara.posts_message(&camera, "Masih ada, Kak?").await.with(201);
        Self {
            listing: id_of(&camera).into(),
            slug: text(&camera["slug"]),
            room: text(&made["room"]),
            offer: text(&made["offer"]["id"]),
            message: text(&posted["message"]["id"]),
            code: text(&agreed["deal"]["code"]),
        }
    }

    /// The address of an entry with its placeholders filled from these fixtures.
    fn address(&self, entry: &Entry) -> String {
        let id = match entry.path {
            path if path.contains("/offers/") => &self.offer,
            path if path.contains("/messages/") => &self.message,
            _ => &self.listing,
        };
        let slug = if entry.path.starts_with("/kategori") { "kamera" } else { &self.slug };
        entry
            .path
            .replace("{slug}", slug)
            .replace("{listing}", &self.listing)
            .replace("{room}", &self.room)
            .replace("{code}", &self.code)
            .replace("{action}", "batal")
            .replace("{step}", "usul")
            .replace("{report}", &self.listing)
            .replace("{appeal}", &self.listing)
            .replace("{sanction}", &self.listing)
            .replace("{token}", "tebakan")
            .replace("{reference}", "ORD-20261130-XXXX-1")
            .replace("{handle}", "sari")
            .replace("{lang}", "en")
            .replace("{name}", "x-l.webp")
            .replace("{version}/{path:.*}", "v/app.css")
            .replace("{_:.*}", "index.html")
            .replace("{payout}", &self.listing)
            .replace("{id}", id)
    }

    /// A body that would be valid, were the sender allowed.
    fn body(&self, entry: &Entry) -> serde_json::Value {
        if entry.path.ends_with("/assistant") {
            return json!({"mode": "off"});
        }
        if entry.path.ends_with("/worth") {
            return json!({"adjust": 5, "reason": "Lengkap dengan kotaknya"});
        }
        if entry.path.ends_with("/drop") {
            return json!({"step": 10_000, "days": 1, "lowest": 900_000});
        }
        if entry.path.ends_with("/likers") || entry.path.ends_with("/answer") {
            return json!({"amount": 1_000_000});
        }
        if entry.path.ends_with("/promotions") {
            return json!({"kind": "bump", "hours": 24, "amount": 10_000});
        }
        if entry.path.ends_with("/wishes") {
            return json!({"tries": 5});
        }
        if entry.path.contains("/listings/{id}") {
            let mut listing = camera();
            listing["photos"] = json!([uuid::Uuid::now_v7()]);
            return listing;
        }
        json!({"action": "accept", "version": 1, "amount": 1_000_000, "text": "halo", "status": "cancelled"})
    }
}

fn method(entry: &Entry) -> Method {
    entry.method.parse().unwrap()
}

fn is_api(entry: &Entry) -> bool {
    entry.path.starts_with("/api/")
}

/// Submits the form that an address expects.
async fn submits(browser: &Browser, address: &str, fixtures: &Fixtures) -> Answer {
    if address.starts_with("/jual")
        && !address.ends_with("/asisten")
        && !address.ends_with("/turun")
        && !address.ends_with("/aturan")
        && !address.ends_with("/pesuka")
    {
        let mut body = String::new();
        for (name, value) in [
            ("title", "Kamera Budi"),
            ("description", "Sekarang punyaku, katanya."),
            ("category", "kamera"),
            ("condition", "bagus"),
            ("modes", "jual"),
            ("price", "1000"),
            ("delivery", "cod"),
            ("region", "32.73"),
            ("photo_id", fixtures.listing.as_str()),
        ] {
            body += &format!(
                "--XX\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        let request = browser
            .request(Method::POST, address)
            .header("origin", &browser.origin)
            .header("content-type", "multipart/form-data; boundary=XX")
            .body(format!("{body}--XX--\r\n"));
        return browser.sends(request).await;
    }
    let fields = [
        ("seq", "1"),
        ("offer", fixtures.offer.as_str()),
        ("version", "1"),
        ("amount", "1000000"),
        ("text", "halo"),
    ];
    browser.submits(address, &fields).await
}

#[actix_web::test]
async fn a_visitor_is_redirected_to_the_sign_in_page_from_every_member_address_and_from_no_other() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, rara) = (app.person("Sari").await, app.person("Rara").await);
    let fixtures = Fixtures::of(&sari, &rara).await;
    let visitor = app.browser();
    visitor.opens("/").await;
    for entry in SITEMAP.iter() {
        let address = fixtures.address(entry);
        let call = format!("{} {address}", entry.method);
        let answer = match entry.method {
            _ if is_api(entry) => {
                let request = app.http.request(method(entry), app.url(&address));
                Answer::of(request.json(&fixtures.body(entry))).await
            }
            "GET" => visitor.opens(&address).await,
            _ => submits(&visitor, &address, &fixtures).await,
        };
        match entry.who {
            Who::Anyone => {
                assert!(
                    answer.status != 401 && !answer.status.is_server_error(),
                    "{call}: {}",
                    answer.status
                );
                assert!(!answer.header("location").starts_with("/masuk?next"), "{call}");
            }
            _ if is_api(entry) || entry.path == "/ws" => answer.is_problem(401),
            _ => {
                assert_eq!(answer.status, 303, "{call}: {}", answer.text);
                assert!(answer.header("location").starts_with("/masuk?next=%2F"), "{call}");
            }
        }
    }
}

#[actix_web::test]
async fn budi_can_neither_read_nor_change_what_belongs_to_sari_and_rara() {
    let app = TestApp::open().await.on_fresh_connections();
    let (sari, budi) = app.sari_and_budi().await;
    let rara = app.person("Rara").await;
    let fixtures = Fixtures::of(&sari, &rara).await;
    let browser = app.browser();
    browser.signs_up("Budi").await;
    for entry in SITEMAP.iter().filter(|entry| entry.who == Who::Member && entry.path.contains('{'))
    {
        let plain = entry.path.replacen("/api/marketplace/", "/api/", 1);
        let closed = CLOSED
            .iter()
            .find(|(method, path, _)| (*method, *path) == (entry.method, plain.as_str()));
        let Some((_, _, status)) = closed else {
            let open = OPEN.contains(&(entry.method, plain.as_str()));
            assert!(open, "{} {} must be in CLOSED or OPEN", entry.method, entry.path);
            continue;
        };
        let address = fixtures.address(entry);
        if is_api(entry) {
            let request =
                app.http.request(method(entry), app.url(&address)).bearer_auth(&budi.token);
            Answer::of(request.json(&fixtures.body(entry))).await.is_problem(*status);
        } else {
            let answer = match entry.method {
                "GET" => browser.opens(&address).await,
                _ => submits(&browser, &address, &fixtures).await,
            };
            assert_eq!(
                answer.status.as_u16(),
                *status,
                "{} {address}: {}",
                entry.method,
                answer.text
            );
        }
    }
    let seen = sari.get(&format!("/api/listings/{}", fixtures.listing)).await.with(200);
    assert_eq!(
        (&seen["listing"]["status"], &seen["listing"]["version"]),
        (&json!("active"), &json!(1))
    );
    let deal = sari.get(&format!("/api/orders/{}", fixtures.code)).await.with(200);
    assert_eq!(deal["order"]["status"], "deal", "the deal is unchanged");
}

#[test]
fn closed_and_open_name_only_addresses_that_are_served() {
    let listed =
        CLOSED.iter().map(|(method, path, _)| (*method, *path)).chain(OPEN.iter().copied());
    for (method, path) in listed {
        let served = SITEMAP.iter().any(|entry| (entry.method, entry.path) == (method, path));
        assert!(served, "{method} {path} is in CLOSED or OPEN and is not served");
    }
}
