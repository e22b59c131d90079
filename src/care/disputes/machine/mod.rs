//! A dispute as a pure state machine: no clock, no database. [`decide`] answers a command of a party, a mediator or the clock
//! with events or a refusal, [`evolve`] applies an event, [`permitted`] lists what somebody may do now.
//!
//! Invariants: an open dispute has a deadline and a default outcome, and ends within three weeks and two more decisions; a
//! ruling is made once in each of at most two rounds, the second by somebody else; nobody rules who is a party or linked to
//! one; what the parties agree on ends it at once. The version increases by one with each event.

mod command;
mod decide;
mod evolve;
mod mediating;
mod permitted;
mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod walk;

pub use command::{Actor, Command, CommandKind, Event, Facts, Refusal};
pub use decide::decide;
pub use evolve::evolve;
pub use permitted::{permitted, possible};
pub use state::{Offer, Ruling, State, Status};
