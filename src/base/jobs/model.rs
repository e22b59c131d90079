//! The plain types.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::schema::jobs;

/// A job to be done.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = jobs)]
pub struct NewJob<'a> {
    /// A UUID v7.
    pub id: Uuid,
    /// The kind, which selects the handler.
    pub kind: &'a str,
    /// The handler's input: ids only.
    pub payload: Value,
    /// At most one live job of a kind has this key.
    pub unique_key: Option<String>,
    /// Jobs of a kind with the same serial key run one after the other on a node.
    pub serial_key: Option<String>,
    /// When it may be claimed first.
    pub due_at: Timestamp,
    pub created_at: Timestamp,
}

/// A job's row.
#[derive(Debug, Clone, PartialEq, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub struct Job {
    /// A UUID v7.
    pub id: Uuid,
    /// The kind, which selects the handler.
    pub kind: String,
    /// The handler's input: ids only.
    pub payload: Value,
    /// How often it was claimed.
    pub attempts: i32,
    /// When it may be claimed.
    pub due_at: Timestamp,
    /// Until then no other worker claims it.
    pub leased_until: Option<Timestamp>,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
    /// When the last attempt that it had failed.
    pub died_at: Option<Timestamp>,
    pub created_at: Timestamp,
}

/// The state of a job, as the command line shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// Due, or waiting for its next attempt.
    Waiting,
    /// Leased by a worker.
    Running,
    /// Has no attempts left; `tawar jobs retry` runs it again.
    Dead,
}

impl Job {
    /// The state at `now`.
    pub fn state(&self, now: Timestamp) -> JobState {
        match (self.died_at, self.leased_until) {
            (Some(_), _) => JobState::Dead,
            (None, Some(until)) if until > now => JobState::Running,
            _ => JobState::Waiting,
        }
    }
}

/// Why an attempt failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// Worth another attempt.
    Retry(String),
    /// No attempt will succeed: the job dies at once.
    Permanent(String),
}
