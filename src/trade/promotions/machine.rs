//! A promotion as a pure state machine.
//!
//! Invariants: it starts at most once, and only when its money is there; its end never moves; it is refunded at most once, and
//! only while it runs.

use chrono::Duration;
use diesel::prelude::*;

use crate::base::clock::Timestamp;
use crate::base::ids::words;
use crate::base::schema::promotions;

words! {
    /// The status of a promotion.
    #[schema(as = PromotionStatus)]
    Status {
        /// Its price is not there yet.
        Unpaid = "unpaid",
        /// The listing is shown until its end.
        Running = "running",
        /// Its time is over, or it was taken away by its owner's fault.
        Ended = "ended",
        /// It was not paid in time, or its owner chose another.
        Lapsed = "lapsed",
        /// Its listing was taken down without its owner's fault: the price goes back.
        Refunded = "refunded",
    }
}

/// The columns that the machine changes.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = promotions, treat_none_as_null = true)]
pub struct State {
    pub status: Status,
    pub starts_at: Option<Timestamp>,
    pub ends_at: Option<Timestamp>,
    /// When the clock changes it next.
    pub deadline_at: Option<Timestamp>,
    /// From 1; increases by one with each event.
    pub version: i32,
}

/// Why a listing was taken down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It broke the rules.
    Owner,
    /// By mistake, or for a reason of ours.
    Nobody,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Command {
    /// The provider has the money. `for_sale`: whether the listing can be shown.
    Capture { for_sale: bool },
    /// The owner chose another one instead, before paying.
    Withdraw,
    /// The deadline may have come.
    Lapse,
    /// The listing was taken down.
    TakeDown(Fault),
}

/// A change that was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Started {
        at: Timestamp,
        ends_at: Timestamp,
    },
    Lapsed,
    /// At its end, or before it.
    Ended,
    Refunded,
}

impl State {
    /// A promotion that is to be paid until `deadline`.
    pub fn unpaid(deadline: Timestamp) -> Self {
        Self {
            status: Status::Unpaid,
            starts_at: None,
            ends_at: None,
            deadline_at: Some(deadline),
            version: 1,
        }
    }
}

impl Status {
    /// Whether another one of its kind has to wait.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Unpaid | Self::Running)
    }
}

/// Decides a command: the events that follow, none when it changes nothing. `hours`: how long it was bought for.
pub fn decide(state: &State, hours: i16, command: Command, now: Timestamp) -> Vec<Event> {
    let is_over = state.deadline_at.is_some_and(|deadline| deadline <= now);
    match (command, state.status) {
        (Command::Capture { for_sale: true }, Status::Unpaid) => {
            vec![Event::Started { at: now, ends_at: now + Duration::hours(hours.into()) }]
        }
        (Command::Capture { for_sale: false } | Command::Withdraw, Status::Unpaid) => {
            vec![Event::Lapsed]
        }
        (Command::Lapse, Status::Unpaid) if is_over => vec![Event::Lapsed],
        (Command::Lapse | Command::TakeDown(_), Status::Running) if is_over => vec![Event::Ended],
        (Command::TakeDown(_), Status::Unpaid) => vec![Event::Lapsed],
        (Command::TakeDown(Fault::Owner), Status::Running) => vec![Event::Ended],
        (Command::TakeDown(Fault::Nobody), Status::Running) => vec![Event::Refunded],
        (
            Command::Capture { .. } | Command::Withdraw | Command::Lapse | Command::TakeDown(_),
            Status::Unpaid | Status::Running | Status::Ended | Status::Lapsed | Status::Refunded,
        ) => Vec::new(),
    }
}

/// Applies an event.
pub fn evolve(state: &mut State, event: Event) {
    match event {
        Event::Started { at, ends_at } => {
            state.status = Status::Running;
            state.starts_at = Some(at);
            state.ends_at = Some(ends_at);
            state.deadline_at = Some(ends_at);
        }
        Event::Lapsed => state.status = Status::Lapsed,
        Event::Ended => state.status = Status::Ended,
        Event::Refunded => state.status = Status::Refunded,
    }
    if !state.status.is_open() {
        state.deadline_at = None;
    }
    state.version += 1;
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
