//! The live floor: what is said on the wire, the sockets of this node, the bell between nodes, who is about, whose
//! rights ended. Holds nothing that cannot be lost; knows no room and no bargain.

mod bus;
mod connection_handle;
mod hub;
mod metrics;
mod presence;
pub mod protocol;
mod remote_interest;
mod revocations;
mod socket_cutter;
mod store;
mod wire;

pub use bus::{Bus, BusLink, NodeMessage, Publication, RoomAdvanced};
pub use connection_handle::{ConnectionHandle, ConnectionId, Disconnect, Frame, Sent, Shared};
pub use hub::{About, Hub};
pub use metrics::meters;
pub use presence::PresenceLease;
pub use revocations::{Revocation, listen};
pub use socket_cutter::SocketCutter;
pub use store::online_among;
pub use wire::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
