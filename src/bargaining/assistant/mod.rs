//! @tawar, the seller's assistant: answers offers while the seller is away, within a recorded mandate. [`decide`], a pure
//! table, alone decides the answer; the wording comes after. An offer has at most one receipt; the decision, the move and
//! the receipt are one transaction under the listing's lock, so that revoking a mandate takes effect at once.

mod acceptable;
mod actions;
mod answer_view;
mod api;
mod emails;
mod judgement;
mod llm;
mod mandates;
mod model;
mod pages;
mod policy;
#[cfg(test)]
mod policy_tests;
mod store;
mod templates;

pub use actions::Assistant;
pub use api::{
    AnswerOut, AskIn, MANDATE_EXTENSION, MandateShown, ReceiptOut, ask_post, mandate_get,
    mandate_put,
};
pub use llm::{Brief, LlmClient};
pub use mandates::is_active;
pub use model::{Mandate, MandateIn, Mode, Receipt};
pub use pages::{assistant_page, assistant_post, drop_post};
pub use policy::{Case, Decision, Limits, Style, counter, decide};
pub use templates::text_for;

#[doc(hidden)]
pub use api::{__path_ask_post, __path_mandate_get, __path_mandate_put};
