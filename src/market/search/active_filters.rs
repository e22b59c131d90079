//! The filters that narrow a search, each with the address of the search without it.

use serde::Serialize;

use super::page_query::{PageQuery, RegionNames};
use super::raw_query::RawQuery;
use crate::base::i18n::Text;
use crate::base::money;

/// A filter that may be removed.
#[derive(Debug, Serialize)]
pub(super) struct ActiveFilter {
    label: String,
    remove_url: String,
}

/// The active filters, in the order in which the page shows them.
pub(super) fn active_filters(
    search: &PageQuery<'_>,
    region_names: &RegionNames,
) -> Vec<ActiveFilter> {
    let mut filters = ActiveFilters { search, all: Vec::new() };
    filters.add_category();
    filters.add_terms();
    filters.add_places(region_names);
    filters.add_prices();
    filters.add_point();
    filters.all
}

struct ActiveFilters<'a> {
    search: &'a PageQuery<'a>,
    all: Vec<ActiveFilter>,
}

impl ActiveFilters<'_> {
    fn add(&mut self, label: String, remove: &dyn Fn(&mut RawQuery)) {
        let remove_url = self.search.url(remove);
        self.all.push(ActiveFilter { label, remove_url });
    }

    fn localized(&self, text: impl Into<Text>) -> String {
        self.search.page.localized(text)
    }

    /// On the page of a category the category is no filter.
    fn add_category(&mut self) {
        let search = self.search;
        if search.category.is_none()
            && let Some(category) = search.chosen_category()
        {
            let name = category.name(search.page.lang).to_owned();
            self.add(name, &|raw| raw.category = None);
        }
    }

    fn add_terms(&mut self) {
        let query = &self.search.query;
        for condition in &query.conditions {
            let label = self.localized(text(condition.label_key()));
            self.add(label, &|raw| raw.condition.retain(|word| word != condition.word()));
        }
        for mode in &query.modes {
            let label = self.localized(text(format!("mode-{mode}")));
            self.add(label, &|raw| raw.mode.retain(|word| word != mode.word()));
        }
        for method in &query.delivery {
            let label = self.localized(text(format!("delivery-{method}")));
            self.add(label, &|raw| raw.delivery.retain(|word| word != method.word()));
        }
    }

    /// Removing a place removes the finer ones too.
    fn add_places(&mut self, region_names: &RegionNames) {
        let (query, raw) = (&self.search.query, &self.search.raw);
        let name = |place, text: &Option<String>| {
            region_names.of(place, text.as_ref().filter(|text| !text.is_empty()))
        };
        if let Some(label) = name(&query.city, &raw.city) {
            self.add(label, &|raw| (raw.city, raw.district, raw.village) = (None, None, None));
        }
        if let Some(label) = name(&query.district, &raw.district) {
            self.add(label, &|raw| (raw.district, raw.village) = (None, None));
        }
        if let Some(label) = name(&query.village, &raw.village) {
            self.add(label, &|raw| raw.village = None);
        }
    }

    fn add_prices(&mut self) {
        let query = &self.search.query;
        let priced = |key, price| Text::new(key).with("price", money::rupiah_short(price));
        if let Some(min) = query.min_price {
            self.add(self.localized(priced("search-from", min)), &|raw| raw.min_price = None);
        }
        if let Some(max) = query.max_price {
            self.add(self.localized(priced("search-to", max)), &|raw| raw.max_price = None);
        }
    }

    fn add_point(&mut self) {
        let query = &self.search.query;
        if query.point.is_none() {
            return;
        }
        let label = match query.radius_km {
            Some(km) => format!("{km:.0} km"),
            None => self.localized("search-near-me"),
        };
        self.add(label, &|raw| (raw.lat, raw.lng, raw.radius_km) = (None, None, None));
    }
}

fn text(key: String) -> Text {
    Text { key: key.into(), args: Vec::new() }
}
