//! The texts of the served pages.

use std::collections::BTreeSet;

use serde_json::json;

use super::{catalogue, is_key, referenced_keys};
use crate::support::TestApp;

/// The words of a page that a person sees or hears: its text, and the attributes that replace text.
pub(super) fn visible_words(html: &str) -> Vec<String> {
    let mut variants = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let mut say = |text: &str| {
            let text = [("&#x27;", "'"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")]
                .iter()
                .fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign));
            variants.extend(
                text.split(|c: char| c.is_whitespace() || "\"“”.,:;()".contains(c))
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            )
        };
        if !tag.starts_with("script") && !tag.starts_with("style") {
            say(text);
        }
        for mark in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\"", "content=\""] {
            for value in referenced_keys(tag, mark) {
                say(&value);
            }
        }
    }
    variants
}

#[actix_web::test]
async fn every_legal_page_is_complete() {
    let app = TestApp::with_search().await;
    for (lang, page) in ["id", "en"]
        .into_iter()
        .flat_map(|lang| ["terms", "privacy", "rules", "prohibited"].map(|page| (lang, page)))
    {
        let path = match page {
            "terms" => "/syarat",
            "privacy" => "/privasi",
            "rules" => "/aturan",
            _ => "/larangan",
        };
        let reader = app.browser();
        reader.opens(&format!("/bahasa/{lang}")).await;
        let shown = visible_words(&reader.opens(path).await.text).join(" ");
        for (key, message) in
            catalogue(lang).iter().filter(|(key, _)| key.starts_with(&format!("{page}-")))
        {
            let beginning =
                visible_words(&format!("<p>{}", message.split('{').next().unwrap())).join(" ");
            assert!(
                shown.contains(beginning.trim()),
                "{path} in {lang} leaves {key} out: {beginning}"
            );
        }
    }
}

#[actix_web::test]
async fn no_page_shows_a_key_or_an_unfilled_placeholder_in_either_language() {
    let app = TestApp::with_search().await;
    let (sari, budi) = (app.browser(), app.person("Budi").await);
    let rara = app.person("Rara").await;
    let email = sari.signs_up("Sari").await;
    let login = app
        .post("/api/auth/login", json!({"identifier": email, "password": "kopi tubruk"}))
        .await
        .with(200);
    let mut seller = rara.clone();
    seller.token = login["token"].as_str().unwrap().into();
    let (camera, lens) =
        (seller.posts(json!({})).await, seller.posts(json!({"title": "Lensa 50mm"})).await);
    let offered = budi.offers(&camera, 900_000).await.with(201);
    let sold = budi.offers(&lens, 1_200_000).await.with(201);
    let deal = seller.moves(&sold["negotiation"], "accept", None).await.with(200);
    let free = json!({"title": "Buku anak", "modes": ["gratis"], "price": null, "min_price": null});
    let swap = json!({"title": "Komik lama", "modes": ["barter"], "price": null, "min_price": null, "wanted": "Novel"});
    let (free, swap) = (seller.posts(free).await, seller.posts(swap).await);
    app.wait_for_outbox().await;

    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (page, room, code) =
        (text(&camera["url"]), text(&offered["room"]), text(&deal["deal"]["code"]));
    let own = [
        "/chat".to_owned(),
        "/chat?tab=menjual".into(),
        format!("/chat/{room}"),
        format!("/chat/{}", text(&sold["room"])),
        format!("/chat/{room}/pembaruan?since=0"),
        format!("/pesanan/{code}"),
        format!("/pesanan/{code}/lembar"),
        format!("/pesanan/{code}/resi"),
        "/pesanan?role=seller".into(),
        "/pesanan".into(),
        "/profil/saya".into(),
        "/profil/saya?tab=terjual".into(),
        "/akun".into(),
        "/jual".into(),
        format!("/jual/{}/edit", text(&camera["id"])),
        "/verifikasi?token=x".into(),
        page.clone(),
        text(&free["url"]),
        text(&swap["url"]),
    ];
    let open = [
        "/",
        "/cari",
        "/cari?q=kamera&kondisi=bagus&kota=32.73&mode=jual&hmin=1000&hmax=2000000&delivery=cod",
        "/cari?q=tidakada",
        "/cari?lat=-6.9&lng=107.6&radius=5",
        "/kategori",
        "/kategori/kamera",
        "/masuk",
        "/daftar",
        "/lupa-sandi",
        "/atur-ulang?token=x",
        "/verifikasi",
        "/syarat",
        "/privasi",
        "/aturan",
        "/larangan",
        "/dev/mail",
        "/tidak-ada",
        "/profil/budi",
        "/papan-peringkat",
        "/papan-peringkat?type=seller&kota=bandung",
    ];
    let messages = catalogue("id");
    let allowed_words: String = messages
        .values()
        .chain(catalogue("en").values())
        .flat_map(|text| [text.as_str(), " "])
        .collect();
    let beginnings: BTreeSet<&str> =
        messages.keys().filter_map(|key| key.split_once('-')).map(|(first, _)| first).collect();
    let visitor = app.browser();
    for lang in ["id", "en"] {
        sari.opens(&format!("/bahasa/{lang}")).await;
        visitor.opens(&format!("/bahasa/{lang}")).await;
        let calls = own
            .iter()
            .map(|path| (&sari, path.as_str()))
            .chain(open.iter().map(|path| (&visitor, *path)))
            .chain([&page, &own[15], &own[16]].map(|path| (&visitor, path.as_str())));
        for (browser, path) in calls {
            let shown = browser.opens(path).await;
            let wanted = match path {
                "/tidak-ada" => 404,
                "/verifikasi?token=x" => 422,
                _ => 200,
            };
            assert_eq!(shown.status.as_u16(), wanted, "{path} in {lang}: {}", shown.text);
            for word in visible_words(&shown.text) {
                let odd = messages.contains_key(&word) && word.contains('-')
                    || is_key(&word)
                        && word.split('-').next().is_some_and(|first| beginnings.contains(first));
                assert!(!odd || allowed_words.contains(&word), "{path} in {lang} shows {word:?}");
                assert!(
                    !word.contains("{$") && !word.starts_with('$'),
                    "{path} in {lang} has a gap: {word:?}"
                );
            }
        }
    }
}
