//! Removing the files of photos that nothing uses any more: of messages that were taken back, of listings that were deleted,
//! of uploads that were never attached.

use chrono::Duration;
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{all_keys, store};
use crate::base::clock::Timestamp;
use crate::base::db::{Conn, Db};
use crate::base::error::{AppError, AppResult};
use crate::base::ids::PhotoId;
use crate::base::jobs::{self, Failure, Job, NewJob};
use crate::base::storage::Storage;

/// The kind of jobs that remove a photo unless something uses it.
pub const REMOVAL_KIND: &str = "photo_removal";

/// An upload that was not attached for this long is removed, and so is a file that no row names.
const UNATTACHED: Duration = Duration::days(1);
/// Photos that one scan enqueues.
const BATCH: i64 = 500;

#[derive(Serialize, Deserialize)]
struct Payload {
    photo: PhotoId,
}

/// Enqueues the removal of photos; call it inside the transaction after which something may no longer use them. It happens at `due`, if nothing uses them then.
///
/// # Errors
/// The database's errors.
pub fn release(conn: &mut Conn, ids: &[PhotoId], due: Timestamp) -> AppResult<()> {
    for id in ids {
        let job = NewJob {
            id: Uuid::now_v7(),
            kind: REMOVAL_KIND,
            payload: serde_json::to_value(Payload { photo: *id })?,
            unique_key: Some(id.to_string()),
            serial_key: None,
            due_at: due,
            created_at: due,
        };
        jobs::enqueue(conn, &job)?;
    }
    Ok(())
}

/// Enqueues the removal of uploads that were not attached for a day.
///
/// # Errors
/// The database's errors.
pub fn release_unattached(conn: &mut Conn, now: Timestamp) -> AppResult<()> {
    let ids = store::unattached_before(conn, now - UNATTACHED, BATCH)?;
    release(conn, &ids, now)
}

/// Does a job of [`REMOVAL_KIND`].
///
/// # Errors
/// `Permanent` when the payload is of another version, `Retry` when Postgres or the storage fails.
pub async fn remove_unused(
    db: &Db,
    storage: &Storage,
    job: Job,
    now: Timestamp,
) -> Result<(), Failure> {
    let Payload { photo } = serde_json::from_value(job.payload)
        .map_err(|err| Failure::Permanent(format!("payload: {err}")))?;
    let retry = |err: AppError| Failure::Retry(err.to_string());
    let unnamed =
        db.transaction(move |conn| store::mark_removed(conn, photo, now)).await.map_err(retry)?;
    let Some(hash) = unnamed else { return Ok(()) };
    for key in all_keys(&hash) {
        storage.delete(&key).await.map_err(retry)?;
    }
    db.transaction(move |conn| store::delete_removed(conn, photo)).await.map_err(retry)
}

/// Deletes files that no photo names, such as those of an upload that was interrupted; returns their number.
///
/// # Errors
/// Those of the database and the storage.
pub async fn delete_orphans(db: &Db, storage: &Storage, now: Timestamp) -> AppResult<usize> {
    let mut files = storage.list(super::FOLDER).try_chunks(500);
    let mut deleted = 0;
    while let Some(chunk) = files.try_next().await.map_err(|err| err.1)? {
        let old: Vec<(String, String)> = chunk
            .into_iter()
            .filter(|file| now - file.modified_at > UNATTACHED)
            .filter_map(|file| Some((super::hash_of(&file.key)?.to_owned(), file.key)))
            .collect();
        let hashes: Vec<String> = old.iter().map(|(hash, _)| hash.clone()).collect();
        let named = db.read(move |conn| store::present_among(conn, &hashes)).await?;
        for (_, key) in old.iter().filter(|(hash, _)| !named.contains(hash)) {
            storage.delete(key).await?;
            deleted += 1;
        }
    }
    Ok(deleted)
}
