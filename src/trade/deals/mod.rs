//! Deals: what two people agreed on, with the terms as they stood. Invariants: a thing lies in one live deal at
//! most (partial unique index), a deal belongs to one accepted offer, every open deal has a deadline and a default outcome.
//! Opening and calling off happen inside the transaction of the wing that decides them.

mod api;
mod machine;
mod model;
mod store;

pub mod actions;

pub use api::{DealOut, DealShown, list_api, show_api};
pub use machine::{Party, Refusal, Step, apply};
pub use model::{Deal, DealItem, Payment, Status};
pub use store::{
    by_code, by_id, by_name, by_room, called_off, due, gifts_to, items_of, of_user, rooms_of,
};

#[doc(hidden)]
pub use api::{__path_list_api, __path_show_api};
