//! The hash chain of a room: every message has a hash over the hash before it and its own fields, so that a changed, removed or
//! inserted row is detected. Pure. Texts enter by a salted digest: when a text and its salt are erased, the chain can still be
//! verified and reveals nothing about the text.

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::MessageKind;
use crate::base::clock::Timestamp;
use crate::base::ids::{MessageId, OfferId, PhotoId, RoomId, UserId};

/// Bytes of a hash.
pub const HASH: usize = 32;
/// Random bytes before a text, so that a short text cannot be guessed from its digest.
pub const SALT: usize = 16;

/// The fields of a message that its hash covers.
#[derive(Debug, Clone, Copy)]
pub struct Link<'a> {
    /// The room.
    pub room: RoomId,
    /// The sequence number.
    pub seq: i64,
    /// The id made by the client.
    pub id: MessageId,
    /// `None` for a system message.
    pub sender: Option<UserId>,
    /// The kind of message.
    pub kind: MessageKind,
    /// The time of the commit; whole microseconds enter the hash.
    pub at: Timestamp,
    /// The offer of an offer message.
    pub offer: Option<OfferId>,
    /// The photo of a photo message.
    pub photo: Option<PhotoId>,
    /// The sequence number of the message it quotes or deletes.
    pub about: Option<i64>,
    /// [`digest`] of its text.
    pub digest: &'a [u8],
}

/// The digest of a salted text.
pub fn digest(salt: &[u8], text: &[u8]) -> [u8; HASH] {
    let mut hash = Sha256::new();
    hash.update(salt);
    hash.update(text);
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
