//! The built-in till: a stand-in for a payment provider, for development. It takes practice money.
//!
//! It speaks the HTTP of Midtrans over a socket of its own on 127.0.0.1, so that the adapter, the signatures and the
//! notifications are those of real money. On its page the payer chooses what happens: paid, late, twice, too little, silent.
//!
//! Invariants: its rows are the provider's own books, which the rest of the site never reads; a notification that was not
//! answered with 200 is sent again, also after a restart; without a running till its addresses answer 404.

mod actions;
mod api;
mod context;
mod model;
#[cfg(test)]
mod model_tests;
mod notices;
mod pages;
mod running;
mod server;
mod store;
mod view;
mod wire;

pub use actions::pay;
pub use api::{TillPaymentOut, pay_api};
pub use model::{TillOutcome, TillPayment, TillState};
pub use pages::{pay_form, pay_page};
pub use running::{Till, TillDeps, server_key};

#[doc(hidden)]
pub use api::__path_pay_api;
