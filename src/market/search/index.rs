//! The index in Meilisearch: its state, queries and writes.

use std::collections::HashMap;
use std::time::Duration;

use meilisearch_sdk::client::Client;
use meilisearch_sdk::documents::{DocumentsQuery, DocumentsResults};
use meilisearch_sdk::errors::Error;
use meilisearch_sdk::search::{SearchResults, Selectors};
use meilisearch_sdk::task_info::TaskInfo;
use meilisearch_sdk::tasks::Task;

use super::client::MeiliHttp;
use super::document::Document;
use super::filter::{filter, sort};
use super::paging::Window;
use super::query::SearchQuery;
use super::settings::settings;
use super::{Facets, SearchResult};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::ListingId;
use crate::config::MeiliAddress;
use crate::market::categories::Categories;
use crate::market::listings::ListingOut;

/// A handle on the index; clones share the client.
#[derive(Clone)]
pub struct Index {
    pub(super) client: Client<MeiliHttp>,
    pub(super) name: String,
}

/// The id of a document.
#[derive(serde::Deserialize)]
struct DocumentId {
    id: ListingId,
}

pub(super) fn unavailable(err: Error) -> AppError {
    AppError::Unavailable(format!("meilisearch: {err}"))
}

impl Index {
    /// The index `name` of a server; sends no request.
    pub fn new(at: &MeiliAddress, name: &str) -> anyhow::Result<Self> {
        let http = MeiliHttp::new(at.key.as_deref())?;
        Ok(Self {
            client: Client::new_with_client(&at.url, at.key.clone(), http),
            name: name.to_owned(),
        })
    }

    /// Whether the server answers, and the index exists with its settings.
    pub async fn is_ready(&self) -> bool {
        let filterable = self.client.index(&self.name).get_filterable_attributes().await;
        filterable.is_ok_and(|attributes| !attributes.is_empty())
    }

    /// The number of documents; none when the index does not exist.
    pub async fn count(&self) -> AppResult<Option<usize>> {
        match self.client.index(&self.name).get_stats().await {
            Ok(stats) => Ok(Some(stats.number_of_documents)),
            Err(Error::Meilisearch(err))
                if err.error_code == meilisearch_sdk::errors::ErrorCode::IndexNotFound =>
            {
                Ok(None)
            }
            Err(err) => Err(unavailable(err)),
        }
    }

    /// A page of the documents' ids, in Meilisearch's order.
    pub async fn ids(&self, offset: usize, limit: usize) -> AppResult<Vec<ListingId>> {
        let index = self.client.index(&self.name);
        let mut query = DocumentsQuery::new(&index);
        query.with_fields(["id"]).with_offset(offset).with_limit(limit);
        let page: DocumentsResults<DocumentId> =
            index.get_documents_with(&query).await.map_err(unavailable)?;
        Ok(page.results.into_iter().map(|document| document.id).collect())
    }

    /// Whether the index has a document of this listing.
    pub async fn contains(&self, id: ListingId) -> AppResult<bool> {
        let index = self.client.index(&self.name);
        match index.get_document::<DocumentId>(&id.to_string()).await {
            Ok(_) => Ok(true),
            Err(Error::Meilisearch(err))
                if err.error_code == meilisearch_sdk::errors::ErrorCode::DocumentNotFound =>
            {
                Ok(false)
            }
            Err(err) => Err(unavailable(err)),
        }
    }

    /// Waits until Meilisearch has carried out a task.
    ///
    /// # Errors
    /// `Unavailable` after `timeout`, `Internal` when the task failed.
    pub(super) async fn wait_for(&self, task: TaskInfo, timeout: Duration) -> AppResult<()> {
        match self
            .client
            .wait_for_task(task, Some(Duration::from_millis(15)), Some(timeout))
            .await
            .map_err(unavailable)?
        {
            Task::Succeeded { .. } => Ok(()),
            Task::Failed { content } => {
                Err(AppError::Internal(anyhow::anyhow!("meilisearch task: {}", content.error)))
            }
            other => Err(AppError::Unavailable(format!("meilisearch task is not done: {other:?}"))),
        }
    }

    /// Creates the index with its settings; repeating it changes nothing.
    pub async fn create(&self) -> AppResult<()> {
        self.prepare(&self.name).await
    }

