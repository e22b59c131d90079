//! The bell between nodes. It says that something happened, never what: whoever hears it reads Postgres. A ring that is
//! lost, doubled or late costs time, nothing else. Without `BUS_URL` there is one node and nothing to ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use async_nats::{ConnectOptions, Event as Connection};
use chrono::Utc;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::meters::meters;
use crate::base::ids::{RoomId, UserId};

/// Rings that may wait for the bus; more are dropped.
const MOST_WAITING: usize = 1024;

/// A room has a message at `seq` now.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, actix::Message)]
#[rtype(result = "()")]
pub struct Reached {
    /// The room.
    #[serde(rename = "r")]
    pub room: RoomId,
    /// Its members, so that their other sockets hear the bell.
    #[serde(rename = "m")]
    pub members: [UserId; 2],
    /// The newest place.
    #[serde(rename = "s")]
    pub seq: i64,
    /// Who spoke last; none when the house did.
    #[serde(rename = "b")]
    pub sender: Option<UserId>,
}

/// What nodes tell each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Ring {
    /// These rooms have new messages.
    Reached(Vec<Reached>),
    /// Fingers on the keys.
    Typing(RoomId, UserId),
    /// A read mark moved.
    Read(RoomId, UserId, i64),
    /// Somebody came or went.
    Presence(UserId, bool),
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    /// Milliseconds since 1970.
    at: i64,
    ring: Ring,
}

/// The way to the other nodes; cloning shares it.
#[derive(Clone, Default)]
pub struct Bus(Option<Arc<Wire>>);

struct Wire {
    out: mpsc::Sender<Ring>,
    up: Arc<AtomicBool>,
}

/// What this node rings, on its way to the bus.
pub struct Rings {
    node: Uuid,
    rings: mpsc::Receiver<Ring>,
    up: Arc<AtomicBool>,
}

impl Bus {
    /// Whether there are other nodes to ring.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A bell and what is rung with it, to be carried by [`Rings::carry`].
    pub fn new(node: Uuid) -> (Self, Rings) {
        let (out, rings) = mpsc::channel(MOST_WAITING);
        let up: Arc<AtomicBool> = Arc::default();
        let wire = Wire { out, up: up.clone() };
        (Self(Some(Arc::new(wire))), Rings { node, rings, up })
    }

    /// How it is: `none`, `up` or `down`.
    pub fn state(&self) -> &'static str {
        match &self.0 {
            None => "none",
            Some(wire) if wire.up.load(Ordering::Relaxed) => "up",
            Some(_) => "down",
        }
    }

    /// Rings the other nodes, if there are any and the bus has the time.
    pub fn ring(&self, ring: Ring) {
        if let Some(wire) = &self.0
            && wire.out.try_send(ring).is_err()
        {
            meters().bus_lost.increment(1);
        }
    }

    /// Tells which rooms have new messages.
    pub fn reached(&self, rooms: Vec<Reached>) {
        if !rooms.is_empty() {
            self.ring(Ring::Reached(rooms));
        }
    }
}

impl Rings {
    /// Carries rings between this node and the others over NATS, as soon as it is there, until nobody rings any more.
    /// Nodes of one database share a subject. Call it inside the actix system.
    pub fn carry(self, url: &str, epoch: Uuid, hear: impl Fn(Ring) + 'static) {
        let subject = format!("tawar.{}", epoch.simple());
        actix_web::rt::spawn(serve(url.to_owned(), subject, self, hear));
    }
}

async fn serve(url: String, subject: String, from: Rings, hear: impl Fn(Ring) + 'static) {
    let Rings { node, mut rings, up } = from;
    let client = loop {
        let options = ConnectOptions::new()
            .retry_on_initial_connect()
            .reconnect_delay_callback(|tries| {
                Duration::from_millis(if tries < 5 { 50 } else { 500 })
            })
            .event_callback({
                let up = up.clone();
                move |event| {
                    let now = match event {
                        Connection::Connected => Some(true),
                        Connection::Disconnected | Connection::Closed => Some(false),
                        _ => None,
                    };
                    if let Some(now) = now {
                        up.store(now, Ordering::Relaxed);
                        meters().bus_up.set(if now { 1.0 } else { 0.0 });
                    }
                    std::future::ready(())
                }
            });
        match options.connect(&url).await {
            Ok(client) => break client,
            Err(err) => tracing::warn!(error = %err, "no bus yet"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    let mut heard = loop {
        match client.subscribe(subject.clone()).await {
            Ok(heard) => break heard,
            Err(err) => tracing::warn!(error = %err, "the bus takes no listeners yet"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    loop {
        tokio::select! {
            ring = rings.recv() => {
                let Some(ring) = ring else { return };
                let letter = Envelope { from: node, at: Utc::now().timestamp_millis(), ring };
                let Ok(bytes) = serde_json::to_vec(&letter) else { continue };
                if let Err(err) = client.publish(subject.clone(), bytes.into()).await {
                    tracing::debug!(error = %err, "a ring was lost");
                    meters().bus_lost.increment(1);
                }
            }
            message = heard.next() => {
                let Some(message) = message else { return };
                // Whatever is not ours to read is noise.
                let Ok(letter) = serde_json::from_slice::<Envelope>(&message.payload) else { continue };
                if letter.from == node {
                    continue;
                }
                let lag = Utc::now().timestamp_millis().saturating_sub(letter.at).max(0);
                meters().bus_lag.record(Duration::from_millis(u64::try_from(lag).unwrap_or(0)));
                hear(letter.ring);
            }
        }
    }
}
