//! What is asked: parsed at the door, bounded, in the words of old clients too.

use serde::{Deserialize, Serialize};

use crate::base::error::{AppError, FieldErrors};
use crate::base::http::{number, one_or_many};
use crate::base::ids::words;
use crate::base::money::{self, MAX_PRICE};
use crate::config::Mode;
use crate::market::listings::Status;
use crate::market::terms::{Condition, Delivery};
use crate::people::regions;

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

/// The query string of `/cari` and of `GET /api/listings`.
#[derive(Debug, Default, Clone, Deserialize, Serialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RawQuery {
    /// Words; typos are forgiven. Also `keyword`.
    #[serde(default, alias = "keyword")]
    pub q: Option<String>,
    /// Slug of a category. Also `cat`.
    #[serde(default, alias = "cat")]
    pub category: Option<String>,
    /// Conditions. Also `kondisi`.
    #[serde(default, alias = "kondisi", deserialize_with = "one_or_many")]
    pub condition: Vec<String>,
    /// Code or name of a city. Also `kota`.
    #[serde(default, alias = "kota")]
    pub city: Option<String>,
    /// Code or name of a district.
    #[serde(default)]
    pub district: Option<String>,
    /// Code or name of a village.
    #[serde(default)]
    pub village: Option<String>,
    /// `jual`, `barter`, `gratis`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub mode: Vec<String>,
    /// `cod`, `kirim`, `gosend`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub delivery: Vec<String>,
    /// Rupiah. Also `hmin`.
    #[serde(default, alias = "hmin", deserialize_with = "rupiah")]
    pub min_price: Option<i64>,
    /// Rupiah. Also `hmax`.
    #[serde(default, alias = "hmax", deserialize_with = "rupiah")]
    pub max_price: Option<i64>,
    /// Degrees.
    #[serde(default, deserialize_with = "number")]
    pub lat: Option<f64>,
    /// Degrees.
    #[serde(default, deserialize_with = "number")]
    pub lng: Option<f64>,
    /// Kilometres around the point. Also `radius`.
    #[serde(default, alias = "radius", deserialize_with = "number")]
    pub radius_km: Option<f64>,
    /// `active` (default); `reserved` and `sold` are not searchable.
    #[serde(default)]
    pub status: Option<String>,
    /// `relevance`, `newest`, `price_low`, `price_high`, `nearest`. Also `location`.
    #[serde(default)]
    pub sort: Option<String>,
    /// From 1.
    #[serde(default, deserialize_with = "number")]
    pub page: Option<i64>,
    /// 20 by default, 100 at most.
    #[serde(default, deserialize_with = "number")]
    pub limit: Option<i64>,
}

/// Rupiah as people type them; empty is none.
fn rupiah<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    let text = Option::<String>::deserialize(d)?.unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(None);
    }
    let parsed = money::parse(&text);
    parsed.map(Some).ok_or_else(|| serde::de::Error::custom(format!("not a price: {text:?}")))
}

/// A place to search in: nothing, a name to look up, or codes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Where {
    /// Anywhere.
    #[default]
    Anywhere,
    /// A name that is still to be looked up.
    Named(String),
    /// One of these codes; none at all finds nothing.
    Codes(Vec<String>),
}

impl Where {
    fn parse(text: Option<&str>) -> Self {
        match text.map(str::trim).filter(|text| !text.is_empty()) {
            None => Self::Anywhere,
            Some(code) if regions::is_code(code) => Self::Codes(vec![code.to_owned()]),
            Some(name) => Self::Named(name.chars().take(60).collect()),
        }
    }

    pub(super) fn named(&self) -> Option<String> {
        match self {
            Self::Named(name) => Some(name.clone()),
            _ => None,
        }
    }

    pub(super) fn resolve(&mut self, codes: Vec<String>) {
        *self = Self::Codes(codes);
    }

    /// The codes; `None` is anywhere.
    pub fn codes(&self) -> Option<&[String]> {
        match self {
            Self::Codes(codes) => Some(codes),
            _ => None,
        }
    }
}

