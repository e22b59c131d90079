//! The state of a room for somebody who joins: over the socket, or by polling over HTTP.

use uuid::Uuid;

use super::super::hooks::RoomHooks;
use super::super::model::Room;
use super::super::store;
use super::MAX_MISSED;
use super::publication::{last_about_terms, publications_with};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{RoomId, UserId};
use crate::chat::live::{Event, NegotiationOut, Publication, online_among};

/// The state of a room, and what a client missed.
pub(in super::super) struct Snapshot {
    pub row: Room,
    pub epoch: Uuid,
    /// `None` when the client has to load the room again.
    pub missed: Option<Vec<Publication>>,
    pub negotiation: Option<NegotiationOut>,
    /// The members who are online.
    pub online: Vec<UserId>,
}

impl Snapshot {
    /// The sequence number of the last message that a client has once it has received what it missed.
    pub fn last(&self) -> i64 {
        let missed = self.missed.as_ref().and_then(|missed| missed.last());
        missed.map_or(self.row.last_seq, |publication| publication.seq)
    }

    /// The `joined` event for a member.
    pub fn joined(
        &self,
        user: UserId,
        resumed: bool,
        present: Vec<UserId>,
        at: Timestamp,
    ) -> Event {
        Event::Joined {
            room: self.row.id,
            epoch: self.epoch,
            seq: self.last(),
            resumed,
            present,
            negotiation: self.negotiation.clone(),
            read: self.row.side(user).map_or(0, |side| self.row.read(side.other())),
            at,
        }
    }
}

/// What a client has of a room.
#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Position {
    /// The sequence number of its last message; `None` starts at the newest.
    pub since: Option<i64>,
    /// The epoch of that number; `None` takes it for the present one.
    pub epoch: Option<Uuid>,
}

impl Position {
    /// The sequence number after which messages are missing. `None` for a number of another epoch, or past the newest message:
    /// it cannot be resumed from.
    fn resumable(self, epoch: Uuid, newest: i64) -> Option<i64> {
        let since = self.since.unwrap_or(newest);
        let same_epoch = self.epoch.is_none_or(|theirs| theirs == epoch);
        (same_epoch && (0..=newest).contains(&since)).then_some(since)
    }
}

/// Reads the state of a room and what a client at this position missed.
///
/// # Errors
/// 404 when there is no such room.
pub(in super::super) fn snapshot(
    conn: &mut Conn,
    encryption: &Encryption,
    hooks: RoomHooks,
    room: RoomId,
    from: Position,
) -> AppResult<Snapshot> {
    let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let epoch = store::epoch(conn)?;
    let missed = match from.resumable(epoch, row.last_seq) {
        Some(since) if since == row.last_seq => Some(Vec::new()),
        Some(since) if row.last_seq - since <= MAX_MISSED => {
            let messages = store::messages_after(conn, encryption, room, since, MAX_MISSED + 1)?;
            // When more were committed meanwhile, what is read would end before the next live message.
            Some(messages)
                .filter(|missed| i64::try_from(missed.len()).is_ok_and(|n| n <= MAX_MISSED))
        }
        Some(_) | None => None,
    };
    // Read after the messages, so that it is never older than they are.
    let last = missed.as_deref().and_then(last_about_terms);
    let (seq, at) = last.map_or((row.last_seq, Timestamp::UNIX_EPOCH), |last| (last.seq, last.at));
    let standing = (hooks.standing)(conn, room, seq, at)?;
    let negotiation = standing.iter().find_map(|event| match event {
        Event::Negotiation { now, .. } => Some(now.clone()),
        _ => None,
    });
    Ok(Snapshot {
        negotiation,
        online: online_among(conn, &[row.buyer_id, row.seller_id])?,
        row,
        epoch,
        missed: missed.map(|messages| publications_with(&messages, &standing)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_resumes_only_within_the_epoch_and_the_messages_there_are() {
        let (epoch, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let at = |since, epoch| Position { since, epoch };
        for (position, expected) in [
            (at(None, None), Some(7)),
            (at(Some(0), Some(epoch)), Some(0)),
            (at(Some(7), None), Some(7)),
            (at(Some(8), Some(epoch)), None),
            (at(Some(-1), Some(epoch)), None),
            (at(Some(3), Some(other)), None),
        ] {
            assert_eq!(position.resumable(epoch, 7), expected, "{position:?}");
        }
    }
}
