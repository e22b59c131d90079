//! Payouts: a person's balance goes to their bank account or e-wallet.
//!
//! Invariants: the balance is charged in the transaction that wants the payout, before the provider hears of it, and every
//! answer of the provider is recorded in one; a notice only means "go and ask"; one payout of a person is open at a time
//! (partial unique index); what does not arrive, or comes back after it looked paid, is in the balance again, once (a key of
//! the ledger). An account is stored after its owner gave the password and saw the holder's name; the number is encrypted, and
//! leaves only to the provider. After a change of account payouts rest for 72 hours.
//!
//! While somebody is suspended their money rests: they cannot sign in to ask for a payout, and one that the provider has not
//! taken yet is sent when the suspension is over.

mod account;
mod actions;
mod api;
mod bank;
mod calls;
mod changing;
pub mod gateway;
mod machine;
mod mails;
mod model;
mod policy;
pub mod practice;
mod reencryption;
mod service;
mod settling;
mod store;

pub use account::Account;
pub use actions::{KIND, ensure_jobs};
pub use api::{
    AccountOut, PayoutOut, PayoutsOut, account_api, list_api, notice_api, payout_api, request_api,
};
pub use bank::{Bank, Destination};
pub use changing::{AccountWish, Proposal};
pub use machine::{Command, Event, State, Status, decide, evolve};
pub use model::{PageOf, Payout};
pub use policy::{REST, Refusal, Standing, check, check_amount};
pub use reencryption::{oldest_key, reencrypt};
pub use service::{Overview, PayoutDeps, PayoutSite, Payouts};
pub use settling::POLICY;
pub use store::share_account;

#[doc(hidden)]
pub use api::{
    __path_account_api, __path_list_api, __path_notice_api, __path_payout_api, __path_request_api,
};
