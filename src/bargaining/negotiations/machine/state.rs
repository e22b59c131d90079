//! What the machine evolves: the phase of a negotiation and its current offer.

use crate::base::clock::Timestamp;
use crate::base::ids::{OfferId, words};
use crate::market::Party;

words! {
    /// The phase of a negotiation.
    Phase {
        /// Offers may be made.
        Open = "open",
        /// An offer was accepted and its deal is live.
        Agreed = "agreed",
        /// Another deal holds the listing, or it left the market.
        Closed = "closed",
    }
}

words! {
    /// The status of an offer. Only a pending one ever changes its status.
    OfferStatus {
        /// Waits for an answer.
        Pending = "pending",
        /// A deal was opened with it.
        Accepted = "accepted",
        /// Another offer replaced it.
        Countered = "countered",
        /// Refused, by the other party or by the system.
        Declined = "declined",
        /// Nobody answered until its deadline.
        Expired = "expired",
        /// Its maker withdrew it.
        Withdrawn = "withdrawn",
    }
}

/// The state of a negotiation: all that decisions change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// Open, agreed or closed.
    pub phase: Phase,
    /// Counts the decisions that moved the negotiation; commands name the version that was seen.
    pub version: i32,
    /// The current offer: the pending one, else the newest; none before the first.
    pub offer: Option<OfferState>,
}

/// What decisions change of an offer, and what they depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OfferState {
    /// Made by the client.
    pub id: OfferId,
    /// Who made it: a member, never the system.
    pub by: Party,
    /// Whole rupiah.
    pub amount: i64,
    /// Pending or settled.
    pub status: OfferStatus,
    /// Whether the other party asked its maker to better it.
    pub asked_for_more: bool,
    /// Whether the seller's assistant passed it on to the seller: its maker can neither withdraw nor lower it.
    pub binding: bool,
    /// Whether a listing it includes was edited since: only its maker can renew it. The database sets this when the
    /// listing is edited; the machine only reads it.
    pub needs_reconfirmation: bool,
    /// Whether, once accepted, its deal is live. False only after that deal was called off.
    pub live: bool,
    /// Its deadline.
    pub expires_at: Timestamp,
}

impl State {
    /// A negotiation before the first offer.
    pub fn new() -> Self {
        Self { phase: Phase::Open, version: 0, offer: None }
    }

    /// The offer that waits for an answer.
    pub fn pending(&self) -> Option<OfferState> {
        self.offer.filter(|offer| offer.status == OfferStatus::Pending)
    }

    /// Whose turn it is: to answer or to renew the pending offer, else the buyer's to begin.
    pub fn turn(&self) -> Party {
        self.pending().map_or(Party::Buyer, |offer| offer.turn())
    }

    /// The state as a reader sees it at `now`: an offer past its deadline has expired, even if the job that settles it
    /// has not run yet.
    #[must_use]
    pub fn at(mut self, now: Timestamp) -> Self {
        if let Some(offer) = &mut self.offer
            && offer.status == OfferStatus::Pending
            && offer.has_expired(now)
        {
            offer.status = OfferStatus::Expired;
        }
        self
    }
}

impl Default for State {
    fn default() -> Self {
        Self::new()
    }
}

impl OfferState {
    /// Whether its maker is to move: asked for more, or asked to reconfirm.
    pub fn waits_for_its_maker(&self) -> bool {
        self.asked_for_more || self.needs_reconfirmation
    }

    /// Who is to move while it is pending.
    pub fn turn(&self) -> Party {
        if self.waits_for_its_maker() { self.by } else { self.by.other() }
    }

    /// Whether its deadline has come.
    pub fn has_expired(&self, now: Timestamp) -> bool {
        self.expires_at <= now
    }
}
