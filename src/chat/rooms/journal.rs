//! The group-commit writers. Rooms put messages into a bounded queue; a thread with its own connection takes all waiting ones,
//! numbers and inserts them in one transaction (rooms locked in the order of their ids), then replies to the rooms. During
//! a commit the next batch is queued: low latency when idle, few commits under load, no timer. No reply precedes its commit.
//! When Postgres is unavailable the batch is retried, after a check for messages whose commit was not confirmed; ids prevent
//! doubles.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use diesel::result::Error as DieselError;

use super::append_request::AppendRequest;
use super::batch::{BatchResults, append_batch};
use super::store::Draft;
use crate::base::clock::Clock;
use crate::base::db::{Conn, Db, is_alive, is_retryable, violates};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::SessionId;
use crate::chat::live::live_metrics;

/// Requests that may wait for a writer; more are refused. A room has at most one.
const MAX_WAITING: usize = 4096;
/// Messages of one transaction.
const BATCH: usize = 2048;
/// A batch that cannot be written for this long fails: its senders receive the error and send the messages again.
const MAX_RETRY_TIME: Duration = Duration::from_secs(8);
const RECONNECT_DELAY: Duration = Duration::from_millis(200);
/// How long a writer waits for a locked room; then the transaction fails, so that other rooms are not held up.
const LOCK: Duration = Duration::from_millis(500);

/// Sends requests to the writers; clones share them. The writers end when the last clone is dropped.
#[derive(Clone)]
pub struct Journal {
    writers: Arc<[SyncSender<AppendRequest>]>,
    /// Whether Postgres did not answer a writer the last time.
    away: Arc<AtomicBool>,
}

impl Journal {
    /// Starts the writers, each with a thread and a connection: while one waits for the disk another works. A room always has
    /// the same writer.
    ///
    /// # Errors
    /// When a thread cannot be started.
    pub fn start(db: Db, clock: Clock, threads: usize) -> anyhow::Result<Self> {
        let away: Arc<AtomicBool> = Arc::default();
        let mut writers = Vec::new();
        for _ in 0..threads.max(1) {
            let (to, requests) = sync_channel(MAX_WAITING);
            let (db, clock, away) = (db.clone(), clock.clone(), away.clone());
            let writer = Writer { db, clock, conn: None, away };
            std::thread::Builder::new()
                .name("journal".into())
                .spawn(move || writer.run(&requests))?;
            writers.push(to);
        }
        Ok(Self { writers: writers.into(), away })
    }

    /// Whether messages can be committed, as far as the writers know.
    pub fn writes(&self) -> bool {
        !self.away.load(Ordering::Relaxed)
    }

    /// Queues a request; returns it when the queue is full or the writer has ended.
    pub(super) fn append(&self, request: AppendRequest) -> Result<(), AppendRequest> {
        let writers = u128::try_from(self.writers.len()).unwrap_or(1).max(1);
        let index = usize::try_from(request.room.0.as_u128() % writers).unwrap_or(0);
        let Some(writer) = self.writers.get(index) else { return Err(request) };
        live_metrics().journal_waiting.increment(1.0);
        writer.try_send(request).map_err(|refused| {
            live_metrics().journal_waiting.decrement(1.0);
            match refused {
                TrySendError::Full(request) | TrySendError::Disconnected(request) => request,
            }
        })
    }
}

struct Writer {
    db: Db,
    clock: Clock,
    conn: Option<Conn>,
    away: Arc<AtomicBool>,
}

impl Writer {
    fn run(mut self, requests: &Receiver<AppendRequest>) {
        let mut batch = Vec::new();
        loop {
            if batch.is_empty() {
                let Ok(first) = requests.recv() else { return };
                batch.push(first);
                live_metrics().journal_waiting.decrement(1.0);
            }
            let mut messages = batch.iter().map(|request| request.drafts.len()).sum::<usize>();
            while messages < BATCH
                && let Ok(next) = requests.try_recv()
            {
                messages += next.drafts.len();
                batch.push(next);
                live_metrics().journal_waiting.decrement(1.0);
            }
            live_metrics().batch.record(f64::from(u32::try_from(messages).unwrap_or(u32::MAX)));
            batch = self.write_and_reply(batch);
        }
    }

    /// Writes a batch and replies to its rooms. One request that cannot be written does not fail the others; those whose room
    /// was locked are returned, to be written with the next batch.
    fn write_and_reply(&mut self, batch: Vec<AppendRequest>) -> Vec<AppendRequest> {
        let since = Instant::now();
        let mut retry = Vec::new();
        match self.write(&batch) {
            Ok(written) => {
                live_metrics().commit.record(since.elapsed());
                for (request, results) in batch.into_iter().zip(written) {
                    match results {
                        // The actor may have ended; the messages are committed, and their senders send them again.
                        Some(results) => drop(request.reply.send(results)),
                        None => retry.push(AppendRequest { wait_for_lock: true, ..request }),
                    }
                }
            }
            Err(err) if batch.len() > 1 && self.conn.is_some() => {
                tracing::warn!(error = %err, "a batch failed, its requests are written one by one");
                for request in batch {
                    retry.extend(self.write_and_reply(vec![request]));
                }
            }
            Err(err) => {
                tracing::warn!(error = %err, "messages were not committed, their senders receive an error");
                for request in batch {
                    let refused = |_: &(Draft, SessionId)| Err(copy_of(&err));
                    let _ = request.reply.send(request.drafts.iter().map(refused).collect());
                }
            }
        }
        retry
    }

    fn write(&mut self, batch: &[AppendRequest]) -> AppResult<BatchResults> {
        let since = Instant::now();
        // Looking up known messages costs a query, so that it is done only when one may have been committed before.
        let mut check_known = false;
        loop {
            let now = self.clock.now();
            let done = match self.connection() {
                Ok(conn) => conn
                    .build_transaction()
                    .read_committed()
                    .run(|conn| append_batch(conn, batch, check_known, now)),
                Err(err) => Err(err),
            };
            let err = match done {
                Ok(written) => {
                    self.away.store(false, Ordering::Relaxed);
                    return Ok(written);
                }
                Err(err) => err,
            };
            if is_known_message(&err) && !check_known {
                check_known = true;
                continue;
            }
            let away = self.is_away();
            if away {
                self.away.store(true, Ordering::Relaxed);
                self.conn = None;
            } else if !is_retryable(&err) {
                return Err(err);
            }
            if since.elapsed() > MAX_RETRY_TIME {
                return Err(if away { AppError::Unavailable(err.to_string()) } else { err });
            }
            check_known = true;
            std::thread::sleep(if away { RECONNECT_DELAY } else { Duration::from_millis(5) });
        }
    }

    fn connection(&mut self) -> AppResult<&mut Conn> {
        let conn = match self.conn.take() {
            Some(conn) => conn,
            None => self.db.dedicated_connection(LOCK)?,
        };
        Ok(self.conn.insert(conn))
    }

    /// Whether the connection no longer works.
    fn is_away(&mut self) -> bool {
        !self.conn.as_mut().is_some_and(is_alive)
    }
}

/// Whether a message with the same id exists already.
fn is_known_message(err: &AppError) -> bool {
    let AppError::Internal(cause) = err else { return false };
    cause.downcast_ref::<DieselError>().is_some_and(|err| violates(err, "messages_once"))
}

/// The same error for each of several messages.
fn copy_of(err: &AppError) -> AppError {
    match err {
        AppError::Unavailable(why) => AppError::Unavailable(why.clone()),
        other => AppError::Internal(anyhow::anyhow!("{other}")),
    }
}
