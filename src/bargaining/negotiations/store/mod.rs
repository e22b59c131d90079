//! Negotiations, offers, moves and promises in Postgres. It sets no status of its own: it saves what the machine evolved.

mod moves;
mod negotiations;
mod offer_changes;
mod offers;
mod promises;

pub(super) use moves::{RecordedMove, insert_move, move_with_id};
pub use negotiations::{CurrentOffer, InboxStatus, current_offer, inbox_statuses, insert_many};
pub(super) use negotiations::{
    lock_of_room, of_offer, of_room, of_rooms, open_offers_of, others_in, save, save_all,
    with_pending,
};
pub(super) use offer_changes::{OfferChange, insert_offer, save_offer, save_offers};
pub(super) use offers::{
    count_pending, current, current_of, due, included_so_far, is_in_use, items_of, offer, openings,
    set_edit_notified, set_reminded, soon_due, with_items, with_unnotified_edits,
};
pub use offers::{offers_of, was_included};
pub use promises::promise_of;
pub(super) use promises::{end_promise, is_reserved_elsewhere};
