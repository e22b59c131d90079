//! Carries events from the outbox to the subscribers: one loop fans them out, one loop a subscriber delivers.

use std::sync::Arc;
use std::time::Duration;

use super::{Event, Reactions, Subscriber, subscribers_of};
use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::outbox::{self, Delivery, RelayWaker};

/// Events and deliveries taken at once.
const BATCH: i64 = 200;
/// Without a wake-up a loop looks by itself after this.
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
                tracing::warn!(error = %err, "events wait in the outbox");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

/// Moves a batch of events into deliveries; returns how many events.
async fn fan_out(db: &Db) -> AppResult<usize> {
    db.transaction(|conn| {
        outbox::fan_out(conn, &Event::topics(), BATCH, |topic, payload| {
            let (first, others) = subscribers_of(&Event::read(topic, payload)?);
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
                tracing::warn!(%subscriber, error = %err, "deliveries wait");
                tokio::time::sleep(POLL).await;
            }
        }
    }
}

/// Delivers a batch; returns how many deliveries it claimed. Where the batch fails each delivery is tried alone, so that
/// one event that cannot be delivered does not hold up the others.
async fn deliver(subscriber: Subscriber, reactions: &Reactions) -> AppResult<usize> {
    let db = &reactions.db;
    let batch = db.transaction(move |conn| outbox::claim(conn, subscriber.word(), BATCH)).await?;
    if batch.is_empty() {
        return Ok(0);
    }
    let claimed = batch.len();
    match attempt(subscriber, reactions, &batch).await {
        Ok(()) => done(db, subscriber, &batch).await?,
        Err(err) if claimed == 1 => failed(db, subscriber, &batch, err.to_string()).await?,
        Err(err) => {
            tracing::debug!(%subscriber, error = %err, "a batch is delivered one by one");
            for delivery in batch {
                let one = [delivery];
                match attempt(subscriber, reactions, &one).await {
                    Ok(()) => done(db, subscriber, &one).await?,
                    Err(err) => failed(db, subscriber, &one, err.to_string()).await?,
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
    let events: Vec<Event> = batch
        .iter()
        .map(|delivery| Event::read(&delivery.topic, &delivery.payload))
        .collect::<AppResult<_>>()?;
    reactions.react(subscriber, &events).await
}

async fn done(db: &Db, subscriber: Subscriber, batch: &[Delivery]) -> AppResult<()> {
    let ids: Vec<i64> = batch.iter().map(|delivery| delivery.event_id).collect();
    db.transaction(move |conn| outbox::done(conn, subscriber.word(), &ids)).await
}

async fn failed(
    db: &Db,
    subscriber: Subscriber,
    batch: &[Delivery],
    error: String,
) -> AppResult<()> {
    let ids: Vec<i64> = batch.iter().map(|delivery| delivery.event_id).collect();
    tracing::warn!(%subscriber, events = ?ids, error, "an event was not delivered, retrying");
    db.transaction(move |conn| outbox::failed(conn, subscriber.word(), &ids, &error)).await
}
