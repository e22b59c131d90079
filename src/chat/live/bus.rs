//! The bell between nodes. It rings when something was committed, and says what, so that the others need not ask; but
//! nobody relies on it. BusLink are sealed with the house's secret, a gap is filled from Postgres, a double is dropped: one
//! that is lost, late, repeated or forged costs time, nothing else. Without `BUS_URL` there is one node and nothing to ring.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_nats::{ConnectOptions, Event as Connection};
use bytestring::ByteString;
use chrono::Utc;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::metrics::meters;
use super::remote_interest::RemoteInterest;
use crate::base::encryption::Cipher;
use crate::base::ids::{RoomId, UserId};

/// BusLink that may wait for the bus; more are dropped.
const MOST_WAITING: usize = 4096;
/// Letters go at least this far apart: each costs both nodes and NATS a few system calls.
const GATHER: Duration = Duration::from_millis(8);
/// Bytes of one letter on the bus (NATS takes 1 MiB); what does not fit is rung without its frames.
const LETTER: usize = 256 * 1024;

/// A room has a message at `seq` now.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, actix::Message)]
#[rtype(result = "()")]
pub struct RoomAdvanced {
    /// The room.
    pub room: RoomId,
    /// Its members, so that their other sockets hear the bell.
    pub members: [UserId; 2],
    /// The newest place.
    pub seq: i64,
    /// Who spoke last; none when the house did.
    pub sender: Option<UserId>,
}

/// Committed frames that belong to one place of a room.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Publication {
    /// The place.
    pub seq: i64,
    /// In order, the message first.
    pub frames: Vec<ByteString>,
}

/// What nodes tell each other.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum NodeMessage {
    /// A room has new messages; these, for those who want them.
    RoomAdvanced(RoomAdvanced, Vec<Publication>),
    /// Fingers on the keys.
    Typing(RoomId, UserId),
    /// A read mark moved.
    Read(RoomId, UserId, i64),
    /// Somebody came or went.
    Presence(UserId, bool),
    /// The node that rings has a room running, and wants its frames.
    Here(RoomId),
    /// It has not, and does not.
    Gone(RoomId),
}

impl NodeMessage {
    /// About how many bytes it takes on the bus.
    fn bytes(&self) -> usize {
        let Self::RoomAdvanced(_, bundles) = self else { return 64 };
        bundles
            .iter()
            .flat_map(|bundle| &bundle.frames)
            .map(|frame| frame.len() + 16)
            .sum::<usize>()
            + 96
    }

    /// The same without what takes too much room.
    fn fitting(self) -> Self {
        match self {
            Self::RoomAdvanced(news, _) if self.bytes() > LETTER => {
                Self::RoomAdvanced(news, Vec::new())
            }
            fits => fits,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    /// Milliseconds since 1970.
    at: i64,
    rings: Vec<NodeMessage>,
}

/// The way to the other nodes; cloning shares it.
#[derive(Clone, Default)]
pub struct Bus(Option<Arc<Wire>>);

struct Wire {
    out: mpsc::Sender<NodeMessage>,
    up: Arc<AtomicBool>,
    elsewhere: Arc<RemoteInterest>,
}

/// What this node rings, on its way to the bus.
pub struct BusLink {
    node: Uuid,
    rings: mpsc::Receiver<NodeMessage>,
    up: Arc<AtomicBool>,
    elsewhere: Arc<RemoteInterest>,
}

impl Bus {
    /// Whether there are other nodes to ring.
    pub fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// A bell and what is rung with it, to be carried by [`BusLink::carry`].
    pub fn new(node: Uuid) -> (Self, BusLink) {
        let (out, rings) = mpsc::channel(MOST_WAITING);
        let up: Arc<AtomicBool> = Arc::default();
        let elsewhere: Arc<RemoteInterest> = Arc::default();
        let wire = Wire { out, up: up.clone(), elsewhere: elsewhere.clone() };
        (Self(Some(Arc::new(wire))), BusLink { node, rings, up, elsewhere })
    }

    /// How it is: `none`, `up` or `down`.
    pub fn state(&self) -> &'static str {
        match &self.0 {
            None => "none",
            Some(wire) if wire.up.load(Ordering::Relaxed) => "up",
            Some(_) => "down",
        }
    }

    /// BusLink that a room has new messages; their frames go along when another node has readers there.
    pub fn reached(&self, news: RoomAdvanced, bundles: &[Publication]) {
        if let Some(wire) = &self.0 {
            let frames = if wire.elsewhere.wants(news.room) { bundles } else { &[] };
            self.ring(NodeMessage::RoomAdvanced(news, frames.to_vec()));
        }
    }

    /// BusLink the other nodes, if there are any and the bus has the time.
    pub fn ring(&self, ring: NodeMessage) {
        if let Some(wire) = &self.0
            && wire.out.try_send(ring).is_err()
        {
            meters().bus_lost.increment(1);
        }
    }
}

impl BusLink {
    /// Carries rings between this node and the others over NATS, as soon as it is there, until nobody rings any more.
    /// Nodes of one database share a subject. Call it inside the actix system.
    pub fn carry(self, url: &str, epoch: Uuid, seal: Cipher, hear: impl Fn(NodeMessage) + 'static) {
        let post =
            Post { subject: format!("tawar.{}", epoch.simple()), node: self.node, epoch, seal };
        actix_web::rt::spawn(serve(url.to_owned(), post, self, hear));
    }
}

/// Writes and reads letters.
struct Post {
    subject: String,
    node: Uuid,
    epoch: Uuid,
    seal: Cipher,
}

impl Post {
    fn write(&self, rings: Vec<NodeMessage>) -> Option<Vec<u8>> {
        let letter = Envelope { from: self.node, at: Utc::now().timestamp_millis(), rings };
        let bytes = postcard::to_allocvec(&letter).ok()?;
        self.seal.encrypt(self.epoch.as_bytes(), &[&bytes]).ok()
    }

