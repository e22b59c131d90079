//! Use cases: opening a room, saying something, reading.

use super::hooks::RoomHooks;
use super::model::{Kind, Message, Room};
use super::store::{self, NewMessage};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, MessageId, PhotoId, RoomId, SessionId, UserId};
use crate::market::Party;
use crate::market::listings;
use crate::market::photos::{self, Photo};
use crate::people::sessions;

/// Longest message, in bytes.
const MOST_BYTES: usize = 8192;

/// The caller's room about a listing: a buyer's is made on first use; the seller names the buyer.
pub fn open(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
    now: Timestamp,
) -> AppResult<Room> {
    let row = listings::must_be_visible(conn, listing, Some(user)).or_else(|err| {
        // A room outlives the listing's page: its members still find it.
        match store::of(conn, listing, buyer.unwrap_or(user))? {
            Some(room) if room.side(user).is_some() => listings::by_id(conn, listing)?.ok_or(err),
            _ => Err(err),
        }
    })?;
    if row.seller_id == user {
        let buyer = buyer.ok_or_else(|| FieldErrors::one("buyer", "room-which-buyer"))?;
        return store::of(conn, listing, buyer)?.ok_or(AppError::NotFound);
    }
    if let Some(room) = store::of(conn, listing, user)? {
        return Ok(room);
    }
    if row.status != listings::Status::Active {
        return Err(AppError::conflict("offer-taken"));
    }
    let room = Room::fresh(listing, user, row.seller_id);
    if announce_new(conn, &room, now)? {
        return Ok(room);
    }
    store::of(conn, listing, user)?.ok_or(AppError::NotFound)
}

/// Makes a room's row and counts it on the listing.
pub fn announce_new(conn: &mut Conn, room: &Room, _now: Timestamp) -> AppResult<bool> {
    let made = store::make(conn, room)?;
    if made {
        listings::bump_counts(conn, room.listing_id, 1, 0)?;
        listings::announce_counts(conn, room.listing_id)?;
    }
    Ok(made)
}

/// A message somebody wants to say.
#[derive(Debug, Clone)]
pub struct PostMessage {
    /// The client's id.
    pub id: MessageId,
    /// Who.
    pub sender: UserId,
    /// Through which session; it must still hold.
    pub session: SessionId,
    /// Words; may be empty beside a photo.
    pub text: String,
    /// A photo of theirs.
    pub photo: Option<Photo>,
    /// The place of the message that is answered.
    pub quote: Option<i64>,
}

impl PostMessage {
    /// As a message of the room, its words checked.
    pub(super) fn clean(self) -> AppResult<(NewMessage, SessionId)> {
        let text = match clean(&self.text) {
            Err(_empty) if self.photo.is_some() && self.text.trim().is_empty() => String::new(),
            checked => checked?,
        };
        let new = NewMessage {
            id: self.id,
            sender: Some(self.sender),
            kind: if self.photo.is_some() { Kind::Photo } else { Kind::Text },
            text,
            offer: None,
            photo: self.photo,
            about: self.quote,
        };
        Ok((new, self.session))
    }
}

/// Checks the text of a message.
///
/// # Errors
/// 422 when it is empty or longer than 8 KiB.
pub fn clean(text: &str) -> AppResult<String> {
    let text: String = text
        .trim()
        .replace("\r\n", "\n")
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
        .collect();
    if text.is_empty() {
        return Err(FieldErrors::one("text", "message-empty"));
    }
    if text.len() > MOST_BYTES {
        return Err(FieldErrors::one("text", Text::new("message-too-long").with("max", 8000)));
    }
    Ok(text)
}

/// The photo somebody wants to send: one they uploaded.
pub fn photo_of(conn: &mut Conn, owner: UserId, id: PhotoId) -> AppResult<Photo> {
    photos::of_owner(conn, owner, &[id])?
        .pop()
        .ok_or_else(|| FieldErrors::one("photo", "message-photo-unknown"))
}

/// A wish to delete one's own message.
#[derive(Debug, Clone, Copy)]
pub(super) struct DeleteMessage {
    /// The id of the message that reports the deletion, made by the client.
    pub id: MessageId,
    pub room: RoomId,
    pub user: UserId,
    /// It must still be live.
    pub session: SessionId,
    /// The sequence number of the message that is to be deleted.
    pub seq: i64,
}

/// Deletes one's own message: its text and photo are gone for both, its sequence number stays, and a message of its own
/// reports it, so that who was away learns of it too. Answers the room, the message that reports it and whether that is new.
pub(super) fn delete(
    conn: &mut Conn,
    encryption: &Encryption,
    hooks: RoomHooks,
    wish: DeleteMessage,
    now: Timestamp,
) -> AppResult<(Room, Message, bool)> {
    let DeleteMessage { id, room, user, session, seq } = wish;
    if !sessions::actions::is_live(conn, session, now)? {
        return Err(AppError::SignedOut);
    }
    let mut locked = store::lock_many(conn, &[room])?;
    let mut row = locked.remove(&room).ok_or(AppError::NotFound)?;
    if row.side(user).is_none() {
        return Err(AppError::NotFound);
    }
    let target = store::message_at(conn, room, seq)?.ok_or(AppError::NotFound)?;
    if target.sender_id != Some(user) || !matches!(target.kind, Kind::Text | Kind::Photo) {
        return Err(AppError::forbidden("message-not-yours"));
    }
    if !(hooks.may_delete)(conn, room)? {
        return Err(AppError::conflict("message-evidence"));
    }
    let told = NewMessage {
        id,
        sender: Some(user),
        kind: Kind::Deleted,
        text: String::new(),
        offer: None,
        photo: None,
        about: Some(seq),
    };
    if target.body.is_none() {
        // Taken back before: the answer is where that was told.
        let at = store::told_back(conn, room, seq)?.unwrap_or(seq);
        let old = store::messages_after(conn, encryption, room, at - 1, 1)?.pop();
        return Ok((row, old.ok_or(AppError::NotFound)?, false));
    }
    store::take_back(conn, room, seq)?;
    let (message, fresh) = store::append(conn, encryption, &mut row, told, now)?;
    if !fresh {
        return Err(AppError::conflict("offer-id-taken"));
    }
    Ok((row, message, true))
}

/// Moves a reader's mark; returns it when it moved, and the side it is on.
pub fn mark_read(
    conn: &mut Conn,
    room: RoomId,
    user: UserId,
    seq: i64,
) -> AppResult<(Party, Option<i64>)> {
    let row = store::by_id(conn, room)?.ok_or(AppError::NotFound)?;
    let side = row.side(user).ok_or(AppError::NotFound)?;
    Ok((side, store::set_read(conn, room, side, seq)?))
}

/// Unread messages of a person.
pub fn unread_of(conn: &mut Conn, user: UserId) -> AppResult<i64> {
    store::unread(conn, user)
}
