//! Negotiations, offers, moves and promises in Postgres.

mod offers;
mod promises;
mod tables;

pub(super) use offers::{
    count_pending, due, insert_offer, items_of, laid, newest, openings, owner_of, release,
    set_asked, set_bound, set_reminded, settle, soon, with_items,
};
pub use offers::{lay_before, offers_of};
pub use promises::promise_of;
pub(super) use promises::{end_promise, promised_away};
pub use tables::{Lying, Mood, insert_many, lying, moods};
pub(super) use tables::{
    Made, lock_of_room, note_move, of_offer, of_room, on_tables_of, others, save, was_made,
};
