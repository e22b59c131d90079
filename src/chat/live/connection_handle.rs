//! The way to one socket: bounded in frames and in bytes, and with a switch for when it jams. Everything here is shared
//! with the socket's own task by atomics, so that a timer outside that task can judge it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use actix::prelude::SendError;
use actix::{Message, Recipient};
use bytestring::ByteString;

use super::metrics::meters;
use super::socket_cutter::SocketCutter;
use crate::base::i18n::Lang;

/// Bytes that may wait for one reader; what the socket's task has taken over is bounded by as much again.
const MOST_QUEUED: usize = 128 * 1024;
/// A replay of missed messages may be larger, but only for a reader that has nearly nothing waiting.
const NEARLY_NOTHING: usize = 16 * 1024;

/// A frame on its way to one socket.
#[derive(Message, Clone)]
#[rtype(result = "()")]
pub enum Frame {
    /// A text frame.
    Text(ByteString),
    /// Several text frames, shared by all who get them; their bytes.
    Texts(Arc<[ByteString]>, usize),
    /// Are you there?
    Ping,
    /// The last frame.
    Close(Disconnect),
}

impl Frame {
    /// Several texts as one frame for the mailbox.
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
    /// 4003: kept out.
    Banned,
    /// 4008: reads too slowly; come again and resume.
    TooSlow,
    /// 4009: too many sockets of one person.
    TooMany,
    /// 1012: the server restarts; come again after so many milliseconds, give or take.
    Restart(u32),
}

/// Names one socket of this node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub(super) u64);

/// How a sending fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sent {
    /// It is on its way.
    Yes,
    /// The reader is behind: this frame was not taken, and none after it may be before what is missing was sent.
    Behind,
    /// Nobody is there any more.
    Gone,
}

/// What the line and the socket's task share.
pub struct Shared {
    born: Instant,
    /// Bytes in the mailbox.
    queued: AtomicUsize,
    /// Milliseconds since `born`: when the client was last heard.
    heard: AtomicU64,
    /// When the socket's task last took a frame.
    taken: AtomicU64,
}

impl Shared {
    fn new() -> Self {
        Self {
            born: Instant::now(),
            queued: AtomicUsize::new(0),
            heard: AtomicU64::new(0),
            taken: AtomicU64::new(0),
        }
    }

    fn elapsed(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// The client said something, if only a pong.
    pub fn note_heard(&self) {
        self.heard.store(self.elapsed(), Ordering::Relaxed);
    }

    /// The socket's task took a frame out of the mailbox.
    pub fn note_taken(&self, frame: &Frame) {
        self.queued.fetch_sub(frame.bytes(), Ordering::Relaxed);
        self.taken.store(self.elapsed(), Ordering::Relaxed);
    }

    fn since(&self, mark: &AtomicU64) -> Duration {
        Duration::from_millis(self.elapsed().saturating_sub(mark.load(Ordering::Relaxed)))
    }
}

/// The way to one socket; cloning shares it.
#[derive(Clone)]
pub struct ConnectionHandle {
    /// The socket's id.
    pub id: ConnectionId,
    inner: Arc<Inner>,
}

struct Inner {
    // One recipient for all: every clone of it may queue one frame more than the mailbox holds.
    to: Recipient<Frame>,
    kill: Option<SocketCutter>,
    shared: Arc<Shared>,
    lang: Lang,
}

impl ConnectionHandle {
    pub(super) fn new(
        id: ConnectionId,
        to: Recipient<Frame>,
        kill: Option<SocketCutter>,
        lang: Lang,
    ) -> Self {
        Self { id, inner: Arc::new(Inner { to, kill, shared: Arc::new(Shared::new()), lang }) }
    }

    /// What the socket's task keeps up to date.
    pub fn shared(&self) -> Arc<Shared> {
        self.inner.shared.clone()
    }

    /// What its reader speaks.
    pub fn lang(&self) -> Lang {
        self.inner.lang
    }

    /// Sends a frame if the reader keeps up.
    pub fn send(&self, frame: Frame) -> Sent {
        self.send_below(frame, MOST_QUEUED)
    }

    /// Sends a replay, however large, to a reader that has nearly nothing waiting.
    pub fn replay(&self, frame: Frame) -> Sent {
        let room = frame.bytes().saturating_add(NEARLY_NOTHING).max(MOST_QUEUED);
        self.send_below(frame, room)
    }

    fn send_below(&self, frame: Frame, most: usize) -> Sent {
        let (bytes, queued) = (frame.bytes(), &self.inner.shared.queued);
        if queued.fetch_add(bytes, Ordering::Relaxed) + bytes > most {
            queued.fetch_sub(bytes, Ordering::Relaxed);
            return Sent::Behind;
        }
        match self.inner.to.try_send(frame) {
            Ok(()) => Sent::Yes,
            Err(refused) => {
                queued.fetch_sub(bytes, Ordering::Relaxed);
                match refused {
                    SendError::Full(_) => Sent::Behind,
                    SendError::Closed(_) => Sent::Gone,
                }
            }
        }
    }

    /// Sends a text that may be lost (an answer to a command, typing, presence): a reader that is behind misses it.
    pub fn hint(&self, text: &ByteString) {
        let _ = self.send(Frame::Text(text.clone()));
    }

    /// Whether a reader that was behind has caught up.
    pub fn has_room(&self) -> bool {
        self.inner.shared.queued.load(Ordering::Relaxed) <= NEARLY_NOTHING
    }

    /// Whether the socket's task still lives.
    pub fn connected(&self) -> bool {
        self.inner.to.connected()
    }

    /// Asks the socket to say goodbye.
    pub fn close(&self, farewell: Disconnect) {
        if self.inner.to.try_send(Frame::Close(farewell)).is_err() {
            self.cut();
        }
    }

    /// The reader did not keep up for too long.
    pub fn evict(&self) {
        tracing::info!(connection = self.id.0, "a reader is too slow, cutting it");
        meters().evictions.increment(1);
        self.close(Disconnect::TooSlow);
        self.cut();
    }

    /// Shuts the connection beneath the socket, whatever its task is stuck in.
    pub fn cut(&self) {
        if let Some(kill) = self.inner.kill {
            kill.pull();
        }
    }

    /// How long nothing was heard of the client.
    pub(super) fn silent_for(&self) -> Duration {
        self.inner.shared.since(&self.inner.shared.heard)
    }

    /// How long bytes wait without one being taken; none when nothing waits.
    pub(super) fn stuck_for(&self) -> Option<Duration> {
        let shared = &self.inner.shared;
        (shared.queued.load(Ordering::Relaxed) > 0).then(|| shared.since(&shared.taken))
    }

    pub(super) fn ping(&self) {
        // A mailbox that is full has its own judge.
        let _ = self.inner.to.try_send(Frame::Ping);
    }
}
