//! The page behind a listing. Between two pages others vanish from the results or come up, so that the place of a page is
//! where its reader stopped, not how many results were before.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Double, Nullable, Timestamptz};

use super::geo::GeoPoint;
use super::query::{SearchQuery, Sort};
use crate::base::clock::Timestamp;
use crate::base::ids::ListingId;
use crate::market::listings::ListingOut;

/// How far around the place that the page number gives the last listing is searched, in pages.
const PAGES_BEFORE: usize = 1;
const PAGES_BEHIND: usize = 2;

/// What the order of results needs of a listing that may not be among them any more.
#[derive(Debug, QueryableByName)]
pub(super) struct Anchor {
    #[diesel(sql_type = Timestamptz)]
    pub created_at: Timestamp,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub price: Option<i64>,
    #[diesel(sql_type = Double)]
    pub lat: f64,
    #[diesel(sql_type = Double)]
    pub lng: f64,
}

/// A section of the results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub offset: usize,
    pub limit: usize,
    /// The offset that the page number gives.
    expected: usize,
}

impl Window {
    /// The results around the page of a query.
    pub fn around(query: &SearchQuery) -> Self {
        let (page, limit) = (size(query.page).max(1), size(query.limit));
        let expected = (page - 1) * limit;
        let offset = expected.saturating_sub(PAGES_BEFORE * limit);
        Self { offset, limit: expected - offset + PAGES_BEHIND * limit, expected }
    }

    /// Where in the window the page begins by its number.
    fn page_start(self) -> usize {
        self.expected - self.offset
    }
}

fn size(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

/// The listings of the page that begins behind `last`, out of a window of results, and its last one when there are more.
/// `anchor` is what is known of a listing that is not among the results any more.
pub(super) fn behind(
    query: &SearchQuery,
    last: ListingId,
    anchor: Option<&Anchor>,
    mut results: Vec<ListingOut>,
) -> (Vec<ListingOut>, Option<ListingId>) {
    let start = match results.iter().position(|listing| listing.id == last) {
        Some(at) => at + 1,
        // Rather some once more than one never.
        None => anchor
            .and_then(|anchor| results.iter().position(|listing| is_behind(query, anchor, listing)))
            .unwrap_or_else(|| Window::around(query).page_start().min(results.len())),
    };
    let mut page = results.split_off(start);
    let limit = size(query.limit);
    let has_more = page.len() > limit;
    page.truncate(limit);
    let next = page.last().filter(|_| has_more).map(|listing| listing.id);
    (page, next)
}

/// Whether a listing comes after another that is gone, or may do so. The order of relevance has no key to compare.
fn is_behind(query: &SearchQuery, anchor: &Anchor, listing: &ListingOut) -> bool {
    match (query.sort, query.point) {
        (Sort::Nearest, Some(point)) => {
            let there = GeoPoint { lat: listing.region.lat, lng: listing.region.lng };
            let gone = GeoPoint { lat: anchor.lat, lng: anchor.lng };
            point.kilometres_to(there) >= point.kilometres_to(gone)
        }
        (Sort::PriceLow, _) => match (listing.content.price, anchor.price) {
            (Some(price), Some(gone)) => price >= gone,
            (price, _) => price.is_none(),
        },
        (Sort::PriceHigh, _) => match (listing.content.price, anchor.price) {
            (Some(price), Some(gone)) => price <= gone,
            (price, _) => price.is_none(),
        },
        (Sort::Relevance, _) if !query.q.is_empty() => true,
        _ => listing.created_at <= anchor.created_at,
    }
}