    /// Creates the index `name` with the settings of every index.
    pub(super) async fn prepare(&self, name: &str) -> AppResult<()> {
        let timeout = Duration::from_secs(60);
        if self.client.index(name).get_stats().await.is_err() {
            let created = self.client.create_index(name, Some("id")).await.map_err(unavailable)?;
            self.wait_for(created, timeout).await?;
        }
        let set = self.client.index(name).set_settings(&settings()).await.map_err(unavailable)?;
        self.wait_for(set, timeout).await
    }

    /// Writes `views` and deletes those of `ids` that are not among them. Returns when searches see the change.
    pub(super) async fn write(
        &self,
        views: &[ListingOut],
        ids: &[ListingId],
        categories: &Categories,
    ) -> AppResult<()> {
        let index = self.client.index(&self.name);
        let deleted: Vec<String> = ids
            .iter()
            .filter(|id| views.iter().all(|view| view.id != **id))
            .map(ToString::to_string)
            .collect();
        let timeout = Duration::from_secs(10);
        if !views.is_empty() {
            let task = self.add(&self.name, views, categories).await?;
            self.wait_for(task, timeout).await?;
        }
        if !deleted.is_empty() {
            let task = index.delete_documents(&deleted).await.map_err(unavailable)?;
            self.wait_for(task, timeout).await?;
        }
        Ok(())
    }

    /// Sends the documents of these listings to the index `name`.
    pub(super) async fn add(
        &self,
        name: &str,
        views: &[ListingOut],
        categories: &Categories,
    ) -> AppResult<TaskInfo> {
        let documents: Vec<Document<'_>> =
            views.iter().map(|view| Document::of(view, categories)).collect();
        let index = self.client.index(name);
        index.add_or_replace(&documents, Some("id")).await.map_err(unavailable)
    }

    /// Answers a query whose places are region codes.
    pub(super) async fn search(
        &self,
        query: &SearchQuery,
        categories: &Categories,
    ) -> AppResult<SearchResult> {
        let index = self.client.index(&self.name);
        let (words, filter) = (query.words(), filter(query, categories));
        let sort = sort(query);
        let sort: Vec<&str> = sort.iter().map(String::as_str).collect();
        let mut search = index.search();
        search
            .with_query(&words)
            .with_filter(&filter)
            .with_facets(Selectors::Some(&["kinds", "condition", "modes", "city_facet"]))
            .with_page(usize::try_from(query.page).unwrap_or(1))
            .with_hits_per_page(usize::try_from(query.limit).unwrap_or(20));
        if !sort.is_empty() {
            search.with_sort(&sort);
        }
        let results: SearchResults<ListingOut> = search.execute().await.map_err(unavailable)?;
        let mut facets = results.facet_distribution.unwrap_or_default();
        let mut take = |name: &str| -> HashMap<String, i64> {
            let counts = facets.remove(name).unwrap_or_default();
            counts.into_iter().map(|(key, n)| (key, i64::try_from(n).unwrap_or(i64::MAX))).collect()
        };
        let total = i64::try_from(results.total_hits.unwrap_or_default()).unwrap_or(i64::MAX);
        let listings: Vec<ListingOut> = results.hits.into_iter().map(|hit| hit.result).collect();
        let has_more = query.page.saturating_mul(query.limit) < total;
        Ok(SearchResult {
            next: listings.last().filter(|_| has_more).map(|listing| listing.id),
            facets: Facets {
                category: take("kinds"),
                condition: take("condition"),
                mode: take("modes"),
                city: take("city_facet"),
            },
            total,
            listings,
            degraded: false,
        })
    }

    /// The results of a query in a window, whose places are region codes.
    pub(super) async fn window(
        &self,
        query: &SearchQuery,
        categories: &Categories,
        window: Window,
    ) -> AppResult<Vec<ListingOut>> {
        let index = self.client.index(&self.name);
        let (words, filter) = (query.words(), filter(query, categories));
        let sort = sort(query);
        let sort: Vec<&str> = sort.iter().map(String::as_str).collect();
        let mut search = index.search();
        search
            .with_query(&words)
            .with_filter(&filter)
            .with_offset(window.offset)
            .with_limit(window.limit);
        if !sort.is_empty() {
            search.with_sort(&sort);
        }
        let results: SearchResults<ListingOut> = search.execute().await.map_err(unavailable)?;
        Ok(results.hits.into_iter().map(|hit| hit.result).collect())
    }

    /// Titles and paths of listings whose title matches a beginning, for the search box.
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
            .map_err(unavailable)?;
        Ok(results.hits.into_iter().map(|hit| (hit.result.title, hit.result.url)).collect())
    }
}
