//! The house plan, kept by a test: imports go down only, and some words live in one place.

use std::path::{Path, PathBuf};

/// The floors, from the ground up. A file may use its own floor's wing and every floor below.
const FLOORS: &[&[&str]] = &[
    &["base"],
    &["config"],
    &["people"],
    &["market"],
    &["trade"],
    &["talk"],
    &["check"],
    &["openapi", "pages", "subscribers"],
    &["routes"],
    &["app"],
    &["demo"],
    &["doctor", "seed"],
    &["cli"],
];

/// Words that only these files may say.
const HOMES: &[(&str, &[&str])] =
    &[("actix_web_actors", &["talk/socket.rs"]), ("do_send(", &[]), ("site.key ==", &[])];

fn sources() -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
    found.sort();
    found
}

fn name(path: &Path) -> String {
    path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .unwrap()
        .display()
        .to_string()
}

fn floor(wing: &str) -> Option<usize> {
    FLOORS.iter().position(|floor| floor.contains(&wing))
}

/// Every wing that a text names as `crate::wing`.
fn named(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim_start().starts_with("//")).flat_map(|line| {
        line.match_indices("crate::").map(move |(at, word)| {
            let rest = &line[at + word.len()..];
            &rest[..rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len())]
        })
    })
}

#[test]
fn imports_go_down_only() {
    let mut upward = Vec::new();
    for path in sources() {
        let file = name(&path);
        let wing = file.split(['/', '.']).next().unwrap().to_owned();
        let Some(own) = floor(&wing) else {
            assert!(
                ["lib", "main"].contains(&wing.as_str()),
                "{file} stands on no floor: name it in FLOORS"
            );
            continue;
        };
        for other in named(&std::fs::read_to_string(&path).unwrap()) {
            if let Some(above) = floor(other)
                && (above > own || (above == own && other != wing))
            {
                upward.push(format!("{file} uses crate::{other}"));
            }
        }
    }
    assert!(upward.is_empty(), "imports that go up or sideways:\n{}", upward.join("\n"));
}

#[test]
fn diesel_lives_in_stores_and_in_base() {
    let mut strays = Vec::new();
    for path in sources() {
        let file = name(&path);
        let text = std::fs::read_to_string(&path).unwrap();
        let queries = text.contains(".execute(conn)")
            || text.contains(".load(conn)")
            || text.contains("sql_query(");
        if queries
            && !file.starts_with("base/")
            && !file.ends_with("store.rs")
            && !file.contains("/store/")
            && file != "market/search/fallback.rs"
        {
            strays.push(file);
        }
    }
    assert!(strays.is_empty(), "queries outside of a store.rs: {strays:?}");
}

#[test]
fn words_live_in_their_homes() {
    for (word, homes) in HOMES {
        for path in sources() {
            let file = name(&path);
            let said = std::fs::read_to_string(&path)
                .unwrap()
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(!said || homes.contains(&file.as_str()), "{file} says {word:?}");
        }
    }
}
