//! The live way: what is said on the wire, who is connected, how a frame reaches them.
//! Knows neither rooms nor offers beyond their shapes on the wire.

mod hub;
mod wire;

pub use hub::{Connected, ConnectionId, Farewell, Frame, Hub, Line};
pub use wire::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
