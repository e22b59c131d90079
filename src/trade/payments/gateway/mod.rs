//! The payment providers behind one port. Nothing here touches the database: an adapter turns a request into HTTP and the
//! provider's answer into a plain type.
//!
//! Invariants: what an answer does not prove is [`GatewayError::Unknown`], never a guess; a notification only means "ask for
//! the status"; amounts are whole rupiah, and an amount with a fraction is refused; no secret is printed or logged; every
//! request has a time limit, follows no redirect and reads a bounded answer. Adapters do not retry: the caller's job does.

mod amount;
mod client;
mod hex;
mod mayar;
mod mayar_answers;
mod midtrans;
mod midtrans_notice;
mod midtrans_status;
mod open;
mod port;

pub use amount::{rupiah_text, whole_rupiah};
pub use client::{Answer, Call, Key, ProviderClient, REQUEST_TIMEOUT};
pub use mayar::Mayar;
pub use midtrans::{Midtrans, MidtransAccount};
pub use midtrans_notice::signature;
pub use open::Gateways;
pub use port::{
    Charge, ChargeLine, Checkout, Gateway, GatewayError, Lookup, Notice, NoticeError, Provider,
    ProviderState, RawNotice, RefundOrder, StatusReport,
};
