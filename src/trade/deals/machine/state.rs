//! What the machine reads and changes: the terms, the state and the legs of a deal.

use diesel::prelude::*;

use super::terms::{Moment, Opening, Terms};
use super::verdict::VerdictKind;
use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::base::schema::{deal_legs, deals};
use crate::config::Mode;
use crate::market::Party;
use crate::market::terms::Delivery;
use crate::trade::shipping::Courier;

words! {
    /// The status of a deal.
    #[schema(as = DealStatus)]
    Status {
        /// The buyer asks for the listing, or the assistant agreed and the seller may still reject it.
        Pending = "pending",
        /// Agreed: to be paid, sent, or handed over at a meeting.
        Agreed = "deal",
        /// Everything is on its way.
        Shipped = "shipped",
        /// Everything has arrived; the receivers inspect it.
        Delivered = "delivered",
        /// A party has complained: its clocks and its money stand still, until both agree or a mediator has ruled; while
        /// goods are sent back, it waits for them.
        Disputed = "disputed",
        /// Everything was handed over.
        Completed = "completed",
        /// Ended without a hand-over.
        Cancelled = "cancelled",
    }
}

words! {
    /// The status of a deal's payment.
    #[schema(as = DealPayment)]
    Payment {
        /// No money passes through the platform.
        None = "none",
        /// The buyer has to pay.
        Pending = "pending",
        /// The payment provider holds the money.
        Escrow = "escrow",
        /// The money is the seller's.
        Released = "released",
        /// The money goes back to the buyer.
        Refunded = "refunded",
    }
}

words! {
    /// How a deal ended.
    #[schema(as = DealOutcome)]
    Outcome {
        /// Handed over; no money passed through the platform.
        HandedOver = "handed_over",
        /// Handed over, and the money is the seller's.
        PaidOut = "paid_out",
        /// Not handed over, and the money goes back to the buyer.
        Refunded = "refunded",
        /// Something was sent and has to come back to its owner; money goes back to the buyer.
        Returned = "returned",
        /// Nothing changed hands.
        Void = "void",
        /// The goods stay where they are, and the money was divided.
        Split = "split",
        /// The goods stay where they are, and who complained is compensated.
        Damages = "damages",
    }
}

words! {
    /// The status of a leg.
    LegStatus {
        /// Its sender has to act.
        Waiting = "waiting",
        /// On its way.
        Sent = "sent",
        /// It has arrived.
        Delivered = "delivered",
        /// Its receiver has confirmed it.
        Received = "received",
        /// Lost on its way.
        Lost = "lost",
        /// Back at its sender.
        Returned = "returned",
    }
}

/// The columns of a deal that the machine changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = deals, treat_none_as_null = true)]
pub struct State {
    pub status: Status,
    pub payment: Payment,
    /// Shipping cost that the buyer pays, whole rupiah; 0 when it is included.
    pub shipping: i64,
    /// How it ended; `None` while it is live.
    pub outcome: Option<Outcome>,
    /// The text of the party that called it off; `None` when it was not called off.
    pub cancel_reason: Option<String>,
    /// The party that called it off.
    pub cancelled_by: Option<Party>,
    /// Wrong hand-over codes so far.
    pub handover_tries: i16,
    /// From 1; increases by one with each event.
    pub version: i32,
    /// When the default outcome applies; `None` once the deal has ended.
    pub deadline_at: Option<Timestamp>,
    /// When both parties were bound.
    pub agreed_at: Option<Timestamp>,
    /// When the provider held the money.
    pub paid_at: Option<Timestamp>,
    /// Until when who received something at a hand-over may still complain, though the deal has ended; `None` where the
    /// money waited for that.
    pub complaint_until: Option<Timestamp>,
    /// When the present or last dispute was opened.
    pub disputed_at: Option<Timestamp>,
    /// The status in which it was opened.
    pub disputed_from: Option<Status>,
    /// How a dispute was decided or settled.
    pub verdict: Option<VerdictKind>,
    /// Whether goods are being sent back.
    #[diesel(column_name = in_return)]
    pub returning: bool,
}

/// What one party gives to the other: one leg in a sale or a gift, two in a barter.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = deal_legs, treat_none_as_null = true)]
pub struct Leg {
    /// The party that gives: a member, never the system.
    pub sender: Party,
    /// Whether it sends back what it had received.
    #[diesel(column_name = is_return)]
    pub returning: bool,
    pub status: LegStatus,
    /// `None` until it is sent, and at a meeting.
    pub courier: Option<Courier>,
    /// As the courier prints it, without spaces.
    pub tracking_no: Option<String>,
    pub sent_at: Option<Timestamp>,
    pub delivered_at: Option<Timestamp>,
    pub received_at: Option<Timestamp>,
}

