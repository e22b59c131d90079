//! Delivery rows in Postgres: fan-out, claiming with a lease, backoff.

use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Double, Integer, Jsonb, Text, Timestamptz};

use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::schema::deliveries;

/// A claimed delivery comes again after this when its node died.
const LEASE_SECONDS: i32 = 60;
/// The first retry of a failed delivery comes after about this many seconds; the wait doubles with each attempt.
const FIRST_RETRY_SECONDS: f64 = 5.0;
/// The longest wait between two attempts, in seconds.
const LONGEST_RETRY_SECONDS: f64 = 120.0;
/// Bytes of an error that are stored.
const ERROR_BYTES: usize = 500;

/// An event on its way to one subscriber.
#[derive(Debug, Clone, PartialEq, QueryableByName)]
pub struct Delivery {
    /// The event's id; with the subscriber, the delivery's key.
    #[diesel(sql_type = BigInt)]
    pub event_id: i64,
    /// The event's topic.
    #[diesel(sql_type = Text)]
    pub topic: String,
    /// The event's payload: ids only.
    #[diesel(sql_type = Jsonb)]
    pub payload: serde_json::Value,
    /// How often it was claimed, this time included.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
}

#[derive(QueryableByName)]
struct TakenEvent {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = Text)]
    topic: String,
    #[diesel(sql_type = Jsonb)]
    payload: serde_json::Value,
    #[diesel(sql_type = Timestamptz)]
    created_at: Timestamp,
}

#[derive(Insertable)]
#[diesel(table_name = deliveries)]
struct DeliveryRow<'a> {
    event_id: i64,
    subscriber: &'a str,
    topic: &'a str,
    payload: &'a serde_json::Value,
    created_at: Timestamp,
}

/// Moves up to `limit` events of the `known` topics out of the outbox into deliveries; returns how many events it moved.
/// `subscribers` names who gets an event, by topic and payload. Call it inside a transaction: nothing is lost or doubled,
/// however many relays run. Events of other topics stay for a node of a newer version.
///
/// # Errors
/// Those of `subscribers`: nothing is moved then.
pub fn fan_out(
    conn: &mut Conn,
    known: &[&str],
    limit: i64,
    subscribers: impl Fn(&str, &serde_json::Value) -> AppResult<Vec<&'static str>>,
) -> AppResult<usize> {
    let events: Vec<TakenEvent> = diesel::sql_query(
        "delete from outbox where id in (select id from outbox where topic = any($1) order by id limit $2 \
         for update skip locked) returning id, topic, payload, created_at",
    )
    .bind::<Array<Text>, _>(known)
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let mut rows = Vec::new();
    for event in &events {
        for subscriber in subscribers(&event.topic, &event.payload)? {
            rows.push(DeliveryRow {
                event_id: event.id,
                subscriber,
                topic: &event.topic,
                payload: &event.payload,
                created_at: event.created_at,
            });
        }
    }
    diesel::insert_into(deliveries::table).values(&rows).execute(conn)?;
    Ok(events.len())
}

/// Claims up to `limit` due deliveries of a subscriber, the oldest first, for [`LEASE_SECONDS`].
pub fn claim(conn: &mut Conn, subscriber: &str, limit: i64) -> AppResult<Vec<Delivery>> {
    let mut claimed: Vec<Delivery> = diesel::sql_query(
        "update deliveries set attempts = attempts + 1, due_at = now() + $3 * interval '1 second' \
         where subscriber = $1 and event_id in (select event_id from deliveries \
            where subscriber = $1 and due_at <= now() order by event_id limit $2 for update skip locked) \
         returning event_id, topic, payload, attempts",
    )
    .bind::<Text, _>(subscriber)
    .bind::<BigInt, _>(limit)
    .bind::<Integer, _>(LEASE_SECONDS)
    .load(conn)?;
    claimed.sort_by_key(|delivery| delivery.event_id);
    Ok(claimed)
}

/// Deletes deliveries that their subscriber has processed.
///
/// # Errors
/// The database's errors.
pub fn mark_delivered(conn: &mut Conn, subscriber: &str, events: &[i64]) -> AppResult<()> {
    diesel::delete(
        deliveries::table
            .filter(deliveries::subscriber.eq(subscriber))
            .filter(deliveries::event_id.eq_any(events)),
    )
    .execute(conn)?;
    Ok(())
}

/// Delays the next attempt of failed deliveries: 5 s, doubling, at most 2 min, each ± 20 %.
///
/// # Errors
/// The database's errors.
pub fn mark_failed(
    conn: &mut Conn,
    subscriber: &str,
    events: &[i64],
    error: &str,
) -> AppResult<()> {
    let error: String = error.chars().take(ERROR_BYTES / 4).collect();
    diesel::sql_query(
        "update deliveries set last_error = $3, due_at = now() + interval '1 second' * (0.8 + 0.4 * random()) \
            * least($4 * power(2, least(attempts, 10) - 1), $5) \
         where subscriber = $1 and event_id = any($2)",
    )
    .bind::<Text, _>(subscriber)
    .bind::<Array<BigInt>, _>(events)
    .bind::<Text, _>(&error)
    .bind::<Double, _>(FIRST_RETRY_SECONDS)
    .bind::<Double, _>(LONGEST_RETRY_SECONDS)
    .execute(conn)?;
    Ok(())
}

/// The deliveries that wait for one subscriber.
#[derive(Debug, Clone, PartialEq)]
pub struct SubscriberBacklog {
    pub subscriber: String,
    /// Their number.
    pub deliveries: i64,
    /// The age of the oldest event among them.
    pub oldest: Duration,
}

/// The backlog of each subscriber that has one.
///
/// # Errors
/// The database's errors.
pub fn backlogs(conn: &mut Conn) -> AppResult<Vec<SubscriberBacklog>> {
    #[derive(QueryableByName)]
    struct BacklogRow {
        #[diesel(sql_type = Text)]
        subscriber: String,
        #[diesel(sql_type = BigInt)]
        deliveries: i64,
        #[diesel(sql_type = Double)]
        seconds: f64,
    }
    let rows: Vec<BacklogRow> = diesel::sql_query(
        "select subscriber, count(*) as deliveries, \
            greatest(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8 as seconds \
         from deliveries group by subscriber order by subscriber",
    )
    .load(conn)?;
    let backlog = |BacklogRow { subscriber, deliveries, seconds }| SubscriberBacklog {
        subscriber,
        deliveries,
        oldest: Duration::from_secs_f64(seconds),
    };
    Ok(rows.into_iter().map(backlog).collect())
}
