//! Everything that is said on the socket: two closed enums.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, PhotoId, RoomId, UserId};
use crate::market::photos::PhotoView;

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

/// A message of a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MessageOut {
    /// Its room.
    pub room: RoomId,
    /// Its place in the room: from 1, without holes.
    pub seq: i64,
    /// The id its client made.
    pub id: MessageId,
    /// Who said it; null when the house did.
    #[schema(required)]
    pub sender: Option<UserId>,
    /// `text`, `photo`, `offer` (its text is the amount in words), `system` (the house speaks), or `deleted`: the message
    /// at `target` was taken back.
    pub kind: &'static str,
    /// What was said; empty for a photo without words and for what was taken back.
    pub text: String,
    /// The photo, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoView>,
    /// The place of the message it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<i64>,
    /// The place of the message that is taken back with this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<i64>,
    /// `true` when it was taken back since: its words and photo are gone; else left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The offer's id, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The price that its words read as (`350rb nett`), in whole rupiah: a guess, to offer a button with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// When it was committed.
    pub at: DateTime<Utc>,
}

/// One price put on the table.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfferOut {
    /// The id its client made.
    pub id: OfferId,
    /// Who made it: `buyer` or `seller`.
    pub by: &'static str,
    /// Whole rupiah.
    pub amount: i64,
    /// Goods put beside it, of either side.
    pub items: Vec<ListingId>,
    /// A few words beside it.
    pub note: String,
    /// `pending`, `accepted`, `countered`, `declined`, `expired` or `withdrawn`.
    pub status: &'static str,
    /// Until when it binds.
    pub expires_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether the seller's assistant took it to the seller: then its maker cannot take it back.
    pub bound: bool,
}

/// The bargain in a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NegotiationOut {
    /// The bargain's id.
    pub id: NegotiationId,
    /// The listing it is about.
    pub listing_id: ListingId,
    /// The room it happens in.
    pub room: RoomId,
    /// Who wants the thing.
    pub buyer: UserId,
    /// Whose it is.
    pub seller: UserId,
    /// `open`, `agreed` or `closed`.
    pub state: &'static str,
    /// Whose turn it is: `buyer` or `seller`.
    pub turn: &'static str,
    /// Counts the moves; commands say which they saw.
    pub version: i32,
    /// The newest offer, on the table or settled; null before the first.
    #[schema(required)]
    pub offer: Option<OfferOut>,
    /// Until when the offer on the table binds; null when none is.
    #[schema(required)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A change of a deal.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DealChange {
    /// Its room.
    pub room: RoomId,
    /// The place in the room it belongs to.
    pub seq: i64,
    /// Its code; its page is `/pesanan/{code}`.
    pub code: String,
    /// Where it stands now: `deal` or `cancelled` today.
    pub status: &'static str,
    /// Whole rupiah.
    pub amount: i64,
}

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