/// A deal, as the machine sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    pub terms: Terms,
    pub state: State,
    /// What was agreed to be given; the seller's first.
    pub legs: Vec<Leg>,
    /// What is sent back after a dispute; empty before.
    pub returns: Vec<Leg>,
}

impl Status {
    /// Whether the deal has not ended.
    pub fn is_live(self) -> bool {
        !matches!(self, Self::Completed | Self::Cancelled)
    }
}

impl Leg {
    /// A leg that was not sent yet.
    pub fn waiting(sender: Party) -> Self {
        Self {
            sender,
            returning: false,
            status: LegStatus::Waiting,
            courier: None,
            tracking_no: None,
            sent_at: None,
            delivered_at: None,
            received_at: None,
        }
    }

    /// Whether it left its sender.
    pub fn has_left(&self) -> bool {
        self.status != LegStatus::Waiting
    }

    /// Whether it has arrived at its receiver.
    pub fn has_arrived(&self) -> bool {
        matches!(self.status, LegStatus::Delivered | LegStatus::Received)
    }
}

impl Course {
    /// A deal that opens now. `moment` has the deadlines of a deal that is agreed.
    pub fn open(terms: Terms, shipping: i64, pending_until: Timestamp, moment: &Moment) -> Self {
        let payment = if terms.protected { Payment::Pending } else { Payment::None };
        let (status, deadline) = match terms.opening {
            Opening::Agreed => (Status::Agreed, moment.agreed_until(terms)),
            Opening::Assistant | Opening::Asked => (Status::Pending, pending_until),
        };
        let senders: &[Party] = match terms.mode {
            Mode::Barter => &[Party::Seller, Party::Buyer],
            Mode::Sale | Mode::Free => &[Party::Seller],
        };
        Self {
            terms,
            state: State {
                status,
                payment,
                shipping,
                outcome: None,
                cancel_reason: None,
                cancelled_by: None,
                handover_tries: 0,
                version: 1,
                deadline_at: Some(deadline),
                agreed_at: (status == Status::Agreed).then_some(moment.now),
                paid_at: None,
                complaint_until: None,
                disputed_at: None,
                disputed_from: None,
                verdict: None,
                returning: false,
            },
            legs: senders.iter().map(|sender| Leg::waiting(*sender)).collect(),
            returns: Vec::new(),
        }
    }

    /// Whether the parties hand over at a meeting.
    pub fn meets(&self) -> bool {
        self.terms.method == Delivery::Meet
    }

    /// Whether the deadline has passed.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.state.deadline_at.is_some_and(|at| at <= now)
    }

    /// The leg that a party gives.
    pub fn leg_of(&self, sender: Party) -> Option<&Leg> {
        self.legs.iter().find(|leg| leg.sender == sender)
    }

    /// The legs that are on their way or to be sent now: those of the agreement, or those that go back.
    pub fn present_legs(&self) -> &[Leg] {
        if self.state.returning { &self.returns } else { &self.legs }
    }

    /// Whether what a party gives is with it, because it never left, or is back.
    pub fn is_with_owner(&self, sender: Party) -> bool {
        // Of a meeting in dispute nobody knows who has it.
        let unknown = self.meets() && self.state.disputed_at.is_some();
        let home =
            |leg: &Leg| matches!(leg.status, LegStatus::Waiting | LegStatus::Returned) && !unknown;
        let back = |leg: &&Leg| leg.sender == sender.other() && leg.status == LegStatus::Received;
        self.leg_of(sender).is_none_or(home) || self.returns.iter().any(|leg| back(&leg))
    }

    /// Whether the deadline does not run: a dispute waits for its decision.
    pub fn is_frozen(&self) -> bool {
        self.state.status == Status::Disputed && !self.state.returning
    }

    /// Whether the tracking number of a leg may be shown to a party: its sender's always; the other's only once every leg
    /// is on its way, so that nobody waits for the other's number and then sends nothing. When a deal has ended because one
    /// party did not send, the other's number helps to send the parcel back.
    pub fn shows_tracking(&self, leg: &Leg, reader: Party) -> bool {
        let ended = self.state.outcome == Some(Outcome::Returned);
        leg.sender == reader || leg.returning || ended || self.legs.iter().all(Leg::has_left)
    }
}
