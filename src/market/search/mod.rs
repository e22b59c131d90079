//! Search by words and by place. Meilisearch answers; while it is unavailable Postgres does, and the answer is
//! marked as degraded.
//! Invariants: documents contain only what anyone may see on a card; the index can be rebuilt from Postgres at any time.

mod active_filters;
mod address;
mod api;
mod client;
mod deps;
mod document;
mod facet_links;
mod fallback;
mod filter;
mod geo;
mod index;
mod lenient;
mod page_query;
mod pages;
mod paging;
mod paid_places;
mod place_filter;
mod query;
mod raw_query;
mod reindex;
mod results_page;
mod settings;

pub use api::{Facets, SearchOut, Suggestion, search_api, suggest};
pub use geo::GeoPoint;
pub use index::Index;
pub use pages::{category_page, search_page};
pub use paid_places::PaidPlaces;
pub use place_filter::PlaceFilter;
pub use query::{SearchQuery, Sort};
pub use raw_query::RawQuery;
pub use reindex::reindex;

#[doc(hidden)]
pub use api::{__path_search_api, __path_suggest};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use self::paging::Window;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, active_ids, views_of};

/// One page of the listings that match a query.
#[derive(Debug, Clone, Default)]
pub struct SearchResult {
    /// The listings of this page.
    pub listings: Vec<ListingOut>,
    /// All matches; Meilisearch counts up to 10,000.
    pub total: i64,
    /// Counts by category slug, condition, mode and `code|name` of the city.
    pub facets: Facets,
    /// The last of `listings` when there are more behind it.
    pub next: Option<ListingId>,
    /// Whether Postgres answered because Meilisearch is unavailable.
    pub degraded: bool,
}

/// Answers searches and keeps the index up to date; clones share its state.
#[derive(Clone)]
pub struct Searcher {
    index: Option<Index>,
    db: Db,
    categories: Categories,
    clock: Clock,
    /// After a failure Meilisearch gets no queries until this moment, in Unix milliseconds.
    backoff_until: Arc<AtomicI64>,
}

/// How long Meilisearch gets no queries after a failure.
const BACKOFF_MS: i64 = 2_000;

impl Searcher {
    /// Without an index Postgres answers every search.
    pub fn new(index: Option<Index>, db: Db, categories: Categories, clock: Clock) -> Self {
        Self { index, db, categories, clock, backoff_until: Arc::default() }
    }

    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Whether Meilisearch answers searches now. A server that runs without a prepared index does not.
    pub async fn is_ready(&self) -> bool {
        match &self.index {
            Some(index) => {
                !self.backs_off(self.clock.now().timestamp_millis()) && index.is_ready().await
            }
            None => false,
        }
    }

    /// Answers a query. With a point, each listing has its distance.
    pub async fn search(&self, mut query: SearchQuery) -> AppResult<SearchResult> {
        query.resolve_places();
        let point = query.point;
        let mut found = self.query(query).await?;
        if let Some(point) = point {
            for listing in &mut found.listings {
                let there = GeoPoint { lat: listing.region.lat, lng: listing.region.lng };
                listing.distance_km = Some(geo::in_steps(point.kilometres_to(there)));
            }
        }
        Ok(found)
    }

    /// Asks Meilisearch, or Postgres when Meilisearch fails or backs off.
    async fn query(&self, query: SearchQuery) -> AppResult<SearchResult> {
        let now = self.clock.now().timestamp_millis();
        if let Some(index) = &self.index
            && !self.backs_off(now)
        {
            match self.search_index(index, &query).await {
                Ok(found) => return Ok(found),
                Err(err) => {
                    tracing::warn!(error = %err, "Meilisearch is unavailable, Postgres answers");
                    self.backoff_until.store(now + BACKOFF_MS, Ordering::Relaxed);
                }
            }
        }
        let categories = self.categories.clone();
        self.db.read(move |conn| fallback::search(conn, &categories, &query)).await
    }

    /// Asks Meilisearch. A page behind a listing is cut out of a window of results.
    async fn search_index(&self, index: &Index, query: &SearchQuery) -> AppResult<SearchResult> {
        let mut found = index.search(query, &self.categories).await?;
        if let Some(last) = query.after {
            let window = index.window(query, &self.categories, Window::around(query)).await?;
            let anchor = match window.iter().any(|listing| listing.id == last) {
                true => None,
                false => self.db.read(move |conn| fallback::anchor(conn, last)).await?,
            };
            (found.listings, found.next) = paging::behind(query, last, anchor.as_ref(), window);
        }
        Ok(found)
    }

    /// `now`: Unix milliseconds.
    fn backs_off(&self, now: i64) -> bool {
        self.backoff_until.load(Ordering::Relaxed) > now
    }

    /// Updates the index for these listings: active ones are written, all others deleted.
    pub async fn sync(&self, ids: Vec<ListingId>) -> AppResult<()> {
        let Some(index) = &self.index else { return Ok(()) };
        let (categories, wanted) = (self.categories.clone(), ids.clone());
        let views = self
            .db
            .read(move |conn| {
                let active = active_ids(conn, &wanted)?;
                views_of(conn, &categories, &active)
            })
            .await?;
        index.write(&views, &ids, &self.categories).await
    }
}
