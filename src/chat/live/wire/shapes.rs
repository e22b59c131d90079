//! Objects that events and the HTTP API share.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::base::ids::{ListingId, MessageId, NegotiationId, OfferId, RoomId, UserId};
use crate::market::photos::PhotoView;

/// A message of a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct MessageOut {
    /// The room.
    pub room: RoomId,
    /// Its sequence number in the room: from 1, without gaps.
    pub seq: i64,
    /// The id its client made.
    pub id: MessageId,
    /// The sender; null for a system message.
    #[schema(required)]
    pub sender: Option<UserId>,
    /// `text`, `photo`, `offer` (its text is the amount as text), `system` (a system message), or `deleted`: announces
    /// that the message at `target` was deleted.
    pub kind: &'static str,
    /// The text; empty for a photo without text and for a deleted message.
    pub text: String,
    /// The photo, if the message has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<PhotoView>,
    /// The sequence number of the message it replies to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<i64>,
    /// The sequence number of the message whose deletion this one announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<i64>,
    /// `true` when the message was deleted since: its text and photo are erased; else left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deleted: bool,
    /// The offer's id, for a message of kind `offer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub offer: Option<OfferId>,
    /// The price read from the text (`350rb nett`), in whole rupiah: a guess, for a button that offers it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price: Option<i64>,
    /// When it was committed.
    pub at: DateTime<Utc>,
}

/// An offer: a price, with or without goods.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct OfferOut {
    /// The id its client made.
    pub id: OfferId,
    /// The party who made it: `buyer` or `seller`.
    pub by: &'static str,
    /// Whole rupiah.
    pub amount: i64,
    /// Goods included beside the listing, of either party.
    pub items: Vec<ListingId>,
    /// A short note.
    pub note: String,
    /// `pending`, `accepted`, `countered`, `declined`, `expired` or `withdrawn`.
    pub status: &'static str,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Whether the seller's assistant forwarded it to the seller: then its maker cannot withdraw it.
    pub bound: bool,
    /// Whether the description of something in it was edited since: then its maker makes it again, or withdraws it.
    pub changed: bool,
    /// How its maker wants the listing handed over: `cod`, `kirim` or `gosend`; null leaves it to the answer.
    #[schema(required)]
    pub method: Option<&'static str>,
}

/// The negotiation in a room.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct NegotiationOut {
    /// The negotiation's id.
    pub id: NegotiationId,
    /// The listing it is about.
    pub listing_id: ListingId,
    /// The room it takes place in.
    pub room: RoomId,
    /// The buyer.
    pub buyer: UserId,
    /// The seller: the listing's owner.
    pub seller: UserId,
    /// `open`, `agreed` or `closed`.
    pub state: &'static str,
    /// The party whose turn it is: `buyer` or `seller`.
    pub turn: &'static str,
    /// Counts the moves; commands carry the version their client saw.
    pub version: i32,
    /// The newest offer, pending or settled; null before the first.
    #[schema(required)]
    pub offer: Option<OfferOut>,
    /// When the pending offer expires; null when none is pending.
    #[schema(required)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// A change of a deal.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct DealChange {
    /// The room.
    pub room: RoomId,
    /// The sequence number of the message it belongs to.
    pub seq: i64,
    /// The deal's code; its page is `/pesanan/{code}`.
    pub code: String,
    /// The new status: `deal` or `cancelled` today.
    pub status: &'static str,
    /// Whole rupiah.
    pub amount: i64,
}
