//! Counting looks without a write per look: summed in memory, written every few seconds. What a crash loses is a few
//! looks, nothing that was promised.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::store;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;

/// Looks not written yet.
#[derive(Clone, Default)]
pub struct ViewCounter(Arc<Mutex<HashMap<ListingId, i32>>>);

impl ViewCounter {
    /// One more look.
    pub fn note(&self, id: ListingId) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(id).or_default() += 1;
    }

    /// Writes what was counted.
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
