//! One transaction of the journal: locks the rooms of a batch, checks its messages on the locked rows, and appends them.

use std::collections::{HashMap, HashSet};

use super::append_request::{AppendRequest, AppendResult};
use super::model::Room;
use super::store::{self, Draft};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::ids::{RoomId, SessionId};
use crate::people::sessions;

/// The results of each request; `None` when its room was locked and has to be retried.
pub(super) type BatchResults = Vec<Option<Vec<AppendResult>>>;

/// Appends the messages of a batch in the caller's transaction. Messages of people who are no member any more, or whose session
/// ended, are refused one by one. `check_known`: whether messages that were committed before are looked up.
pub(super) fn append_batch(
    conn: &mut Conn,
    batch: &[AppendRequest],
    check_known: bool,
    now: Timestamp,
) -> AppResult<BatchResults> {
    let mut locked = lock(conn, batch)?;
    let named: HashSet<SessionId> = batch
        .iter()
        .flat_map(|request| request.drafts.iter().map(|(_, session)| *session))
        .collect();
    let live = sessions::live_senders(conn, &named.into_iter().collect::<Vec<_>>(), now)?;
    let mut refusals = Vec::new();
    let mut drafts = Vec::new();
    for request in batch.iter().filter(|request| !is_skipped(&locked, request)) {
        let room = locked.get(&request.room);
        for (draft, session) in &request.drafts {
            let refusal = refusal(room, draft, live.get(session).copied());
            if refusal.is_none() {
                drafts.push((request.room, draft));
            }
            refusals.push(refusal);
        }
    }
    let mut known = if check_known { store::known(conn, &drafts)? } else { HashMap::new() };
    let mut appended = store::append_many(conn, &mut locked, &drafts, &mut known, now)?.into_iter();
    let mut refusals = refusals.into_iter();
    let mut results_of = |request: &AppendRequest| {
        refusals
            .by_ref()
            .take(request.drafts.len())
            .map(|refusal| match refusal {
                Some(err) => Err(err),
                None => appended.next().ok_or(AppError::NotFound),
            })
            .collect()
    };
    Ok(batch
        .iter()
        .map(|request| (!is_skipped(&locked, request)).then(|| results_of(request)))
        .collect())
}

/// Locks the rooms of a batch: first waits for those that were skipped before, in the order of their ids, then locks the others,
/// skipping rooms that another transaction has locked.
fn lock(conn: &mut Conn, batch: &[AppendRequest]) -> AppResult<HashMap<RoomId, Room>> {
    let (skipped_before, fresh): (Vec<&AppendRequest>, Vec<&AppendRequest>) =
        batch.iter().partition(|request| request.wait_for_lock);
    let ids = |requests: &[&AppendRequest]| {
        requests.iter().map(|request| request.room).collect::<Vec<_>>()
    };
    let mut locked = HashMap::new();
    if !skipped_before.is_empty() {
        locked = store::lock_many(conn, &ids(&skipped_before))?;
    }
    if !fresh.is_empty() {
        locked.extend(store::lock_free(conn, &ids(&fresh))?);
    }
    Ok(locked)
}

/// Whether the room of a request was skipped because another transaction has locked it.
fn is_skipped(locked: &HashMap<RoomId, Room>, request: &AppendRequest) -> bool {
    !request.wait_for_lock && !locked.contains_key(&request.room)
}

/// Why a message is refused, decided on the locked row; `None` when it is accepted. `muted`: whether the sender is; `None` when
/// the session is not live.
fn refusal(room: Option<&Room>, draft: &Draft, muted: Option<bool>) -> Option<AppError> {
    let Some(room) = room else { return Some(AppError::NotFound) };
    let member = draft.new.sender.is_some_and(|sender| room.side(sender).is_some());
    if !member {
        return Some(AppError::NotFound);
    }
    match muted {
        None => return Some(AppError::SignedOut),
        Some(true) => return Some(AppError::forbidden("message-muted")),
        Some(false) => {}
    }
    let quoted = draft.new.about.is_none_or(|seq| (1..=room.last_seq).contains(&seq));
    (!quoted).then(|| FieldErrors::one("quote", "message-quote-unknown"))
}
