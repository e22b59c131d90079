//! The sending side of one socket: bounded in frames and in bytes, with a way to cut the connection when it stalls. The
//! counters are atomics shared with the socket's task, so that a timer outside that task can read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::SendError;
use actix::{Message, Recipient};
use bytestring::ByteString;

use super::metrics::live_metrics;
use super::socket_cutter::SocketCutter;
use crate::base::i18n::Lang;

/// Bytes that may wait in the mailbox of one socket; what its task has taken over is bounded by as much again.
const MAX_QUEUED_BYTES: usize = 128 * 1024;
/// At or below this many queued bytes a socket that lagged counts as caught up, and may be sent a larger replay.
const DRAINED_BYTES: usize = 16 * 1024;

/// A frame to be written to one socket.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Frame {
    /// One text frame.
    Text(ByteString),
    /// Several text frames, shared by all sockets that are sent them, and their length in bytes.
    Texts(Arc<[ByteString]>, usize),
    /// A WebSocket ping.
    Ping,
    /// The close frame; the socket ends after it.
    Close(Disconnect),
}

impl Frame {
    /// Several texts that occupy one slot of the mailbox.
    pub fn texts(texts: impl Into<Arc<[ByteString]>>) -> Self {
        let texts = texts.into();
        let bytes = texts.iter().map(|text| text.len()).sum();
        Self::Texts(texts, bytes)
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Texts(_, bytes) => *bytes,
            Self::Ping | Self::Close(_) => 0,
        }
    }
}

/// Why the server closes a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disconnect {
    /// 4001: the session ended.
    SignedOut,
    /// 4003: the person is suspended.
    Banned,
    /// 4008: the client reads too slowly; it may reconnect and resume.
    TooSlow,
    /// 4009: the person has too many sockets.
    TooMany,
    /// 1012: the server restarts; the client should reconnect after about this many milliseconds.
    Restart(u32),
}

/// Identifies a socket of this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub(super) u64);

/// What became of a frame that was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendOutcome {
    /// The frame is in the mailbox.
    Queued,
    /// The mailbox is full: the frame was dropped, and no later frame may be sent before the missing ones.
    Lagging,
    /// The socket has ended.
    Closed,
}

/// Counters shared by a [`ConnectionHandle`] and its socket's task.
pub struct ConnectionStats {
    opened_at: Instant,
    queued_bytes: AtomicUsize,
    /// Milliseconds after `opened_at` at which the client last sent something.
    last_received: AtomicU64,
    /// Milliseconds after `opened_at` at which the socket's task last took a frame from the mailbox.
    last_dequeued: AtomicU64,
}

impl ConnectionStats {
    fn new() -> Self {
        Self {
            opened_at: Instant::now(),
            queued_bytes: AtomicUsize::new(0),
            last_received: AtomicU64::new(0),
            last_dequeued: AtomicU64::new(0),
        }
    }

