//! What nodes send each other. The layout is postcard's: the order of variants and fields is the wire, their names are not.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};

use crate::base::ids::{RoomId, UserId};

/// Announces that a room has a committed message at `seq`.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, actix::Message)]
#[rtype(result = "()")]
pub struct RoomAdvanced {
    /// The room.
    pub room: RoomId,
    /// Its members: their sockets that have not joined the room receive a notice.
    pub members: [UserId; 2],
    /// The sequence number of its newest message.
    pub seq: i64,
    /// The sender of that message; `None` for a system message.
    pub sender: Option<UserId>,
}

/// The committed frames that belong to one sequence number of a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publication {
    /// The sequence number of the message.
    pub seq: i64,
    /// Encoded events in the order in which they are sent; the message first.
    pub frames: Vec<ByteString>,
}

/// A message from one node to the others.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum NodeMessage {
    /// A room has new messages. Their publications are included for nodes that have subscribers in the room.
    RoomAdvanced(RoomAdvanced, Vec<Publication>),
    /// A member types.
    Typing(RoomId, UserId),
    /// A member has read up to this sequence number.
    Read(RoomId, UserId, i64),
    /// A person came online or went offline.
    Presence(UserId, bool),
    /// The sender runs this room's actor and needs its publications.
    Interested(RoomId),
    /// The sender does not run this room's actor.
    NotInterested(RoomId),
}

impl NodeMessage {
    /// Roughly how many bytes the message takes on the bus.
    pub(super) fn estimated_bytes(&self) -> usize {
        let Self::RoomAdvanced(_, publications) = self else { return 64 };
        publications
            .iter()
            .flat_map(|publication| &publication.frames)
            .map(|frame| frame.len() + 16)
            .sum::<usize>()
            + 96
    }

    /// The same message, without its publications when it would take more than `max_bytes`.
    pub(super) fn limited_to(self, max_bytes: usize) -> Self {
        match self {
            Self::RoomAdvanced(advanced, _) if self.estimated_bytes() > max_bytes => {
                Self::RoomAdvanced(advanced, Vec::new())
            }
            fits => fits,
        }
    }
}
