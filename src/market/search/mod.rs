//! Finding things by words and by place. Meilisearch answers; when it is away Postgres does, and the answer says so.
//! Invariants: documents hold only what anyone may see on a card; the index is rebuilt from Postgres at any time.

mod address;
mod api;
mod client;
mod document;
mod facets;
mod fallback;
mod filter;
mod geo;
mod index;
mod page;
mod query;
mod settings;

pub use api::{Facets, SearchOut, Suggestion, search_api, suggest};
pub use index::{Index, reindex};
pub use page::{category_page, search_page};
pub use query::{RawQuery, SearchQuery, Sort};

#[doc(hidden)]
pub use api::{__path_search_api, __path_suggest};

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::market::categories::Categories;
use crate::market::listings::{ListingOut, views_of};
use crate::people::regions;

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// This page of it.
    pub listings: Vec<ListingOut>,
    /// Matches in all (counted up to 10,000).
    pub total: i64,
    /// Counts by category slug, condition, mode and `code|name` of the city.
    pub facets: Facets,
    /// Whether Postgres answered because Meilisearch is away.
    pub degraded: bool,
}

/// The one who searches; cloning shares it.
#[derive(Clone)]
pub struct Searcher {
    index: Option<Index>,
    db: Db,
    kinds: Categories,
    clock: Clock,
    /// Until when (Unix milliseconds) Meilisearch is not asked again after it failed.
    resting: Arc<AtomicI64>,
}

/// After a failure Meilisearch is left alone for this long.
const REST_MS: i64 = 2_000;

impl Searcher {
    /// A searcher; without an index Postgres always answers.
    pub fn new(index: Option<Index>, db: Db, kinds: Categories, clock: Clock) -> Self {
        Self { index, db, kinds, clock, resting: Arc::default() }
    }

    /// The index, if there is one.
    pub fn index(&self) -> Option<&Index> {
        self.index.as_ref()
    }

    /// Whether Meilisearch answers searches now; it may be up and still not set up.
    pub async fn is_fit(&self) -> bool {
        match &self.index {
            Some(index) => {
                self.resting.load(Ordering::Relaxed) <= self.clock.now().timestamp_millis()
                    && index.is_fit().await
            }
            None => false,
        }
    }

    /// Answers a query; with a point each listing says how far away it is.
    pub async fn search(&self, mut query: SearchQuery) -> AppResult<Found> {
        self.name_places(&mut query).await?;
        let point = query.point;
        let mut found = self.ask(query).await?;
        if let Some(point) = point {
            for listing in &mut found.listings {
                let km = geo::kilometres(point, (listing.region.lat, listing.region.lng));
                listing.distance_km = Some((km * 100.0).round() / 100.0);
            }
        }
        Ok(found)
    }

    async fn ask(&self, query: SearchQuery) -> AppResult<Found> {
        let now = self.clock.now().timestamp_millis();
        if let Some(index) = &self.index
            && self.resting.load(Ordering::Relaxed) <= now
        {
            match index.search(&query, &self.kinds).await {
                Ok(found) => return Ok(found),
                Err(err) => {
                    tracing::warn!(error = %err, "Meilisearch is away, Postgres answers");
                    self.resting.store(now + REST_MS, Ordering::Relaxed);
                }
            }
        }
        let kinds = self.kinds.clone();
        self.db.read(move |conn| fallback::search(conn, &kinds, &query)).await
    }

    /// Places given by name become codes.
    async fn name_places(&self, query: &mut SearchQuery) -> AppResult<()> {
        for (level, place) in
            [(2, &mut query.city), (3, &mut query.district), (4, &mut query.village)]
        {
            let Some(named) = place.named() else { continue };
            let codes = self.db.read(move |conn| regions::codes_named(conn, level, &named)).await?;
            place.resolve(codes);
        }
        Ok(())
    }

    /// Brings the index up to date with Postgres for these listings: what is on offer is written, the rest taken out.
    pub async fn sync(&self, ids: Vec<ListingId>) -> AppResult<()> {
        let Some(index) = &self.index else { return Ok(()) };
        let (kinds, asked) = (self.kinds.clone(), ids.clone());
        let views = self
            .db
            .read(move |conn| {
                let active = crate::market::listings::active_ids(conn, &asked)?;
                views_of(conn, &kinds, &active)
            })
            .await?;
        index.write(&views, &ids, &self.kinds).await
    }
}
