//! Background work. `periodic` repeats scans; the `jobs` table holds work that must survive a restart or calls the outside:
//! enqueued in the transaction that wants it, claimed by any node, retried with backoff, kept as dead when it gives up.
//! Invariants: a job runs on one node at a time (lease), and at least once; a panic counts as a failed attempt; a job of a
//! kind that this version does not know is left for a node that does.

mod model;
mod periodic;
mod store;
mod worker;

pub use model::{Failure, Job, JobState, NewJob};
pub use periodic::every;
pub use store::{
    KindCount, counts, enqueue, hasten, list, oldest_waiting, rerun, retry, retry_all, sweep,
};
pub use worker::{Policy, Worker, wake};
