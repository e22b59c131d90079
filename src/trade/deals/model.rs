//! The plain types.

use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId, words};
use crate::base::schema::{deal_items, deals};
use crate::chat::live::{DealChange, Event};
use crate::config::Mode;
use crate::market::{Party, listings};

words! {
    /// Where a deal stands.
    Status {
        /// The assistant agreed; the seller may still say no until the deadline.
        Pending = "pending",
        /// Agreed.
        Agreed = "deal",
        /// Called off; its listings are back on the market.
        Cancelled = "cancelled",
    }
}

words! {
    /// Where the money of a deal stands.
    Payment {
        /// No money passes through the platform.
        None = "none",
    }
}

/// All that decisions change of a deal; the machine evolves it, and its columns are saved as they are then.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = deals, treat_none_as_null = true)]
pub struct State {
    /// Where it stands.
    pub status: Status,
    /// Where the money stands.
    pub payment: Payment,
    /// Why it was called off, in the words of who did.
    pub cancel_reason: Option<String>,
    /// Who called it off.
    pub cancelled_by: Option<Party>,
    /// Counts the changes, from 1.
    pub version: i32,
    /// When the default outcome comes; none once the deal has ended.
    pub deadline_at: Option<Timestamp>,
}

impl Status {
    /// Whether it is being carried through.
    pub fn is_live(self) -> bool {
        self != Self::Cancelled
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
    /// The listing that the negotiation was about.
    pub listing_id: ListingId,
    /// The offer that was accepted.
    pub offer_id: OfferId,
    /// Where the two parties chat.
    pub room_id: RoomId,
    /// Who gets the listing.
    pub buyer_id: UserId,
    /// Whose it was.
    pub seller_id: UserId,
    /// How it changes hands.
    pub mode: Mode,
    /// Whole rupiah; 0 for free.
    pub amount: i64,
    /// What decisions change of it.
    #[diesel(embed)]
    pub state: State,
    /// When it was opened.
    pub created_at: Timestamp,
    /// When it was changed last.
    pub updated_at: Timestamp,
}

impl Deal {
    /// Which party somebody is; none when they are neither.
    pub fn party(&self, user: UserId) -> Option<Party> {
        Party::member(user, self.buyer_id, self.seller_id)
    }

    /// How it stands, as an event of its room; `seq` is that of the message it goes with.
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

/// A listing that a deal holds.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = deal_items)]
pub struct DealItem {
    /// The deal.
    pub deal_id: DealId,
    /// The listing.
    pub listing_id: ListingId,
    /// Who gives it: a member, never the system.
    pub side: Party,
    /// The status it returns to when the deal is called off: `active` or `kept`.
    pub previous_status: listings::Status,
    /// The listing with its worth, as it was shown at the acceptance: a [`listings::ListingOut`].
    pub terms: serde_json::Value,
    /// Whether the deal still holds it.
    pub live: bool,
}
