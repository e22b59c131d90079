//! The practice bank: a stand-in for a provider of payouts, for development. It pays out practice money.
//!
//! It speaks the protocol of the adapter over a socket of its own on 127.0.0.1. The last two digits of an account's number choose
//! what happens (see [`Outcome`]): paid, failed at once or late, answered slowly, announced twice or never.
//!
//! Invariants: its rows are the provider's own books, which the rest of the site never reads; a notification that was not
//! answered with 200 is sent again, also after a restart.

mod context;
mod model;
mod notices;
mod running;
mod server;
mod store;

pub use model::Outcome;
pub use running::{PracticeBank, PracticeDeps};
