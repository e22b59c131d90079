//! The queue of messages to the other nodes. Nodes announce what they committed, so that the others need not poll; no node
//! relies on it: a gap is filled from Postgres and a double is dropped, so that a message that is lost, late or repeated
//! costs time only. Without `BUS_URL` there is one node and nothing is published.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::mpsc;
use uuid::Uuid;

use super::metrics::live_metrics;
use super::node_message::{NodeMessage, Publication, RoomAdvanced};
use super::remote_interest::RemoteInterest;

/// Messages that may wait for the connection; more are dropped.
pub(super) const MAX_WAITING: usize = 4096;

/// Publishes messages to the other nodes; clones share the queue.
#[derive(Clone, Default)]
pub struct Bus(Option<Arc<Inner>>);

struct Inner {
    outbound: mpsc::Sender<NodeMessage>,
    connected: Arc<AtomicBool>,
    remote_interest: Arc<RemoteInterest>,
}

/// The other end of a [`Bus`]: what the connection to the message broker works with.
pub struct BusLink {
    pub(super) node: Uuid,
    pub(super) outbound: mpsc::Receiver<NodeMessage>,
    pub(super) connected: Arc<AtomicBool>,
    pub(super) remote_interest: Arc<RemoteInterest>,
}

impl Bus {
    /// A bus, and the link that carries its messages once [`BusLink::connect`] is called.
    pub fn new(node: Uuid) -> (Self, BusLink) {
        let (sender, outbound) = mpsc::channel(MAX_WAITING);
        let connected: Arc<AtomicBool> = Arc::default();
        let remote_interest: Arc<RemoteInterest> = Arc::default();
        let inner = Inner {
            outbound: sender,
            connected: connected.clone(),
            remote_interest: remote_interest.clone(),
        };
        (Self(Some(Arc::new(inner))), BusLink { node, outbound, connected, remote_interest })
    }

    /// Whether there are other nodes to publish to.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// The state of the connection: `none`, `up` or `down`.
    pub fn state(&self) -> &'static str {
        match &self.0 {
            None => "none",
            Some(inner) if inner.connected.load(Ordering::Relaxed) => "up",
            Some(_) => "down",
        }
    }

    /// Publishes that a room has new messages; their frames are included when another node has subscribers there.
    pub fn publish_room(&self, advanced: RoomAdvanced, publications: &[Publication]) {
        if let Some(inner) = &self.0 {
            let included =
                if inner.remote_interest.contains(advanced.room) { publications } else { &[] };
            self.publish(NodeMessage::RoomAdvanced(advanced, included.to_vec()));
        }
    }

    /// Queues a message for the other nodes, if there are any; it is dropped when the queue is full.
    pub fn publish(&self, message: NodeMessage) {
        if let Some(inner) = &self.0
            && inner.outbound.try_send(message).is_err()
        {
            live_metrics().bus_lost.increment(1);
        }
    }
}
