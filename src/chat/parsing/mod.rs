//! Reading: what a line of the chat says about money, and whether it hands over a way around the chat.
//! Invariants: pure and in linear time, whatever somebody types; a text that holds neither a digit nor a word of the
//! kind is put aside without an allocation, because this runs for every message; a reading is a guess that offers
//! something (a chip, a note), it never decides anything.

mod account;
mod amounts;
mod command;
mod contact;
mod digits;
#[cfg(test)]
mod laws;
mod link;
mod names;
mod numbers;
mod numerals;
mod offer;
mod phone;
mod price;
mod rows;
mod sense;
mod sites;
mod tokens;
mod trigger;
mod words;

pub use command::command;
pub use contact::{Contact, Kind as ContactKind, contacts, score};
pub use numerals::names_number;
pub use price::price;

/// What templates may ask of a text: the price it offers, and how surely it hands over a way around the chat; 0 is none.
pub const FILTERS: &[crate::base::render::NumberFilter] =
    &[("price", |text| price(text).unwrap_or(0)), ("contact", |text| i64::from(score(text)))];
