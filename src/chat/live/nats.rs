//! Carries the messages of a [`Bus`](super::Bus) over NATS. Envelopes are encrypted with a key derived from the server's
//! secret, so that forged ones are dropped.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_nats::{Client, ConnectOptions, Event as ConnectionEvent, Message, Subscriber};
use chrono::Utc;
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::bus::{BusLink, MAX_WAITING};
use super::metrics::live_metrics;
use super::node_message::NodeMessage;
use super::remote_interest::RemoteInterest;
use crate::base::encryption::Cipher;

/// Envelopes are sent at least this far apart: each costs both nodes and NATS a few system calls.
const MIN_INTERVAL: Duration = Duration::from_millis(8);
/// Bytes of one envelope (NATS accepts 1 MiB). A room's publications that do not fit are left out.
const MAX_ENVELOPE_BYTES: usize = 256 * 1024;
const RETRY_DELAY: Duration = Duration::from_secs(1);

#[derive(Serialize, Deserialize)]
struct Envelope {
    from: Uuid,
    /// Milliseconds since 1970.
    at: i64,
    messages: Vec<NodeMessage>,
}

/// Encodes and encrypts envelopes.
struct EnvelopeCodec {
    node: Uuid,
    epoch: Uuid,
    cipher: Cipher,
}

impl EnvelopeCodec {
    fn encode(&self, messages: Vec<NodeMessage>) -> Option<Vec<u8>> {
        let envelope = Envelope { from: self.node, at: Utc::now().timestamp_millis(), messages };
        let bytes = postcard::to_allocvec(&envelope).ok()?;
        self.cipher.encrypt(self.epoch.as_bytes(), &[&bytes]).ok()
    }

    /// The envelope of another node; `None` for one of this node, and for one that does not decrypt or decode.
    fn decode(&self, encrypted: &[u8]) -> Option<Envelope> {
        let bytes = self.cipher.decrypt(self.epoch.as_bytes(), encrypted).ok()?;
        postcard::from_bytes::<Envelope>(&bytes).ok().filter(|envelope| envelope.from != self.node)
    }
}

impl BusLink {
    /// Connects to NATS, and to it again whenever the connection ends, until the bus is dropped. `receive` is called for
    /// each message of another node. Nodes of one database share a subject. Must be called inside the actix system.
    pub fn connect(
        self,
        url: &str,
        epoch: Uuid,
        cipher: Cipher,
        receive: impl Fn(NodeMessage) + 'static,
    ) {
        let url = url.to_owned();
        let codec = EnvelopeCodec { node: self.node, epoch, cipher };
        actix_web::rt::spawn(async move {
            let subject = format!("tawar.{}", epoch.simple());
            let client = connect_client(&url, &self.connected).await;
            let inbound = subscribe(&client, &subject).await;
            let inbox =
                Inbox { codec: &codec, remote_interest: &self.remote_interest, receive: &receive };
            let outbox = Outbox { codec: &codec, client: &client, subject: &subject };
            carry(self.outbound, outbox, inbound, inbox).await;
        });
    }
}

async fn connect_client(url: &str, connected: &Arc<AtomicBool>) -> Client {
    loop {
        let options = ConnectOptions::new()
            .retry_on_initial_connect()
            .reconnect_delay_callback(|tries| {
                Duration::from_millis(if tries < 5 { 50 } else { 500 })
            })
            .event_callback({
                let connected = connected.clone();
                move |event| {
                    note_state(&event, &connected);
                    std::future::ready(())
                }
            });
        match options.connect(url).await {
            Ok(client) => return client,
            Err(err) => tracing::warn!(error = %err, "connecting to the bus failed, trying again"),
        }
        tokio::time::sleep(RETRY_DELAY).await;
    }
}

