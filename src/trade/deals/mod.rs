//! Deals: what two people agreed on, with the terms of the listings at that moment.
//!
//! Invariants: at most one live deal reserves a listing (partial unique index); a deal belongs to one accepted offer; every
//! live deal has a deadline and a default outcome; every change appends a system message to the deal's room in the same
//! transaction.
//!
//! `bargaining` opens deals and calls the actions inside its own transactions; it updates the negotiation in a function
//! that it passes to them. Locks are taken in this order: listings by id, the deal, rooms by id.

mod actions;
mod api;
mod machine;
#[cfg(test)]
mod machine_tests;
mod model;
mod opening;
mod store;

pub use actions::{CallOff, FollowUp, apply_deadline, call_off, may_delete_messages};
pub use api::{DealOut, DealShown, STATUS_WORDS, list_api, show_api};
pub use machine::{Command, CommandKind, Event, Refusal, decide, evolve, permitted};
pub use model::{CODE_PREFIX, Deal, DealItem, Payment, State, Status};
pub use opening::{Agreement, GivenListing, open};
pub use store::{
    DealPage, DealsFrom, by_code, by_id, by_name, by_room, called_off, cut, due, gifts_to,
    items_of, of_user, rooms_of,
};

#[doc(hidden)]
pub use api::{__path_list_api, __path_show_api};
