//! Reviews: what the two parties of a completed deal say of each other.
//!
//! Invariants: only the parties of a deal that is reviewable write, one review each, with another account; a review is hidden
//! from the other party until both wrote or seven days have passed since the deal ended, then shown for ever; it is changed
//! only while hidden, and each version stays on record; the reviewed person replies once, to what is shown; what the
//! reviews of a person come to (`rating`) changes in the transaction that shows one.
//!
//! A suspension does not touch reviews: the deal was real, so what a suspended person wrote before is shown in its time and
//! counts, and others review them as ever. Whoever is suspended has no session, and so writes, changes and replies nothing.

mod about;
mod actions;
mod api;
mod list;
mod machine;
#[cfg(test)]
mod machine_tests;
mod model;
mod policy;
mod rating;
mod removal;
mod scans;
mod service;
mod shapes;
mod store;
mod tag;

pub use about::About;
pub use actions::open_windows;
pub use api::{change_api, list_api, reply_api, review_api, show_api};
pub use list::{ReviewPage, ShownReview, Summary, page_of, summary_of};
pub use machine::{
    Command, CommandKind, Event, Refusal, decide, evolve, permitted, reveal_time, shows,
    write_until,
};
pub use model::{Content, Exchange, Reply, ReviewsFrom, Written};
pub use policy::MAX_PHOTOS;
pub use rating::{recompute, recomputed};
pub use removal::remove;
pub use service::{ReviewMove, Reviews};
pub use store::{comments_of, exchange, shown_by};
pub use tag::Tag;

#[doc(hidden)]
pub use api::{
    __path_change_api, __path_list_api, __path_reply_api, __path_review_api, __path_show_api,
};
