//! The message catalogue: both languages have every message, and no page shows a key instead.

mod pages;
mod wording;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tawar::base::i18n::{Lang, Text};
use tawar::care::disputes::{self, RulingReason};
use tawar::care::reports;
use tawar::config::Mode;
use tawar::market::search::Sort;
use tawar::market::terms::{Condition, Delivery};
use tawar::trade::deals;

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

/// Every message of a language, by its key; a key that occurs twice is an error.
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
                        "{key} occurs twice: {}",
                        path.display()
                    );
                    last = Some(key);
                }
                // A wording of its own: `wording` reads it.
                _ if line.trim_start().starts_with('.') => {}
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

/// The names of the placeholders in a message.
fn placeholders(message: &str) -> BTreeSet<&str> {
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

/// Keys that are composed at run time, by their beginning: all their endings.
fn composed_keys() -> BTreeMap<&'static str, Vec<String>> {
    fn variants<T: std::fmt::Display>(all: &[T]) -> Vec<String> {
        all.iter().map(|word| word.to_string().replace('_', "-")).collect()
    }
    fn with_ending(mut all: Vec<String>, ending: &str) -> Vec<String> {
        all.extend(all.clone().iter().map(|word| format!("{word}{ending}")));
        all
    }
    let own = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let titled = |n: usize| with_ending((1..=n).map(|n| n.to_string()).collect(), "-title");
    BTreeMap::from([
        ("assistant-mode-", variants(tawar::bargaining::assistant::Mode::ALL)),
        ("assistant-style-", variants(tawar::bargaining::assistant::Style::ALL)),
        (
            "assistant-why-",
            own(&["asking", "allowed", "curve", "too_low", "tries", "near", "package"]),
        ),
        (
            "audit-action-",
            own(&[
                "looked",
                "taken",
                "handed-over",
                "joined",
                "said",
                "noted",
                "asked",
                "proposed",
                "ruled",
                "ended",
                "took-down",
                "restored",
                "sanctioned",
                "lifted",
                "decided-report",
                "decided-appeal",
                "looked-at-member",
                "looked-at-report",
            ]),
        ),
        ("attention-", {
            let concerns = variants(tawar::care::overview::Concern::ALL);
            let hints = concerns.iter().map(|word| format!("hint-{word}"));
            concerns.iter().cloned().chain(hints).collect()
        }),
        ("attention-hint-", variants(tawar::care::overview::Concern::ALL)),
        ("deal-tally-", variants(deals::Status::ALL)),
        ("listing-tally-", variants(tawar::market::listings::Status::ALL)),
        ("ladder-", own(&["warning", "mute", "suspend", "note", "ban"])),
        ("report-decision-", variants(reports::Decision::ALL)),
        ("report-hint-", variants(reports::ReportReason::ALL)),
        ("report-message-", variants(reports::ReportReason::ALL)),
        ("report-reason-", variants(tawar::care::sanctions::SanctionReason::ALL)),
        ("report-status-", variants(reports::CaseStatus::ALL)),
        ("report-target-", variants(reports::TargetKind::ALL)),
        ("report-title-", variants(reports::TargetKind::ALL)),
        ("sanction-", variants(tawar::care::sanctions::SanctionKind::ALL)),
        ("case-fact-payment-", variants(tawar::trade::payments::Status::ALL)),
        ("cases-filter-", variants(disputes::CaseFilter::ALL)),
        ("condition-", with_ending(variants(Condition::ALL), "-hint")),
        ("balance-kind-", variants(tawar::trade::ledger::Kind::ALL)),
        ("deal-leg-status-", variants(deals::LegStatus::ALL)),
        ("deal-status-", own(&deals::STATUS_WORDS)),
        (
            "deal-step-",
            own(&["deal", "meet", "meet-hint", "completed", "completed-hint", "cancelled"]),
        ),
        ("delivery-", with_ending(variants(Delivery::ALL), "-hint")),
        ("dispute-entry-", {
            let mut all = variants(disputes::EntryKind::ALL);
            all.push("ruled-clock".to_owned());
            all
        }),
        ("dispute-reason-", variants(disputes::DisputeReason::ALL)),
        ("dispute-status-", variants(disputes::Status::ALL)),
        ("door-", with_ending(variants(Mode::ALL), "-hint")),
        (
            "error-",
            own(&[
                "400", "401", "403", "404", "405", "408", "409", "413", "415", "422", "429", "500",
                "503",
            ]),
        ),
        ("error-title-", own(&["400", "403", "404", "429", "500", "csrf"])),
        ("listing-can-", variants(Mode::ALL)),
        ("mode-", variants(Mode::ALL)),
        ("month-", (1..=12).map(|n| n.to_string()).collect()),
        ("weekday-", (1..=7).map(|n| n.to_string()).collect()),
        ("playbook-", variants(&RulingReason::of_mediators().collect::<Vec<_>>())),
        // The legal pages have a test of their own for missing messages.
        ("privacy-", titled(1)),
        ("prohibited-", titled(1)),
        ("review-star-", own(&["1", "2", "3", "4", "5"])),
        ("review-tag-", variants(tawar::trade::reviews::Tag::ALL)),
        ("rules-", own(&["1-title", "1-1"])),
        ("ruling-reason-", variants(RulingReason::ALL)),
        ("sell-mode-", with_ending(variants(Mode::ALL), "-hint")),
        (
            "site-",
            own(&[
                "tawar-tagline",
                "barterhub-tagline",
                "belantara-tagline",
                "sampahkupilah-tagline",
            ]),
        ),
        ("sort-", variants(Sort::ALL)),
        ("terms-", titled(1)),
        ("verdict-hint-", variants(deals::VerdictKind::ALL)),
        ("theme-", own(&["system", "light", "dark"])),
    ])
}

