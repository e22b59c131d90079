//! Reads prices and off-platform contacts from free text.
//! Invariants: pure, and in linear time for any input; a text that contains neither a digit nor a relevant word is
//! rejected without an allocation, because this runs for every message; a result is a guess that offers something (a chip, a
//! note) and decides nothing.

mod accounts;
mod amounts;
mod contacts;
mod context_words;
mod digit_runs;
mod digits;
mod handles;
#[cfg(test)]
mod laws;
mod links;
mod numbers;
mod numerals;
mod offer_command;
mod offered;
mod phones;
mod platforms;
mod prefilter;
mod price;
mod tokens;
mod transfers;

pub use contacts::{Contact, ContactKind, contact_score, contacts, names_contact};
pub use numerals::names_number;
pub use offer_command::offer_command;
pub use price::price;
pub use transfers::names_transfer_proof;
