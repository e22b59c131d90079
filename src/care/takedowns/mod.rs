//! Takedowns: a listing that moderation removes. It leaves every list, its promotions end, and their price goes back when its
//! owner is not at fault; the owner reads why, and may appeal.
//!
//! Invariants: at most one takedown of a listing is in force (partial unique index); the owner's fault is followed by the next
//! step of the ladder of sanctions in the same transaction; undoing a takedown restores the listing as it was, and lifts that
//! step. Both are in the audit log.

mod actions;
mod model;
mod store;

pub use actions::{NewTakedown, TakenDown, mark_read, take_down, undo};
pub use model::Takedown;
pub use store::{by_id, by_ids, in_force_of, of_owner};
