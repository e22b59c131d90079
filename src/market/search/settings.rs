//! The settings of the index: searchable, filterable and sortable attributes, and synonyms.

use std::collections::HashMap;

use meilisearch_sdk::settings::{FacetingSettings, PaginationSetting, Settings};

/// Groups of words with the same meaning.
const SYNONYMS: &[&[&str]] = &[
    &["hp", "handphone", "ponsel", "smartphone", "telepon"],
    &["bekas", "second", "seken", "preloved", "2nd"],
    &["ori", "original", "asli"],
    &["sepeda motor", "motor"],
    &["laptop", "notebook"],
    &["kulkas", "lemari es"],
    &["baju", "pakaian", "atasan"],
    &["sepatu", "sneakers", "kets"],
    &["tas", "bag"],
    &["kereta bayi", "stroller"],
    &["stik", "stick", "controller", "gamepad"],
    &["tv", "televisi"],
];

pub(super) fn settings() -> Settings {
    Settings::new()
        .with_searchable_attributes([
            "title",
            "tags",
            "brand",
            "kind_names",
            "color",
            "place",
            "description",
        ])
        .with_filterable_attributes([
            "kinds",
            "condition",
            "modes",
            "delivery",
            "price",
            "city_code",
            "district_code",
            "village_code",
            "city_facet",
            "status",
            "_geo",
        ])
        .with_sortable_attributes(["price", "created", "_geo"])
        .with_ranking_rules([
            "words",
            "typo",
            "sort",
            "proximity",
            "attribute",
            "exactness",
            "created:desc",
        ])
        .with_synonyms(synonyms())
        .with_faceting(FacetingSettings { max_values_per_facet: 120, sort_facet_values_by: None })
        .with_pagination(PaginationSetting { max_total_hits: 10_000 })
}

/// Each word with the others of its group.
fn synonyms() -> HashMap<String, Vec<String>> {
    let mut synonyms: HashMap<String, Vec<String>> = HashMap::new();
    for group in SYNONYMS {
        for word in *group {
            let others =
                group.iter().filter(|other| other != &word).map(|other| (*other).to_owned());
            synonyms.entry((*word).to_owned()).or_default().extend(others);
        }
    }
    synonyms
}
