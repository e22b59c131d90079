//! Events from the server.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::Serialize;
use uuid::Uuid;

use super::shapes::{DealChange, MessageOut, NegotiationOut};
use crate::base::ids::{MessageId, RoomId, UserId};

/// An event from the server. These comments are the tables of `docs/protocol.md` (see `protocol`).
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The first frame.
    Welcome {
        /// Your id.
        user: UserId,
        /// The epoch of all sequence numbers sent from now on.
        epoch: Uuid,
        /// The server's clock.
        at: DateTime<Utc>,
        /// Messages you have not read, in all rooms.
        unread: i64,
    },
    /// The room is joined; the missed messages follow.
    Joined {
        /// The room.
        room: RoomId,
        /// The epoch of its sequence numbers.
        epoch: Uuid,
        /// The sequence number of the last message that follows; without `since`, of the last there is.
        seq: i64,
        /// Whether you joined with `since`: every message after it follows.
        resumed: bool,
        /// The members who are online, on whichever node.
        present: Vec<UserId>,
        /// The present state of the negotiation; null when there is none.
        #[schema(required)]
        negotiation: Option<NegotiationOut>,
        /// The read mark of the other member.
        read: i64,
        /// The server's clock.
        at: DateTime<Utc>,
    },
    /// A message was posted, or a deletion announced; to every socket in the room, the sender's too.
    Message(MessageOut),
    /// A `send`, a `delete` or a move of this socket is committed; to the sender alone.
    Ack {
        /// The room.
        room: RoomId,
        /// The command's `id`.
        id: MessageId,
        /// The sequence number of its message.
        seq: i64,
        /// When it was committed; for a move, when this ack was written.
        at: DateTime<Utc>,
    },
    /// A move was made; carries the negotiation's state after it.
    Negotiation {
        /// The sequence number of the message of the move.
        seq: i64,
        /// When the move was committed.
        at: DateTime<Utc>,
        #[serde(flatten)]
        now: NegotiationOut,
    },
    /// A deal was opened or cancelled.
    Deal(DealChange),
    /// The other member is typing.
    Typing {
        /// The room.
        room: RoomId,
        /// The member.
        user: UserId,
    },
    /// A member's read mark moved.
    Read {
        /// The room.
        room: RoomId,
        /// The member.
        user: UserId,
        /// The sequence number of the last message they have read.
        seq: i64,
    },
    /// A member came online or went offline.
    Presence {
        /// The room.
        room: RoomId,
        /// The member.
        user: UserId,
        /// Whether the page of one of their sockets, on whichever node, is visible.
        online: bool,
    },
    /// A message was posted in a room that this socket has not joined; not sent to its sender.
    Notice {
        /// `message`, `offer` or `deal` (a system message).
        kind: &'static str,
        /// The room.
        room: RoomId,
        /// Messages you have not read, in all rooms.
        unread: i64,
        /// The sender's name; empty for a system message.
        title: String,
        /// The first 120 characters of the message.
        text: String,
        /// The path of the room's page.
        url: String,
    },
    /// The missed messages cannot be sent: load the room again. This socket has left the room.
    Resync {
        /// The room.
        room: RoomId,
    },
    /// A command failed; the socket stays open.
    Error {
        /// The command's `id`, when it had one.
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Uuid>,
        /// The command's room, when it is known.
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        /// The reason, for programs; see *Error codes*.
        code: String,
        /// The reason, for people, in the language this socket was opened with.
        message: String,
    },
    /// The reply to `ping`.
    Pong {
        /// The server's clock.
        at: DateTime<Utc>,
    },
}

impl Event {
    /// The event as a text frame; it is encoded once and shared by all sockets that are sent it.
    pub fn encode(&self) -> ByteString {
        match serde_json::to_string(self) {
            Ok(text) => text.into(),
            Err(err) => {
                tracing::error!(error = %err, "an event could not be encoded");
                ByteString::from_static(r#"{"type":"error","code":"internal","message":""}"#)
            }
        }
    }
}
