//! The messages that a room's actor accepts from its node, apart from joining and leaving.

use actix::prelude::*;
use tokio::sync::oneshot;

use super::super::actions::PostMessage;
use super::super::model::{Message as MessageRow, Room};
use super::pending::InFlight;
use crate::base::error::AppResult;
use crate::base::ids::UserId;
use crate::chat::live::{ConnectionHandle, ConnectionId, Publication, RoomAdvanced};

/// Posts a message, from a socket (`connection`) or over HTTP (`reply`).
#[derive(Message)]
#[rtype(result = "()")]
pub struct PostRequest {
    /// The message; the room checks its text.
    pub message: PostMessage,
    /// The socket that is sent the ack or the error.
    pub connection: Option<ConnectionHandle>,
    /// Receives the committed message or the error.
    pub reply: Option<oneshot::Sender<AppResult<MessageRow>>>,
    /// Counts the command as in flight at its socket.
    pub in_flight: Option<InFlight>,
}

/// Something was committed outside this actor: by another action of this node, or by another node.
#[derive(Message)]
#[rtype(result = "()")]
pub struct Committed {
    /// The newest sequence number of the room.
    pub advanced: RoomAdvanced,
    /// The committed frames, as far as they are known.
    pub publications: Vec<Publication>,
    /// The newest message, if it is at hand.
    pub message: Option<MessageRow>,
}

/// An event that is not stored and may be lost.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Ephemeral {
    /// A member types; through this socket, when it is one of this node.
    Typing(UserId, Option<ConnectionId>),
    /// A member has read up to this sequence number.
    Read(UserId, i64),
    /// A member came online or went offline.
    Presence(UserId, bool),
}

/// The room's row changed or, without a row, was deleted: sockets of people who are no member any more have to leave.
#[derive(Message)]
#[rtype(result = "()")]
pub struct MembersChanged(pub Option<Room>);

/// Makes the actor panic, for tests.
#[cfg(debug_assertions)]
#[derive(Message)]
#[rtype(result = "()")]
pub struct Crash;
