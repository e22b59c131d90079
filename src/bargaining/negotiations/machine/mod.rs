//! The negotiation as a pure state machine: no clock, no database, no sockets. [`decide`] answers a command with events
//! or a refusal, [`evolve`] applies an event, [`permitted`] lists what a party may do now. Form, socket, API, job and
//! assistant all go through it; what it evolved is what the store saves.
//!
//! Invariants: at most one pending offer; agreed exactly while the current offer is accepted and its deal is live; the
//! version rises by one with each decision that others see; a settled offer stays as it was settled.

mod command;
#[cfg(test)]
mod counter_tests;
mod decide;
mod evolve;
mod facts;
#[cfg(test)]
mod laws;
mod permitted;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Command, CommandKind, Event, Move, Refusal};
pub use decide::decide;
pub use evolve::evolve;
pub use facts::{Facts, IncludedCounts, ListingFacts, Tries};
pub use permitted::permitted;
pub use state::{OfferState, OfferStatus, Phase, State};
