//! The index in Meilisearch: its settings, what is asked of it, what is written to it.

use std::collections::HashMap;
use std::time::Duration;

use meilisearch_sdk::client::{Client, SwapIndexes};
use meilisearch_sdk::documents::{DocumentsQuery, DocumentsResults};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::search::{SearchResults, Selectors};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;

use super::client::Http;
use super::document::Document;
use super::filter::{filter, order};
use super::query::SearchQuery;
use super::settings::settings;
use super::{Facets, Found};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::ListingId;
use crate::config::MeiliAddress;
use crate::market::categories::Categories;
use crate::market::listings::{self, ListingOut};

/// A handle on the index; cloning shares it.
#[derive(Clone)]
pub struct Index {
    client: Client<Http>,
    name: String,
}

/// A document, of which only the id is wanted.
#[derive(serde::Deserialize)]
struct Only {
    id: ListingId,
}

fn away(err: Error) -> AppError {
    AppError::Unavailable(format!("meilisearch: {err}"))
}

impl Index {
    /// The index `name` of a server; nothing is asked of it yet.
    pub fn new(at: &MeiliAddress, name: &str) -> anyhow::Result<Self> {
        let http = Http::new(at.key.as_deref())?;
        Ok(Self {
            client: Client::new_with_client(&at.url, at.key.clone(), http),
            name: name.to_owned(),
        })
    }

    /// Whether the server answers, and the index is there and set up.
    pub async fn is_fit(&self) -> bool {
        let filterable = self.client.index(&self.name).get_filterable_attributes().await;
        filterable.is_ok_and(|attributes| !attributes.is_empty())
    }

    /// How many documents the index holds; none when there is no index yet.
    pub async fn count(&self) -> AppResult<Option<usize>> {
        match self.client.index(&self.name).get_stats().await {
            Ok(stats) => Ok(Some(stats.number_of_documents)),
            Err(Error::Meilisearch(err))
                if err.error_code == meilisearch_sdk::errors::ErrorCode::IndexNotFound =>
            {
                Ok(None)
            }
            Err(err) => Err(away(err)),
        }
    }

    /// A page of the ids it holds, in an order of its own.
    pub async fn ids(&self, offset: usize, limit: usize) -> AppResult<Vec<ListingId>> {
        let index = self.client.index(&self.name);
        let mut query = DocumentsQuery::new(&index);
        query.with_fields(["id"]).with_offset(offset).with_limit(limit);
        let page: DocumentsResults<Only> = index.get_documents_with(&query).await.map_err(away)?;
        Ok(page.results.into_iter().map(|document| document.id).collect())
    }

    /// Whether it holds a listing.
    pub async fn holds(&self, id: ListingId) -> AppResult<bool> {
        let index = self.client.index(&self.name);
        match index.get_document::<Only>(&id.to_string()).await {
            Ok(_) => Ok(true),
            Err(Error::Meilisearch(err))
                if err.error_code == meilisearch_sdk::errors::ErrorCode::DocumentNotFound =>
            {
                Ok(false)
            }
            Err(err) => Err(away(err)),
        }
    }

    async fn finish(&self, task: TaskInfo, patience: Duration) -> AppResult<()> {
        match self
            .client
            .wait_for_task(task, Some(Duration::from_millis(15)), Some(patience))
            .await
            .map_err(away)?
        {
            Task::Succeeded { .. } => Ok(()),
            Task::Failed { content } => {
                Err(AppError::Internal(anyhow::anyhow!("meilisearch task: {}", content.error)))
            }
            other => Err(AppError::Unavailable(format!("meilisearch task is not done: {other:?}"))),
        }
    }

    /// Makes the index and sets it up; doing it again changes nothing.
    pub async fn set_up(&self) -> AppResult<()> {
        self.prepare(&self.name).await
    }

    async fn prepare(&self, name: &str) -> AppResult<()> {
        let patience = Duration::from_secs(60);
        if self.client.index(name).get_stats().await.is_err() {
            let made = self.client.create_index(name, Some("id")).await.map_err(away)?;
            self.finish(made, patience).await?;
        }
        let set = self.client.index(name).set_settings(&settings()).await.map_err(away)?;
        self.finish(set, patience).await
    }

