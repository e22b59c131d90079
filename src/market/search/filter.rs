//! A query as Meilisearch's filter and sort expressions.

use super::geo::GeoPoint;
use super::query::{SearchQuery, Sort};
use crate::market::categories::Categories;

/// A value in quotes; quotes in it are escaped.
fn quoted(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

fn any_of<T: std::fmt::Display>(field: &str, values: &[T]) -> String {
    let list: Vec<String> = values.iter().map(|value| quoted(&value.to_string())).collect();
    format!("{field} IN [{}]", list.join(", "))
}

/// The filter expression: active listings that match the query.
pub(super) fn filter(query: &SearchQuery, categories: &Categories) -> String {
    let mut parts = vec!["status = \"active\"".to_owned()];
    if let Some(slug) = &query.category {
        // An unknown category finds nothing rather than everything.
        parts.push(format!(
            "kinds = {}",
            quoted(categories.by_slug(slug).map_or("-", |category| &category.slug))
        ));
    }
    if !query.conditions.is_empty() {
        parts.push(any_of("condition", &query.conditions));
    }
    if !query.modes.is_empty() {
        parts.push(any_of("modes", &query.modes));
    }
    if !query.delivery.is_empty() {
        parts.push(any_of("delivery", &query.delivery));
    }
    for (field, place) in [
        ("city_code", &query.city),
        ("district_code", &query.district),
        ("village_code", &query.village),
    ] {
        if let Some(codes) = place.codes() {
            parts.push(any_of(field, codes));
        }
    }
    if let Some(min) = query.min_price {
        parts.push(format!("price >= {min}"));
    }
    if let Some(max) = query.max_price {
        parts.push(format!("price <= {max}"));
    }
    if let (Some(GeoPoint { lat, lng }), Some(km)) = (query.point, query.radius_km) {
        parts.push(format!("_geoRadius({lat}, {lng}, {:.0})", km * 1000.0));
    }
    parts.join(" AND ")
}

/// The sort expressions; none for the order of relevance.
pub(super) fn sort(query: &SearchQuery) -> Vec<String> {
    match (query.sort, query.point) {
        (Sort::Nearest, Some(GeoPoint { lat, lng })) => {
            vec![format!("_geoPoint({lat}, {lng}):asc")]
        }
        (Sort::PriceLow, _) => vec!["price:asc".into()],
        (Sort::PriceHigh, _) => vec!["price:desc".into()],
        (Sort::Relevance, _) => Vec::new(),
        _ => vec!["created:desc".into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_in_a_value_are_escaped() {
        assert_eq!(quoted(r#"a" OR status = "removed"#), r#""a\" OR status = \"removed""#);
        assert_eq!(quoted(r"a\"), r#""a\\""#);
    }
}
