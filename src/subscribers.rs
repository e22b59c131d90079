//! What happens when something has happened: event → who reacts. The whole upward wiring, and the relay that carries it.

use std::time::Duration;

use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::ids::ListingId;
use crate::base::outbox::{self, Bell, Entry};
use crate::base::vault::Vault;
use crate::market::search::Searcher;
use crate::talk::claims;
use crate::talk::negotiations::Desk;

/// Events told in one go.
const BATCH: i64 = 200;
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
    pub vault: Vault,
    /// The moment.
    pub clock: Clock,
}

impl Subscribers {
    /// Tells a batch of events to all who react. Events about one listing are told once.
    async fn tell(&self, entries: &[Entry]) -> AppResult<()> {
        let mut changed: Vec<ListingId> = entries
            .iter()
            .filter(|entry| entry.topic == "listing.changed")
            .filter_map(|entry| serde_json::from_value(entry.payload.get("listing")?.clone()).ok())
            .collect();
        changed.sort();
        changed.dedup();
        if changed.is_empty() {
            return Ok(());
        }
        self.desk.close_gone(changed.clone()).await?;
        let (db, vault, now) = (&self.db, &self.vault, self.clock.now());
        claims::tell_waiting(db, vault, &self.desk, changed.clone(), now).await?;
        self.searcher.sync(changed).await
    }
}

/// Carries the outbox to the subscribers for as long as the arbiter lives.
pub fn start_relay(db: Db, bell: Bell, subscribers: Subscribers) {
    actix_web::rt::spawn(async move {
        loop {
            match carry(&db, &subscribers).await {
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
pub async fn carry(db: &Db, subscribers: &Subscribers) -> AppResult<usize> {
    let entries = db.transaction(|conn| outbox::claim(conn, BATCH)).await?;
    if entries.is_empty() {
        return Ok(0);
    }
    // What fails stays claimed for a while and comes again by itself.
    subscribers.tell(&entries).await?;
    let ids: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
    db.transaction(move |conn| outbox::heard(conn, &ids)).await?;
    Ok(entries.len())
}
