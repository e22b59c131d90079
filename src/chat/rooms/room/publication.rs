//! The frames of messages.

use super::super::hooks::RoomHooks;
use super::super::model::{Kind, Message};
use crate::base::db::Conn;
use crate::base::error::AppResult;
use crate::base::ids::RoomId;
use crate::chat::live::{Event, Publication};

/// The bundle of a message and what goes with it.
pub fn bundle_of(message: &Message, also: &[Event]) -> Publication {
    let first = Event::Message(message.out()).encode();
    Publication {
        seq: message.seq,
        frames: std::iter::once(first).chain(also.iter().map(Event::encode)).collect(),
    }
}

/// The bundles of messages that were read. How the negotiation and the deal stand is read after them and goes with the
/// last that is about them, so that it is never older than what the messages say.
pub fn bundles_of(
    conn: &mut Conn,
    hooks: RoomHooks,
    room: RoomId,
    messages: &[Message],
) -> AppResult<Vec<Publication>> {
    let standing = match last_about_terms(messages) {
        Some(last) => (hooks.standing)(conn, room, last.seq, last.at)?,
        None => Vec::new(),
    };
    Ok(bundles_with(messages, &standing))
}

/// The last message that is about the negotiation or the deal.
pub(super) fn last_about_terms(messages: &[Message]) -> Option<&Message> {
    messages.iter().rfind(|message| matches!(message.kind, Kind::Offer | Kind::System))
}

/// The bundles of messages; these events go with the last that is about the negotiation or the deal.
pub(super) fn bundles_with(messages: &[Message], standing: &[Event]) -> Vec<Publication> {
    let with_events = last_about_terms(messages).map(|message| message.seq);
    let bundle = |message: &Message| {
        bundle_of(message, if with_events == Some(message.seq) { standing } else { &[] })
    };
    messages.iter().map(bundle).collect()
}
