//! Everything that is said on the socket: two closed enums.

use bytestring::ByteString;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, PhotoId, RoomId, UserId};
use crate::market::photos::PhotoView;

/// What a client says.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Command {
    /// Enter a room; missed messages after `since` follow in order.
    Join { room: RoomId, since: Option<i64>, epoch: Option<Uuid> },
    /// Leave it.
    Leave { room: RoomId },
    /// Say something: words, a photo one uploaded, or both. `id` is the client's: sending it again changes nothing.
    /// `quote` is the place of a message that is answered.
    Send {
        room: RoomId,
        id: MessageId,
        #[serde(default)]
        text: String,
        photo: Option<PhotoId>,
        quote: Option<i64>,
    },
    /// Take one's own message back: its words are gone for both, its place stays.
    Delete { room: RoomId, id: MessageId, seq: i64 },
    /// Fingers on the keys; told to the others unless they are slow.
    Typing { room: RoomId },
    /// Read up to here; a mark never goes back.
    Read { room: RoomId, seq: i64 },
    /// Whether somebody is before this screen; a socket counts as being about until it says otherwise.
    Presence { online: bool },
    /// First offer or counter, by whose turn it is.
    Offer {
        room: RoomId,
        id: OfferId,
        amount: i64,
        #[serde(default)]
        note: String,
        version: Option<i32>,
    },
    /// Take the offer on the table.
    Accept { room: RoomId, id: Uuid, offer: OfferId, version: i32 },
    /// Say no to it.
    Decline { room: RoomId, id: Uuid, offer: OfferId, version: i32 },
    /// Take one's own offer back.
    Withdraw { room: RoomId, id: Uuid, offer: OfferId, version: i32 },
    /// Still here.
    Ping,
}

impl Command {
    /// The client's id of the command, for telling it what went wrong.
    pub fn id(&self) -> Option<Uuid> {
        match self {
            Self::Send { id, .. } | Self::Delete { id, .. } => Some(id.0),
            Self::Offer { id, .. } => Some(id.0),
            Self::Accept { id, .. } | Self::Decline { id, .. } | Self::Withdraw { id, .. } => {
                Some(*id)
            }
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
    /// Its place in the room, from 1, without holes.
    pub seq: i64,
    /// The client's id.
    pub id: MessageId,
    /// Who said it; none when the house did.
    pub sender: Option<UserId>,
    /// `text`, `photo`, `offer`, `system`; `deleted` takes the message at `target` back.
    pub kind: &'static str,
    /// What was said.
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
    /// Whether it was taken back since: its words and photo are gone.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The offer, when it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// When it was committed.
    pub at: DateTime<Utc>,
}

/// One price put on the table.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfferOut {
    /// Its id.
    pub id: OfferId,
    /// `buyer` or `seller`.
    pub by: &'static str,
    /// Whole rupiah.
    pub amount: i64,
    /// Goods put beside it (none yet).
    pub items: Vec<ListingId>,
    /// A few words.
    pub note: String,
    /// `pending`, `accepted`, `countered`, `declined`, `expired`, `withdrawn`.
    pub status: &'static str,
    /// Until when it binds.
    pub expires_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// The bargain in a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NegotiationOut {
    /// Its id.
    pub id: NegotiationId,
    /// What it is about.
    pub listing_id: ListingId,
    /// Where it happens.
    pub room: RoomId,
    /// Who wants the thing.
    pub buyer: UserId,
    /// Whose it is.
    pub seller: UserId,
    /// `open`, `agreed`, `closed`.
    pub state: &'static str,
    /// Whose turn it is: `buyer` or `seller`.
    pub turn: &'static str,
    /// Counts the moves; commands say which they saw.
    pub version: i32,
    /// The newest offer.
    pub offer: Option<OfferOut>,
    /// Until when the offer on the table binds.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A change of a deal.
#[derive(Debug, Clone, Serialize)]
pub struct DealChange {
    /// The room of it.
    pub room: RoomId,
    /// The place in the room it belongs to.
    pub seq: i64,
    /// Its code.
    pub code: String,
    /// Where it stands now.
    pub status: &'static str,
    /// Whole rupiah.
    pub amount: i64,
}

/// What the server says.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The first frame.
    Welcome { user: UserId, epoch: Uuid, at: DateTime<Utc>, unread: i64 },
    /// The room is entered; every message after `since` follows.
    Joined {
        room: RoomId,
        epoch: Uuid,
        seq: i64,
        resumed: bool,
        present: Vec<UserId>,
        negotiation: Option<NegotiationOut>,
        /// How far the other one has read.
        read: i64,
        at: DateTime<Utc>,
    },
    /// A message, to every member.
    Message(MessageOut),
    /// Committed; to the sender.
    Ack { room: RoomId, id: MessageId, seq: i64, at: DateTime<Utc> },
    /// A move in the bargain.
    Negotiation {
        seq: i64,
        at: DateTime<Utc>,
        #[serde(flatten)]
        now: NegotiationOut,
    },
    /// A change of the deal.
    Deal(DealChange),
    /// Somebody types.
    Typing { room: RoomId, user: UserId },
    /// Somebody has read up to here.
    Read { room: RoomId, user: UserId, seq: i64 },
    /// Somebody came or went.
    Presence { room: RoomId, user: UserId, online: bool },
    /// Something happened in a room that this socket has not joined.
    Notice {
        kind: &'static str,
        room: RoomId,
        unread: i64,
        title: String,
        text: String,
        url: String,
    },
    /// Load the page again.
    Resync { room: RoomId },
    /// That did not work; the socket stays open.
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<Uuid>,
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<RoomId>,
        code: String,
        message: String,
    },
    /// Still here.
    Pong { at: DateTime<Utc> },
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
