//! Each site and each kind of listing speaks of what it is about: a gift is not sold, a barter is not paid for.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use tawar::config::Site;

use super::pages::visible_words;
use super::{catalogue, files};
use crate::support::{Person, TestApp};

/// What a page of a site where things are only exchanged does not say.
const OF_SALES: &[&str] = &[
    "jual",
    "dijual",
    "terjual",
    "menjual",
    "penjual",
    "penjualan",
    "beli",
    "membeli",
    "pembeli",
    "pembelian",
    "bayar",
    "dibayar",
    "membayar",
    "sell",
    "sells",
    "selling",
    "seller",
    "sold",
    "sale",
    "buy",
    "buys",
    "buying",
    "buyer",
    "pay",
    "paid",
    "payment",
];
/// Parts of messages that speak of money only to say that there is none.
const HARMLESS: &[&str] =
    &["Tidak ada yang perlu dibayar", "There is nothing to pay", "tanpa bayar", "nothing to pay"];

fn found<'a>(html: &str, banned: &[&'a str]) -> BTreeSet<&'a str> {
    let shown: String = html
        .split("<template")
        .map(|part| part.split_once("</template>").map_or(part, |(_, after)| after))
        .collect();
    let html = HARMLESS.iter().fold(shown, |html, part| html.replace(part, ""));
    let words: Vec<String> = visible_words(&html).iter().map(|word| word.to_lowercase()).collect();
    banned.iter().copied().filter(|banned| words.iter().any(|word| word == banned)).collect()
}

/// Opens pages in both languages and returns what each says that it must not.
async fn said(person: &Person, paths: &[String], banned: &[&str]) -> Vec<String> {
    let mut all = Vec::new();
    for lang in ["id", "en"] {
        for path in paths {
            let page = person.reads_page(path, lang).await;
            assert_eq!(page.status.as_u16(), 200, "{path}: {}", page.text);
            let body = page.text.split("<body").nth(1).unwrap_or(&page.text);
            let words = found(body, banned);
            if !words.is_empty() {
                all.push(format!("{lang} {path}: {words:?}"));
            }
        }
    }
    all
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn both_languages_have_their_own_words_for_the_same_messages() {
    let moneyless = |lang: &str| {
        let mut keys = BTreeSet::new();
        for (_, text) in files(&format!("locales/{lang}"), "ftl") {
            let mut key = String::new();
            for line in text.lines() {
                match line.split_once('=') {
                    Some((name, _)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                        key = name.trim().to_owned();
                    }
                    Some((name, _)) if name.trim() == ".moneyless" => {
                        keys.insert(key.clone());
                    }
                    _ => {}
                }
            }
        }
        keys
    };
    let keys = moneyless("id");
    assert_eq!(keys, moneyless("en"));
    assert!(keys.len() > 30 && keys.iter().all(|key| catalogue("id").contains_key(key)));
}

#[actix_web::test]
async fn a_site_where_things_are_only_exchanged_does_not_speak_of_sales() {
    let app = TestApp::with_config(|config| config.site = Site::load("barterhub").unwrap()).await;
    let (sari, budi) = app.sari_and_budi().await;
    let bag = sari.posts_for_barter("Tas kulit", json!({})).await;
    let tripod = sari.posts_for_barter("Tripod kayu", json!({})).await;
    let lens = budi.posts_for_barter("Lensa 50mm", json!({})).await;
    let book = budi.posts_for_barter("Buku resep", json!({})).await;
    let offered = budi.offers_goods(&bag, &[&lens], 0).await.with(201);
    let taken = budi.offers_goods(&tripod, &[&book], 0).await.with(201);
    let deal = sari.moves(&taken["negotiation"], "accept", None).await.with(200);
    app.wait_for_outbox().await;
    let (room, agreed) = (text(&offered["room"]), text(&taken["room"]));
    let paths: Vec<String> = [
        "/",
        "/cari",
        "/cari?q=tidakada",
        "/kategori",
        "/kategori/kamera",
        "/chat",
        "/chat?tab=menjual",
        "/chat?tab=membeli",
        "/chat/meja",
        "/pesanan",
        "/pesanan?role=seller",
        "/profil/saya",
        "/profil/saya?tab=terjual",
        "/profil/sari",
        "/akun",
        "/suka",
        "/jual",
        "/aturan",
        "/papan-peringkat",
    ]
    .into_iter()
    .map(str::to_owned)
    .chain([
        text(&bag["url"]),
        text(&tripod["url"]),
        format!("/chat/{room}"),
        format!("/chat/{room}/barter"),
        format!("/chat/{agreed}"),
        format!("/pesanan/{}", text(&deal["deal"]["code"])),
        format!("/pesanan/{}/lembar", text(&deal["deal"]["code"])),
        format!("/pesanan/{}/resi", text(&deal["deal"]["code"])),
    ])
    .collect();
    for person in [&sari, &budi] {
        assert_eq!(said(person, &paths, OF_SALES).await, Vec::<String>::new(), "{}", person.name);
    }
}

#[actix_web::test]
async fn a_gift_is_asked_for_and_given_and_never_sold() {
    let app = TestApp::open().await;
    let (sari, budi) = app.sari_and_budi().await;
    let free = json!({"title": "Buku anak", "modes": ["gratis"], "price": null, "min_price": null});
    let (book, toy) = (sari.posts(free.clone()).await, sari.posts(free).await);
    let asked = budi.offers(&book, 0).await.with(201);
    let given = budi.offers(&toy, 0).await.with(201);
    sari.post(&format!("/api/rooms/{}/promise", text(&given["room"])), json!({})).await.with(200);
    let deal = sari.moves(&given["negotiation"], "accept", None).await.with(200);
    let paths = [
        text(&book["url"]),
        text(&toy["url"]),
        format!("/chat/{}/pembaruan?since=0", text(&asked["room"])),
        format!("/chat/{}/pembaruan?since=0", text(&given["room"])),
        format!("/pesanan/{}", text(&deal["deal"]["code"])),
    ];
    let mut banned = OF_SALES.to_vec();
    banned.extend(["harga", "price", "prices", "tawaran", "menawar"]);
    // The frame of the pages speaks of the whole market, and the seller's panel of all their listings.
    banned.retain(|word| !["jual", "sell", "terjual", "sold"].contains(word));
    for person in [&sari, &budi] {
        let found = said(person, &paths, &banned).await;
        assert_eq!(found, Vec::<String>::new(), "{}", person.name);
    }
    for (person, label) in [(&sari, "Berikan"), (&budi, "Batalkan permintaan")] {
        let table = person.reads_page("/chat/meja", "id").await.text;
        assert!(table.contains(label), "{table}");
        for banned in ["Terima<", "Balas harga", "kamu jual", "Tarik tawaran"] {
            assert!(!table.contains(banned), "{banned}: {table}");
        }
    }
}

#[actix_web::test]
async fn a_site_without_barter_does_not_offer_it() {
    let site = Site::load("sampahkupilah").unwrap();
    let app = TestApp::with_config(|config| config.site = site).await;
    let sari = app.person("Sari").await;
    let paths = ["/", "/cari", "/kategori", "/jual", "/chat", "/profil/saya", "/daftar"];
    let paths = paths.map(str::to_owned);
    let banned = ["barter", "tukar", "menukar", "swap", "swaps"];
    assert_eq!(said(&sari, &paths, &banned).await, Vec::<String>::new());
}
