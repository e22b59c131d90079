//! What may be shown of a listing. Search documents contain the same view, so that a page of results needs no query to
//! Postgres.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::model::{ListingContent, Status};
use super::region::ListingRegion;
use super::store::{self, ListingWithSeller};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, UserId};
use crate::market::categories::Categories;
use crate::market::photos::{self, PhotoView};
use crate::market::worth::WorthOut;
use crate::people::accounts::{Badge, Profile};

/// The seller of a listing.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct SellerOut {
    pub id: UserId,
    /// Part of the profile's address.
    pub handle: String,
    /// The name that is shown.
    pub name: String,
    /// The mean with one decimal (`4,8`); none without ratings.
    pub rating: Option<String>,
    /// The number of ratings.
    pub rating_count: i32,
    /// The number of items sold.
    pub sold: i32,
    /// The item's city.
    pub city: String,
    /// Whether an e-mail address or phone number was verified.
    pub verified: bool,
    #[serde(default)]
    pub badges: Vec<Badge>,
}

/// A listing as anybody may see it; its owner also gets `min_price` and `assistant`.
#[derive(Debug, Clone, Serialize, Deserialize, utoipa::ToSchema)]
pub struct ListingOut {
    pub id: ListingId,
    /// Part of the page's address.
    pub slug: String,
    /// Path of the page.
    pub url: String,
    pub status: Status,
    /// `original_price` is left out when its source is not stated.
    #[serde(flatten)]
    pub content: ListingContent,
    /// Slug of the sub category.
    pub category: String,
    /// Slug of the category above.
    pub parent_category: Option<String>,
    pub seller: SellerOut,
    /// Where the item is.
    pub region: ListingRegion,
    /// The cover first.
    pub photos: Vec<PhotoView>,
    /// People who like it.
    pub like_count: i32,
    /// Rooms about it.
    pub chat_count: i32,
    /// Pending offers.
    pub offer_count: i32,
    /// Views of the page.
    pub view_count: i32,
    /// Increases with each change.
    pub version: i32,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// Kilometres from the point of the search.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub distance_km: Option<f64>,
    /// Whole rupiah: the lowest price. Only towards its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_price: Option<i64>,
    /// What @tawar may do for it. Only towards its owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    pub assistant: Option<serde_json::Value>,
    /// Its worth in a barter; only in the answer for one listing that may be bartered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worth: Option<WorthOut>,
}

/// The views of these listings in this order; ids without a listing are left out. Two queries, however many ids.
pub fn views_of(
    conn: &mut Conn,
    categories: &Categories,
    ids: &[ListingId],
) -> AppResult<Vec<ListingOut>> {
    let mut photos: HashMap<ListingId, Vec<PhotoView>> = HashMap::new();
    for photo in photos::of_listings(conn, ids)? {
        if let Some(listing) = photo.listing_id {
            photos.entry(listing).or_default().push(PhotoView::from(&photo));
        }
    }
    let mut found: HashMap<ListingId, ListingOut> = store::with_sellers(conn, ids)?
        .into_iter()
        .map(|row| {
            let id = row.listing.id;
            (id, view(categories, row, photos.remove(&id).unwrap_or_default()))
        })
        .collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

fn view(categories: &Categories, row: ListingWithSeller, photos: Vec<PhotoView>) -> ListingOut {
    let ListingWithSeller { listing: l, seller, region, village } = row;
    let region = ListingRegion::of(&l.region, &region, village);
    let category = categories.by_id(l.category_id);
    let parent = category.and_then(|category| categories.parent_of(category));
    let mut content = l.content;
    content.original_price = content.original_price.filter(|_| content.original_source.is_some());
    ListingOut {
        url: format!("/barang/{}", l.slug),
        category: category.map(|category| category.slug.clone()).unwrap_or_default(),
        parent_category: parent.map(|parent| parent.slug.clone()),
        seller: seller_out(&seller, region.city.clone()),
        region,
        photos,
        content,
        id: l.id,
        slug: l.slug,
        status: l.status,
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
        badges: seller.badges.clone(),
        city,
    }
}
