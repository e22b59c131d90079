//! A payout as a pure state machine: what the provider's report changes. Nobody else moves it.
//!
//! Invariants: it is returned at most once, and never without having failed; a report of another amount changes nothing; a
//! report may come late, twice and in any order.

use chrono::Duration;
use diesel::prelude::*;

use super::gateway::{ProviderState, Reason, Report};
use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::base::schema::payouts;

/// A transfer that comes back does so within a banking day: so long after it looked paid the provider is asked once more.
pub const LOOK_AGAIN: Duration = Duration::hours(24);

words! {
    /// The status of a payout.
    #[schema(as = PayoutStatus)]
    Status {
        /// Wanted; the provider does not know of it yet, or its answer is not known.
        Requested = "requested",
        /// The provider has taken it.
        Sent = "sent",
        /// The account has the money.
        Paid = "paid",
        /// It did not arrive. The money is returned in the same transaction.
        Failed = "failed",
        /// The money is back in the balance.
        Returned = "returned",
    }
}

/// The columns that the machine changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = payouts, treat_none_as_null = true)]
pub struct State {
    pub status: Status,
    /// Why it failed.
    pub reason: Option<Reason>,
    /// From 1; increases by one with each event.
    pub version: i32,
    /// When the provider of a paid one is asked once more.
    pub look_again_at: Option<Timestamp>,
}

/// What the provider answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// How it stands.
    Reported(Report),
    /// It was refused, and the provider does not know of it.
    Refused,
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Sent,
    Paid {
        look_again_at: Timestamp,
    },
    /// It is still paid after the last look.
    Settled,
    Failed {
        reason: Reason,
    },
    /// The money goes back to the balance.
    Returned,
}

impl State {
    /// A payout that the provider does not know of yet.
    pub fn requested() -> Self {
        Self { status: Status::Requested, reason: None, version: 1, look_again_at: None }
    }

    /// Whether the provider has to be asked about it now.
    pub fn is_waiting(&self, now: Timestamp) -> bool {
        self.status.is_open() || self.look_again_at.is_some_and(|at| at <= now)
    }
}

impl Status {
    /// Whether its person can have no other one meanwhile.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Sent | Self::Failed)
    }
}

/// Decides a command: the events that follow, none when it changes nothing. `arrives` is what the account receives, whole
/// rupiah. Total: a provider cannot be refused.
pub fn decide(state: &State, arrives: i64, command: &Command, now: Timestamp) -> Vec<Event> {
    use Status::{Failed, Paid, Requested, Returned, Sent};
    let fails = |reason| vec![Event::Failed { reason }, Event::Returned];
    let Command::Reported(report) = command else {
        return if state.status == Requested { fails(Reason::Declined) } else { Vec::new() };
    };
    if report.amount != arrives {
        return Vec::new();
    }
    match (report.state, state.status) {
        (ProviderState::Sent, Requested) => vec![Event::Sent],
        (ProviderState::Paid, Requested | Sent) => {
            vec![Event::Paid { look_again_at: now + LOOK_AGAIN }]
        }
        (ProviderState::Paid, Paid) if state.is_waiting(now) => vec![Event::Settled],
        (ProviderState::Failed, Requested | Sent | Paid) => {
            fails(report.reason.unwrap_or(Reason::Other))
        }
        (ProviderState::Sent, Sent | Paid)
        | (ProviderState::Paid, Paid)
        | (_, Failed | Returned) => Vec::new(),
    }
}

/// Applies an event.
pub fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::Sent => state.status = Status::Sent,
        Event::Paid { look_again_at } => {
            state.status = Status::Paid;
            state.look_again_at = Some(*look_again_at);
        }
        Event::Settled => state.look_again_at = None,
        Event::Failed { reason } => {
            state.status = Status::Failed;
            state.reason = Some(*reason);
            state.look_again_at = None;
        }
        Event::Returned => state.status = Status::Returned,
    }
    state.version += 1;
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
