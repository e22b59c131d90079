//! The plain types.

use diesel::prelude::*;

use super::machine::Party;
use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId, words};
use crate::base::schema::{deal_items, deals};
use crate::config::Mode;
use crate::market::listings;

words! {
    /// Where a deal stands.
    Status {
        /// Waits for the seller's word.
        Pending = "pending",
        /// Agreed.
        Agreed = "deal",
        /// On its way.
        Shipped = "shipped",
        /// Arrived.
        Delivered = "delivered",
        /// Done.
        Completed = "completed",
        /// A moderator looks at it.
        Disputed = "disputed",
        /// Called off; the thing is free again.
        Cancelled = "cancelled",
    }
}

words! {
    /// Where the money stands.
    Payment {
        /// No money passes through us.
        None = "none",
        /// Not paid yet.
        Pending = "pending",
        /// Held.
        Escrow = "escrow",
        /// Paid out.
        Released = "released",
        /// Paid back.
        Refunded = "refunded",
    }
}

impl Status {
    /// Whether it is being carried through, or argued about.
    pub fn is_under_way(self) -> bool {
        !matches!(self, Self::Completed | Self::Cancelled)
    }
}

/// A deal's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deals)]
pub struct Deal {
    /// Its id.
    pub id: DealId,
    /// `ORD-20261120-X7K2`, the date in WIB.
    pub code: String,
    /// The thing.
    pub listing_id: ListingId,
    /// The offer that was accepted.
    pub offer_id: OfferId,
    /// Where they talk.
    pub room_id: RoomId,
    /// Who gets the thing.
    pub buyer_id: UserId,
    /// Whose it was.
    pub seller_id: UserId,
    /// How it goes.
    pub mode: Mode,
    /// Whole rupiah; 0 for free.
    pub amount: i64,
    /// Where it stands.
    pub status: Status,
    /// Where the money stands.
    pub payment: Payment,
    /// Why it was called off.
    pub cancel_reason: Option<String>,
    /// Who called it off: `buyer`, `seller` or `deadline`.
    pub cancelled_by: Option<String>,
    /// Counts the changes.
    pub version: i32,
    /// When the default outcome comes.
    pub deadline_at: Option<Timestamp>,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Deal {
    /// On which side somebody stands.
    pub fn party(&self, user: UserId) -> Option<Party> {
        if user == self.buyer_id {
            Some(Party::Buyer)
        } else if user == self.seller_id {
            Some(Party::Seller)
        } else {
            None
        }
    }
}

/// A thing that a deal holds.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_items)]
pub struct DealItem {
    /// The deal.
    pub deal_id: DealId,
    /// The thing.
    pub listing_id: ListingId,
    /// Who gives it.
    pub side: Party,
    /// What it goes back to when the deal is called off: `active` or `kept`.
    pub was: listings::Status,
    /// The listing with its worth, as it was shown at the acceptance: a [`listings::ListingOut`].
    pub terms: serde_json::Value,
    /// Whether the deal still holds it.
    pub live: bool,
}