fn note_state(event: &ConnectionEvent, connected: &AtomicBool) {
    let now_connected = match event {
        ConnectionEvent::Connected => true,
        ConnectionEvent::Disconnected | ConnectionEvent::Closed => false,
        _ => return,
    };
    connected.store(now_connected, Ordering::Relaxed);
    live_metrics().bus_up.set(if now_connected { 1.0 } else { 0.0 });
}

async fn subscribe(client: &Client, subject: &str) -> Subscriber {
    loop {
        match client.subscribe(subject.to_owned()).await {
            Ok(subscriber) => return subscriber,
            Err(err) => {
                tracing::warn!(error = %err, "subscribing to the bus failed, trying again");
            }
        }
        tokio::time::sleep(RETRY_DELAY).await;
    }
}

/// Sends and receives until the bus is dropped or the subscription ends.
async fn carry<F: Fn(NodeMessage)>(
    mut outbound: tokio::sync::mpsc::Receiver<NodeMessage>,
    outbox: Outbox<'_>,
    mut inbound: Subscriber,
    inbox: Inbox<'_, F>,
) {
    let (mut waiting, mut sent_at) = (Vec::new(), Instant::now());
    loop {
        tokio::select! {
            taken = outbound.recv_many(&mut waiting, MAX_WAITING) => {
                if taken == 0 {
                    return;
                }
                // A message after a pause is sent at once; those that follow it within the interval are sent together.
                tokio::time::sleep(MIN_INTERVAL.saturating_sub(sent_at.elapsed())).await;
                while waiting.len() < MAX_WAITING
                    && let Ok(message) = outbound.try_recv()
                {
                    waiting.push(message);
                }
                sent_at = Instant::now();
                outbox.send(&mut waiting).await;
            }
            message = inbound.next() => {
                let Some(message) = message else { return };
                inbox.take(&message);
            }
        }
    }
}

struct Outbox<'a> {
    codec: &'a EnvelopeCodec,
    client: &'a Client,
    subject: &'a str,
}

impl Outbox<'_> {
    async fn send(&self, waiting: &mut Vec<NodeMessage>) {
        for messages in into_envelopes(waiting) {
            let Some(bytes) = self.codec.encode(messages) else { continue };
            if let Err(err) = self.client.publish(self.subject.to_owned(), bytes.into()).await {
                tracing::debug!(error = %err, "an envelope could not be published");
                live_metrics().bus_lost.increment(1);
            }
        }
    }
}

/// Messages grouped into envelopes of at most [`MAX_ENVELOPE_BYTES`], in order.
fn into_envelopes(waiting: &mut Vec<NodeMessage>) -> Vec<Vec<NodeMessage>> {
    let (mut envelopes, mut size) = (vec![Vec::new()], 0);
    for message in waiting.drain(..).map(|message| message.limited_to(MAX_ENVELOPE_BYTES)) {
        let bytes = message.estimated_bytes();
        if size > 0 && size + bytes > MAX_ENVELOPE_BYTES {
            envelopes.push(Vec::new());
            size = 0;
        }
        size += bytes;
        if let Some(envelope) = envelopes.last_mut() {
            envelope.push(message);
        }
    }
    envelopes
}

struct Inbox<'a, F> {
    codec: &'a EnvelopeCodec,
    remote_interest: &'a RemoteInterest,
    receive: &'a F,
}

impl<F: Fn(NodeMessage)> Inbox<'_, F> {
    fn take(&self, message: &Message) {
        let Some(envelope) = self.codec.decode(&message.payload) else { return };
        let lag_ms = Utc::now().timestamp_millis().saturating_sub(envelope.at).max(0);
        live_metrics().bus_lag.record(Duration::from_millis(u64::try_from(lag_ms).unwrap_or(0)));
        for message in envelope.messages {
            match message {
                NodeMessage::Interested(room) => self.remote_interest.add(room, envelope.from),
                NodeMessage::NotInterested(room) => {
                    self.remote_interest.remove(room, envelope.from);
                }
                message => (self.receive)(message),
            }
        }
    }
}
