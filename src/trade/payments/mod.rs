//! Payments: what a buyer was asked to pay at a provider, and what the provider says of it.
//!
//! Invariants: a payment is wanted in a transaction before the provider hears of it, and every answer of the provider is
//! recorded in one; a notice only means "go and ask"; a payment is captured at most once and only with exactly the amount
//! that was asked; what the provider holds beside that goes back; no image and no text ever changes a payment. `gateway`
//! and `till` (the stand-in of a provider, with practice money) know nothing of deals.

mod actions;
mod calls;
pub mod gateway;
mod machine;
mod model;
mod store;
pub mod till;

pub use actions::{
    KIND, NewPayment, ensure_jobs, open_of, receive_notice, record, refund, refund_part, start,
};
pub use calls::{Payer, consult};
pub use machine::{Command, Event, State, Status};
pub use model::Payment;
pub use store::{by_id, by_reference, claim, of_deal, release};
