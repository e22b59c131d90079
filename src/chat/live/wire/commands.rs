//! Commands from clients.

use serde::Deserialize;
use uuid::Uuid;

use crate::base::ids::{ListingId, MessageId, OfferId, PhotoId, RoomId};
use crate::market::terms::Delivery;

/// A command from a client. These comments are the tables of `docs/protocol.md` (see `protocol`).
#[derive(Debug, Clone, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Joins a room; see *Resuming*.
    Join {
        /// The room.
        room: RoomId,
        /// The last sequence number you have of the room; without it you join at the end.
        since: Option<i64>,
        /// The epoch of your sequence numbers, as the last `joined` gave it.
        epoch: Option<Uuid>,
    },
    /// Leaves a room.
    Leave {
        /// The room.
        room: RoomId,
    },
    /// Posts a message: a text, a photo, or both. Sending the same `id` again posts nothing twice.
    Send {
        /// The room.
        room: RoomId,
        /// The message's id, made by the client.
        id: MessageId,
        /// The text; may be left out beside a photo.
        #[serde(default)]
        text: String,
        /// A photo of yours: the `id` that `POST /api/upload` returned.
        photo: Option<PhotoId>,
        /// The sequence number of a message of this room that you reply to.
        quote: Option<i64>,
    },
    /// Deletes your own message: its text and photo are erased for both members, its sequence number remains. Refused
    /// while a deal is under way. Acked with the sequence number of the `deleted` message that announces it.
    Delete {
        /// The room.
        room: RoomId,
        /// The id of the message that announces the deletion, made by the client.
        id: MessageId,
        /// The sequence number of the message to delete.
        seq: i64,
    },
    /// You are typing; ignored unless the room was joined.
    Typing {
        /// The room.
        room: RoomId,
    },
    /// Moves your read mark; a mark never moves back.
    Read {
        /// The room.
        room: RoomId,
        /// The sequence number of the last message you have read.
        seq: i64,
    },
    /// Sets whether this socket's page is visible. Until the first such command it counts as visible.
    Presence {
        /// `false` when the page is hidden.
        online: bool,
    },
    /// Makes the first offer, or counters the current one when it is your turn.
    Offer {
        /// The room.
        room: RoomId,
        /// The offer's id, made by the client.
        id: OfferId,
        /// Whole rupiah; 0 when left out.
        #[serde(default)]
        amount: i64,
        /// Goods beside the listing: your own, and others of the other member's.
        #[serde(default)]
        items: Vec<ListingId>,
        /// A short note.
        #[serde(default)]
        note: String,
        /// The `version` of the negotiation you saw; without it the present one is meant.
        version: Option<i32>,
        /// Whether it is sent although the other member offers a better price.
        #[serde(default)]
        confirm: bool,
        /// How the listing is to be handed over: `cod`, `kirim` or `gosend`, as the listing allows; left out, the answer says.
        method: Option<Delivery>,
    },
    /// Accepts the current offer.
    Accept {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the negotiation you saw.
        version: i32,
        /// How the listing is to be handed over, where the offer does not say it.
        method: Option<Delivery>,
    },
    /// Declines the current offer.
    Decline {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the negotiation you saw.
        version: i32,
        /// The reason; at most 140 characters.
        #[serde(default)]
        note: String,
    },
    /// Asks the other member for a better offer; the present one stays open meanwhile.
    AskMore {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the negotiation you saw.
        version: i32,
        /// What you ask for; at most 140 characters.
        #[serde(default)]
        note: String,
    },
    /// Withdraws your own offer.
    Withdraw {
        /// The room.
        room: RoomId,
        /// The move's id, made by the client.
        id: Uuid,
        /// The offer that is meant.
        offer: OfferId,
        /// The `version` of the negotiation you saw.
        version: i32,
    },
    /// Asks for a `pong`.
    Ping,
}

impl Command {
    /// The client's id of the command, which an `error` repeats; `None` for commands without one.
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
