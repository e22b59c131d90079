//! The live connection: the wire format, the sockets of this node, the bus between nodes, presence, revoked access.
//! Everything here may be lost without losing a message. Knows no room and no negotiation beyond their shape on the wire.

mod bus;
mod connection_handle;
mod hub;
mod metrics;
mod nats;
mod node_message;
mod presence;
pub mod protocol;
mod remote_interest;
mod revocations;
mod socket_cutter;
mod store;
mod wire;

pub use bus::{Bus, BusLink};
pub use connection_handle::{
    ConnectionHandle, ConnectionId, ConnectionStats, Disconnect, Frame, SendOutcome,
};
pub use hub::{Hub, NodePresence};
pub use metrics::live_metrics;
pub use node_message::{NodeMessage, Publication, RoomAdvanced};
pub use presence::PresenceLease;
pub use revocations::{Revocation, listen};
pub use socket_cutter::SocketCutter;
pub use store::online_among;
pub use wire::{Command, DealChange, Event, MessageOut, NegotiationOut, OfferOut};
