//! Crates with one violation each: the checker must find each kind, and nothing else.

use super::imports::{Import, Source, imports};
use super::plan::{Wing, cycles, files_without_wing, upward};

const PLAN: &[Wing] = &[
    Wing { name: "base", features: &[] },
    Wing { name: "market", features: &["worth", "listings"] },
    Wing { name: "chat", features: &["rooms"] },
    Wing { name: "lib", features: &[] },
];

/// A small crate without violations, with `text` in place of one of its files.
fn crate_with(file: &str, text: &str) -> Vec<Source> {
    let valid = [
        ("lib.rs", "pub mod base; pub mod market; pub mod chat;"),
        ("base/mod.rs", "pub mod ids;"),
        ("base/ids.rs", "pub struct ListingId;"),
        ("market/mod.rs", "pub mod worth; pub mod listings;"),
        ("market/worth.rs", "use crate::base::ids::ListingId; pub fn of(id: ListingId) {}"),
        (
            "market/listings/mod.rs",
            "mod model; mod store; pub use model::Listing; pub use store::by_id;",
        ),
        (
            "market/listings/model.rs",
            "use crate::base::ids::ListingId; pub struct Listing(ListingId);",
        ),
        (
            "market/listings/store.rs",
            "use super::model::Listing; pub fn by_id() -> Listing { todo!() }",
        ),
        ("chat/mod.rs", "pub mod rooms;"),
        (
            "chat/rooms.rs",
            "use crate::market::{listings::{self, Listing}, worth}; pub struct Room;",
        ),
    ];
    assert!(valid.iter().any(|(known, _)| *known == file), "{file} is in the small crate");
    valid
        .iter()
        .map(|(known, valid)| Source {
            file: (*known).to_owned(),
            text: if *known == file { text } else { valid }.to_owned(),
        })
        .collect()
}

fn violations(sources: &[Source]) -> (Vec<String>, Vec<Vec<String>>) {
    let imports = imports(sources);
    (upward(PLAN, &imports), cycles(&imports))
}

fn import(from: &str, to: &str) -> Import {
    Import { from: from.to_owned(), to: to.to_owned() }
}

#[test]
fn a_valid_crate_has_no_violations_and_re_exports_resolve_to_the_defining_file() {
    let sources = crate_with("base/ids.rs", "pub struct ListingId;");
    assert_eq!(violations(&sources), (vec![], vec![]));
    let imports = imports(&sources);
    assert!(imports.contains(&import("chat/rooms.rs", "market/listings/model.rs")), "{imports:?}");
    assert!(imports.contains(&import("chat/rooms.rs", "market/worth.rs")), "{imports:?}");
    assert!(files_without_wing(PLAN, sources.iter().map(|source| source.file.as_str())).is_empty());
}

#[test]
fn an_import_of_a_higher_wing_is_found_in_every_spelling() {
    for text in [
        "use crate::chat::rooms::Room;",
        "use crate::{base::ids::ListingId, chat::rooms::Room};",
        "use crate::{market::worth, chat::{rooms::{self, Room as Other}}};",
        "fn open() { crate::chat::rooms::Room; }",
        "macro!(GET crate::chat::rooms::Room);",
        "use crate::chat::rooms::*;",
        "use super::super::chat::rooms::Room;",
        "pub use crate::chat::rooms::Room;",
        "mod inner { use super::super::super::chat::rooms::Room; }",
    ] {
        let text = format!("mod model; mod store; pub use model::Listing; {text}");
        let (upward, _) = violations(&crate_with("market/listings/mod.rs", &text));
        assert!(
            upward
                .iter()
                .any(|violation| violation == "market/listings/mod.rs imports chat/rooms.rs"),
            "{text}: {upward:?}"
        );
    }
}

#[test]
fn an_import_of_a_later_feature_of_the_wing_is_found() {
    let (upward, _) =
        violations(&crate_with("market/worth.rs", "use crate::market::{listings::by_id};"));
    assert_eq!(upward, ["market/worth.rs imports market/listings/store.rs"]);
    let (upward, _) = violations(&crate_with("market/worth.rs", "use super::listings::Listing;"));
    assert_eq!(upward, ["market/worth.rs imports market/listings/model.rs"]);
}

#[test]
fn files_that_import_each_other_are_found_even_through_a_re_export() {
    for text in
        ["use super::store::by_id; pub struct Listing;", "use super::by_id; pub struct Listing;"]
    {
        let (upward, cycles) = violations(&crate_with("market/listings/model.rs", text));
        assert!(upward.is_empty(), "{upward:?}");
        assert_eq!(cycles, [["market/listings/model.rs", "market/listings/store.rs"]], "{text}");
    }
}

#[test]
fn comments_strings_and_test_code_are_no_imports() {
    for text in [
        "// use crate::chat::rooms::Room;",
        "/// See [`crate::chat::rooms::Room`].\npub fn of() {}",
        "pub fn of() -> &'static str { \"crate::chat::rooms::Room\" }",
        "#[cfg(test)] mod tests { use crate::chat::rooms::Room; }",
        "#[cfg(test)] use crate::chat::rooms::Room;",
        "pub(in crate::market) fn of() {}",
    ] {
        assert_eq!(violations(&crate_with("market/worth.rs", text)), (vec![], vec![]), "{text}");
    }
    // Code after a test module counts again.
    let text = "#[cfg(test)] mod tests { } use crate::chat::rooms::Room;";
    assert_eq!(violations(&crate_with("market/worth.rs", text)).0.len(), 1);
}

#[test]
fn a_file_in_no_wing_is_found() {
    assert_eq!(files_without_wing(PLAN, ["market/worth.rs", "talk/rooms.rs"]), ["talk/rooms.rs"]);
}