    /// Writes `views`; those of `asked` that are not among them are taken out. Returns when it can be found.
    pub(super) async fn write(
        &self,
        views: &[ListingOut],
        asked: &[ListingId],
        kinds: &Categories,
    ) -> AppResult<()> {
        let index = self.client.index(&self.name);
        let gone: Vec<String> = asked
            .iter()
            .filter(|id| views.iter().all(|view| view.id != **id))
            .map(ToString::to_string)
            .collect();
        let patience = Duration::from_secs(10);
        if !views.is_empty() {
            let documents: Vec<Document<'_>> =
                views.iter().map(|view| Document::of(view, kinds)).collect();
            let task = index.add_or_replace(&documents, Some("id")).await.map_err(away)?;
            self.finish(task, patience).await?;
        }
        if !gone.is_empty() {
            let task = index.delete_documents(&gone).await.map_err(away)?;
            self.finish(task, patience).await?;
        }
        Ok(())
    }

    /// Asks.
    pub(super) async fn search(&self, query: &SearchQuery, kinds: &Categories) -> AppResult<Found> {
        let index = self.client.index(&self.name);
        let filter = filter(query, kinds);
        let sort = order(query);
        let sort: Vec<&str> = sort.iter().map(String::as_str).collect();
        let mut search = index.search();
        search
            .with_query(&query.q)
            .with_filter(&filter)
            .with_facets(Selectors::Some(&["kinds", "condition", "modes", "city_facet"]))
            .with_page(usize::try_from(query.page).unwrap_or(1))
            .with_hits_per_page(usize::try_from(query.limit).unwrap_or(20));
        if !sort.is_empty() {
            search.with_sort(&sort);
        }
        let results: SearchResults<ListingOut> = search.execute().await.map_err(away)?;
        let mut facets = results.facet_distribution.unwrap_or_default();
        let mut take = |name: &str| -> HashMap<String, i64> {
            let counts = facets.remove(name).unwrap_or_default();
            counts.into_iter().map(|(key, n)| (key, i64::try_from(n).unwrap_or(i64::MAX))).collect()
        };
        Ok(Found {
            facets: Facets {
                category: take("kinds"),
                condition: take("condition"),
                mode: take("modes"),
                city: take("city_facet"),
            },
            total: i64::try_from(results.total_hits.unwrap_or_default()).unwrap_or(i64::MAX),
            listings: results.hits.into_iter().map(|hit| hit.result).collect(),
            degraded: false,
        })
    }

    /// Titles that begin like this, for the search box.
    pub(super) async fn titles(&self, q: &str, limit: usize) -> AppResult<Vec<(String, String)>> {
        #[derive(serde::Deserialize)]
        struct Title {
            title: String,
            url: String,
        }
        let index = self.client.index(&self.name);
        let results: SearchResults<Title> = index
            .search()
            .with_query(q)
            .with_attributes_to_search_on(&["title"])
            .with_attributes_to_retrieve(Selectors::Some(&["title", "url"]))
            .with_limit(limit)
            .execute()
            .await
            .map_err(away)?;
        Ok(results.hits.into_iter().map(|hit| (hit.result.title, hit.result.url)).collect())
    }
}

/// Builds the index anew beside the old one and swaps them; searches never see it half done. Returns the documents.
pub async fn reindex(db: &Db, index: &Index, kinds: &Categories) -> AppResult<usize> {
    let fresh = format!("{}_new", index.name);
    if let Ok(task) = index.client.delete_index(&fresh).await {
        // A left-over of a broken run; a failure means there was none.
        let _ = index.finish(task, Duration::from_secs(30)).await;
    }
    index.set_up().await?;
    index.prepare(&fresh).await?;
    let (mut after, mut written, mut last) = (None, 0, None);
    loop {
        let kinds_too = kinds.clone();
        let views = db
            .read(move |conn| {
                let ids = listings::visible_ids_after(conn, after, 1000)?;
                listings::views_of(conn, &kinds_too, &ids)
            })
            .await?;
        let Some(end) = views.last().map(|view| view.id) else { break };
        let documents: Vec<Document<'_>> =
            views.iter().map(|view| Document::of(view, kinds)).collect();
        last = Some(
            index
                .client
                .index(&fresh)
                .add_or_replace(&documents, Some("id"))
                .await
                .map_err(away)?,
        );
        written += documents.len();
        after = Some(end);
    }
    if let Some(task) = last {
        index.finish(task, Duration::from_secs(300)).await?;
    }
    let swap = SwapIndexes { indexes: (index.name.clone(), fresh.clone()), rename: None };
    let swapped = index.client.swap_indexes([&swap]).await.map_err(away)?;
    index.finish(swapped, Duration::from_secs(60)).await?;
    let gone = index.client.delete_index(&fresh).await.map_err(away)?;
    index.finish(gone, Duration::from_secs(60)).await?;
    Ok(written)
}
