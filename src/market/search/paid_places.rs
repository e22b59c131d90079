//! The paid places above a list: labelled, only where nobody asked for an order or with words, and only for listings that match
//! the filters.

use super::fallback;
use super::query::{SearchQuery, Sort};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PromotionId, UserId};
use crate::market::categories::Categories;
use crate::market::likes;
use crate::market::listings::{self, Card, views_of};
use crate::market::placements::{Kind, Look, PlacementCounter, choose};

/// Bumped listings above a list.
const BUMPS: usize = 2;

/// The listings in the paid places of a page, as cards.
#[derive(Debug, Clone, Default)]
pub struct PaidPlaces {
    /// At most two, above the others.
    pub bumped: Vec<Card>,
    /// The banner of a category's page.
    pub banner: Option<Card>,
}

impl SearchQuery {
    /// Whether its results may begin with paid places: the first page of what is newest, without words.
    pub(super) fn has_paid_places(&self) -> bool {
        let first = self.page == 1 && self.after.is_none();
        first && self.q.is_empty() && self.sort == Sort::Newest && self.point.is_none()
    }
}

impl PaidPlaces {
    /// Those of a query whose places are region codes; the banner only on a category's page.
    ///
    /// # Errors
    /// The database's errors.
    pub fn of(
        conn: &mut Conn,
        categories: &Categories,
        query: &SearchQuery,
        reader: Option<UserId>,
        now: Timestamp,
    ) -> AppResult<Self> {
        if !query.has_paid_places() {
            return Ok(Self::default());
        }
        let banners = match query.category {
            Some(_) => fallback::placements(conn, categories, query, Kind::Banner, now)?,
            None => Vec::new(),
        };
        let banner = choose(banners, 1, now).pop();
        let mut bumps = fallback::placements(conn, categories, query, Kind::Bump, now)?;
        let shown_above = banner.as_ref().map(|place| place.listing_id);
        bumps.retain(|place| Some(place.listing_id) != shown_above);
        let chosen = choose(bumps, BUMPS, now);
        if chosen.is_empty() && banner.is_none() {
            return Ok(Self::default());
        }
        let ids: Vec<ListingId> = chosen.iter().chain(&banner).map(|it| it.listing_id).collect();
        let views = views_of(conn, categories, &ids)?;
        let liked = likes::liked_among(conn, reader, &ids)?;
        let cards = listings::cards(&views, reader, &liked);
        let card = |id: PromotionId, listing: ListingId| {
            cards.iter().find(|card| card.id == listing).cloned().map(|card| card.in_place(id))
        };
        Ok(Self {
            bumped: chosen.iter().filter_map(|it| card(it.id, it.listing_id)).collect(),
            banner: banner.and_then(|it| card(it.id, it.listing_id)),
        })
    }

    /// Counts that this reader saw them; their owners do not count, nor who keeps no cookies.
    pub fn count_seen(&self, counter: &PlacementCounter, reader: Option<&str>, now: Timestamp) {
        let Some(reader) = reader else { return };
        for card in self.bumped.iter().chain(&self.banner).filter(|card| !card.mine) {
            if let Some(place) = card.ad {
                counter.record((place, card.id), reader, Look::Seen, now);
            }
        }
    }

    /// Puts the bumped listings above the others, where they are not repeated.
    pub fn above(&self, mut others: Vec<Card>) -> Vec<Card> {
        others.retain(|card| self.bumped.iter().all(|bumped| bumped.id != card.id));
        self.bumped.iter().cloned().chain(others).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::http::from_pairs;
    use crate::market::search::RawQuery;

    #[test]
    fn who_searches_with_words_or_in_an_order_of_their_own_sees_no_paid_places() {
        let query = |text: &str| {
            SearchQuery::try_from(from_pairs::<RawQuery>(text.as_bytes()).unwrap()).unwrap()
        };
        for shown in ["", "sort=newest", "cat=kamera", "kota=32.73&hmax=900000&mode=jual"] {
            assert!(query(shown).has_paid_places(), "{shown}");
        }
        for hidden in [
            "q=kamera",
            "q=kamera&sort=newest",
            "sort=price_low",
            "sort=price_high",
            "lat=-6.9&lng=107.6",
            "lat=-6.9&lng=107.6&sort=newest",
            "page=2",
        ] {
            assert!(!query(hidden).has_paid_places(), "{hidden}");
        }
    }
}
