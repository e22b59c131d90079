//! Where the item of a listing is.

use serde::{Deserialize, Serialize};

use super::store::{RegionCentre, ShownVillage};
use crate::people::regions;

/// The region of an item as everybody sees it: a district at the finest, and the village only where its owner shows it.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = Place)]
pub struct ListingRegion {
    /// Kemendagri code, of a district at the finest.
    pub code: String,
    /// `Jawa Barat`.
    pub province: String,
    /// `Kota Bandung`; empty when only the province is known.
    pub city: String,
    /// `Coblong`.
    pub district: String,
    /// `Dago`, where the owner shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Its code, for the index.
    #[serde(skip)]
    pub village_code: Option<String>,
    /// Degrees, WGS 84: the centre of the district, never the item's own position.
    pub lat: f64,
    /// Degrees, WGS 84.
    pub lng: f64,
}

impl ListingRegion {
    /// Code of the city: `32.73`.
    pub fn city_code(&self) -> &str {
        regions::city_code(&self.code)
    }

    /// Code of the district: `32.73.02`.
    pub fn district_code(&self) -> &str {
        regions::district_code(&self.code)
    }

    /// `code`: of the item's region; splits the label `Coblong, Kota Bandung, Jawa Barat`.
    pub(super) fn of(code: &str, centre: &RegionCentre, village: Option<ShownVillage>) -> Self {
        let RegionCentre { label, lat, lng } = centre;
        let mut parts = label.rsplit(", ").map(str::to_owned);
        Self {
            code: regions::district_code(code).to_owned(),
            province: parts.next().unwrap_or_default(),
            city: parts.next().unwrap_or_default(),
            district: parts.next().unwrap_or_default(),
            village: village.as_ref().map(|village| village.name.clone()),
            village_code: village.map(|village| village.code),
            lat: *lat,
            lng: *lng,
        }
    }

    /// `Coblong, Bandung`, as cards show it.
    pub fn short(&self) -> String {
        let parts = [self.district.as_str(), self.city.as_str(), self.province.as_str()];
        let label: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        regions::short_label(&label.join(", "))
    }
}
