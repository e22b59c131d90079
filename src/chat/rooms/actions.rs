//! Use cases: opening a room, posting a message, deleting one, marking messages as read.

use std::collections::HashMap;

use super::announce::{Announcement, MessageWithEvents, announce};
use super::hooks::RoomHooks;
use super::model::{Message, MessageKind, Room};
use super::store::{self, NewMessage};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult, FieldErrors};
use crate::base::i18n::Text;
use crate::base::ids::{ListingId, MessageId, PhotoId, RoomId, SessionId, UserId};
use crate::base::lengths;
use crate::base::text::{block_fits, clean_block};
use crate::market::Party;
use crate::market::listings::{self, Listing};
use crate::market::photos::{self, Photo};
use crate::people::sessions;

/// The caller's room about a listing: a buyer's is created on first use; the seller names the buyer.
///
/// # Errors
/// As [`find`], and 409 for a new room about a listing that is not on offer.
pub fn open(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
) -> AppResult<Room> {
    let (row, room) = find_with_listing(conn, user, listing, buyer)?;
    if let Some(room) = room {
        return Ok(room);
    }
    if row.status != listings::Status::Active {
        let taken = row.status.is_taken();
        return Err(AppError::conflict(if taken { "offer-taken" } else { "offer-listing-gone" }));
    }
    let room = Room::fresh(listing, user, row.seller_id);
    if create(conn, &room)? {
        return Ok(room);
    }
    store::of(conn, listing, user)?.ok_or(AppError::NotFound)
}

/// The caller's room about a listing; `None` before a buyer opened theirs. The seller names the buyer.
///
/// # Errors
/// 404 when the caller may not see the listing, or is its seller and there is no room with that buyer; 422 when the seller
/// names no buyer.
pub fn find(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
) -> AppResult<Option<Room>> {
    Ok(find_with_listing(conn, user, listing, buyer)?.1)
}

fn find_with_listing(
    conn: &mut Conn,
    user: UserId,
    listing: ListingId,
    buyer: Option<UserId>,
) -> AppResult<(Listing, Option<Room>)> {
    let row = listings::must_be_visible(conn, listing, Some(user)).or_else(|err| {
        // A room stays open to its members when the listing is no longer visible.
        match store::of(conn, listing, buyer.unwrap_or(user))? {
            Some(room) if room.side(user).is_some() => listings::by_id(conn, listing)?.ok_or(err),
            _ => Err(err),
        }
    })?;
    if row.seller_id == user {
        let buyer = buyer.ok_or_else(|| FieldErrors::one("buyer", "room-which-buyer"))?;
        let room = store::of(conn, listing, buyer)?.ok_or(AppError::NotFound)?;
        return Ok((row, Some(room)));
    }
    let room = store::of(conn, listing, user)?;
    Ok((row, room))
}

/// Inserts a room and counts it on the listing; returns false when the buyer has one about the listing already.
pub fn create(conn: &mut Conn, room: &Room) -> AppResult<bool> {
    let created = store::insert(conn, room)?;
    if created {
        listings::bump_counts(conn, room.listing_id, 1, 0)?;
        listings::announce_counts(conn, room.listing_id)?;
    }
    Ok(created)
}

/// A message that a member posts.
#[derive(Debug, Clone)]
pub struct PostMessage {
    /// The id made by the client; posting it again changes nothing.
    pub id: MessageId,
    pub sender: UserId,
    /// The session it is sent through; it must still be live at the commit.
    pub session: SessionId,
    /// May be empty beside a photo.
    pub text: String,
    /// A photo that the sender uploaded.
    pub photo: Option<Photo>,
    /// The sequence number of the message it replies to.
    pub quote: Option<i64>,
}

