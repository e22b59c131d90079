//! What happens when something has happened: event → who reacts. The whole upward wiring, and the relay that carries it.

use std::time::Duration;

use tokio::sync::mpsc;

use crate::bargaining::negotiations::Desk;
use crate::bargaining::reservations;
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::outbox::{self, Bell, Entry};
use crate::market::search::Searcher;

/// Events told in one go.
const BATCH: i64 = 200;
/// Batches that wait for the index.
const INDEX_QUEUE: usize = 64;
/// Without a ring the relay looks by itself after this.
const PATIENCE: Duration = Duration::from_secs(1);

/// Who reacts.
#[derive(Clone)]
pub struct Subscribers {
    /// Brings the index up to date.
    pub searcher: Searcher,
    /// Closes bargains about things that are gone.
    pub desk: Desk,
    /// For who waited for a thing.
    pub db: Db,
    /// For what is said to them.
    pub encryption: Encryption,
    /// The moment.
    pub clock: Clock,
}

/// Changed listings on their way into the index, and the events that told of them.
#[derive(Default)]
struct Batch {
    listings: Vec<ListingId>,
    entries: Vec<i64>,
}

impl Batch {
    fn of(entries: &[Entry]) -> Self {
        let mut batch = Self::default();
        for entry in entries {
            if let Some(id) = listing_of(entry) {
                batch.listings.push(id);
                batch.entries.push(entry.id);
            }
        }
        batch.listings.sort();
        batch.listings.dedup();
        batch
    }
}

fn listing_of(entry: &Entry) -> Option<ListingId> {
    let changed = entry.topic == "listing.changed";
    serde_json::from_value(entry.payload.get("listing")?.clone()).ok().filter(|_| changed)
}

impl Subscribers {
    /// Tells those who bargain or wait what changed.
    async fn tell(&self, changed: Vec<ListingId>) -> AppResult<()> {
        self.desk.close_gone(changed.clone()).await?;
        let (db, encryption, now) = (&self.db, &self.encryption, self.clock.now());
        reservations::tell_waiting(db, encryption, &self.desk, changed, now).await
    }

    /// Tells a batch; where that fails each listing by itself, so that one that is held does not hold the others up.
    /// Answers those that were told.
    async fn tell_all(&self, changed: Vec<ListingId>) -> Vec<ListingId> {
        let Err(err) = self.tell(changed.clone()).await else { return changed };
        tracing::debug!(error = %err, "a batch of events is told one by one");
        let mut told = Vec::new();
        for id in changed {
            match self.tell(vec![id]).await {
                Ok(()) => told.push(id),
                Err(err) => tracing::warn!(error = %err, "an event waits in the outbox"),
            }
        }
        told
    }
}

/// Carries the outbox to the subscribers for as long as the arbiter lives. The index has a way of its own: a search
/// server that is slow holds no news of bargains up.
pub fn start_relay(db: Db, bell: Bell, subscribers: Subscribers) {
    let (index, waiting) = mpsc::channel(INDEX_QUEUE);
    actix_web::rt::spawn(write_index(db.clone(), subscribers.searcher.clone(), waiting));
    actix_web::rt::spawn(async move {
        loop {
            match carry(&db, &subscribers, &index).await {
                Ok(0) => bell.wait(PATIENCE).await,
                Ok(_) => {}
                Err(err) => {
                    tracing::warn!(error = %err, "events wait in the outbox");
                    tokio::time::sleep(PATIENCE).await;
                }
            }
        }
    });
}

/// One turn of the relay; returns how many events were taken.
async fn carry(
    db: &Db,
    subscribers: &Subscribers,
    index: &mpsc::Sender<Batch>,
) -> AppResult<usize> {
    let entries = db.transaction(|conn| outbox::claim(conn, BATCH)).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    let taken = entries.len();
    // What fails stays claimed for a while and comes again by itself; so does what finds the index's queue full.
    let told = subscribers.tell_all(Batch::of(&entries).listings).await;
    let (about, others): (Vec<Entry>, Vec<Entry>) =
        entries.into_iter().partition(|entry| listing_of(entry).is_some());
    let told: Vec<Entry> = about
        .into_iter()
        .filter(|entry| listing_of(entry).is_some_and(|id| told.contains(&id)))
        .collect();
    if !told.is_empty() && index.try_send(Batch::of(&told)).is_err() {
        tracing::warn!(events = told.len(), "the index is behind, events wait in the outbox");
    }
    let ids: Vec<i64> = others.iter().map(|entry| entry.id).collect();
    if !ids.is_empty() {
        db.transaction(move |conn| outbox::heard(conn, &ids)).await?;
    }
    Ok(taken)
}

/// Brings the index up to date, batch after batch; what piled up meanwhile is written in one go.
async fn write_index(db: Db, searcher: Searcher, mut waiting: mpsc::Receiver<Batch>) {
    while let Some(mut batch) = waiting.recv().await {
        while let Ok(more) = waiting.try_recv() {
            batch.listings.extend(more.listings);
            batch.entries.extend(more.entries);
        }
        batch.listings.sort();
        batch.listings.dedup();
        let written = match searcher.sync(batch.listings).await {
            Ok(()) => db.transaction(move |conn| outbox::heard(conn, &batch.entries)).await,
            Err(err) => Err(err),
        };
        if let Err(err) = written {
            tracing::warn!(error = %err, "the index waits for the search server");
            tokio::time::sleep(PATIENCE).await;
        }
    }
}
