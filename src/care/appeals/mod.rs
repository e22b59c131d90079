//! Appeals: somebody asks the staff to look again at a sanction or a takedown.
//!
//! Invariants: one appeal for each, while it is in force; decided by somebody else than who imposed it, where the site has
//! somebody else; granting it lifts the sanction, or restores the listing, in the same transaction. Its deadline is three times
//! 24 hours.

mod actions;
mod model;
mod staff_api;
mod store;

pub use actions::{AppealDecision, appeal, decide};
pub use model::{Appeal, AppealSubject};
pub use staff_api::{AppealDecisionIn, AppealShown, appeals_api, carry, decide_api, waiting};
pub use store::{of_person, pending};

#[doc(hidden)]
pub use staff_api::{__path_appeals_api, __path_decide_api};
