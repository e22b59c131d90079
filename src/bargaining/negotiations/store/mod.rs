//! Negotiations, offers, moves and promises in Postgres.

mod offers;
mod promises;
mod tables;

pub(super) use offers::{
    changed_untold, count_pending, decline_all, due, insert_offer, items_of, laid, newest,
    newest_of, offer, openings, owner_of, release, set_asked, set_bound, set_changed_told,
    set_reminded, settle, soon, with_items,
};
pub use offers::{lay_before, offers_of};
pub use promises::promise_of;
pub(super) use promises::{end_promise, promised_away};
pub(super) use tables::{
    Before, Made, lock_of_room, made, move_all, note_move, of_offer, of_room, of_rooms,
    on_tables_of, others, save, with_pending,
};
pub use tables::{Lying, Mood, insert_many, lying, moods};
