//! What is sent over the socket: two closed enums, and the objects in them.

mod commands;
mod events;
mod shapes;

pub use commands::Command;
pub use events::Event;
pub use shapes::{DealChange, MessageOut, NegotiationOut, OfferOut};
