//! The query of a page with search results, and the addresses that differ from it.

use std::collections::HashMap;

use super::address::address;
use super::deps::SearchDeps;
use super::place_filter::PlaceFilter;
use super::query::SearchQuery;
use super::raw_query::RawQuery;
use crate::market::categories::Category;
use crate::people::regions::Region;
use crate::web::Page;

/// A search as a page shows it.
pub(super) struct PageQuery<'a> {
    pub page: &'a Page,
    pub deps: &'a SearchDeps,
    /// The page's own path.
    pub path: &'a str,
    /// The category whose page this is; none on the page of all results.
    pub category: Option<&'a Category>,
    /// The query string that the addresses on the page repeat.
    pub raw: RawQuery,
    pub query: SearchQuery,
}

impl PageQuery<'_> {
    /// The address of this search with one thing changed.
    pub(super) fn url(&self, change: &dyn Fn(&mut RawQuery)) -> String {
        address(self.path, &self.raw, self.category.is_some(), change)
    }

    /// The category that the query is narrowed to.
    pub(super) fn chosen_category(&self) -> Option<&Category> {
        self.query.category.as_deref().and_then(|slug| self.deps.categories.by_slug(slug))
    }
}

/// The regions in the query, by code.
pub(super) struct RegionNames(HashMap<String, Region>);

impl RegionNames {
    pub(super) fn new(by_code: HashMap<String, Region>) -> Self {
        Self(by_code)
    }

    /// The name of a place; the text of the query when the place has no code or is unknown.
    pub(super) fn of(&self, place: &PlaceFilter, text: Option<&String>) -> Option<String> {
        self.region(place).map(|region| region.name.clone()).or_else(|| text.cloned())
    }

    /// As [`Self::of`], with the names of the regions above.
    pub(super) fn label_of(&self, place: &PlaceFilter, text: Option<&String>) -> Option<String> {
        self.region(place).map(|region| region.label.clone()).or_else(|| text.cloned())
    }

    fn region(&self, place: &PlaceFilter) -> Option<&Region> {
        self.0.get(place.code()?)
    }
}
