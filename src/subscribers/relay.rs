//! Delivers events from the outbox to the subscribers: one loop fans them out into deliveries, one loop for each subscriber
//! delivers them.

use std::sync::Arc;
use std::time::Duration;

use super::{DomainEvent, Reactions, Subscriber, subscribers_of};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::outbox::{self, Delivery, RelayWaker};

/// Events of one fan-out, and deliveries of one claim.
const BATCH: i64 = 200;
/// A loop polls at least this often, also without a wake-up.
const POLL: Duration = Duration::from_secs(1);

/// Starts the loops on the present arbiter; they end with it. Any number of nodes may run them.
pub fn start_relay(waker: RelayWaker, reactions: Reactions) {
    let wakers: Arc<[(Subscriber, RelayWaker)]> =
        Subscriber::ALL.iter().map(|subscriber| (*subscriber, RelayWaker::default())).collect();
    actix_web::rt::spawn(fan_out_all(reactions.db.clone(), waker, wakers.clone()));
    for (subscriber, waker) in wakers.iter() {
        actix_web::rt::spawn(deliver_all(*subscriber, waker.clone(), reactions.clone()));
    }
}

async fn fan_out_all(db: Db, waker: RelayWaker, subscribers: Arc<[(Subscriber, RelayWaker)]>) {
    loop {
        match fan_out(&db).await {
            Ok(0) => waker.wait(POLL).await,
            Ok(_) => subscribers.iter().for_each(|(_, waker)| waker.wake()),
            Err(err) => {
                tracing::warn!(error = %err, "events cannot be fanned out, retrying");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

/// Moves a batch of events into deliveries; returns the number of events.
async fn fan_out(db: &Db) -> AppResult<usize> {
    db.transaction(|conn| {
        outbox::fan_out(conn, &DomainEvent::topics(), BATCH, |topic, payload| {
            let (first, others) = subscribers_of(&DomainEvent::read(topic, payload)?);
            Ok(std::iter::once(&first).chain(others).map(|subscriber| subscriber.word()).collect())
        })
    })
    .await
}

async fn deliver_all(subscriber: Subscriber, waker: RelayWaker, reactions: Reactions) {
    loop {
        match deliver(subscriber, &reactions).await {
            Ok(0) => waker.wait(POLL).await,
            Ok(_) => {}
            Err(err) => {
                tracing::warn!(%subscriber, error = %err, "deliveries cannot be claimed or recorded, retrying");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

/// Delivers a batch; returns the number of deliveries it claimed. When the batch fails each delivery is attempted alone, so
/// that one event that cannot be delivered does not delay the others.
async fn deliver(subscriber: Subscriber, reactions: &Reactions) -> AppResult<usize> {
    let db = &reactions.db;
    let batch = db.transaction(move |conn| outbox::claim(conn, subscriber.word(), BATCH)).await?;
    if batch.is_empty() {
        return Ok(0);
    }
    let claimed = batch.len();
    match attempt(subscriber, reactions, &batch).await {
        Ok(()) => mark_delivered(db, subscriber, &batch).await?,
        Err(err) if claimed == 1 => mark_failed(db, subscriber, &batch, err.to_string()).await?,
        Err(err) => {
            tracing::debug!(%subscriber, error = %err, "a batch is delivered one by one");
            for delivery in batch {
                let one = [delivery];
                match attempt(subscriber, reactions, &one).await {
                    Ok(()) => mark_delivered(db, subscriber, &one).await?,
                    Err(err) => mark_failed(db, subscriber, &one, err.to_string()).await?,
                }
            }
        }
    }
    Ok(claimed)
}

async fn attempt(
    subscriber: Subscriber,
    reactions: &Reactions,
    batch: &[Delivery],
) -> AppResult<()> {
    let events: Vec<DomainEvent> = batch
        .iter()
        .map(|delivery| DomainEvent::read(&delivery.topic, &delivery.payload))
        .collect::<AppResult<_>>()?;
    reactions.react(subscriber, &events).await
}

async fn mark_delivered(db: &Db, subscriber: Subscriber, batch: &[Delivery]) -> AppResult<()> {
    let ids: Vec<i64> = batch.iter().map(|delivery| delivery.event_id).collect();
    db.transaction(move |conn| outbox::mark_delivered(conn, subscriber.word(), &ids)).await
}

async fn mark_failed(
    db: &Db,
    subscriber: Subscriber,
    batch: &[Delivery],
    error: String,
) -> AppResult<()> {
    let ids: Vec<i64> = batch.iter().map(|delivery| delivery.event_id).collect();
    tracing::warn!(%subscriber, events = ?ids, error, "an event was not delivered, retrying");
    db.transaction(move |conn| outbox::mark_failed(conn, subscriber.word(), &ids, &error)).await
}
