//! A search: parsed and bounded before it reaches the index.

use super::geo::GeoPoint;
use super::place_filter::PlaceFilter;
use super::raw_query::RawQuery;
use crate::base::error::{AppError, FieldErrors};
use crate::base::ids::{ListingId, words};
use crate::base::lengths;
use crate::base::money::MAX_PRICE;
use crate::config::Mode;
use crate::market::listings::Status;
use crate::market::terms::{Condition, Delivery};

words! {
    /// The order of results.
    Sort {
        /// Best match first; the newest first without words.
        Relevance = "relevance",
        /// The newest first.
        Newest = "newest",
        /// The cheapest first.
        PriceLow = "price_low",
        /// The dearest first.
        PriceHigh = "price_high",
        /// The nearest first.
        Nearest = "nearest",
    }
}

/// A search whose bounds are checked.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    /// Words, at most 100 characters.
    pub q: String,
    /// Slug of a category.
    pub category: Option<String>,
    /// Any of these; all when empty.
    pub conditions: Vec<Condition>,
    pub city: PlaceFilter,
    pub district: PlaceFilter,
    pub village: PlaceFilter,
    /// Any of these; all when empty.
    pub modes: Vec<Mode>,
    /// Any of these; all when empty.
    pub delivery: Vec<Delivery>,
    /// Whole rupiah.
    pub min_price: Option<i64>,
    /// Whole rupiah.
    pub max_price: Option<i64>,
    /// Where distances are measured from.
    pub point: Option<GeoPoint>,
    /// Kilometres around the point.
    pub radius_km: Option<f64>,
    /// The order of the results.
    pub sort: Sort,
    /// From 1.
    pub page: i64,
    /// The last listing of the page before: this page begins behind it.
    pub after: Option<ListingId>,
    /// 1 to 100.
    pub limit: i64,
}

impl SearchQuery {
    /// The words that are searched for. What a search server would take for its operators (`-word`, `"a phrase"`) is only
    /// punctuation of a title here; between letters and digits it belongs to the word (`x-t3`, `3.5`).
    pub fn words(&self) -> String {
        let chars: Vec<char> = self.q.chars().collect();
        let in_word = |at: Option<usize>| {
            at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric())
        };
        let kept = |(at, c): (usize, &char)| {
            let inside = in_word(at.checked_sub(1)) && in_word(at.checked_add(1));
            let is_mark = !c.is_ascii() && !c.is_whitespace();
            if c.is_alphanumeric() || is_mark || (inside && *c != '"') { *c } else { ' ' }
        };
        let spaced: String = chars.iter().enumerate().map(kept).collect();
        spaced.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Replaces the names of places by region codes.
    pub(super) fn resolve_places(&mut self) {
        self.city.resolve(2);
        self.district.resolve(3);
        self.village.resolve(4);
    }

    /// Everything, the newest first.
    pub fn newest(limit: i64) -> Self {
        Self {
            q: String::new(),
            category: None,
            conditions: Vec::new(),
            city: PlaceFilter::Anywhere,
            district: PlaceFilter::Anywhere,
            village: PlaceFilter::Anywhere,
            modes: Vec::new(),
            delivery: Vec::new(),
            min_price: None,
            max_price: None,
            point: None,
            radius_km: None,
            sort: Sort::Newest,
            page: 1,
            after: None,
            limit,
        }
    }

    /// Listings of a category around a point, the nearest first.
    pub fn near(category: &str, point: GeoPoint, limit: i64) -> Self {
        Self {
            category: Some(category.to_owned()),
            point: Some(point),
            sort: Sort::Nearest,
            ..Self::newest(limit)
        }
    }
}

impl TryFrom<RawQuery> for SearchQuery {
    type Error = AppError;

    fn try_from(raw: RawQuery) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let point = point(&raw, &mut errors);
        let sort = sort(&raw, point.is_some(), &mut errors);
        check_bounds(&raw, &mut errors);
        let after = after(&raw, &mut errors);
        let conditions = parse_all(&raw.condition, "condition", &mut errors);
        let modes = parse_all(&raw.mode, "mode", &mut errors);
        let delivery = parse_all(&raw.delivery, "delivery", &mut errors);
        errors.into_result()?;
        Ok(Self {
            q: raw.q.unwrap_or_default().trim().chars().take(lengths::SEARCH).collect(),
            category: raw.category.filter(|slug| !slug.is_empty()),
            conditions,
            city: PlaceFilter::parse(raw.city.as_deref()),
            district: PlaceFilter::parse(raw.district.as_deref()),
            village: PlaceFilter::parse(raw.village.as_deref()),
            modes,
            delivery,
            min_price: raw.min_price,
            max_price: raw.max_price,
            point,
            radius_km: raw.radius_km.filter(|_| point.is_some()),
            sort,
            page: raw.page.unwrap_or(1).min(1000),
            after,
            limit: raw.limit.unwrap_or(20).min(100),
        })
    }
}

