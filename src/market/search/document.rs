//! The document of a listing in the index: its public view, and the attributes for filters and sorting.

use serde::Serialize;

use crate::market::categories::Categories;
use crate::market::listings::ListingOut;
use crate::people::regions;

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    pub listing: &'a ListingOut,
    pub _geo: Geo,
    /// Slugs of its category and the category above.
    #[serde(rename = "kinds")]
    pub categories: Vec<&'a str>,
    /// Their names in both languages; searchable.
    #[serde(rename = "kind_names")]
    pub category_names: Vec<&'a str>,
    /// Unix milliseconds.
    pub created: i64,
    pub city_code: &'a str,
    pub district_code: &'a str,
    /// Where its owner shows the village.
    pub village_code: Option<&'a str>,
    /// `32.73|Kota Bandung`: the facet value contains the name.
    pub city_facet: String,
    /// `Coblong, Bandung`; searchable.
    pub place: String,
}

#[derive(Debug, Serialize, Clone, Copy)]
pub(super) struct Geo {
    pub lat: f64,
    pub lng: f64,
}

impl<'a> Document<'a> {
    pub(super) fn of(listing: &'a ListingOut, categories: &'a Categories) -> Self {
        let category = categories.by_slug(&listing.category);
        let parent = category.and_then(|category| categories.parent_of(category));
        let both = || parent.into_iter().chain(category);
        let region = &listing.region;
        Self {
            _geo: Geo { lat: region.lat, lng: region.lng },
            categories: both().map(|category| category.slug.as_str()).collect(),
            category_names: both()
                .flat_map(|category| [category.name.as_str(), category.name_en.as_str()])
                .collect(),
            created: listing.created_at.timestamp_millis(),
            city_code: regions::city_code(&region.code),
            district_code: regions::district_code(&region.code),
            village_code: region.village_code.as_deref(),
            city_facet: format!("{}|{}", regions::city_code(&region.code), region.city),
            place: region.short(),
            listing,
        }
    }
}
