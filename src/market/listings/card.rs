//! Listings as cards of a result list.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::Status;
use super::view::ListingOut;
use crate::base::ids::{ListingId, PromotionId, UserId};
use crate::base::view;
use crate::config::Mode;
use crate::market::terms::Condition;

/// A listing on a card.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    pub id: ListingId,
    pub slug: String,
    /// Path of the listing's page; in a paid place with a query.
    pub url: String,
    pub title: String,
    /// Whole rupiah.
    pub price: Option<i64>,
    /// Whole rupiah: the price when new, where it is above the price.
    pub was: Option<i64>,
    /// Whether the item is free.
    pub gift: bool,
    pub condition: Condition,
    /// Catalogue key of the condition's label.
    pub condition_key: String,
    /// `Kota Bandung`.
    pub city: String,
    /// `Coblong, Bandung`.
    pub place: String,
    /// What the owner would accept in a barter; only when the listing has that mode.
    pub wanted: Option<String>,
    /// Path of the cover.
    pub thumb: Option<String>,
    /// Pixels.
    pub thumb_w: i32,
    /// Pixels.
    pub thumb_h: i32,
    pub status: Status,
    /// Catalogue key of the status label over the photo; none while the listing is active.
    pub mark: Option<&'static str>,
    /// Whether nobody can get the item, so that the card is dimmed.
    pub faint: bool,
    pub like_count: i32,
    /// Rooms about the listing.
    pub chat_count: i32,
    pub created_at: DateTime<Utc>,
    /// The seller's mean rating with one decimal; none without reviews.
    pub rating: Option<String>,
    /// The number of reviews of the seller.
    pub rating_count: i32,
    /// The seller's badges.
    pub badges: Vec<view::Badge>,
    /// Metres from the point of the search.
    pub distance_m: Option<i64>,
    /// Whether the reader likes it.
    pub liked: bool,
    /// Whether the reader owns it.
    pub mine: bool,
    /// The promotion in whose place it is shown, labelled as advertising.
    pub ad: Option<PromotionId>,
}

impl Card {
    /// The card in a paid place: its address names the promotion, so that it is known from where it was opened.
    pub fn in_place(self, promotion: PromotionId) -> Self {
        let url = format!("{}?iklan={promotion}", self.url);
        Self { ad: Some(promotion), url, ..self }
    }
}

/// The cards of these listings for a reader, who likes those of `liked`.
pub fn cards(
    views: &[ListingOut],
    reader: Option<UserId>,
    liked: &HashSet<ListingId>,
) -> Vec<Card> {
    views
        .iter()
        .map(|l| {
            let cover = l.photos.first();
            Card {
                id: l.id,
                slug: l.slug.clone(),
                url: l.url.clone(),
                title: l.content.title.clone(),
                price: l.content.price,
                was: l
                    .content
                    .original_price
                    .filter(|was| l.content.price.is_some_and(|price| *was > price)),
                gift: l.content.modes.contains(&Mode::Free),
                condition: l.content.condition,
                condition_key: l.content.condition.label_key(),
                city: l.region.city.clone(),
                place: l.region.short(),
                wanted: l
                    .content
                    .wanted
                    .clone()
                    .filter(|_| l.content.modes.contains(&Mode::Barter)),
                thumb: cover.map(|photo| photo.thumbnail.clone()),
                thumb_w: cover.map_or(400, |photo| photo.width),
                thumb_h: cover.map_or(500, |photo| photo.height),
                status: l.status,
                mark: mark(l.status),
                faint: !matches!(l.status, Status::Active | Status::BarterOnly),
                like_count: l.like_count,
                chat_count: l.chat_count,
                created_at: l.created_at,
                rating: l.seller.rating.clone(),
                rating_count: l.seller.rating_count,
                badges: l.seller.badges.iter().map(|badge| badge.view()).collect(),
                distance_m: l.distance_km.map(metres),
                liked: liked.contains(&l.id),
                mine: reader == Some(l.seller.id),
                ad: None,
            }
        })
        .collect()
}

/// Kilometres to whole metres, within the size of the earth.
#[expect(
    clippy::as_conversions,
    reason = "clamped to 0..=40,000,000 first, so the cast is exact enough"
)]
fn metres(km: f64) -> i64 {
    (km * 1000.0).clamp(0.0, 40_000_000.0) as i64
}

/// Catalogue key of the label over the photo of a listing that is not active.
fn mark(status: Status) -> Option<&'static str> {
    match status {
        Status::Active => None,
        Status::Sold => Some("card-sold"),
        Status::Reserved => Some("card-reserved"),
        Status::BarterOnly => Some("card-kept"),
        Status::Draft | Status::Inactive | Status::Expired | Status::Removed => Some("card-gone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_states_why_an_item_is_unavailable() {
        assert_eq!(mark(Status::Active), None);
        assert_eq!(mark(Status::Reserved), Some("card-reserved"));
        assert_eq!(mark(Status::Sold), Some("card-sold"));
        assert_eq!(mark(Status::BarterOnly), Some("card-kept"));
        for status in [Status::Draft, Status::Inactive, Status::Expired, Status::Removed] {
            assert_eq!(mark(status), Some("card-gone"), "{status}");
        }
    }
}