fn point(raw: &RawQuery, errors: &mut FieldErrors) -> Option<GeoPoint> {
    match (raw.lat, raw.lng) {
        (None, None) => None,
        (Some(lat), Some(lng))
            if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) =>
        {
            Some(GeoPoint { lat, lng })
        }
        _ => {
            errors.add("lat", "search-point");
            None
        }
    }
}

fn after(raw: &RawQuery, errors: &mut FieldErrors) -> Option<ListingId> {
    let text = raw.after.as_deref().filter(|text| !text.is_empty())?;
    let id = text.parse().ok();
    errors.check(id.is_some(), "after", "page-unknown");
    id
}

/// The order of the results. "Nearest" without a point and "best match" without words mean nothing and become "newest".
fn sort(raw: &RawQuery, has_point: bool, errors: &mut FieldErrors) -> Sort {
    let sort = match raw.sort.as_deref() {
        None | Some("") if has_point => Sort::Nearest,
        None | Some("") => Sort::Relevance,
        Some("location") => Sort::Nearest,
        Some(word) => word.parse().unwrap_or_else(|_unknown| {
            errors.add("sort", "search-sort");
            Sort::Relevance
        }),
    };
    let has_words = raw.q.as_deref().is_some_and(|q| !q.trim().is_empty());
    match sort {
        Sort::Nearest if !has_point => Sort::Newest,
        Sort::Relevance if !has_words => Sort::Newest,
        _ => sort,
    }
}

fn check_bounds(raw: &RawQuery, errors: &mut FieldErrors) {
    if let Some(status) = raw.status.as_deref().filter(|status| !status.is_empty()) {
        errors.check(matches!(status.parse(), Ok(Status::Active)), "status", "search-status");
    }
    for (field, price) in [("min_price", raw.min_price), ("max_price", raw.max_price)] {
        let in_range = price.is_none_or(|price| (0..=MAX_PRICE).contains(&price));
        errors.check(in_range, field, "listing-price-range");
    }
    let radius_in_range = raw.radius_km.is_none_or(|km| km > 0.0 && km <= 2_000.0);
    errors.check(radius_in_range, "radius_km", "search-radius");
    errors.check(raw.page.is_none_or(|page| page >= 1), "page", "search-page");
    errors.check(raw.limit.is_none_or(|limit| limit >= 1), "limit", "search-page");
}

/// Parses every word; one that does not parse is an error of the field.
fn parse_all<T: std::str::FromStr>(
    texts: &[String],
    field: &str,
    errors: &mut FieldErrors,
) -> Vec<T> {
    let parsed: Vec<T> = texts.iter().filter_map(|text| text.parse().ok()).collect();
    errors.check(parsed.len() == texts.len(), field, "search-word");
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::http::from_pairs;

    fn ask(query: &str) -> Result<SearchQuery, AppError> {
        from_pairs::<RawQuery>(query.as_bytes())
            .map_err(AppError::from)
            .and_then(SearchQuery::try_from)
    }

    #[test]
    fn old_parameter_names_give_the_same_query_as_new_ones() {
        let Ok(old) = ask(
            "keyword=sepeda&cat=sepeda&kondisi=bagus&kota=32.73&hmin=100.000&hmax=1500000&sort=location&lat=-6.9&lng=107.6&radius=5",
        ) else {
            panic!("refused")
        };
        assert_eq!(
            (old.q.as_str(), old.category.as_deref(), old.min_price),
            ("sepeda", Some("sepeda"), Some(100_000))
        );
        assert_eq!(
            (old.sort, old.radius_km, old.point),
            (Sort::Nearest, Some(5.0), Some(GeoPoint { lat: -6.9, lng: 107.6 }))
        );
        assert_eq!(old.city.codes(), Some(&["32.73".to_owned()][..]));
        let Ok(named) = ask("city=Bandung") else { panic!("refused") };
        assert_eq!(named.city, PlaceFilter::Named("Bandung".into()));
    }

    #[test]
    fn values_out_of_range_are_refused_or_bounded() {
        for bad in [
            "page=0",
            "limit=-3",
            "hmin=-5",
            "hmax=1000000000001",
            "lat=200&lng=0",
            "lat=1",
            "radius=0&lat=0&lng=0",
            "kondisi=ajaib",
            "mode=curi",
            "sort=acak",
            "status=removed",
            "hmin=murah",
            "page=satu",
        ] {
            assert!(ask(bad).is_err(), "{bad}");
        }
        let Ok(bounded) = ask("limit=5000&page=99999999") else { panic!("refused") };
        assert_eq!((bounded.limit, bounded.page), (100, 1000));
    }
}
