//! Deals: what two people agreed on, with the terms as they stood. Invariants: a listing is held by at most one live deal
//! (partial unique index); a deal belongs to one accepted offer; every live deal has a deadline and a default outcome;
//! whoever changes a deal appends the system message of it to its room in the same transaction.
//!
//! Bargaining opens deals and calls the actions here inside its own transactions; what follows for the negotiation it
//! hands in as a function. Locks are taken in this order: listings by id, the deal, rooms by id.

mod actions;
mod api;
mod machine;
#[cfg(test)]
mod machine_tests;
mod model;
mod opening;
mod store;

pub use actions::{CallOff, Followed, apply_deadline, call_off, may_delete_messages};
pub use api::{DealOut, DealShown, STATUS_WORDS, list_api, show_api};
pub use machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted};
pub use model::{Deal, DealItem, Payment, State, Status};
pub use opening::{Agreement, Given, open};
pub use store::{
    DealPage, by_code, by_id, by_name, by_room, called_off, due, gifts_to, items_of, of_user,
    rooms_of,
};

#[doc(hidden)]
pub use api::{__path_list_api, __path_show_api};
