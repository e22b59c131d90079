//! Payments: what somebody was asked to pay at a provider, for a deal or for a promotion, and what the provider says of it.
//!
//! Invariants: a payment is wanted in a transaction before the provider hears of it, and every answer of the provider is
//! recorded in one; a notice only means "go and ask"; a payment is captured at most once and only with exactly the amount
//! that was asked; what the provider holds beside that goes back; no image and no text ever changes a payment. `gateway`
//! and `till` (the stand-in of a provider, with practice money) know nothing of what is paid for; `Settlement` tells it
//! through `PaidFor`.

mod actions;
mod calls;
pub mod gateway;
mod machine;
mod model;
mod notices;
mod purpose;
mod settlement;
mod store;
pub mod till;
mod view;

pub use actions::{
    KIND, NewPayment, ensure_jobs, open_of, receive_notice, record, refund, refund_part, start,
};
pub use calls::{Payer, consult};
pub use machine::{Command, Event, State, Status};
pub use model::Payment;
pub use notices::{mayar_notice, midtrans_notice, sandbox_notice};
pub use purpose::Purpose;
pub use settlement::{Capture, POLICY, PaidFor, Settlement};
pub use store::{by_id, by_reference, claim, for_purpose, release};
pub use view::PaymentOut;

#[doc(hidden)]
pub use notices::{__path_mayar_notice, __path_midtrans_notice, __path_sandbox_notice};
