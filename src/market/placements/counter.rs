//! What readers saw and opened is summed in memory and written every few seconds, so that a page costs no write. A crash loses
//! the counts of these seconds. A reader counts once an hour for each placement, on each node.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::{ListingId, PromotionId};

/// Looks of an hour that are remembered at most; beyond that none counts.
const MOST_LOOKS: usize = 200_000;

/// What a reader did with a placement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Look {
    /// It was on their page.
    Seen,
    /// They opened its listing from it.
    Opened,
}

/// Looks that are not written yet; clones share them.
#[derive(Clone, Default)]
pub struct PlacementCounter(Arc<Mutex<Counts>>);

/// A placement, and the listing that was looked at: what an address names must fit.
type Place = (PromotionId, ListingId);

#[derive(Default)]
struct Counts {
    /// Seen and opened.
    unwritten: HashMap<Place, (i32, i32)>,
    /// The looks of this hour, each with a hash of the reader.
    known: HashSet<(Place, u64, Look)>,
    /// Hours since 1970.
    hour: i64,
}

impl PlacementCounter {
    /// Counts a look at a listing in a placement; `reader` tells its reader from others.
    pub fn record(&self, place: Place, reader: &str, look: Look, now: Timestamp) {
        let mut hasher = DefaultHasher::new();
        reader.hash(&mut hasher);
        self.lock().add((place, hasher.finish(), look), now.timestamp() / 3600);
    }

    /// Writes what was counted to the table.
    ///
    /// # Errors
    /// The database's errors; the counts are lost then.
    pub async fn flush(&self, db: &Db, now: Timestamp) -> AppResult<()> {
        let mut counted: Vec<_> = self.lock().unwritten.drain().collect();
        if counted.is_empty() {
            return Ok(());
        }
        counted.sort_unstable();
        db.transaction(move |conn| {
            for ((id, listing), (seen, opened)) in &counted {
                store::add_counts(conn, *id, *listing, (*seen, *opened), now)?;
            }
            Ok(())
        })
        .await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Counts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    fn add(&mut self, look: (Place, u64, Look), hour: i64) {
        if self.hour != hour {
            self.known.clear();
            self.hour = hour;
        }
        if self.known.len() >= MOST_LOOKS || !self.known.insert(look) {
            return;
        }
        let (seen, opened) = self.unwritten.entry(look.0).or_default();
        match look.2 {
            Look::Seen => *seen += 1,
            Look::Opened => *opened += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::*;

    #[test]
    fn a_reader_counts_once_an_hour() {
        let counter = PlacementCounter::default();
        let place = (PromotionId::fresh(), ListingId::fresh());
        let now = DateTime::UNIX_EPOCH;
        for reader in ["Budi", "Budi", "Sari"] {
            counter.record(place, reader, Look::Seen, now);
        }
        counter.record(place, "Budi", Look::Opened, now);
        counter.record(place, "Budi", Look::Opened, now + Duration::minutes(59));
        assert_eq!(counter.lock().unwritten[&place], (2, 1));
        counter.record(place, "Budi", Look::Opened, now + Duration::minutes(60));
        assert_eq!(counter.lock().unwritten[&place], (2, 2));
    }
}
