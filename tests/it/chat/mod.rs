//! The chat of two members of a room, over HTTP and over sockets.

mod connection;
mod deletion;
mod deletion_rules;
mod failures;
mod history;
mod inbox;
mod language;
mod membership;
mod ordering;
mod photos;
mod polling;
mod presence;
mod quotes;
mod restart;
mod resume;
mod slow_readers;
mod unread;
