//! The addresses of searches that differ from this one in one parameter.

use super::raw_query::RawQuery;

/// Up to seven page numbers around this one.
pub(super) fn page_window(page: i64, pages: i64) -> Vec<i64> {
    let first = (page - 3).max(1).min((pages - 6).max(1));
    (first..=pages.min(first + 6)).collect()
}

/// The address of a search with one parameter changed. It leads to the first page unless the page is what changes. The
/// path of a category's page states the category already.
pub(super) fn address(
    path: &str,
    raw: &RawQuery,
    in_category: bool,
    change: &dyn Fn(&mut RawQuery),
) -> String {
    let mut query = RawQuery { page: None, after: None, ..raw.clone() };
    change(&mut query);
    let mut pairs: Vec<(&str, String)> = Vec::new();
    let mut one = |name: &'static str, value: Option<String>| {
        if let Some(value) = value.filter(|v| !v.is_empty()) {
            pairs.push((name, value));
        }
    };
    one("q", query.q);
    one("cat", query.category.filter(|_| !in_category));
    one("kota", query.city);
    one("district", query.district);
    one("village", query.village);
    one("hmin", query.min_price.map(|n| n.to_string()));
    one("hmax", query.max_price.map(|n| n.to_string()));
    one("sort", query.sort);
    one("lat", query.lat.map(|n| n.to_string()));
    one("lng", query.lng.map(|n| n.to_string()));
    one("radius", query.radius_km.map(|n| n.to_string()));
    one("page", query.page.filter(|n| *n > 1).map(|n| n.to_string()));
    one("after", query.after);
    for (name, list) in
        [("kondisi", query.condition), ("mode", query.mode), ("delivery", query.delivery)]
    {
        pairs.extend(list.into_iter().map(|value| (name, value)));
    }
    let text = serde_urlencoded::to_string(pairs).unwrap_or_default();
    if text.is_empty() { path.to_owned() } else { format!("{path}?{text}") }
}
