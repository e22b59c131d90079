//! The live floor: what is said on the wire, the sockets of this node, the bell between nodes, who is about, whose
//! rights ended. Holds nothing that cannot be lost; knows no room and no bargain.

mod bus;
mod cuts;
mod elsewhere;
mod hub;
mod kill;
mod line;
mod meters;
mod presence;
pub mod protocol;
mod store;
mod wire;

pub use bus::{Bundle, Bus, Reached, Ring, Rings};
pub use cuts::{Cut, listen};
pub use hub::{About, Hub};
pub use kill::Kill;
pub use line::{ConnectionId, Farewell, Frame, Line, Sent, Shared};
pub use meters::meters;
pub use presence::Book;
pub use store::online_among;
pub use wire::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
