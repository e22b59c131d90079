//! The index holds nothing but what is on offer.

use std::time::Duration;

use super::{Check, NAMED, Outcome};
use crate::base::db::Db;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::ListingId;
use crate::market::listings;
use crate::market::search::Index;

const WHAT: &str = "index";
/// Documents of one page.
const PAGE: usize = 1000;
/// The index follows Postgres a moment later: what looks wrong is looked at again this often, so long after.
const AGAIN: u32 = 3;
const PAUSE: Duration = Duration::from_secs(1);

pub(super) async fn examine(db: &Db, index: Option<&Index>) -> AppResult<Check> {
    let skipped = |why: String| Ok(Check { what: WHAT, outcome: Outcome::Skipped(why) });
    let Some(index) = index else { return skipped("there is no Meilisearch".into()) };
    match scan(db, index).await {
        Ok((documents, stale)) => {
            let fine = format!("{documents} documents, each of a listing on offer");
            let named = stale
                .iter()
                .take(NAMED)
                .map(|id| format!("listing {id}: it is found by searching and is not on offer"));
            Ok(Check::of(WHAT, fine, stale.len(), named.collect()))
        }
        Err(AppError::Unavailable(why)) => skipped(why),
        Err(other) => Err(other),
    }
}

/// How many documents there are, and which of them have no business there.
async fn scan(db: &Db, index: &Index) -> AppResult<(usize, Vec<ListingId>)> {
    let (mut documents, mut suspects) = (0, Vec::new());
    loop {
        let page = index.ids(documents, PAGE).await?;
        if page.is_empty() {
            break;
        }
        documents += page.len();
        suspects.extend(not_on_offer(db, page).await?);
    }
    for _ in 0..AGAIN {
        if suspects.is_empty() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
        let mut still = Vec::new();
        for id in not_on_offer(db, suspects).await? {
            if index.holds(id).await? {
                still.push(id);
            }
        }
        suspects = still;
    }
    Ok((documents, suspects))
}

async fn not_on_offer(db: &Db, ids: Vec<ListingId>) -> AppResult<Vec<ListingId>> {
    db.read(move |conn| {
        let active: std::collections::HashSet<ListingId> =
            listings::active_ids(conn, &ids)?.into_iter().collect();
        Ok(ids.into_iter().filter(|id| !active.contains(id)).collect())
    })
    .await
}
