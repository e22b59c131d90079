//! Chat: rooms of two people, the live connection to their screens, and parsing prices and contacts in free
//! text. Invariants: a message is committed, then acked, then announced; Postgres decides the order, actors only save time.
//! Imports neither negotiations nor deals: what a room needs of them is passed to the `Lobby` as functions.

pub mod live;
pub mod parsing;
pub mod rooms;