/// A query that keeps the bounds.
#[derive(Debug, Clone)]
pub struct SearchQuery {
    /// Words, at most 100 characters.
    pub q: String,
    /// Slug of a category.
    pub category: Option<String>,
    /// Any of these; all when empty.
    pub conditions: Vec<Condition>,
    /// In this city.
    pub city: Where,
    /// In this district.
    pub district: Where,
    /// In this village.
    pub village: Where,
    /// Any of these; all when empty.
    pub modes: Vec<Mode>,
    /// Any of these; all when empty.
    pub delivery: Vec<Delivery>,
    /// Rupiah.
    pub min_price: Option<i64>,
    /// Rupiah.
    pub max_price: Option<i64>,
    /// Degrees, latitude and longitude.
    pub point: Option<(f64, f64)>,
    /// Kilometres around the point.
    pub radius_km: Option<f64>,
    /// The order.
    pub sort: Sort,
    /// From 1.
    pub page: i64,
    /// 1 to 100.
    pub limit: i64,
}

impl SearchQuery {
    /// Things of a kind around a point, the nearest first.
    pub fn near(category: &str, point: (f64, f64), limit: i64) -> Self {
        Self {
            q: String::new(),
            category: Some(category.to_owned()),
            conditions: Vec::new(),
            city: Where::Anywhere,
            district: Where::Anywhere,
            village: Where::Anywhere,
            modes: Vec::new(),
            delivery: Vec::new(),
            min_price: None,
            max_price: None,
            point: Some(point),
            radius_km: None,
            sort: Sort::Nearest,
            page: 1,
            limit,
        }
    }
}

impl TryFrom<RawQuery> for SearchQuery {
    type Error = AppError;

    fn try_from(raw: RawQuery) -> Result<Self, AppError> {
        let mut errors = FieldErrors::default();
        let point = match (raw.lat, raw.lng) {
            (None, None) => None,
            (Some(lat), Some(lng))
                if (-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lng) =>
            {
                Some((lat, lng))
            }
            _ => {
                errors.add("lat", "search-point");
                None
            }
        };
        let sort = match raw.sort.as_deref() {
            None | Some("") if point.is_some() => Sort::Nearest,
            None | Some("") => Sort::Relevance,
            Some("location") => Sort::Nearest,
            Some(word) => word.parse().unwrap_or_else(|_unknown| {
                errors.add("sort", "search-sort");
                Sort::Relevance
            }),
        };
        // Nearest to what? Without a point the newest are as good.
        let sort = if sort == Sort::Nearest && point.is_none() { Sort::Newest } else { sort };
        if let Some(status) = raw.status.as_deref().filter(|s| !s.is_empty()) {
            errors.check(matches!(status.parse(), Ok(Status::Active)), "status", "search-status");
        }
        for (field, price) in [("min_price", raw.min_price), ("max_price", raw.max_price)] {
            errors.check(
                price.is_none_or(|p| (0..=MAX_PRICE).contains(&p)),
                field,
                "listing-price-range",
            );
        }
        errors.check(
            raw.radius_km.is_none_or(|km| km > 0.0 && km <= 2_000.0),
            "radius_km",
            "search-radius",
        );
        errors.check(raw.page.is_none_or(|page| page >= 1), "page", "search-page");
        errors.check(raw.limit.is_none_or(|limit| limit >= 1), "limit", "search-page");
        let conditions = each(&raw.condition, "condition", &mut errors);
        let modes = each(&raw.mode, "mode", &mut errors);
        let delivery = each(&raw.delivery, "delivery", &mut errors);
        errors.into_result()?;
        Ok(Self {
            q: raw.q.unwrap_or_default().trim().chars().take(100).collect(),
            category: raw.category.filter(|slug| !slug.is_empty()),
            conditions,
            city: Where::parse(raw.city.as_deref()),
            district: Where::parse(raw.district.as_deref()),
            village: Where::parse(raw.village.as_deref()),
            modes,
            delivery,
            min_price: raw.min_price,
            max_price: raw.max_price,
            point,
            radius_km: raw.radius_km.filter(|_| point.is_some()),
            sort,
            page: raw.page.unwrap_or(1).min(1000),
            limit: raw.limit.unwrap_or(20).min(100),
        })
    }
}

fn each<T: std::str::FromStr>(texts: &[String], field: &str, errors: &mut FieldErrors) -> Vec<T> {
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
    fn old_names_and_new_ones_ask_the_same() {
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
            (Sort::Nearest, Some(5.0), Some((-6.9, 107.6)))
        );
        assert_eq!(old.city.codes(), Some(&["32.73".to_owned()][..]));
        let Ok(named) = ask("city=Bandung") else { panic!("refused") };
        assert_eq!(named.city.named().as_deref(), Some("Bandung"));
    }

    #[test]
    fn absurd_questions_are_refused_or_bounded() {
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
