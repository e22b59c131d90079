//! A listing on a card.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::model::Status;
use super::view::ListingOut;
use crate::base::ids::{ListingId, UserId};
use crate::config::Mode;
use crate::market::terms::Condition;

/// A listing on a card.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// Its id.
    pub id: ListingId,
    /// Its name in addresses.
    pub slug: String,
    /// Path of its page.
    pub url: String,
    /// Its title.
    pub title: String,
    /// Rupiah.
    pub price: Option<i64>,
    /// Rupiah.
    pub original_price: Option<i64>,
    /// How it may go.
    pub modes: Vec<Mode>,
    /// How worn it is.
    pub condition: Condition,
    /// Key of that in the catalogue.
    pub condition_key: String,
    /// `Kota Bandung`.
    pub city: String,
    /// `Coblong, Bandung`.
    pub place: String,
    /// For barter.
    pub wanted: Option<String>,
    /// Address of the cover.
    pub thumb: Option<String>,
    /// Pixels.
    pub thumb_w: i32,
    /// Pixels.
    pub thumb_h: i32,
    /// Where it stands.
    pub status: Status,
    /// How many like it.
    pub like_count: i32,
    /// How many talk about it.
    pub chat_count: i32,
    /// When it was posted.
    pub created_at: DateTime<Utc>,
    /// Metres from the point that was asked from.
    pub distance_m: Option<i64>,
    /// Whether the reader likes it.
    pub liked: bool,
    /// Whether it is the reader's.
    pub mine: bool,
}

/// The cards of some views for a reader.
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
                title: l.title.clone(),
                price: l.price,
                original_price: l.original_price,
                modes: l.modes.clone(),
                condition: l.condition,
                condition_key: format!("condition-{}", l.condition.word().replace('_', "-")),
                city: l.region.city.clone(),
                place: l.region.short(),
                wanted: l.wanted.clone(),
                thumb: cover.map(|photo| photo.thumbnail.clone()),
                thumb_w: cover.map_or(400, |photo| photo.width),
                thumb_h: cover.map_or(500, |photo| photo.height),
                status: l.status,
                like_count: l.like_count,
                chat_count: l.chat_count,
                created_at: l.created_at,
                distance_m: l.distance_km.map(metres),
                liked: liked.contains(&l.id),
                mine: reader == Some(l.seller.id),
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
