//! Seals, keys, and the rows of a bundle beside the messages, in Postgres.

mod keys;
mod records;
mod seals;

pub(super) use keys::{
    any_plaintext, lock_rotation, oldest_note_key, raise_statement_timeout, stored_keys,
};
pub(super) use records::{deals_of, erase_notes_of, moves_of, offers_of, room_record};
pub use seals::{SealRow, seals_after};
pub(super) use seals::{insert_seals, seals_of, unsealed_rooms};
