//! The number of matches by category and by city, as links that narrow the search.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::Facets;
use super::query::SearchQuery;
use super::raw_query::RawQuery;
use crate::base::i18n::Lang;
use crate::market::categories::Categories;

/// Categories and cities to narrow by, those with the most matches first.
pub(super) struct FacetLinks {
    pub category: Vec<Value>,
    pub city: Vec<Value>,
}

/// At most this many cities are shown.
const MAX_CITIES: usize = 8;

/// Builds the address of a search with one thing changed.
pub(super) type AddressOf<'a> = dyn Fn(&dyn Fn(&mut RawQuery)) -> String + 'a;

/// The links of a search. The categories are those right below the chosen one.
pub(super) fn facet_links(
    counts: &Facets,
    categories: &Categories,
    query: &SearchQuery,
    lang: Lang,
    address: &AddressOf<'_>,
) -> FacetLinks {
    let chosen = query.category.as_deref().and_then(|slug| categories.by_slug(slug));
    let category = counts.category.iter().filter_map(|(slug, n)| {
        let category = categories
            .by_slug(slug)
            .filter(|category| category.parent == chosen.map(|chosen| chosen.id))?;
        let url = address(&|raw| raw.category = Some(slug.clone()));
        let (name, icon) = (category.name(lang), &category.icon);
        Some((*n, json!({"slug": slug, "name": name, "icon": icon, "count": n, "url": url})))
    });
    let city = counts.city.iter().filter_map(|(key, n)| {
        let (code, name) = key.split_once('|')?;
        let selected = query.city.codes().is_some_and(|codes| codes.iter().any(|one| one == code));
        let url = address(&|raw| raw.city = Some(code.to_owned()));
        (!selected).then(|| (*n, json!({"code": code, "name": name, "count": n, "url": url})))
    });
    let mut links = FacetLinks { category: most_first(category), city: most_first(city) };
    links.city.truncate(MAX_CITIES);
    links
}

fn most_first(counted: impl Iterator<Item = (i64, Value)>) -> Vec<Value> {
    let mut all: Vec<(i64, Value)> = counted.collect();
    // Equal counts are ordered by name, so that the order is the same on each request.
    all.sort_by_key(|(n, value)| (Reverse(*n), value.get("name").map(Value::to_string)));
    all.into_iter().map(|(_, value)| value).collect()
}
