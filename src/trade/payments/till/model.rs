//! A practice payment and what may happen to it; pure.

use chrono::Duration;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::base::schema::till_payments;

words! {
    /// The state of a practice payment; beside `open`, the words of Midtrans.
    TillState {
        /// The page exists; the payer has chosen nothing, so Midtrans would know no transaction.
        Open = "open",
        Pending = "pending",
        Settlement = "settlement",
        Expire = "expire",
        Failure = "failure",
        PartialRefund = "partial_refund",
        Refund = "refund",
    }
}

words! {
    /// What the payer lets happen.
    TillOutcome {
        Paid = "paid",
        /// The money arrives some seconds later.
        Late = "late",
        /// Paid, and the notification is sent twice.
        Duplicate = "duplicate",
        /// Paid, and no notification is ever sent.
        Silent = "silent",
        /// One rupiah too little is paid.
        WrongAmount = "wrong_amount",
        Failed = "failed",
        Expired = "expired",
    }
}

/// How late a late payment is.
pub(super) const LATENESS: Duration = Duration::seconds(5);

/// A practice payment.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = till_payments, primary_key(reference), treat_none_as_null = true)]
pub struct TillPayment {
    pub reference: String,
    pub transaction_id: Uuid,
    /// What was asked, whole rupiah.
    pub amount: i64,
    /// What was paid.
    pub paid_amount: Option<i64>,
    pub state: TillState,
    pub outcome: Option<TillOutcome>,
    pub lines: serde_json::Value,
    pub payer_name: String,
    pub return_url: String,
    pub expires_at: Timestamp,
    pub settles_at: Option<Timestamp>,
    pub refunds: serde_json::Value,
    pub notices_left: i16,
    pub notify_at: Option<Timestamp>,
    pub notify_attempts: i32,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A line of what is paid for, as Midtrans names its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line {
    pub name: String,
    pub price: i64,
}

/// Money that was given back, as Midtrans names its fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TillRefund {
    pub refund_key: String,
    /// Whole rupiah.
    pub amount: i64,
}

/// Why the till does not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TillRefusal {
    /// Something else happened to the payment before.
    Done,
    /// The time to pay is over.
    Over,
    /// The refund fits neither the payment nor its key.
    NotRefundable,
}

impl TillPayment {
    /// Whether the payer may still choose.
    pub(super) fn is_payable(&self, now: Timestamp) -> bool {
        self.state == TillState::Open && now < self.expires_at
    }

    /// Lets an outcome happen. The same one again changes nothing.
    pub(super) fn choose(
        &mut self,
        outcome: TillOutcome,
        now: Timestamp,
    ) -> Result<(), TillRefusal> {
        if self.outcome == Some(outcome) {
            return Ok(());
        }
        if self.state != TillState::Open {
            return Err(TillRefusal::Done);
        }
        if now >= self.expires_at {
            return Err(TillRefusal::Over);
        }
        (self.outcome, self.updated_at) = (Some(outcome), now);
        match outcome {
            TillOutcome::Paid | TillOutcome::Duplicate | TillOutcome::Silent => {
                self.settle(self.amount, now);
            }
            TillOutcome::WrongAmount => self.settle(self.amount - 1, now),
            TillOutcome::Late => {
                (self.state, self.settles_at) = (TillState::Pending, Some(now + LATENESS));
            }
            TillOutcome::Expired => self.end(TillState::Expire, now),
            TillOutcome::Failed => self.end(TillState::Failure, now),
        }
        Ok(())
    }

    /// Lets a late payment arrive when it is time; whether it did.
    pub(super) fn arrive(&mut self, now: Timestamp) -> bool {
        let due = self.state == TillState::Pending && self.settles_at.is_some_and(|at| at <= now);
        if due {
            self.settle(self.amount, now);
        }
        due
    }

    fn settle(&mut self, paid: i64, now: Timestamp) {
        (self.paid_amount, self.settles_at) = (Some(paid), None);
        self.end(TillState::Settlement, now);
    }

    fn end(&mut self, state: TillState, now: Timestamp) {
        (self.state, self.updated_at) = (state, now);
        self.announce(
            match self.outcome {
                Some(TillOutcome::Silent) => 0,
                Some(TillOutcome::Duplicate) => 2,
                _ => 1,
            },
            now,
        );
    }

    fn announce(&mut self, notices: i16, now: Timestamp) {
        self.notices_left = self.notices_left.saturating_add(notices);
        if self.notices_left > 0 {
            (self.notify_at, self.notify_attempts) = (Some(now), 0);
        }
    }

    pub(super) fn refunds(&self) -> Vec<TillRefund> {
        serde_json::from_value(self.refunds.clone()).unwrap_or_default()
    }

    pub(super) fn refunded(&self) -> i64 {
        self.refunds().iter().map(|refund| refund.amount).fold(0, i64::saturating_add)
    }

    pub(super) fn lines(&self) -> Vec<Line> {
        serde_json::from_value(self.lines.clone()).unwrap_or_default()
    }

    /// Gives money back; a key that was used for the same amount changes nothing.
    pub(super) fn give_back(
        &mut self,
        refund: TillRefund,
        now: Timestamp,
    ) -> Result<(), TillRefusal> {
        let mut refunds = self.refunds();
        if refunds.contains(&refund) {
            return Ok(());
        }
        let total = self.refunded().checked_add(refund.amount).ok_or(TillRefusal::NotRefundable)?;
        let paid = self.paid_amount.unwrap_or(0);
        let is_paid = matches!(self.state, TillState::Settlement | TillState::PartialRefund);
        let is_new = refunds.iter().all(|old| old.refund_key != refund.refund_key);
        if !is_paid || !is_new || refund.amount <= 0 || total > paid {
            return Err(TillRefusal::NotRefundable);
        }
        refunds.push(refund);
        self.refunds = serde_json::json!(refunds);
        self.state = if total == paid { TillState::Refund } else { TillState::PartialRefund };
        self.updated_at = now;
        let silent = self.outcome == Some(TillOutcome::Silent);
        self.announce(if silent { 0 } else { 1 }, now);
        Ok(())
    }
}
