//! A deal as a pure state machine: no clock, no database. [`decide`] answers a command with events or a refusal, [`evolve`]
//! applies an event, [`permitted`] lists the commands of a party. Forms, API, jobs, payment reports and the administration
//! all go through it; what it evolved is what the store saves.
//!
//! Invariants: a live deal has a deadline and a default outcome; a deal that has ended stays as it ended; money that is held
//! is released, returned or divided exactly when the deal ends; while a dispute waits for its decision no clock runs; the version increases by one with each event.

mod command;
mod decide;
mod defaults;
#[cfg(test)]
mod diagram;
mod disputing;
mod evolve;
mod handing_over;
mod permitted;
mod state;
mod terms;
#[cfg(test)]
mod tests;
mod verdict;
#[cfg(test)]
mod walk;

pub use command::{Command, CommandKind, Event, Refusal, Tracking};
pub use decide::decide;
pub use evolve::evolve;
pub use permitted::{may_dispute, permitted};
pub use state::{Course, Leg, LegStatus, Outcome, Payment, State, Status};
pub use terms::{Moment, Opening, Terms};
pub use verdict::{Verdict, VerdictKind};
