//! A payment as a pure state machine: what a provider's report or our own wish changes.
//!
//! Invariants: it is captured at most once, and only with exactly the amount that was asked; what was paid otherwise goes
//! back; a report may come late, twice and in any order.

use chrono::Duration;
use diesel::prelude::*;

use super::gateway::{Checkout, ProviderState, StatusReport};
use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::base::schema::payments;

/// A provider that knows nothing of a payment so long after it expired never will.
const GRACE: Duration = Duration::hours(2);

words! {
    /// The status of a payment.
    #[schema(as = PaymentAttemptStatus)]
    Status {
        /// Wanted; the provider does not know of it yet, or its answer is not known.
        Created = "created",
        /// The buyer may pay.
        Open = "open",
        /// The provider holds the money.
        Paid = "paid",
        /// Another amount was paid: it goes back.
        Mismatched = "mismatched",
        /// Not paid in time.
        Expired = "expired",
        /// Refused by the provider.
        Failed = "failed",
        /// The money, or a part of it, goes back.
        Refunding = "refunding",
        /// The provider has sent it back.
        Refunded = "refunded",
    }
}

/// The columns that the machine changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = payments, treat_none_as_null = true)]
pub struct State {
    pub status: Status,
    /// The provider's id of it.
    pub transaction_id: Option<String>,
    /// Where the buyer pays.
    pub redirect_url: Option<String>,
    /// Whole rupiah: what was paid, where it is not what was asked.
    pub paid_amount: Option<i64>,
    /// Whole rupiah: what goes back, where it is not all of it.
    pub refund_amount: Option<i64>,
    /// From 1; increases by one with each event.
    pub version: i32,
}

/// What is asked or expected of a payment.
#[derive(Debug, Clone, Copy)]
pub struct Terms {
    /// Whole rupiah.
    pub amount: i64,
    pub expires_at: Timestamp,
}

/// What happened, or what we want.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The provider has opened it.
    Opened(Checkout),
    /// The provider refuses to open it.
    Rejected,
    /// The provider says how it stands.
    Reported(StatusReport),
    /// The money has to go back.
    Refund,
    /// A part of the money has to go back, whole rupiah.
    RefundPart { amount: i64 },
    /// The provider has accepted the refund.
    RefundDone,
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Opened(Checkout),
    /// The provider holds exactly what was asked.
    Captured {
        transaction_id: Option<String>,
    },
    /// The provider holds another amount.
    Mismatched {
        paid: i64,
        transaction_id: Option<String>,
    },
    Expired,
    Failed,
    /// All of it goes back, or a part, whole rupiah.
    RefundStarted {
        part: Option<i64>,
    },
    Refunded,
}

impl State {
    /// A payment that the provider does not know of yet.
    pub fn created() -> Self {
        Self {
            status: Status::Created,
            transaction_id: None,
            redirect_url: None,
            paid_amount: None,
            refund_amount: None,
            version: 1,
        }
    }
}

impl Status {
    /// Whether the provider still has to be asked about it.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Created | Self::Open | Self::Mismatched | Self::Refunding)
    }
}

/// Decides a command: the events that follow, none when it changes nothing. Total: a provider cannot be refused.
pub fn decide(state: &State, terms: Terms, command: Command, now: Timestamp) -> Vec<Event> {
    use Status::{Created, Expired, Failed, Mismatched, Open, Paid, Refunded, Refunding};
    match (command, state.status) {
        (Command::Opened(checkout), Created) => vec![Event::Opened(checkout)],
        (Command::Rejected, Created) => vec![Event::Failed],
        (Command::Reported(report), Created | Open | Expired | Failed) => {
            reported(state.status, terms, report, now)
        }
        (Command::Reported(report), Refunding) if report.state == ProviderState::Refunded => {
            vec![Event::Refunded]
        }
        (Command::Refund, Paid | Mismatched) => vec![Event::RefundStarted { part: None }],
        (Command::RefundPart { amount }, Paid) => {
            vec![Event::RefundStarted { part: Some(amount).filter(|part| *part < terms.amount) }]
        }
        (Command::RefundDone, Refunding) => vec![Event::Refunded],
        (Command::Opened(_) | Command::Rejected, _)
        | (Command::Reported(_), Paid | Mismatched | Refunding | Refunded)
        | (Command::Refund | Command::RefundPart { .. } | Command::RefundDone, _) => Vec::new(),
    }
}

fn reported(status: Status, terms: Terms, report: StatusReport, now: Timestamp) -> Vec<Event> {
    let StatusReport { state, transaction_id, amount, fee_included, .. } = report;
    let open = matches!(status, Status::Created | Status::Open);
    match state {
        ProviderState::Paid if amount.checked_sub(fee_included) == Some(terms.amount) => {
            vec![Event::Captured { transaction_id }]
        }
        ProviderState::Paid => vec![Event::Mismatched { paid: amount, transaction_id }],
        ProviderState::Expired if open => vec![Event::Expired],
        ProviderState::Failed if open => vec![Event::Failed],
        // What the provider never heard of, or forgot, cannot be paid any more.
        ProviderState::NotFound | ProviderState::Pending
            if open && now > terms.expires_at + GRACE =>
        {
            vec![Event::Expired]
        }
        _ => Vec::new(),
    }
}

/// Applies an event.
pub fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::Opened(checkout) => {
            state.status = Status::Open;
            state.redirect_url = Some(checkout.redirect_url.clone());
            state.learn(checkout.transaction_id.as_ref());
        }
        Event::Captured { transaction_id } => {
            state.status = Status::Paid;
            state.learn(transaction_id.as_ref());
        }
        Event::Mismatched { paid, transaction_id } => {
            state.status = Status::Mismatched;
            state.paid_amount = Some(*paid);
            state.learn(transaction_id.as_ref());
        }
        Event::Expired => state.status = Status::Expired,
        Event::Failed => state.status = Status::Failed,
        Event::RefundStarted { part } => {
            state.status = Status::Refunding;
            state.refund_amount = *part;
        }
        Event::Refunded => state.status = Status::Refunded,
    }
    state.version += 1;
}

impl State {
    fn learn(&mut self, transaction_id: Option<&String>) {
        if let Some(id) = transaction_id {
            self.transaction_id = Some(id.clone());
        }
    }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
