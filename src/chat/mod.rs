//! Chat: rooms where two people talk, the live connection to their screens, and reading prices and contacts out of free
//! text. Invariants: a message is committed, then acked, then announced; Postgres decides the order, actors only save time.
//! Knows nothing of bargains or deals: what a room needs of them is handed to the `Lobby` as functions.

pub mod live;
pub mod parsing;
pub mod rooms;
