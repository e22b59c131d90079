//! How many matches there are of each kind and in each city, as links that narrow the search.

use std::cmp::Reverse;

use serde_json::{Value, json};

use super::Facets;
use super::query::{RawQuery, SearchQuery};
use crate::base::i18n::Lang;
use crate::market::categories::Categories;

/// Kinds and cities to narrow by, the fullest first.
pub(super) struct Rail {
    pub category: Vec<Value>,
    pub city: Vec<Value>,
}

/// More cities than this are not shown.
const MOST_CITIES: usize = 8;

/// The address of a search with one thing changed.
pub(super) type Address<'a> = dyn Fn(&dyn Fn(&mut RawQuery)) -> String + 'a;

/// The rail of a search; `url` gives its address with one thing changed.
pub(super) fn rail(
    counts: &Facets,
    kinds: &Categories,
    query: &SearchQuery,
    lang: Lang,
    url: &Address<'_>,
) -> Rail {
    let chosen = query.category.as_deref().and_then(|slug| kinds.by_slug(slug));
    let category = counts.category.iter().filter_map(|(slug, n)| {
        let kind = kinds.by_slug(slug).filter(|kind| kind.parent == chosen.map(|chosen| chosen.id))?;
        let there = url(&|raw| raw.category = Some(slug.clone()));
        Some((*n, json!({"slug": slug, "name": kind.name(lang), "icon": kind.icon, "count": n, "url": there})))
    });
    let city = counts.city.iter().filter_map(|(key, n)| {
        let (code, name) = key.split_once('|')?;
        let selected = query.city.codes().is_some_and(|codes| codes.iter().any(|one| one == code));
        let there = url(&|raw| raw.city = Some(code.to_owned()));
        (!selected).then(|| (*n, json!({"code": code, "name": name, "count": n, "url": there})))
    });
    let mut rail = Rail { category: fullest(category), city: fullest(city) };
    rail.city.truncate(MOST_CITIES);
    rail
}

fn fullest(counted: impl Iterator<Item = (i64, Value)>) -> Vec<Value> {
    let mut all: Vec<(i64, Value)> = counted.collect();
    // Ties stand by name, so that the rail does not jump between two looks.
    all.sort_by_key(|(n, value)| (Reverse(*n), value.get("name").map(Value::to_string)));
    all.into_iter().map(|(_, value)| value).collect()
}
