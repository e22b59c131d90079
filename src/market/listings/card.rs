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
    /// Rupiah, where it is above the price: what the thing cost when new.
    pub was: Option<i64>,
    /// Whether it is given away.
    pub gift: bool,
    /// How worn it is.
    pub condition: Condition,
    /// Key of that in the catalogue.
    pub condition_key: String,
    /// `Kota Bandung`.
    pub city: String,
    /// `Coblong, Bandung`.
    pub place: String,
    /// What its owner would take for it in a barter; only where it may be bartered.
    pub wanted: Option<String>,
    /// Address of the cover.
    pub thumb: Option<String>,
    /// Pixels.
    pub thumb_w: i32,
    /// Pixels.
    pub thumb_h: i32,
    /// Where it stands.
    pub status: Status,
    /// Key of the words over the photo; none while it is on offer.
    pub mark: Option<&'static str>,
    /// Whether nobody can have it any more, so that it is shown faint.
    pub faint: bool,
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
                was: l.original_price.filter(|was| l.price.is_some_and(|price| *was > price)),
                gift: l.modes.contains(&Mode::Free),
                condition: l.condition,
                condition_key: format!("condition-{}", l.condition.word().replace('_', "-")),
                city: l.region.city.clone(),
                place: l.region.short(),
                wanted: l.wanted.clone().filter(|_| l.modes.contains(&Mode::Barter)),
                thumb: cover.map(|photo| photo.thumbnail.clone()),
                thumb_w: cover.map_or(400, |photo| photo.width),
                thumb_h: cover.map_or(500, |photo| photo.height),
                status: l.status,
                mark: mark(l.status),
                faint: !matches!(l.status, Status::Active | Status::Kept),
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

/// Key of the words over the photo of a listing that is not on offer.
fn mark(status: Status) -> Option<&'static str> {
    match status {
        Status::Active => None,
        Status::Sold => Some("card-sold"),
        Status::Reserved => Some("card-reserved"),
        Status::Kept => Some("card-kept"),
        Status::Draft | Status::Inactive | Status::Expired | Status::Removed => Some("card-gone"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_says_why_a_thing_cannot_be_had() {
        assert_eq!(mark(Status::Active), None);
        assert_eq!(mark(Status::Reserved), Some("card-reserved"));
        assert_eq!(mark(Status::Sold), Some("card-sold"));
        assert_eq!(mark(Status::Kept), Some("card-kept"));
        for status in [Status::Draft, Status::Inactive, Status::Expired, Status::Removed] {
            assert_eq!(mark(status), Some("card-gone"), "{status}");
        }
    }
}
