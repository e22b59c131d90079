//! Runs jobs: one loop for each kind, so that a slow kind does not hold up another.

use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::model::{Failure, Job};
use super::store::{self, Backoff};
use crate::base::clock::Clock;
use crate::base::db::Db;
use crate::base::error::AppResult;

/// A loop claims due jobs at least this often, and whenever one of its own jobs has ended.
const POLL: Duration = Duration::from_secs(2);

/// Wakes the loops of this node.
static ENQUEUED: tokio::sync::Notify = tokio::sync::Notify::const_new();

/// Makes the loops of this node look for due jobs now; call it after the commit that enqueued one which somebody waits for.
pub fn wake() {
    ENQUEUED.notify_waiters();
}

/// How jobs of a kind run.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Jobs that run at the same time on one node.
    pub concurrent: usize,
    /// After this another worker may claim a job whose result is not recorded; longer than any attempt.
    pub lease: Duration,
    /// Attempts before a job dies.
    pub most_attempts: i32,
    /// The wait before the second attempt; it doubles with each.
    pub first_retry: Duration,
    /// The longest wait between two attempts.
    pub longest_retry: Duration,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            concurrent: 4,
            lease: Duration::from_secs(60),
            most_attempts: 10,
            first_retry: Duration::from_secs(30),
            longest_retry: Duration::from_secs(2 * 3600),
        }
    }
}

type Running = Pin<Box<dyn Future<Output = Result<(), Failure>>>>;
type Handler = Rc<dyn Fn(Job) -> Running>;

/// Starts the loops of one node; cloning shares what they work with.
#[derive(Clone)]
pub struct Worker {
    db: Db,
    clock: Clock,
}

impl Worker {
    /// A worker without loops yet.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self { db, clock }
    }

    /// Starts the loop of a kind on the present arbiter. `handler` does one job; a panic in it is a failed attempt.
    pub fn start<F>(&self, kind: &'static str, policy: Policy, handler: impl Fn(Job) -> F + 'static)
    where
        F: Future<Output = Result<(), Failure>> + 'static,
    {
        let worker = self.clone();
        let handler: Handler = Rc::new(move |job| Box::pin(handler(job)));
        actix_web::rt::spawn(async move { worker.run(kind, policy, handler).await });
    }

    async fn run(&self, kind: &'static str, policy: Policy, handler: Handler) {
        let mut running = FuturesUnordered::new();
        loop {
            match self.claim(kind, policy, running.len()).await {
                Ok(jobs) => {
                    for job in jobs {
                        running.push(self.attempt(policy, job, handler.clone()));
                    }
                }
                Err(err) => tracing::warn!(kind, error = %err, "jobs cannot be claimed, retrying"),
            }
            tokio::select! {
                Some(()) = running.next(), if !running.is_empty() => {}
                () = tokio::time::sleep(POLL) => {}
                () = ENQUEUED.notified() => {}
            }
        }
    }

    async fn claim(
        &self,
        kind: &'static str,
        policy: Policy,
        running: usize,
    ) -> AppResult<Vec<Job>> {
        let free = i64::try_from(policy.concurrent.saturating_sub(running)).unwrap_or(0);
        if free == 0 {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let lease = chrono::Duration::from_std(policy.lease).unwrap_or(chrono::Duration::zero());
        self.db.transaction(move |conn| store::claim(conn, kind, free, now, now + lease)).await
    }

    async fn attempt(&self, policy: Policy, job: Job, handler: Handler) {
        // A task of its own: a panic ends that task, not this loop.
        let outcome = match actix_web::rt::spawn(handler(job.clone())).await {
            Ok(outcome) => outcome,
            Err(panicked) => Err(Failure::Retry(format!("panicked: {panicked}"))),
        };
        if let Err(err) = self.record(policy, &job, outcome).await {
            tracing::warn!(job = %job.id, kind = job.kind, error = %err, "a job's result is not recorded, its lease will run out");
        }
    }

    async fn record(
        &self,
        policy: Policy,
        job: &Job,
        outcome: Result<(), Failure>,
    ) -> AppResult<()> {
        let Err(failure) = outcome else {
            let (id, attempt) = (job.id, job.attempts);
            self.db.transaction(move |conn| store::complete(conn, id, attempt)).await?;
            return Ok(());
        };
        tracing::warn!(job = %job.id, kind = job.kind, attempt = job.attempts, ?failure, "a job failed");
        let backoff = Backoff {
            most_attempts: policy.most_attempts,
            first: chrono::Duration::from_std(policy.first_retry).unwrap_or_default(),
            longest: chrono::Duration::from_std(policy.longest_retry).unwrap_or_default(),
        };
        let (job, now) = (job.clone(), self.clock.now());
        self.db.transaction(move |conn| store::fail(conn, &job, &failure, backoff, now)).await
    }
}
