//! The words on screen: both languages have them all, and no page shows the key instead.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::json;
use tawar::base::i18n::{Lang, Text};
use tawar::config::Mode;
use tawar::market::search::Sort;
use tawar::market::terms::{Condition, Delivery};
use tawar::trade::deals;

use crate::support::TestApp;

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, ending: &str, found: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, ending, found);
            } else if path.extension().is_some_and(|own| own == ending) {
                let text = std::fs::read_to_string(&path).unwrap();
                found.push((path, text));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), ending, &mut found);
    found.sort();
    found
}

/// Every message of a language, by its key; a key that stands twice is an error.
fn catalogue(lang: &str) -> BTreeMap<String, String> {
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (path, text) in files(&format!("locales/{lang}"), "ftl") {
        let mut last = None;
        for line in text.lines() {
            match line.split_once('=') {
                Some((key, value)) if line.starts_with(|c: char| c.is_ascii_lowercase()) => {
                    let key = key.trim().to_owned();
                    assert!(
                        all.insert(key.clone(), value.to_owned()).is_none(),
                        "{key} stands twice: {}",
                        path.display()
                    );
                    last = Some(key);
                }
                _ if line.starts_with([' ', '}']) => {
                    *all.get_mut(last.as_ref().unwrap()).unwrap() += line
                }
                _ => {}
            }
        }
    }
    assert!(all.len() > 400, "the catalogue was not read: {}", all.len());
    all
}

/// The names of the gaps in a message.
fn gaps(message: &str) -> BTreeSet<&str> {
    message
        .split('$')
        .skip(1)
        .map(|rest| {
            &rest[..rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len())]
        })
        .collect()
}

fn is_key(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    parts.len() > 1
        && parts[0].chars().all(|c| c.is_ascii_lowercase())
        && parts.iter().all(|part| {
            !part.is_empty() && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        })
}

/// Keys that are put together at run time, by how they begin: all their endings.
fn families() -> BTreeMap<&'static str, Vec<String>> {
    fn words<T: std::fmt::Display>(all: &[T]) -> Vec<String> {
        all.iter().map(|word| word.to_string().replace('_', "-")).collect()
    }
    fn also(mut all: Vec<String>, ending: &str) -> Vec<String> {
        all.extend(all.clone().iter().map(|word| format!("{word}{ending}")));
        all
    }
    let own = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let titled = |n: usize| also((1..=n).map(|n| n.to_string()).collect(), "-title");
    BTreeMap::from([
        ("assistant-mode-", words(tawar::bargaining::assistant::Mode::ALL)),
        ("assistant-style-", words(tawar::bargaining::assistant::Style::ALL)),
        (
            "assistant-why-",
            own(&["asking", "allowed", "curve", "too_low", "tries", "near", "package"]),
        ),
        (
            "chat-offer-state-",
            own(&["pending", "accepted", "countered", "declined", "expired", "withdrawn"]),
        ),
        ("condition-", also(words(Condition::ALL), "-hint")),
        ("deal-status-", own(&deals::STATUS_WORDS)),
        (
            "deal-step-",
            own(&["deal", "meet", "meet-hint", "completed", "completed-hint", "cancelled"]),
        ),
        ("delivery-", also(words(Delivery::ALL), "-hint")),
        ("door-", also(words(Mode::ALL), "-hint")),
        (
            "error-",
            own(&[
                "400", "401", "403", "404", "405", "408", "409", "413", "415", "422", "429", "500",
                "503",
            ]),
        ),
        ("error-title-", own(&["400", "403", "404", "429", "500"])),
        ("listing-can-", words(Mode::ALL)),
        ("mode-", words(Mode::ALL)),
        ("month-", (1..=12).map(|n| n.to_string()).collect()),
        // The pages of the law: what of them is missing or left out, the test of those pages says.
        ("privacy-", titled(1)),
        ("prohibited-", titled(1)),
        ("rules-", own(&["1-title", "1-1"])),
        ("sell-mode-", also(words(Mode::ALL), "-hint")),
        (
            "site-",
            own(&[
                "tawar-tagline",
                "barterhub-tagline",
                "belantara-tagline",
                "sampahkupilah-tagline",
            ]),
        ),
        ("sort-", words(Sort::ALL)),
        ("terms-", titled(1)),
    ])
}

/// What a template or a source file asks the catalogue for: keys, and beginnings of keys.
fn asked(text: &str, mark: &str) -> Vec<String> {
    text.split(mark)
        .skip(1)
        .filter_map(|rest| rest.split_once('"'))
        .map(|(key, _)| key.to_owned())
        .collect()
}

fn sources() -> impl Iterator<Item = (String, String)> {
    files("src", "rs").into_iter().map(|(path, text)| {
        let code = text.split("#[cfg(test)]").next().unwrap();
        let code: Vec<&str> =
            code.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        (path.display().to_string(), code.join("\n"))
    })
}

#[test]
fn who_reads_english_reads_every_message_and_who_reads_indonesian_too() {
    let (id, en) = (catalogue("id"), catalogue("en"));
    let (ids, ens): (BTreeSet<_>, BTreeSet<_>) = (id.keys().collect(), en.keys().collect());
    assert_eq!(
        ids.symmetric_difference(&ens).collect::<Vec<_>>(),
        Vec::<&&String>::new(),
        "only in one language"
    );
    for (key, message) in &id {
        assert_eq!(gaps(message), gaps(&en[key]), "{key} has other gaps in English");
        for lang in [Lang::Id, Lang::En] {
            let args = gaps(message)
                .into_iter()
                .map(|gap| (&*gap.to_owned().leak(), "1".to_owned()))
                .collect();
            let said = Text { key: key.clone().into(), args }.say(lang);
            assert!(
                !said.trim().is_empty() && said != *key && !said.contains("{$"),
                "{key} in {lang:?}: {said:?}"
            );
        }
    }
}

