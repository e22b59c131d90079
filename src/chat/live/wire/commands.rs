//! What clients say.

use serde::Deserialize;
use uuid::Uuid;

use crate::base::ids::{ListingId, MessageId, OfferId, PhotoId, RoomId};

/// What a client says. These comments are the tables of `docs/protocol.md` (see `protocol`).
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Enters a room; see *Resuming*.
    Join {
        /// The room.
        room: RoomId,
        /// The last place you have of it; without it you enter at the end.
        since: Option<i64>,
        /// The epoch your places are of, as the last `joined` told it.
        epoch: Option<Uuid>,
    },
    /// Leaves a room.
    Leave {
        /// The room.
        room: RoomId,
    },
    /// Says something: words, a photo, or both. Sending the same `id` again says nothing twice.
    Send {
        /// The room.
        room: RoomId,
        /// The message's id, made by the client.
        id: MessageId,
        /// The words; may be left out beside a photo.
        #[serde(default)]
        text: String,
        /// A photo of yours: the `id` that `POST /api/upload` answered.
        photo: Option<PhotoId>,
        /// The place of a message of this room that you answer.
        quote: Option<i64>,
    },
    /// Takes your own message back: its words and photo are gone for both, its place stays. Refused while a deal is
    /// under way. Acked with the place of the `deleted` message that tells it.
    Delete {
        /// The room.
        room: RoomId,
        /// The id of the message that tells it, made by the client.
        id: MessageId,
        /// The place of the message that is taken back.
        seq: i64,
    },
    /// Fingers on the keys; ignored unless the room was joined.
    Typing {
        /// The room.
        room: RoomId,
    },
    /// Says how far you have read; a mark never goes back.
    Read {
        /// The room.
        room: RoomId,
        /// The last place you have read.
        seq: i64,
    },
    /// Says whether somebody looks at this screen. Until it is said, a socket counts as looked at.
    Presence {
        /// `false` when the page is hidden.
        online: bool,
    },
    /// Makes the first offer, or a counter to the one on the table, by whose turn it is.
    Offer {
        /// The room.
        room: RoomId,
        /// The offer's id, made by the client.
        id: OfferId,
        /// Whole rupiah; what is left out is 0.
        #[serde(default)]
        amount: i64,
        /// Goods beside the thing: your own, and others of the other one's.
        #[serde(default)]
        items: Vec<ListingId>,
        /// A few words beside it.
        #[serde(default)]
        note: String,
        /// The `version` of the bargain you saw; without it the present one is meant.
        version: Option<i32>,
    },
    /// Takes the offer on the table.
    Accept {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the bargain you saw.
        version: i32,
    },
    /// Says no to the offer on the table.
    Decline {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the bargain you saw.
        version: i32,
        /// Why; at most 140 characters.
        #[serde(default)]
        note: String,
    },
    /// Asks the other one to better their offer; it stays on the table meanwhile.
    AskMore {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the bargain you saw.
        version: i32,
        /// What is wished for; at most 140 characters.
        #[serde(default)]
        note: String,
    },
    /// Takes your own offer back.
    Withdraw {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the bargain you saw.
        version: i32,
    },
    /// Asks for a `pong`.
    Ping,
}

impl Command {
    /// The client's id of the command, for telling it what went wrong.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Send { id, .. } | Self::Delete { id, .. } => Some(id.0),
            Self::Offer { id, .. } => Some(id.0),
            Self::Accept { id, .. }
            | Self::Decline { id, .. }
            | Self::AskMore { id, .. }
            | Self::Withdraw { id, .. } => Some(*id),
            Self::Join { .. }
            | Self::Leave { .. }
            | Self::Typing { .. }
            | Self::Read { .. }
            | Self::Presence { .. }
            | Self::Ping => None,
        }
    }
}
