//! Promotions: an owner pays for a place of their listing in lists: at the top of the feed and its category ("Angkat"), or in
//! the banner of its category's page ("Sorotan").
//!
//! Invariants: nothing is shown before the provider holds exactly its price; it ends by itself (a placement's own end decides,
//! the scan only records it); when the listing is taken down without its owner's fault the price goes back, once; at most one
//! promotion of a kind is open for a listing (partial unique index). What was paid when nothing is to be paid any more goes
//! back. `market/placements/` shows and counts. Locks are taken in this order: the listing, the promotion, its payments.

mod actions;
mod api;
mod figures;
mod machine;
mod model;
mod policy;
mod service;
mod store;

pub use actions::{Wish, taken_down};
pub use api::{PromotionOut, PromotionShown, PromotionsOut, buy_api, list_api};
pub use figures::Figures;
pub use machine::{Command, Event, Fault, State, Status, decide, evolve};
pub use model::Promotion;
pub use policy::{Offer, offers};
pub use service::{Promotions, Seen};
pub use store::by_code;

#[doc(hidden)]
pub use api::{__path_buy_api, __path_list_api};
