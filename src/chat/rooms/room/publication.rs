//! The frames of messages.

use super::super::hooks::RoomHooks;
use super::super::model::{Message, MessageKind};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::chat::live::{Event, Publication};

/// The publication of a message, and of the events that go with it.
pub fn publication_of(message: &Message, also: &[Event]) -> Publication {
    let first = Event::Message(message.out()).encode();
    Publication {
        seq: message.seq,
        frames: std::iter::once(first).chain(also.iter().map(Event::encode)).collect(),
    }
}

/// The publications of messages that were read. The state of the negotiation and the deal is read after them and goes with the
/// last message about them, so that it is never older than the messages.
pub fn publications_of(
    conn: &mut Conn,
    hooks: RoomHooks,
    room: RoomId,
    messages: &[Message],
) -> AppResult<Vec<Publication>> {
    let standing = match last_about_terms(messages) {
        Some(last) => (hooks.standing)(conn, room, last.seq, last.at)?,
        None => Vec::new(),
    };
    Ok(publications_with(messages, &standing))
}

/// The last message that is about the negotiation or the deal.
pub(super) fn last_about_terms(messages: &[Message]) -> Option<&Message> {
    messages
        .iter()
        .rfind(|message| matches!(message.kind, MessageKind::Offer | MessageKind::System))
}

/// The publications of messages; the events go with the last message about the negotiation or the deal.
pub(super) fn publications_with(messages: &[Message], standing: &[Event]) -> Vec<Publication> {
    let with_events = last_about_terms(messages).map(|message| message.seq);
    let publication = |message: &Message| {
        publication_of(message, if with_events == Some(message.seq) { standing } else { &[] })
    };
    messages.iter().map(publication).collect()
}
