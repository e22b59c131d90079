//! The chain of a room: every message carries a hash over the one before it and over itself, so that a row that is
//! changed, left out or put in later is found. Pure. Words enter by a salted digest: when they are erased, salt and
//! all, the chain stays whole and tells nothing about them.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::Kind;
use crate::base::clock::Timestamp;
use crate::base::ids::{MessageId, OfferId, PhotoId, RoomId, UserId};

/// Bytes of a hash.
pub const HASH: usize = 32;
/// Random bytes before the words, so that short words cannot be guessed from their digest.
pub const SALT: usize = 16;

/// What of a message the chain holds.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// Its room.
    pub room: RoomId,
    /// Its place.
    pub seq: i64,
    /// The client's id.
    pub id: MessageId,
    /// Who; none when the house spoke.
    pub sender: Option<UserId>,
    /// What kind.
    pub kind: Kind,
    /// When, in whole microseconds.
    pub at: Timestamp,
    /// The offer, when it is one.
    pub offer: Option<OfferId>,
    /// The photo, when it is one.
    pub photo: Option<PhotoId>,
    /// The place it speaks of.
    pub about: Option<i64>,
    /// [`digest`] of its words.
    pub digest: &'a [u8],
}

/// The digest of salted words.
pub fn digest(salt: &[u8], words: &[u8]) -> [u8; HASH] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(words);
    hash.finalize().into()
}

/// The hash of a message, after `before` (empty for the first). The migration that introduced the chain computes the
/// same in SQL.
pub fn link(before: &[u8], of: &Link<'_>) -> [u8; HASH] {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update(of.room.0.as_bytes());
    hash.update(of.seq.to_be_bytes());
    hash.update(of.id.0.as_bytes());
    hash.update(of.sender.map_or(Uuid::nil(), |id| id.0).as_bytes());
    hash.update(format!("{:<8}", of.kind.word()).as_bytes());
    hash.update(of.at.timestamp_micros().to_be_bytes());
    hash.update(of.offer.map_or(Uuid::nil(), |id| id.0).as_bytes());
    hash.update(of.photo.map_or(Uuid::nil(), |id| id.0).as_bytes());
    hash.update(of.about.unwrap_or(0).to_be_bytes());
    hash.update(of.digest);
    hash.finalize().into()
}
