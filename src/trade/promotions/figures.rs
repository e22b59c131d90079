//! What a promotion brought its buyer.

use std::collections::HashMap;

use super::model::Promotion;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PromotionId};
use crate::chat::rooms;
use crate::market::placements::{self, Placement};

/// What a promotion brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// How often the listing was shown in the place, to others than its buyer, each once an hour.
    pub seen: i64,
    /// How often it was opened from there, counted alike.
    pub opened: i64,
    /// New chats about the listing while it ran, wherever they came from.
    pub chats: i64,
}

/// The figures of these promotions of one listing; none for those that never ran.
pub(super) fn of(
    conn: &mut Conn,
    listing: ListingId,
    all: &[Promotion],
    now: Timestamp,
) -> AppResult<HashMap<PromotionId, Figures>> {
    let ids: Vec<PromotionId> = all.iter().map(|promotion| promotion.id).collect();
    let places = placements::of_ids(conn, &ids)?;
    let Some(first) = places.iter().map(|place| place.starts_at).min() else {
        return Ok(HashMap::new());
    };
    let begun = rooms::begun_since(conn, listing, first)?;
    let figures = |place: &Placement| {
        let until = place.ended_at.unwrap_or(place.ends_at).min(now);
        let within = |at: &&Timestamp| (place.starts_at..=until).contains(*at);
        let chats = begun.iter().filter(within).count();
        Figures {
            seen: place.seen.into(),
            opened: place.opened.into(),
            chats: i64::try_from(chats).unwrap_or(i64::MAX),
        }
    };
    Ok(places.iter().map(|place| (place.id, figures(place))).collect())
}
