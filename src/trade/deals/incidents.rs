//! Times in which the platform did not work: deadlines wait meanwhile and move by their length, so that nobody loses a deal
//! by a failure of ours.

use super::store;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult};

pub use super::store::Incident;

/// Records that an incident begins. One that is recorded already goes on.
///
/// # Errors
/// The database's errors.
pub fn start(conn: &mut Conn, note: &str, now: Timestamp) -> AppResult<()> {
    match store::open_incident(conn)? {
        Some(_) => Ok(()),
        None => store::insert_incident(conn, note, now),
    }
}

/// Records that the incident has ended, and moves the deadlines of all live deals by the time in which it held them up.
/// Returns the number of deals.
///
/// # Errors
/// `NotFound` when none is recorded.
pub fn end(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    let incident = store::open_incident(conn)?.ok_or(AppError::NotFound)?;
    let moved = store::move_deadlines(conn, incident.started_at, now)?;
    store::end_incident(conn, incident.id, now)?;
    Ok(moved)
}

/// The incident that is recorded now.
///
/// # Errors
/// The database's errors.
pub fn current(conn: &mut Conn) -> AppResult<Option<Incident>> {
    store::open_incident(conn)
}
