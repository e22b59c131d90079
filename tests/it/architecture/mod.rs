//! The order of the wings, enforced: imports go down only, between wings and between the features of a wing; no file imports
//! itself through others; some words are used only in the files that may use them.

mod docs;
mod imports;
mod plan;
mod planted;

use std::path::{Path, PathBuf};

use imports::{Source, imports};
use plan::{Wing, cycles, files_without_wing, upward};

/// The wings, lowest first, each with its features, lowest first.
const PLAN: &[Wing] = &[
    Wing { name: "base", features: &[] },
    Wing { name: "config", features: &[] },
    Wing { name: "web", features: &[] },
    Wing { name: "people", features: &["regions", "consent", "sessions", "accounts"] },
    Wing {
        name: "market",
        features: &[
            "party",
            "terms",
            "events",
            "categories",
            "photos",
            "worth",
            "listings",
            "likes",
            "placements",
            "search",
        ],
    },
    Wing { name: "chat", features: &["parsing", "live", "rooms"] },
    Wing {
        name: "trade",
        features: &[
            "ledger",
            "events",
            "working_days",
            "shipping",
            "meetups",
            "track_record",
            "documents",
            "payments",
            "deals",
            "reviews",
            "payouts",
            "promotions",
        ],
    },
    Wing {
        name: "bargaining",
        features: &["price_drops", "negotiations", "reservations", "assistant", "inbox"],
    },
    Wing {
        name: "care",
        features: &[
            "audit",
            "sanctions",
            "takedowns",
            "deps",
            "reports",
            "appeals",
            "evidence",
            "disputes",
            "members",
            "overview",
        ],
    },
    Wing { name: "community", features: &["badges", "points", "leaderboard"] },
    Wing { name: "integrity", features: &[] },
    Wing { name: "socket", features: &[] },
    Wing { name: "pages", features: &[] },
    Wing { name: "subscribers", features: &[] },
    Wing { name: "routes", features: &[] },
    Wing { name: "app", features: &[] },
    Wing { name: "demo", features: &["generate", "load"] },
    Wing { name: "doctor", features: &[] },
    Wing { name: "cli", features: &[] },
    // The crate's root names every wing.
    Wing { name: "lib", features: &[] },
    Wing { name: "main", features: &[] },
];

/// Words that only these files may use.
const RESTRICTED_WORDS: &[(&str, &[&str])] =
    &[("actix_web_actors", &["socket/connection.rs"]), ("do_send(", &[]), ("site.key ==", &[])];

/// The largest share of `src` that one wing may hold, in percent of its lines.
const LARGEST_WING: usize = 25;

fn sources() -> Vec<Source> {
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    found
        .iter()
        .map(|path| Source {
            file: path.strip_prefix(&root).unwrap().display().to_string(),
            text: std::fs::read_to_string(path).unwrap(),
        })
        .collect()
}

#[test]
fn imports_go_down_only() {
    let sources = sources();
    let files_without_wing =
        files_without_wing(PLAN, sources.iter().map(|source| source.file.as_str()));
    assert!(files_without_wing.is_empty(), "files of no wing in PLAN: {files_without_wing:?}");
    let upward = upward(PLAN, &imports(&sources));
    assert!(upward.is_empty(), "imports that go up or sideways:\n{}", upward.join("\n"));
}

#[test]
fn no_file_imports_itself_through_others() {
    let cycles = cycles(&imports(&sources()));
    let listed: Vec<String> = cycles.iter().map(|cycle| cycle.join(" ↔ ")).collect();
    assert!(listed.is_empty(), "circles:\n{}", listed.join("\n"));
}

#[test]
fn no_wing_has_more_than_a_quarter_of_the_code() {
    let sources = sources();
    let lines = |source: &Source| source.text.lines().count();
    let all: usize = sources.iter().map(lines).sum();
    for wing in PLAN {
        let inside = |source: &&Source| source.file.split(['/', '.']).next() == Some(wing.name);
        let own: usize = sources.iter().filter(inside).map(lines).sum();
        assert!(
            own * 100 <= all * LARGEST_WING,
            "{} has {own} of {all} lines: more than {LARGEST_WING} %",
            wing.name
        );
    }
}

#[test]
fn diesel_is_used_in_stores_and_in_base_only() {
    let violations: Vec<String> = sources()
        .into_iter()
        .filter(|Source { file, text }| {
            let queries = text.contains(".execute(conn)")
                || text.contains(".load(conn)")
                || text.contains("sql_query(");
            queries
                && !file.starts_with("base/")
                && !file.ends_with("store.rs")
                && !file.contains("/store/")
                && file != "market/search/fallback.rs"
        })
        .map(|source| source.file)
        .collect();
    assert!(violations.is_empty(), "queries outside of a store.rs: {violations:?}");
}

#[test]
fn restricted_words_are_used_only_in_their_files() {
    let sources = sources();
    for (word, allowed_files) in RESTRICTED_WORDS {
        for Source { file, text } in &sources {
            let used = text
                .lines()
                .any(|line| !line.trim_start().starts_with("//") && line.contains(word));
            assert!(!used || allowed_files.contains(&file.as_str()), "{file} uses {word:?}");
        }
    }
}
