//! Objects that events and the HTTP API share.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, RoomId, UserId};
use crate::market::photos::PhotoView;

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
    /// Whether something in it was described anew since: then its maker lays it again, or takes it back.
    pub changed: bool,
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