#[test]
fn every_template_asks_for_messages_that_are_there_and_fills_their_gaps() {
    let (messages, families) = (catalogue("id"), families());
    for (path, text) in files("templates", "html") {
        for call in text.split("t(key=\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            if rest.trim_start().starts_with('~') {
                assert!(
                    families.contains_key(key) || key.starts_with("rules-"),
                    "{}: {key}… is no known family",
                    path.display()
                );
                continue;
            }
            let message = messages
                .get(key)
                .unwrap_or_else(|| panic!("{}: {key} is no message", path.display()));
            // The arguments end where the call's parenthesis closes.
            let mut depth = 1;
            let end = rest.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let given = &rest[..end.unwrap()];
            for gap in gaps(message) {
                assert!(
                    given.contains(&format!("{gap}=")),
                    "{}: {key} is not given {gap}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn the_code_names_only_messages_that_are_there() {
    let (messages, families) = (catalogue("id"), families());
    let beginnings: BTreeSet<&str> =
        messages.keys().filter_map(|key| key.split_once('-')).map(|(first, _)| first).collect();
    let mut seen = 0;
    for (path, code) in sources() {
        for word in code.split('"').skip(1).step_by(2) {
            if is_key(word)
                && word.split('-').next().is_some_and(|first| beginnings.contains(first))
            {
                assert!(messages.contains_key(word), "{path}: {word:?} is no message");
                seen += 1;
            }
        }
        for word in asked(&code, "format!(\"")
            .iter()
            .filter_map(|word| word.split_once('{'))
            .map(|(start, _)| start)
        {
            let known = word
                .strip_suffix('-')
                .and_then(|word| word.split('-').next())
                .is_some_and(|first| beginnings.contains(first));
            assert!(!known || families.contains_key(word), "{path}: {word}… is no known family");
        }
    }
    assert!(seen > 100, "only {seen} keys were found: does the search still work?");
}

#[test]
fn keys_that_are_put_together_are_all_there() {
    let messages = catalogue("id");
    for (start, endings) in families() {
        for ending in endings {
            assert!(
                messages.contains_key(&format!("{start}{ending}")),
                "{start}{ending} is no message"
            );
        }
    }
}

/// The words of a page that a person sees or hears: its text, and what stands in place of text.
fn words_of(html: &str) -> Vec<String> {
    let mut words = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let mut say = |text: &str| {
            let text = [("&#x27;", "'"), ("&#39;", "'"), ("&quot;", "\""), ("&amp;", "&")]
                .iter()
                .fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign));
            words.extend(
                text.split(|c: char| c.is_whitespace() || "\"“”.,:;()".contains(c))
                    .filter(|word| !word.is_empty())
                    .map(str::to_owned),
            )
        };
        if !tag.starts_with("script") && !tag.starts_with("style") {
            say(text);
        }
        for mark in ["aria-label=\"", "title=\"", "alt=\"", "placeholder=\"", "content=\""] {
            for value in asked(tag, mark) {
                say(&value);
            }
        }
    }
    words
}

#[actix_web::test]
async fn the_law_is_told_whole() {
    let app = TestApp::open().await;
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
        let shown = words_of(&reader.opens(path).await.text).join(" ");
        for (key, message) in
            catalogue(lang).iter().filter(|(key, _)| key.starts_with(&format!("{page}-")))
        {
            let beginning =
                words_of(&format!("<p>{}", message.split('{').next().unwrap())).join(" ");
            assert!(
                shown.contains(beginning.trim()),
                "{path} in {lang} leaves {key} out: {beginning}"
            );
        }
    }
}

#[actix_web::test]
async fn no_page_shows_a_key_or_an_unfilled_gap_in_either_language() {
    let app = TestApp::open().await;
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
    let talk = budi.offers(&camera, 900_000).await.with(201);
    let sold = budi.offers(&lens, 1_200_000).await.with(201);
    let deal = seller.moves(&sold["negotiation"], "accept", None).await.with(200);
    let free = json!({"title": "Buku anak", "modes": ["gratis"], "price": null, "min_price": null});
    let swap = json!({"title": "Komik lama", "modes": ["barter"], "price": null, "min_price": null, "wanted": "Novel"});
    let (free, swap) = (seller.posts(free).await, seller.posts(swap).await);
    app.settled().await;

    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let (page, room, code) =
        (text(&camera["url"]), text(&talk["room"]), text(&deal["deal"]["code"]));
    let own = [
        "/chat".to_owned(),
        "/chat?tab=menjual".into(),
        format!("/chat/{room}"),
        format!("/chat/{}", text(&sold["room"])),
        format!("/chat/{room}/pembaruan?since=0"),
        format!("/pesanan/{code}"),
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
    ];
    let messages = catalogue("id");
    let said: String = messages
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
            let wanted = if path == "/tidak-ada" { 404 } else { 200 };
            assert_eq!(shown.status.as_u16(), wanted, "{path} in {lang}: {}", shown.text);
            for word in words_of(&shown.text) {
                let odd = messages.contains_key(&word) && word.contains('-')
                    || is_key(&word)
                        && word.split('-').next().is_some_and(|first| beginnings.contains(first));
                assert!(!odd || said.contains(&word), "{path} in {lang} shows {word:?}");
                assert!(
                    !word.contains("{$") && !word.starts_with('$'),
                    "{path} in {lang} has a gap: {word:?}"
                );
            }
        }
    }
}
