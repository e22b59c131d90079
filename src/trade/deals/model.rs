//! The plain types.

use diesel::prelude::*;

use super::machine::{Course, Leg, Opening, State, Status, Terms, Verdict, VerdictKind};
use crate::base::clock::Timestamp;
use crate::base::error::{AppError, AppResult};
use crate::base::ids::{DealId, ListingId, OfferId, RoomId, UserId};
use crate::base::schema::{deal_items, deals};
use crate::chat::live::{DealChange, Event};
use crate::config::Mode;
use crate::market::terms::Delivery;
use crate::market::{Party, listings};
use crate::trade::ledger::{self, Shares};

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
    /// What the buyer pays for the goods, whole rupiah; 0 for free.
    pub amount: i64,
    pub opening: Opening,
    /// Whether the payment provider holds the money until the hand-over.
    pub protected: bool,
    /// What the protection costs, whole rupiah.
    pub fee: i64,
    /// Who bears the fee: a member, never the system.
    pub fee_by: Party,
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

    /// The person that a party is; the buyer for the system.
    pub fn member(&self, party: Party) -> UserId {
        if party == Party::Seller { self.seller_id } else { self.buyer_id }
    }

    /// Whether the parties may review each other: everything was handed over, or a dispute about it was settled or ruled.
    pub fn is_reviewable(&self) -> bool {
        let ended = self.state.status == Status::Cancelled;
        let lapsed = self.state.verdict == Some(VerdictKind::Void);
        self.state.status == Status::Completed || (ended && self.state.verdict.is_some() && !lapsed)
    }

    /// When it ended; `None` while it is live.
    pub fn ended_at(&self) -> Option<Timestamp> {
        // Nothing but a dispute, or money that came too late, changes a deal after its end.
        (!self.state.status.is_live()).then_some(self.updated_at)
    }

    /// What the machine reads of it, with all of its legs.
    pub fn course(&self, legs: Vec<Leg>) -> Course {
        let Self { mode, method, protected, opening, .. } = *self;
        let (returns, legs) = legs.into_iter().partition(|leg| leg.returning);
        Course {
            terms: Terms { mode, method, protected, opening },
            state: self.state.clone(),
            legs,
            returns,
        }
    }

    /// What the buyer pays in all, whole rupiah: the goods, the shipping cost, and the fee when the buyer bears it.
    pub fn total(&self) -> i64 {
        let fee = if self.fee_by == Party::Buyer { self.fee } else { 0 };
        self.amount.saturating_add(self.state.shipping).saturating_add(fee)
    }

    /// What the seller gets, whole rupiah: goods and shipping, less the fee that the seller bears.
    pub fn for_seller(&self) -> i64 {
        let fee = if self.fee_by == Party::Buyer { 0 } else { self.fee };
        self.amount.saturating_add(self.state.shipping).saturating_sub(fee)
    }

    /// How a verdict divides the money that is held, whole rupiah.
    ///
    /// # Errors
    /// `Internal` for a verdict that divides nothing.
    pub fn divided(&self, verdict: Verdict) -> AppResult<Shares> {
        let held = self.total();
        let to_buyer = verdict
            .share_of_buyer(held)
            .ok_or_else(|| AppError::Internal(anyhow::anyhow!("{verdict:?} divides no money")))?;
        Ok(ledger::shares(held, to_buyer, self.fee)?)
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
    /// The status it gets back when the deal ends without a hand-over: `active` or `kept`.
    pub previous_status: listings::Status,
    /// The listing with its worth at the acceptance: a [`listings::ListingOut`].
    pub terms: serde_json::Value,
    /// Whether the deal reserves it.
    pub live: bool,
}
