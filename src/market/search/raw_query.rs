//! The query string of a search, before its bounds are checked. It accepts the parameter names of older clients too.

use serde::de::Unexpected;
use serde::{Deserialize, Serialize};

use crate::base::http::{number, one_or_many};
use crate::base::money;
use crate::people::regions;

/// The query string of `/cari` and of `GET /api/listings`.
#[derive(Debug, Default, Clone, Deserialize, Serialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct RawQuery {
    /// Words; typos are tolerated. Also `keyword`.
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
    /// What stands in the field for the place, from a form without scripts.
    #[serde(default, skip_serializing)]
    #[param(ignore)]
    pub region_label: Option<String>,
    /// The code of the place that the field showed at first, from a form without scripts.
    #[serde(default, skip_serializing)]
    #[param(ignore)]
    pub region: Option<String>,
    /// `jual`, `barter`, `gratis`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub mode: Vec<String>,
    /// `cod`, `kirim`, `gosend`.
    #[serde(default, deserialize_with = "one_or_many")]
    pub delivery: Vec<String>,
    /// Whole rupiah. Also `hmin`.
    #[serde(default, alias = "hmin", deserialize_with = "rupiah")]
    pub min_price: Option<i64>,
    /// Whole rupiah. Also `hmax`.
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
    /// The last listing of the page before (its `next`): the page begins behind it, wherever that is now. Beside `page`.
    #[serde(default)]
    pub after: Option<String>,
    /// 20 by default, 100 at most.
    #[serde(default, deserialize_with = "number")]
    pub limit: Option<i64>,
}

impl RawQuery {
    /// Puts each name of a place under its level: a form without scripts has one field for all of them, and people type
    /// districts as cities.
    pub(super) fn settle_places(&mut self) {
        let typed = self.region_label.take();
        let shown = self.region.take().filter(|code| !code.is_empty());
        match typed.as_deref().map(str::trim) {
            Some("") if shown.is_some() => {
                (self.city, self.district, self.village) = (None, None, None);
            }
            None | Some("") => {}
            Some(_) => (self.city, self.district, self.village) = (typed, None, None),
        }
        for level in [2, 3, 4] {
            let place = self.place(level);
            let name = place.as_deref().filter(|text| !text.is_empty() && !regions::is_code(text));
            let named = name.and_then(|name| regions::level_named(level, name));
            if let Some(other) = named.filter(|named| *named != level)
                && self.place(other).as_deref().unwrap_or_default().is_empty()
            {
                *self.place(other) = self.place(level).take();
            }
        }
    }

    fn place(&mut self, level: u8) -> &mut Option<String> {
        match level {
            2 => &mut self.city,
            3 => &mut self.district,
            _ => &mut self.village,
        }
    }
}

/// An amount in the spellings that people use; blank is `None`.
fn rupiah<'de, D: serde::Deserializer<'de>>(d: D) -> Result<Option<i64>, D::Error> {
    let text = Option::<String>::deserialize(d)?.unwrap_or_default();
    if text.trim().is_empty() {
        return Ok(None);
    }
    money::parse(&text)
        .map(Some)
        .map_err(|_why| serde::de::Error::invalid_value(Unexpected::Str(&text), &"an amount"))
}
