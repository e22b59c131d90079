//! What the index holds of a listing: its public view, and what it is narrowed and ordered by.

use serde::Serialize;

use crate::market::categories::Categories;
use crate::market::listings::ListingOut;
use crate::people::regions;

#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    pub listing: &'a ListingOut,
    pub _geo: Geo,
    /// Slugs of its kind and the kind above.
    pub kinds: Vec<&'a str>,
    /// Their names, for words.
    pub kind_names: Vec<&'a str>,
    /// Unix milliseconds.
    pub created: i64,
    pub city_code: &'a str,
    pub district_code: &'a str,
    pub village_code: &'a str,
    /// `32.73|Kota Bandung`: a facet that knows its name.
    pub city_facet: String,
    /// The place, for words.
    pub place: String,
}

#[derive(Debug, Serialize, Clone, Copy)]
pub(super) struct Geo {
    pub lat: f64,
    pub lng: f64,
}

impl<'a> Document<'a> {
    pub(super) fn of(listing: &'a ListingOut, kinds: &'a Categories) -> Self {
        let kind = kinds.by_slug(&listing.category);
        let above = kind.and_then(|kind| kinds.parent_of(kind));
        let both = || above.into_iter().chain(kind);
        let place = &listing.region;
        Self {
            _geo: Geo { lat: place.lat, lng: place.lng },
            kinds: both().map(|kind| kind.slug.as_str()).collect(),
            kind_names: both()
                .flat_map(|kind| [kind.name.as_str(), kind.name_en.as_str()])
                .collect(),
            created: listing.created_at.timestamp_millis(),
            city_code: regions::city_code(&place.code),
            district_code: regions::district_code(&place.code),
            village_code: &place.code,
            city_facet: format!("{}|{}", regions::city_code(&place.code), place.city),
            place: place.short(),
            listing,
        }
    }
}
