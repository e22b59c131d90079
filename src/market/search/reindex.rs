//! Rebuilding the index from Postgres.

use std::time::Duration;

use chrono::Utc;
use meilisearch_sdk::client::SwapIndexes;

use super::Index;
use super::index::unavailable;
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::market::categories::Categories;
use crate::market::listings;

/// Listings that are read and sent at once.
const PAGE: i64 = 1000;

/// Nodes write times of their own clocks; they differ by less than this.
const CLOCK_SKEW: Duration = Duration::from_secs(60);

/// Builds a second index and swaps it with the first, so that searches never see an incomplete one; then writes what changed
/// meanwhile. Returns the number of documents.
///
/// # Errors
/// When Postgres or Meilisearch fails; the first index then stays in use.
pub async fn reindex(db: &Db, index: &Index, categories: &Categories) -> AppResult<usize> {
    let fresh = format!("{}_new", index.name);
    if let Ok(task) = index.client.delete_index(&fresh).await {
        // An earlier run that broke off left it; a failure means that there is none.
        let _ = index.wait_for(task, Duration::from_secs(30)).await;
    }
    index.create().await?;
    index.prepare(&fresh).await?;
    let since = Utc::now() - CLOCK_SKEW;
    let written = fill(db, index, &fresh, categories).await?;
    let swap = SwapIndexes { indexes: (index.name.clone(), fresh.clone()), rename: None };
    let swapped = index.client.swap_indexes([&swap]).await.map_err(unavailable)?;
    index.wait_for(swapped, Duration::from_secs(60)).await?;
    catch_up(db, index, categories, since).await?;
    let deleted = index.client.delete_index(&fresh).await.map_err(unavailable)?;
    index.wait_for(deleted, Duration::from_secs(60)).await?;
    Ok(written)
}

/// Writes the listings that changed since a moment: the first index got those changes, not the second.
async fn catch_up(
    db: &Db,
    index: &Index,
    categories: &Categories,
    since: Timestamp,
) -> AppResult<()> {
    let for_views = categories.clone();
    let (views, ids) = db
        .read(move |conn| {
            let ids = listings::changed_since(conn, since)?;
            let active = listings::active_ids(conn, &ids)?;
            Ok((listings::views_of(conn, &for_views, &active)?, ids))
        })
        .await?;
    index.write(&views, &ids, categories).await
}

/// Writes every active listing into the index `name`.
async fn fill(db: &Db, index: &Index, name: &str, categories: &Categories) -> AppResult<usize> {
    let (mut after, mut written, mut last_task) = (None, 0, None);
    loop {
        let for_views = categories.clone();
        let views = db
            .read(move |conn| {
                let ids = listings::active_ids_after(conn, after, PAGE)?;
                listings::views_of(conn, &for_views, &ids)
            })
            .await?;
        let Some(last) = views.last() else { break };
        after = Some(last.id);
        written += views.len();
        last_task = Some(index.add(name, &views, categories).await?);
    }
    // Meilisearch carries out its tasks in order: the last one waits for all.
    if let Some(task) = last_task {
        index.wait_for(task, Duration::from_secs(300)).await?;
    }
    Ok(written)
}
