//! A message with the events that go with it: appended in the caller's transaction, sent to its room after the commit.
//! Every wing that changes what a room shows calls this, so that the change and its message commit together.

use std::collections::HashMap;

use super::model::{Message, MessageKind, Room, SystemMessage};
use super::store::{self, NewMessage};
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::encryption::Encryption;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{MessageId, RoomId};
use crate::chat::live::Event;

/// A message that was appended and the events that go with it; [`super::Lobby::announce`] sends it after the commit.
#[derive(Debug, Clone)]
pub struct Announcement {
    /// The room, as the message left it.
    pub room: Room,
    /// The message.
    pub message: Message,
    /// Sent after the message, in order.
    pub events: Vec<Event>,
}

/// A message to append, and the events that go with it. Events name the message's sequence number: [`Room::next_seq`].
#[derive(Debug, Clone)]
pub struct MessageWithEvents {
    /// The message.
    pub message: NewMessage,
    /// Ready to be sent.
    pub events: Vec<Event>,
}

/// A message of the platform.
pub fn system_message(text: &SystemMessage) -> NewMessage {
    NewMessage {
        id: MessageId::fresh(),
        sender: None,
        kind: MessageKind::System,
        text: text.to_json(),
        offer: None,
        photo: None,
        about: None,
    }
}

/// Appends a message to a room whose row the caller has locked.
///
/// # Errors
/// 409 when its sender used the message's id before.
pub fn announce(
    conn: &mut Conn,
    encryption: &Encryption,
    room: &mut Room,
    new: MessageWithEvents,
    now: Timestamp,
) -> AppResult<Announcement> {
    let (message, fresh) = store::append(conn, encryption, room, new.message, now)?;
    if !fresh {
        // The client sent a message with this id before: the offer would have no sequence number of its own.
        return Err(AppError::conflict("offer-id-taken"));
    }
    Ok(Announcement { room: room.clone(), message, events: new.events })
}

/// [`announce`] in many rooms at once, one message in each; a room that is not among the locked ones is left out.
pub fn announce_all(
    conn: &mut Conn,
    encryption: &Encryption,
    locked: &mut HashMap<RoomId, Room>,
    mut new: Vec<(RoomId, MessageWithEvents)>,
    now: Timestamp,
) -> AppResult<Vec<Announcement>> {
    new.retain(|(room, _)| locked.contains_key(room));
    new.sort_by_key(|(room, _)| *room);
    let messages = new.iter().map(|(room, new)| (*room, new.message.clone())).collect();
    let messages = store::append_all(conn, encryption, locked, messages, now)?;
    let announcement = |((id, new), message): ((RoomId, MessageWithEvents), Message)| {
        Some(Announcement { room: locked.get(&id)?.clone(), message, events: new.events })
    };
    Ok(new.into_iter().zip(messages).filter_map(announcement).collect())
}
