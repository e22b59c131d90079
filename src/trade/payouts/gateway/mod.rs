//! The provider of payouts behind a port. Nothing here touches the database: the adapter turns a request into HTTP and the
//! answer into a plain type. It speaks one small protocol (`docs/operations.md`), which the built-in practice bank speaks too,
//! so that development exercises the adapter, the signatures and the retries of real money.
//!
//! Invariants: what an answer does not prove is unknown, never a guess; the same reference is paid out once; a notification
//! only means "ask for the state"; no secret and no account number is printed or logged.

mod bridge;
mod port;

pub use bridge::{Bridge, BridgeAccount, notice_signature};
pub use port::{
    Notice, Order, PayoutGateway, PayoutGateways, PayoutProvider, ProviderState, RawNotice, Reason,
    Report,
};
