//! What the server says.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::shapes::{DealChange, MessageOut, NegotiationOut};
use crate::base::ids::{MessageId, RoomId, UserId};

/// What the server says. These comments are the tables of `docs/protocol.md` (see `protocol`).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The first frame.
    Welcome {
        /// Who you are.
        user: UserId,
        /// The epoch of the places told from now on.
        epoch: Uuid,
        /// The server's clock.
        at: DateTime<Utc>,
        /// Messages you have not read, in all rooms.
        unread: i64,
    },
    /// The room is entered; what was missed follows.
    Joined {
        /// The room.
        room: RoomId,
        /// The epoch of its places.
        epoch: Uuid,
        /// The last place that follows; without `since`, the last there is.
        seq: i64,
        /// Whether you came with `since`: every message after it follows.
        resumed: bool,
        /// The members who are about, on whichever node.
        present: Vec<UserId>,
        /// How the bargain stands; null when there is none.
        #[schema(required)]
        negotiation: Option<NegotiationOut>,
        /// How far the other one has read.
        read: i64,
        /// The server's clock.
        at: DateTime<Utc>,
    },
    /// Somebody said something, or took it back; to everybody in the room, its sender too.
    Message(MessageOut),
    /// A `send`, a `delete` or a move of this socket is committed; to the sender alone.
    Ack {
        /// The room.
        room: RoomId,
        /// The command's `id`.
        id: MessageId,
        /// The place it has.
        seq: i64,
        /// When it was committed; for a move, when this ack was written.
        at: DateTime<Utc>,
    },
    /// A move in the bargain, and how it stands now.
    Negotiation {
        /// The place of the message that tells the move.
        seq: i64,
        /// When the move was committed.
        at: DateTime<Utc>,
        #[serde(flatten)]
        now: NegotiationOut,
    },
    /// A deal was opened or called off.
    Deal(DealChange),
    /// Somebody types.
    Typing {
        /// The room.
        room: RoomId,
        /// Who.
        user: UserId,
    },
    /// Somebody has read up to a place.
    Read {
        /// The room.
        room: RoomId,
        /// Who.
        user: UserId,
        /// The last place they have read.
        seq: i64,
    },
    /// A member came or went.
    Presence {
        /// The room.
        room: RoomId,
        /// Who.
        user: UserId,
        /// Whether one of their screens, on whichever node, is looked at.
        online: bool,
    },
    /// Something was said in a room this socket has not joined; its sender gets none.
    Notice {
        /// `message`, `offer` or `deal` (the house spoke).
        kind: &'static str,
        /// The room.
        room: RoomId,
        /// Messages you have not read, in all rooms.
        unread: i64,
        /// Who said it, by name; empty when the house did.
        title: String,
        /// What was said: its first 120 characters.
        text: String,
        /// The room's page.
        url: String,
    },
    /// What was missed cannot be told: load the room again. This socket is not in the room any more.
    Resync {
        /// The room.
        room: RoomId,
    },
    /// A command did not work; the socket stays open.
    Error {
        /// The command's `id`, when it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Uuid>,
        /// The command's room, when it is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        /// What went wrong, for programs; see *Error codes*.
        code: String,
        /// What went wrong, for people, in the language this socket was opened with.
        message: String,
    },
    /// The answer to `ping`.
    Pong {
        /// The server's clock.
        at: DateTime<Utc>,
    },
}

impl Event {
    /// The frame of it: encoded once, shared by everybody who gets it.
    pub fn encode(&self) -> ByteString {
        match serde_json::to_string(self) {
            Ok(text) => text.into(),
            Err(err) => {
                tracing::error!(error = %err, "an event does not encode");
                ByteString::from_static(r#"{"type":"error","code":"internal","message":""}"#)
            }
        }
    }
}
