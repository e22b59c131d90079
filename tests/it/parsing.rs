//! The corpora of typical messages: how well prices and contact details are found. Run with `--nocapture` to see the
//! figures, every miss and every false alarm. A fifth of the lines, chosen by a hash of the text, is held out: its
//! figures are printed and have bounds of their own, its lines are never printed, so that the rules are not written for
//! them.

use std::collections::BTreeMap;

use serde_json::json;
use sha2::{Digest, Sha256};
use tawar::chat::parsing::{ContactKind, contacts, price};

use crate::support::{Browser, TestApp, count};

const BARGAIN: &str = include_str!("../corpus/bargain.tsv");
const CONTACTS: &str = include_str!("../corpus/contacts.tsv");

fn lines(corpus: &'static str) -> Vec<(&'static str, &'static str)> {
    corpus
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .collect()
}

fn held_out(text: &str) -> bool {
    Sha256::digest(text.as_bytes()).first().is_some_and(|byte| byte % 5 == 0)
}

fn share(part: usize, of: usize) -> f64 {
    if of == 0 {
        1.0
    } else {
        f64::from(u32::try_from(part).unwrap()) / f64::from(u32::try_from(of).unwrap())
    }
}

#[derive(Default)]
struct PriceScore {
    lines: usize,
    meant: usize,
    hint: usize,
    right: usize,
}

impl PriceScore {
    fn precision(&self) -> f64 {
        share(self.right, self.hint)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.meant)
    }

    fn print(&self, name: &str) {
        println!(
            "price, {name}: {} lines, precision {:.4} ({}/{}), recall {:.4} ({}/{})",
            self.lines,
            self.precision(),
            self.right,
            self.hint,
            self.recall(),
            self.right,
            self.meant
        );
    }
}

#[test]
fn prices_are_parsed_from_typical_messages() {
    let (mut all, mut seen, mut unseen) =
        (PriceScore::default(), PriceScore::default(), PriceScore::default());
    for (label, text) in lines(BARGAIN) {
        let meant: Option<i64> = (label != "-").then(|| label.parse().unwrap());
        let hint = price(text);
        let part = if held_out(text) { &mut unseen } else { &mut seen };
        for part in [&mut all, part] {
            part.lines += 1;
            part.meant += usize::from(meant.is_some());
            part.hint += usize::from(hint.is_some());
            part.right += usize::from(meant.is_some() && hint == meant);
        }
        if hint != meant && !held_out(text) {
            println!(
                "  {}: {text:?} means {meant:?}, read {hint:?}",
                if hint.is_some() { "false" } else { "miss" }
            );
        }
    }
    seen.print("seen");
    unseen.print("held out");
    all.print("all");
    assert!(all.lines >= 400, "{} lines", all.lines);
    assert!(all.precision() >= 0.99, "precision {}", all.precision());
    assert!(all.recall() >= 0.95, "recall {}", all.recall());
    assert!(unseen.lines >= 100, "{} lines held out", unseen.lines);
    assert!(unseen.precision() >= 0.97, "held out: precision {}", unseen.precision());
    assert!(unseen.recall() >= 0.97, "held out: recall {}", unseen.recall());
}

#[derive(Default)]
struct ContactScore {
    lines: usize,
    found: usize,
}

fn kind(word: &str) -> Option<ContactKind> {
    match word {
        "phone" => Some(ContactKind::Phone),
        "link" => Some(ContactKind::Link),
        "account" => Some(ContactKind::Account),
        _ => None,
    }
}

/// The minimum recall of each kind of contact, and the maximum of false alarms (`-`), as shares.
const CONTACT_BOUNDS: &[(&str, &str, f64)] = &[
    ("all", "-", 0.005),
    ("all", "account", 0.95),
    ("all", "link", 0.95),
    ("all", "phone", 0.95),
    ("held out", "-", 0.02),
    ("held out", "account", 0.84),
    ("held out", "link", 0.79),
    ("held out", "phone", 0.91),
];

