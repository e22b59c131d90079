//! A deal as a pure state machine: no clock, no database. [`decide`] answers a command with events or a refusal, [`evolve`]
//! applies an event, [`permitted`] lists the commands of a party. At the deadline of a pending deal the system may confirm
//! it or call it off; which of them depends on the people, and is decided by `actions`.
//!
//! Invariants: a live deal has a deadline and a default outcome; a cancelled deal stays cancelled; the version increases
//! by one with each event.

use chrono::Duration;

use super::model::{Payment, State, Status};
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::base::ids::words;
use crate::market::Party;

/// An agreed deal is cancelled after this.
const TIME_TO_MEET: Duration = Duration::days(7);

impl State {
    /// The state of a new deal. For `minutes` the seller may reject what the assistant agreed; 0 when the seller agreed in
    /// person.
    pub fn opened(minutes: i64, now: Timestamp) -> Self {
        let (status, deadline) = match minutes {
            1.. => (Status::Pending, now + Duration::minutes(minutes)),
            ..=0 => (Status::Agreed, now + TIME_TO_MEET),
        };
        Self {
            status,
            payment: Payment::None,
            cancel_reason: None,
            cancelled_by: None,
            version: 1,
            deadline_at: Some(deadline),
        }
    }

    fn is_due(&self, now: Timestamp) -> bool {
        self.deadline_at.is_some_and(|at| at <= now)
    }
}

/// A request of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Call the deal off: a party at any time, the system only at the deadline.
    CallOff {
        /// The party's text; may be empty.
        reason: String,
    },
    /// Confirm a pending deal: the system, at the deadline.
    Confirm,
}

words! {
    /// The kinds of commands.
    CommandKind {
        /// [`Command::CallOff`].
        CallOff = "call_off",
        /// [`Command::Confirm`].
        Confirm = "confirm",
    }
}

/// A change that was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A pending deal is agreed.
    Confirmed {
        /// When the agreed deal is called off.
        deadline: Timestamp,
    },
    CalledOff {
        by: Party,
        /// The party's text; may be empty.
        reason: String,
    },
}

/// Why a command is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The deal has ended, or is agreed already.
    TooLate,
    /// The deadline has not passed, or the party is not the system.
    NotDue,
    /// A pending deal binds the buyer.
    Bound,
}

impl From<Refusal> for Text {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLate => Self::new("deal-too-late"),
            Refusal::NotDue => Self::new("deal-not-due"),
            Refusal::Bound => Self::new("deal-bound"),
        }
    }
}

/// Decides a command.
///
/// # Errors
/// Why the command is refused.
pub fn decide(
    state: &State,
    by: Party,
    command: Command,
    now: Timestamp,
) -> Result<Vec<Event>, Refusal> {
    match (command, state.status) {
        (Command::CallOff { .. }, Status::Pending) if by == Party::Buyer => Err(Refusal::Bound),
        (Command::CallOff { reason }, Status::Pending | Status::Agreed) => {
            if by == Party::System && !state.is_due(now) {
                Err(Refusal::NotDue)
            } else {
                Ok(vec![Event::CalledOff { by, reason }])
            }
        }
        (Command::Confirm, Status::Pending) => {
            if by == Party::System && state.is_due(now) {
                Ok(vec![Event::Confirmed { deadline: now + TIME_TO_MEET }])
            } else {
                Err(Refusal::NotDue)
            }
        }
        (Command::Confirm, Status::Agreed) | (_, Status::Cancelled) => Err(Refusal::TooLate),
    }
}

/// Applies an event.
pub fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::Confirmed { deadline } => {
            state.status = Status::Agreed;
            state.deadline_at = Some(*deadline);
        }
        Event::CalledOff { by, reason } => {
            state.status = Status::Cancelled;
            state.cancelled_by = Some(*by);
            state.cancel_reason = Some(reason.clone());
            state.deadline_at = None;
        }
    }
    state.version += 1;
}

/// The kinds of commands that `by` may give; for the system, once the deadline has passed. Calls [`decide`], so that no rule
/// is written twice.
pub fn permitted(state: &State, by: Party) -> Vec<CommandKind> {
    let due = state.deadline_at.unwrap_or(Timestamp::UNIX_EPOCH);
    let command = |kind| match kind {
        CommandKind::CallOff => Command::CallOff { reason: String::new() },
        CommandKind::Confirm => Command::Confirm,
    };
    let may = |kind: &CommandKind| decide(state, by, command(*kind), due).is_ok();
    CommandKind::ALL.iter().copied().filter(may).collect()
}
