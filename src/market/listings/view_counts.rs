//! Page views are summed in memory and written every few seconds, so that a view costs no write. A crash loses the views
//! of these seconds.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::store;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;

/// Views that are not written yet; clones share them.
#[derive(Clone, Default)]
pub struct ViewCounter(Arc<Mutex<HashMap<ListingId, i32>>>);

impl ViewCounter {
    /// Counts a view.
    pub fn record(&self, id: ListingId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default() += 1;
    }

    /// Writes the counted views to the table.
    pub async fn flush(&self, db: &Db) -> AppResult<()> {
        let mut counted: Vec<_> =
            self.0.lock().unwrap_or_else(PoisonError::into_inner).drain().collect();
        if counted.is_empty() {
            return Ok(());
        }
        counted.sort();
        db.transaction(move |conn| {
            for (id, views) in &counted {
                store::add_views(conn, *id, *views)?;
            }
            Ok(())
        })
        .await
    }
}
