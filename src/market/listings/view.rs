//! What may be shown of a listing. Search documents hold the same view, so that a page of
//! results needs no other question.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::Status;
use super::store;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::categories::Categories;
use crate::market::photos::{self, PhotoView};
use crate::market::terms::{Condition, Delivery};
use crate::market::worth::WorthOut;
use crate::people::accounts::Profile;
use crate::people::regions;

/// Where a thing is: never finer than the village.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Place {
    /// Kemendagri code.
    pub code: String,
    /// `Jawa Barat`.
    pub province: String,
    /// `Kota Bandung`; empty when only the province is known.
    pub city: String,
    /// `Coblong`.
    pub district: String,
    /// `Dago`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub village: Option<String>,
    /// Degrees of the centre of that area, WGS 84; coarse on purpose.
    pub lat: f64,
    /// Degrees of the centre of that area, WGS 84; coarse on purpose.
    pub lng: f64,
}

impl Place {
    /// `32.73`.
    pub fn city_code(&self) -> &str {
        regions::city_code(&self.code)
    }

    /// `32.73.02`.
    pub fn district_code(&self) -> &str {
        regions::district_code(&self.code)
    }

    /// Takes a region's label (`Dago, Coblong, Kota Bandung, Jawa Barat`) apart.
    pub fn of(code: &str, label: &str, (lat, lng): (f64, f64)) -> Self {
        let mut parts = label.rsplit(", ").map(str::to_owned);
        Self {
            code: code.to_owned(),
            province: parts.next().unwrap_or_default(),
            city: parts.next().unwrap_or_default(),
            district: parts.next().unwrap_or_default(),
            village: parts.next(),
            lat,
            lng,
        }
    }

    /// `Coblong, Bandung`: what a card shows.
    pub fn short(&self) -> String {
        let parts = [self.district.as_str(), self.city.as_str(), self.province.as_str()];
        let label: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        regions::short_label(&label.join(", "))
    }
}

/// Whose a thing is.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SellerOut {
    /// Who.
    pub id: UserId,
    /// The name in addresses.
    pub handle: String,
    /// The name on screen.
    pub name: String,
    /// `4,8`; none without ratings.
    pub rating: Option<String>,
    /// How many ratings.
    pub rating_count: i32,
    /// Things handed over.
    pub sold: i32,
    /// City of the thing.
    pub city: String,
    /// Whether an address or a number was proved.
    pub verified: bool,
}

/// A listing as anybody may see it; its owner also gets `min_price`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ListingOut {
    /// Its id.
    pub id: ListingId,
    /// Its name in addresses.
    pub slug: String,
    /// Path of its page.
    pub url: String,
    /// Where it stands.
    pub status: Status,
    /// Its title.
    pub title: String,
    /// The story.
    pub description: String,
    /// What is wrong with it.
    pub flaw: String,
    /// How worn it is.
    pub condition: Condition,
    /// How it may go.
    pub modes: Vec<Mode>,
    /// Asking price in rupiah.
    pub price: Option<i64>,
    /// Price when new, in rupiah; only with a stated source.
    pub original_price: Option<i64>,
    /// Where that price comes from.
    pub original_source: Option<String>,
    /// Free text.
    pub brand: Option<String>,
    /// Free text.
    pub size: Option<String>,
    /// Free text.
    pub color: Option<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Slug of its kind.
    pub category: String,
    /// Slug of the kind above.
    pub parent_category: Option<String>,
    /// How it may change hands.
    pub delivery: Vec<Delivery>,
    /// For barter.
    pub wanted: Option<String>,
    /// Whose it is.
    pub seller: SellerOut,
    /// Where it is.
    pub region: Place,
    /// Its photos, the cover first.
    pub photos: Vec<PhotoView>,
    /// How many like it.
    pub like_count: i32,
    /// How many talk about it.
    pub chat_count: i32,
    /// How many bargain for it now.
    pub offer_count: i32,
    /// How often it was looked at.
    pub view_count: i32,
    /// Counts the changes.
    pub version: i32,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    /// When it drops out by itself.
    pub expires_at: DateTime<Utc>,
    /// Kilometres from the point that was asked from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<f64>,
    /// Only towards its owner: the lowest price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_price: Option<i64>,
    /// Only towards its owner: what @tawar may do for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub assistant: Option<serde_json::Value>,
    /// What it counts for in a barter, where one listing that may be bartered is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth: Option<WorthOut>,
}

/// The views of these listings, in this order; those that are gone are left out. Two queries, however many.
pub fn views_of(
    conn: &mut Conn,
    kinds: &Categories,
    ids: &[ListingId],
) -> AppResult<Vec<ListingOut>> {
    let mut pictures: HashMap<ListingId, Vec<PhotoView>> = HashMap::new();
    for photo in photos::of_listings(conn, ids)? {
        if let Some(listing) = photo.listing_id {
            pictures.entry(listing).or_default().push(PhotoView::from(&photo));
        }
    }
    let mut found: HashMap<ListingId, ListingOut> = store::facts(conn, ids)?
        .into_iter()
        .map(|facts| {
            let id = facts.0.id;
            (id, out(kinds, facts, pictures.remove(&id).unwrap_or_default()))
        })
        .collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn out(
    kinds: &Categories,
    (l, seller, (label, lat, lng)): store::Facts,
    photos: Vec<PhotoView>,
) -> ListingOut {
    let region = Place::of(&l.region, &label, (lat, lng));
    let kind = kinds.by_id(l.category_id);
    ListingOut {
        url: format!("/barang/{}", l.slug),
        category: kind.map(|kind| kind.slug.clone()).unwrap_or_default(),
        parent_category: kind.and_then(|kind| kinds.parent_of(kind)).map(|kind| kind.slug.clone()),
        seller: seller_out(&seller, region.city.clone()),
        original_price: l.original_price.filter(|_| l.original_source.is_some()),
        region,
        photos,
        id: l.id,
        slug: l.slug,
        status: l.status,
        title: l.title,
        description: l.description,
        flaw: l.flaw,
        condition: l.condition,
        modes: l.modes,
        price: l.price,
        original_source: l.original_source,
        brand: l.brand,
        size: l.size,
        color: l.color,
        tags: l.tags,
        delivery: l.delivery,
        wanted: l.wanted,
        like_count: l.like_count,
        chat_count: l.chat_count,
        offer_count: l.offer_count,
        view_count: l.view_count,
        version: l.version,
        created_at: l.created_at,
        expires_at: l.expires_at,
        distance_km: None,
        min_price: None,
        assistant: None,
        worth: None,
    }
}

fn seller_out(seller: &Profile, city: String) -> SellerOut {
    SellerOut {
        rating: seller.rating(),
        verified: seller.verified(),
        id: seller.id,
        handle: seller.handle.clone(),
        name: seller.name.clone(),
        rating_count: seller.rating_count,
        sold: seller.sold_count,
        city,
    }
}
