//! The bargain as a pure machine: no clock, no database, no sockets. Handler, socket, job and assistant all go through it.

#[cfg(test)]
mod laws;
mod rules;
mod table;
#[cfg(test)]
mod tests;

pub use rules::apply;
pub use table::{Event, Goods, Move, Party, Pending, Refusal, State, Table, Tries};
