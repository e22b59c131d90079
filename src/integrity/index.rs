//! The search index contains only active listings.

use std::time::Duration;

use super::check::{Check, NAMED, Outcome};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::ListingId;
use crate::market::listings;
use crate::market::search::Index;

const NAME: &str = "index";
/// Documents of one request.
const PAGE: usize = 1000;
/// The index follows Postgres with a delay, so a suspect is checked again this often, after a pause each.
const RECHECKS: u32 = 3;
const RECHECK_PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn examine(db: &Db, index: Option<&Index>) -> AppResult<Check> {
    let skipped = |why: String| Ok(Check { what: NAME, outcome: Outcome::Skipped(why) });
    let Some(index) = index else { return skipped("there is no Meilisearch".into()) };
    match scan(db, index).await {
        Ok((documents, stale)) => {
            let passed = format!("{documents} documents, each of a listing on offer");
            let first = stale
                .iter()
                .take(NAMED)
                .map(|id| format!("listing {id}: it is found by searching and is not on offer"));
            Ok(Check::of(NAME, passed, stale.len(), first.collect()))
        }
        Err(AppError::Unavailable(why)) => skipped(why),
        Err(other) => Err(other),
    }
}

/// The number of documents, and the listings in the index that are not active.
async fn scan(db: &Db, index: &Index) -> AppResult<(usize, Vec<ListingId>)> {
    let (mut documents, mut suspects) = (0, Vec::new());
    loop {
        let page = index.ids(documents, PAGE).await?;
        if page.is_empty() {
            break;
        }
        documents += page.len();
        suspects.extend(not_active(db, page).await?);
    }
    for _ in 0..RECHECKS {
        if suspects.is_empty() {
            break;
        }
        tokio::time::sleep(RECHECK_PAUSE).await;
        let mut confirmed = Vec::new();
        for id in not_active(db, suspects).await? {
            if index.contains(id).await? {
                confirmed.push(id);
            }
        }
        suspects = confirmed;
    }
    Ok((documents, suspects))
}

async fn not_active(db: &Db, ids: Vec<ListingId>) -> AppResult<Vec<ListingId>> {
    db.read(move |conn| {
        let active: std::collections::HashSet<ListingId> =
            listings::active_ids(conn, &ids)?.into_iter().collect();
        Ok(ids.into_iter().filter(|id| !active.contains(id)).collect())
    })
    .await
}
