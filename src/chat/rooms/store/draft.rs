//! A message before it is appended: encrypted for its room.

use rand::Rng;

use super::super::chain::{self, HASH, SALT};
use super::super::model::MessageKind;
use super::messages::aad;
use crate::base::clock::Timestamp;
use crate::base::encryption::Encryption;
use crate::base::error::AppResult;
use crate::base::ids::{MessageId, OfferId, RoomId, UserId};
use crate::chat::parsing;
use crate::market::photos::Photo;

/// A message to append.
#[derive(Debug, Clone)]
pub struct NewMessage {
    /// The id made by the client.
    pub id: MessageId,
    /// `None` for a system message.
    pub sender: Option<UserId>,
    /// The kind of message.
    pub kind: MessageKind,
    /// The text; for a system message the stored form of its catalogue key.
    pub text: String,
    /// The offer of an offer message.
    pub offer: Option<OfferId>,
    /// The photo of a photo message.
    pub photo: Option<Photo>,
    /// The sequence number of the message it quotes or deletes.
    pub about: Option<i64>,
}

/// A message encrypted for its room, ready to be inserted.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The message.
    pub new: NewMessage,
    pub(super) key: i16,
    pub(super) body: Vec<u8>,
    pub(super) digest: [u8; HASH],
    /// The score of an off-platform contact in its text, 0 to 100.
    pub(super) contact: i16,
}

/// Encrypts a message for a room.
pub fn draft(
    encryption: &Encryption,
    room: RoomId,
    new: NewMessage,
    now: Timestamp,
) -> AppResult<Draft> {
    let mut salt = [0_u8; SALT];
    rand::rng().fill_bytes(&mut salt);
    let text = new.text.as_bytes();
    let digest = chain::digest(&salt, text);
    let (key, body) = encryption.encrypt(&aad(room, new.id), &[&salt, text], now)?;
    let contact = if new.sender.is_some() { parsing::contact_score(&new.text) } else { 0 };
    Ok(Draft { new, key, body, digest, contact })
}