#[test]
fn contact_details_are_detected_and_nothing_else() {
    let mut figures: BTreeMap<(&str, &str), ContactScore> = BTreeMap::new();
    for (label, text) in lines(CONTACTS) {
        let found = contacts(text);
        let hit = match kind(label) {
            Some(kind) => found.iter().any(|contact| contact.kind == kind),
            None => !found.is_empty(),
        };
        for part in ["all", if held_out(text) { "held out" } else { "seen" }] {
            let score = figures.entry((part, label)).or_default();
            score.lines += 1;
            score.found += usize::from(hit);
        }
        if hit == (label == "-") && !held_out(text) {
            println!("  {}: {label} {text:?} read {found:?}", if hit { "false" } else { "miss" });
        }
    }
    for ((part, label), score) in &figures {
        let what = if *label == "-" { "false alarms" } else { "recall" };
        println!(
            "contacts, {part}, {label}: {what} {:.4} ({}/{})",
            share(score.found, score.lines),
            score.found,
            score.lines
        );
    }
    for (part, label, bound) in CONTACT_BOUNDS {
        let score = &figures[&(*part, *label)];
        let share = share(score.found, score.lines);
        let holds = if *label == "-" { share <= *bound } else { share >= *bound };
        assert!(holds, "{part}, {label}: {share}, the bound is {bound}");
    }
}

/// The price chips of a room's page, in order.
async fn chips(browser: &Browser, chat: &str) -> Vec<String> {
    let page = browser.opens(chat).await.text;
    let page = page.split("<template").next().unwrap().to_owned();
    page.split("data-price-chip")
        .skip(1)
        .map(|form| {
            form.split_once("name=\"amount\" value=\"")
                .unwrap()
                .1
                .split_once('"')
                .unwrap()
                .0
                .to_owned()
        })
        .collect()
}

#[actix_web::test]
async fn a_price_in_the_chat_becomes_an_offer_with_one_tap() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let slug = camera["slug"].as_str().unwrap();
    let opened = budi.submits(&format!("/barang/{slug}/chat"), &[]).await;
    let chat = opened.header("location").to_owned();
    let room = json!(chat.strip_prefix("/chat/").unwrap());
    let mut at_sari = sari.joins_room(&room).await;
    budi.submits(&chat, &[("text", "masih ada kak?")]).await;
    assert_eq!(at_sari.receives("message").await.get("price"), None);
    assert!(chips(&budi, &chat).await.is_empty());

    // The newest of each party, none above the asking price.
    budi.submits(&chat, &[("text", "900rb boleh?")]).await;
    assert_eq!(at_sari.receives("message").await["price"], 900_000);
    budi.submits(&chat, &[("text", "kalau sejuta nett gimana?")]).await;
    assert_eq!(at_sari.receives("message").await["price"], 1_000_000);
    at_sari.sends_message(&room, "1,15jt ya kak, resi nanti JP1234567890").await;
    assert_eq!(at_sari.receives("message").await["price"], 1_150_000);
    assert_eq!(chips(&budi, &chat).await, ["1000000", "1150000"]);
    at_sari.sends_message(&room, "pasaran mah 2,5jt, saya lepas 1,3jt").await;
    assert_eq!(at_sari.receives("message").await["price"], 1_300_000);
    assert_eq!(chips(&budi, &chat).await, ["1000000"]);

    // One tap, and no chip is left.
    let answer = budi.submits(&format!("{chat}/tawar"), &[("amount", "1000000")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(at_sari.receives("negotiation").await["offer"]["amount"], 1_000_000);
    assert!(chips(&budi, &chat).await.is_empty());
}

#[actix_web::test]
async fn budi_who_writes_a_phone_number_reads_a_hint_and_his_message_is_not_blocked() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let slug = camera["slug"].as_str().unwrap();
    let opened = budi.submits(&format!("/barang/{slug}/chat"), &[]).await;
    let chat = opened.header("location").to_owned();
    let room = json!(chat.strip_prefix("/chat/").unwrap());
    let mut at_sari = sari.joins_room(&room).await;
    budi.submits(&chat, &[("text", "350rb ya kak")]).await;
    at_sari.receives("message").await;
    assert!(!budi.opens(&chat).await.text.contains("data-contact-warning"));
    budi.submits(&chat, &[("text", "wa aja kak 0812 0000 1234")]).await;
    assert_eq!(
        at_sari.receives("message").await["text"],
        "wa aja kak 0812 0000 1234",
        "the message is sent unchanged"
    );
    assert_eq!(budi.opens(&chat).await.text.matches("data-contact-warning").count(), 1);
    assert_eq!(count(&app, "select count(*) from messages where contact >= 60").await, 1);

    // After a deal people need phone numbers.
    budi.submits(&format!("{chat}/tawar"), &[("amount", "1200000")]).await;
    let offered = at_sari.receives("negotiation").await;
    sari.moves(&offered, "accept", None).await.with(200);
    budi.submits(&chat, &[("text", "sip, wa saya 0812 0000 1234")]).await;
    at_sari.receives("deal").await;
    at_sari.receives("message").await;
    assert!(!budi.opens(&chat).await.text.contains("data-contact-warning"));
}

