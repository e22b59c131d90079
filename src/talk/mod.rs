//! Talk: rooms where two people chat, negotiations where they bargain, and the live way to their screens.
//! Invariants: committed first, then acked, then announced; Postgres orders, actors only hurry.

pub mod barter;
pub mod claims;
mod commands;
pub mod evidence;
mod frames;
pub mod live;
pub mod negotiations;
pub mod reading;
pub mod rooms;
pub mod socket;
pub mod tawar;

pub use commands::Parts;
