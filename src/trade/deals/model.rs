//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId, words};
use crate::base::schema::{deal_items, deals};
use crate::chat::live::{DealChange, Event};
use crate::config::Mode;
use crate::market::terms::Delivery;
use crate::market::{Party, listings};

words! {
    /// The status of a deal.
    #[schema(as = DealStatus)]
    Status {
        /// The assistant agreed; the seller may reject it until the deadline.
        Pending = "pending",
        /// Agreed.
        Agreed = "deal",
        /// Called off; its listings got back the status they had.
        Cancelled = "cancelled",
    }
}

words! {
    /// The status of a deal's payment.
    Payment {
        /// No money passes through the platform.
        None = "none",
    }
}

/// The columns of a deal that the machine changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = deals, treat_none_as_null = true)]
pub struct State {
    pub status: Status,
    pub payment: Payment,
    /// The text of the party that called it off; `None` when it was not called off.
    pub cancel_reason: Option<String>,
    /// The party that called it off.
    pub cancelled_by: Option<Party>,
    /// From 1; increases by one with each event.
    pub version: i32,
    /// When the default outcome applies; `None` once the deal has ended.
    pub deadline_at: Option<Timestamp>,
}

impl Status {
    /// Whether the deal reserves its listings.
    pub fn is_live(self) -> bool {
        self != Self::Cancelled
    }
}

/// What the code of every deal begins with.
pub const CODE_PREFIX: &str = "ORD-";

/// A deal's row.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deals)]
pub struct Deal {
    pub id: DealId,
    /// `ORD-20261120-X7K2`, the date in WIB.
    pub code: String,
    /// The listing that the negotiation was about.
    pub listing_id: ListingId,
    /// The accepted offer.
    pub offer_id: OfferId,
    /// The chat of the two parties.
    pub room_id: RoomId,
    pub buyer_id: UserId,
    pub seller_id: UserId,
    pub mode: Mode,
    /// How the listing is handed over.
    pub method: Delivery,
    /// Whole rupiah; 0 for free.
    pub amount: i64,
    #[diesel(embed)]
    pub state: State,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

impl Deal {
    /// The party that a person is; `None` when they are neither.
    pub fn party(&self, user: UserId) -> Option<Party> {
        Party::member(user, self.buyer_id, self.seller_id)
    }

    /// The deal's present state as an event of its room; `seq` is the sequence number of the message it is sent with.
    pub fn event(&self, seq: i64) -> Event {
        Event::Deal(DealChange {
            room: self.room_id,
            seq,
            code: self.code.clone(),
            status: self.state.status.word(),
            amount: self.amount,
        })
    }
}

/// A listing of a deal.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_items)]
pub struct DealItem {
    pub deal_id: DealId,
    pub listing_id: ListingId,
    /// The party that gives it: a member, never the system.
    pub side: Party,
    /// The status it gets back when the deal is called off: `active` or `kept`.
    pub previous_status: listings::Status,
    /// The listing with its worth at the acceptance: a [`listings::ListingOut`].
    pub terms: serde_json::Value,
    /// Whether the deal reserves it.
    pub live: bool,
}