impl PostMessage {
    /// The message to append, its text checked, and the session.
    pub(super) fn clean(self) -> AppResult<(NewMessage, SessionId)> {
        let text = match clean(&self.text) {
            Err(_empty) if self.photo.is_some() && self.text.trim().is_empty() => String::new(),
            checked => checked?,
        };
        let new = NewMessage {
            id: self.id,
            sender: Some(self.sender),
            kind: if self.photo.is_some() { MessageKind::Photo } else { MessageKind::Text },
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
/// 422 when it is empty or too long.
pub fn clean(text: &str) -> AppResult<String> {
    if !block_fits(text, lengths::MESSAGE) {
        let too_long = Text::new("message-too-long").with("max", lengths::MESSAGE);
        return Err(FieldErrors::one("text", too_long));
    }
    let text = clean_block(text);
    if text.is_empty() {
        return Err(FieldErrors::one("text", "message-empty"));
    }
    Ok(text)
}

/// The photo that somebody sends.
///
/// # Errors
/// 422 when they did not upload it.
pub fn photo_of(conn: &mut Conn, owner: UserId, id: PhotoId) -> AppResult<Photo> {
    photos::of_owner(conn, owner, &[id])?
        .pop()
        .ok_or_else(|| FieldErrors::one("photo", "message-photo-unknown"))
}

/// The deletion of a message by its sender.
#[derive(Debug, Clone, Copy)]
pub struct DeleteMessage {
    /// The id of the message that reports the deletion, made by the client.
    pub id: MessageId,
    /// The room of the message.
    pub room: RoomId,
    /// Who deletes it.
    pub user: UserId,
    /// The session it is requested through; it must still be live.
    pub session: SessionId,
    /// The sequence number of the message that is to be deleted.
    pub seq: i64,
}

/// Erases the text and the photo of a message; its sequence number stays, and a message of its own reports the deletion, so that
/// clients that resume learn of it too. Returns the room, the message that reports it, and whether that is new.
pub(super) fn delete(
    conn: &mut Conn,
    encryption: &Encryption,
    hooks: RoomHooks,
    request: DeleteMessage,
    now: Timestamp,
) -> AppResult<(Room, Message, bool)> {
    let DeleteMessage { id, room, user, session, seq } = request;
    if !sessions::actions::is_live(conn, session, now)? {
        return Err(AppError::SignedOut);
    }
    let mut locked = store::lock_many(conn, &[room])?;
    let mut row = locked.remove(&room).ok_or(AppError::NotFound)?;
    if row.side(user).is_none() {
        return Err(AppError::NotFound);
    }
    let target = store::message_at(conn, room, seq)?.ok_or(AppError::NotFound)?;
    if target.sender_id != Some(user)
        || !matches!(target.kind, MessageKind::Text | MessageKind::Photo)
    {
        return Err(AppError::forbidden("message-not-yours"));
    }
    if !(hooks.may_delete)(conn, room)? {
        return Err(AppError::conflict("message-evidence"));
    }
    let report = NewMessage {
        id,
        sender: Some(user),
        kind: MessageKind::Deleted,
        text: String::new(),
        offer: None,
        photo: None,
        about: Some(seq),
    };
    if target.body.is_none() {
        // Deleted before: the message that reported it is returned again.
        let at = store::deletion_of(conn, room, seq)?.unwrap_or(seq);
        let old = store::messages_after(conn, encryption, room, at - 1, 1)?.pop();
        return Ok((row, old.ok_or(AppError::NotFound)?, false));
    }
    store::erase_text(conn, room, seq)?;
    photos::release(conn, target.photo_id.as_slice(), now)?;
    let (message, fresh) = store::append(conn, encryption, &mut row, report, now)?;
    if !fresh {
        return Err(AppError::conflict("offer-id-taken"));
    }
    Ok((row, message, true))
}

/// Erases the text and the photo of a message that moderation removes; `None` when they were erased before. A message of the
/// platform reports it, as with a message that its sender deletes.
///
/// # Errors
/// `NotFound` without such a message.
pub fn remove(
    conn: &mut Conn,
    encryption: &Encryption,
    room: RoomId,
    seq: i64,
    now: Timestamp,
) -> AppResult<Option<Announcement>> {
    let mut row = store::lock_many(conn, &[room])?.remove(&room).ok_or(AppError::NotFound)?;
    let target = store::message_at(conn, room, seq)?.ok_or(AppError::NotFound)?;
    if target.body.is_none() {
        return Ok(None);
    }
    store::erase_text(conn, room, seq)?;
    photos::release(conn, target.photo_id.as_slice(), now)?;
    let message = NewMessage {
        id: MessageId::fresh(),
        sender: None,
        kind: MessageKind::Deleted,
        text: String::new(),
        offer: None,
        photo: None,
        about: Some(seq),
    };
    let new = MessageWithEvents { message, events: Vec::new() };
    announce(conn, encryption, &mut row, new, now).map(Some)
}

/// Moves a member's read mark forward; returns the member's party, and the mark when it moved.
///
/// # Errors
/// 404 for who is no member.
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

/// The number of unread messages of a person in each of these rooms; rooms without any are left out.
pub fn unread_by_room(
    conn: &mut Conn,
    user: UserId,
    rooms: &[RoomId],
) -> AppResult<HashMap<RoomId, i64>> {
    store::unread_by_room(conn, user, rooms)
}

/// The number of unread messages of a person in all rooms.
pub fn unread_of(conn: &mut Conn, user: UserId) -> AppResult<i64> {
    store::unread(conn, user)
}