#[actix_web::test]
async fn both_sides_read_their_own_word_about_a_contact_and_only_below_that_message() {
    let app = TestApp::open().await;
    let sari = app.person("Sari").await;
    let camera = sari.posts(json!({})).await;
    let budi = app.browser();
    budi.signs_up("Budi").await;
    let slug = camera["slug"].as_str().unwrap();
    let chat =
        budi.submits(&format!("/barang/{slug}/chat"), &[]).await.header("location").to_owned();
    let buyers = |lang| tawar::base::i18n::t(lang, "chat-way-around");
    let sellers = |lang| tawar::base::i18n::t(lang, "chat-way-around-theirs");
    let lang = tawar::base::i18n::Lang::Id;
    for (text, warned) in [
        ("masih ada kak?", false),
        ("wa aja kak 0812 0000 1234", true),
        ("ig aku @budi.kamera ya", true),
        ("350rb ya kak", false),
        ("cek di bit.ly/kamera-murah", true),
    ] {
        budi.submits(&chat, &[("text", text)]).await;
        for address in
            [chat.clone(), format!("{chat}/pembaruan?since=0"), format!("{chat}/pesan?before=999")]
        {
            let (own, theirs) = (budi.opens(&address).await.text, sari.get(&address).await.text);
            let notes = |page: &str, note: &str| page.matches(note).count();
            let expected = usize::from(warned);
            let last = |page: &str| {
                let page = page.split("data-message=\"").filter(|part| part.contains(text)).last();
                page.unwrap_or_default().split("</div>").next().unwrap_or_default().to_owned()
            };
            assert_eq!(notes(&last(&own), &buyers(lang)), expected, "{address} {text}");
            assert_eq!(notes(&last(&theirs), &sellers(lang)), expected, "{address} {text}");
            assert_eq!(notes(&own, &sellers(lang)) + notes(&theirs, &buyers(lang)), 0, "{text}");
        }
    }
    let english = sari.get(&chat).await;
    assert!(!english.text.contains(&sellers(tawar::base::i18n::Lang::En)));
}

#[actix_web::test]
async fn a_contact_in_a_listing_is_noted_for_its_owner_and_for_who_reads_it() {
    let app = TestApp::open().await;
    let sari = app.browser();
    sari.signs_up("Sari").await;
    let seller = app.person("Rara").await;
    let reader = app.browser();
    reader.signs_up("Budi").await;
    let visitor = app.browser();
    let lang = tawar::base::i18n::Lang::Id;
    let (mine, theirs) = (
        tawar::base::i18n::t(lang, "listing-contact-mine"),
        tawar::base::i18n::t(lang, "listing-contact"),
    );
    let plain = "Punya bapak, dipakai sejak 1982, shutter normal.";
    for (title, description, named) in [
        ("Kamera analog", plain, false),
        ("Kamera analog", "Minat? WA 0812-3456-7890 ya, fast respon.", true),
        ("Kamera analog", "Hubungi wa.me/6281234567890 kalau serius.", true),
        ("Kamera WA 081234567890", plain, true),
        ("Kamera Canon EOS 5D", "Shutter count 12345678, harga 1.250.000, tahun 2019.", false),
    ] {
        let checked =
            sari.submits("/jual/periksa", &[("title", title), ("description", description)]).await;
        assert_eq!(
            (checked.status.as_u16(), checked.text.contains(&mine)),
            (200, named),
            "{title} {description}"
        );
        let listing = seller.posts(json!({"title": title, "description": description})).await;
        let url = listing["url"].as_str().unwrap();
        for page in [reader.opens(url).await.text, visitor.opens(url).await.text] {
            assert_eq!(
                (page.contains(&theirs), page.contains(&mine)),
                (named, false),
                "{title} {description}"
            );
        }
        let own = seller.get(url).await.text;
        assert_eq!(
            (own.contains(&theirs), own.contains(&mine)),
            (false, named),
            "{title} {description}"
        );
        seller
            .delete(&format!("/api/listings/{}", listing["id"].as_str().unwrap()))
            .await
            .with(204);
    }
}