    fn elapsed_ms(&self) -> u64 {
        u64::try_from(self.opened_at.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Notes that the client sent something, a pong included.
    pub fn note_received(&self) {
        self.last_received.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    /// Notes that the socket's task took a frame from the mailbox.
    pub fn note_dequeued(&self, frame: &Frame) {
        self.queued_bytes.fetch_sub(frame.bytes(), Ordering::Relaxed);
        self.last_dequeued.store(self.elapsed_ms(), Ordering::Relaxed);
    }

    fn since(&self, mark: &AtomicU64) -> Duration {
        Duration::from_millis(self.elapsed_ms().saturating_sub(mark.load(Ordering::Relaxed)))
    }
}

/// The sending side of one socket; clones share it.
#[derive(Clone)]
pub struct ConnectionHandle {
    /// Unique among the sockets of this node.
    pub id: ConnectionId,
    inner: Arc<Inner>,
}

struct Inner {
    // Shared by all clones of the handle: each clone of a recipient may queue one frame more than the mailbox holds.
    recipient: Recipient<Frame>,
    cutter: Option<SocketCutter>,
    stats: Arc<ConnectionStats>,
    lang: Lang,
}

impl ConnectionHandle {
    pub(super) fn new(
        id: ConnectionId,
        recipient: Recipient<Frame>,
        cutter: Option<SocketCutter>,
        lang: Lang,
    ) -> Self {
        let stats = Arc::new(ConnectionStats::new());
        Self { id, inner: Arc::new(Inner { recipient, cutter, stats, lang }) }
    }

    /// The counters that the socket's task has to keep up to date.
    pub fn stats(&self) -> Arc<ConnectionStats> {
        self.inner.stats.clone()
    }

    /// The language of error messages to this client.
    pub fn lang(&self) -> Lang {
        self.inner.lang
    }

    /// Queues a frame unless more than 128 KiB would wait.
    pub fn send(&self, frame: Frame) -> SendOutcome {
        self.send_below(frame, MAX_QUEUED_BYTES)
    }

    /// Queues missed messages, however large, unless more than 16 KiB wait already.
    pub fn send_replay(&self, frame: Frame) -> SendOutcome {
        let limit = frame.bytes().saturating_add(DRAINED_BYTES).max(MAX_QUEUED_BYTES);
        self.send_below(frame, limit)
    }

    fn send_below(&self, frame: Frame, max_bytes: usize) -> SendOutcome {
        let (bytes, queued) = (frame.bytes(), &self.inner.stats.queued_bytes);
        if queued.fetch_add(bytes, Ordering::Relaxed) + bytes > max_bytes {
            queued.fetch_sub(bytes, Ordering::Relaxed);
            return SendOutcome::Lagging;
        }
        match self.inner.recipient.try_send(frame) {
            Ok(()) => SendOutcome::Queued,
            Err(refused) => {
                queued.fetch_sub(bytes, Ordering::Relaxed);
                match refused {
                    SendError::Full(_) => SendOutcome::Lagging,
                    SendError::Closed(_) => SendOutcome::Closed,
                }
            }
        }
    }

    /// Sends a text that may be lost (the reply to a command, typing, presence): a client that lags does not receive it.
    pub fn send_lossy(&self, text: &ByteString) {
        let _ = self.send(Frame::Text(text.clone()));
    }

    /// Whether a client that lagged has read nearly all that waited.
    pub fn has_drained(&self) -> bool {
        self.inner.stats.queued_bytes.load(Ordering::Relaxed) <= DRAINED_BYTES
    }

    /// Whether the socket's task still runs.
    pub fn is_connected(&self) -> bool {
        self.inner.recipient.connected()
    }

    /// Asks the socket to send a close frame and end; cuts the connection when the mailbox is full.
    pub fn close(&self, reason: Disconnect) {
        if self.inner.recipient.try_send(Frame::Close(reason)).is_err() {
            self.cut();
        }
    }

    /// Closes the socket of a client that has lagged for too long.
    pub fn evict(&self) {
        tracing::info!(
            connection = self.id.0,
            "closing a connection whose client reads too slowly"
        );
        live_metrics().evictions.increment(1);
        self.close(Disconnect::TooSlow);
        self.cut();
    }

    /// Shuts the TCP connection down, even while the socket's task is blocked in a write.
    pub fn cut(&self) {
        if let Some(cutter) = self.inner.cutter {
            cutter.cut();
        }
    }

    /// How long ago the client last sent something.
    pub(super) fn silent_for(&self) -> Duration {
        self.inner.stats.since(&self.inner.stats.last_received)
    }

    /// How long ago a frame was last taken from the mailbox; `None` when no bytes wait.
    pub(super) fn stalled_for(&self) -> Option<Duration> {
        let stats = &self.inner.stats;
        (stats.queued_bytes.load(Ordering::Relaxed) > 0).then(|| stats.since(&stats.last_dequeued))
    }

    pub(super) fn ping(&self) {
        // A full mailbox is dealt with by `stalled_for`.
        let _ = self.inner.recipient.try_send(Frame::Ping);
    }
}