/// The keys, and beginnings of keys, that a template or a source file refers to.
fn referenced_keys(text: &str, mark: &str) -> Vec<String> {
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
fn both_languages_have_every_message() {
    let (id, en) = (catalogue("id"), catalogue("en"));
    let (ids, ens): (BTreeSet<_>, BTreeSet<_>) = (id.keys().collect(), en.keys().collect());
    assert_eq!(
        ids.symmetric_difference(&ens).collect::<Vec<_>>(),
        Vec::<&&String>::new(),
        "only in one language"
    );
    for (key, message) in &id {
        assert_eq!(
            placeholders(message),
            placeholders(&en[key]),
            "{key} has other placeholders in English"
        );
        for lang in [Lang::Id, Lang::En] {
            let args = placeholders(message)
                .into_iter()
                .map(|gap| (&*gap.to_owned().leak(), "1".to_owned()))
                .collect();
            let allowed_words = Text { key: key.clone().into(), args }.localized(lang);
            assert!(
                !allowed_words.trim().is_empty()
                    && allowed_words != *key
                    && !allowed_words.contains("{$"),
                "{key} in {lang:?}: {allowed_words:?}"
            );
        }
    }
}

#[test]
fn every_template_uses_existing_messages_and_fills_their_placeholders() {
    let (messages, composed_keys) = (catalogue("id"), composed_keys());
    for (path, text) in files("templates", "html") {
        for call in text.split("t(key=\"").skip(1) {
            let (key, rest) = call.split_once('"').unwrap();
            if rest.trim_start().starts_with('~') {
                assert!(
                    composed_keys.contains_key(key) || key.starts_with("rules-"),
                    "{}: {key}… is no known beginning of a composed key",
                    path.display()
                );
                continue;
            }
            let message = messages
                .get(key)
                .unwrap_or_else(|| panic!("{}: {key} is no message", path.display()));
            // The arguments end at the closing parenthesis of the call.
            let mut depth = 1;
            let end = rest.find(|c| {
                depth += i32::from(c == '(') - i32::from(c == ')');
                depth == 0
            });
            let given = &rest[..end.unwrap()];
            for gap in placeholders(message) {
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
fn the_code_names_only_existing_messages() {
    let (messages, composed_keys) = (catalogue("id"), composed_keys());
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
        for word in referenced_keys(&code, "format!(\"")
            .iter()
            .filter_map(|word| word.split_once('{'))
            .map(|(start, _)| start)
        {
            let known = word
                .strip_suffix('-')
                .and_then(|word| word.split('-').next())
                .is_some_and(|first| beginnings.contains(first));
            assert!(
                !known || composed_keys.contains_key(word),
                "{path}: {word}… is no known beginning of a composed key"
            );
        }
    }
    assert!(seen > 100, "only {seen} keys were found: does the search still work?");
}

#[test]
fn every_composed_key_exists() {
    let messages = catalogue("id");
    for (start, endings) in composed_keys() {
        for ending in endings {
            assert!(
                messages.contains_key(&format!("{start}{ending}")),
                "{start}{ending} is no message"
            );
        }
    }
}