    /// A letter of another node; whatever is not ours to read is noise.
    fn read(&self, sealed: &[u8]) -> Option<Envelope> {
        let bytes = self.seal.decrypt(self.epoch.as_bytes(), sealed).ok()?;
        postcard::from_bytes::<Envelope>(&bytes).ok().filter(|letter| letter.from != self.node)
    }
}

/// BusLink that go into letters of a bearable size, in order.
fn pack(rings: &mut Vec<NodeMessage>) -> Vec<Vec<NodeMessage>> {
    let (mut letters, mut size) = (vec![Vec::new()], 0);
    for ring in rings.drain(..).map(NodeMessage::fitting) {
        let bytes = ring.bytes();
        if size > 0 && size + bytes > LETTER {
            letters.push(Vec::new());
            size = 0;
        }
        size += bytes;
        if let Some(letter) = letters.last_mut() {
            letter.push(ring);
        }
    }
    letters
}

async fn serve(url: String, post: Post, from: BusLink, hear: impl Fn(NodeMessage) + 'static) {
    let BusLink { mut rings, up, elsewhere, .. } = from;
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
        match client.subscribe(post.subject.clone()).await {
            Ok(heard) => break heard,
            Err(err) => tracing::warn!(error = %err, "the bus takes no listeners yet"),
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    };
    let (mut waiting, mut sent) = (Vec::new(), Instant::now());
    loop {
        tokio::select! {
            taken = rings.recv_many(&mut waiting, MOST_WAITING) => {
                if taken == 0 {
                    return;
                }
                // The first ring goes at once; close on its heels they go together.
                tokio::time::sleep(GATHER.saturating_sub(sent.elapsed())).await;
                while waiting.len() < MOST_WAITING
                    && let Ok(ring) = rings.try_recv()
                {
                    waiting.push(ring);
                }
                sent = Instant::now();
                for letter in pack(&mut waiting) {
                    let Some(bytes) = post.write(letter) else { continue };
                    if let Err(err) = client.publish(post.subject.clone(), bytes.into()).await {
                        tracing::debug!(error = %err, "a ring was lost");
                        meters().bus_lost.increment(1);
                    }
                }
            }
            message = heard.next() => {
                let Some(message) = message else { return };
                let Some(letter) = post.read(&message.payload) else { continue };
                let lag = Utc::now().timestamp_millis().saturating_sub(letter.at).max(0);
                meters().bus_lag.record(Duration::from_millis(u64::try_from(lag).unwrap_or(0)));
                for ring in letter.rings {
                    match ring {
                        NodeMessage::Here(room) => elsewhere.here(room, letter.from),
                        NodeMessage::Gone(room) => elsewhere.gone(room, letter.from),
                        ring => hear(ring),
                    }
                }
            }
        }
    }
}
