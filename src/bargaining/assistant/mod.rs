//! @tawar, the seller's assistant: answers offers while the seller is away, by a recorded mandate. What it answers is
//! decided by [`decide`] alone, a pure table; words come after. Each offer has at most one receipt; the decision, the
//! move and the receipt are one transaction under the listing's lock, so that a mandate taken back holds at once.

mod actions;
mod api;
mod emails;
mod llm;
mod model;
mod pages;
mod policy;
#[cfg(test)]
mod policy_tests;
mod store;
mod templates;

pub use actions::{Assistant, helps};
pub use api::{
    Answered, AskIn, COMPANION, MandateIn, MandateShown, ReceiptOut, ask_post, mandate_get,
    mandate_put,
};
pub use emails::Letters;
pub use llm::{Brief, Voice};
pub use model::{Mandate, Mode, Receipt};
pub use pages::{assistant_page, assistant_post, drop_post};
pub use policy::{Case, Decision, Limits, Style, counter, decide};
pub use templates::said;

#[doc(hidden)]
pub use api::{__path_ask_post, __path_mandate_get, __path_mandate_put};
