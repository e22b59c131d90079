//! Tracks every message of a thread: when it was sent, whether it was acked, and which sockets received it.
//!
//! Members `2r` and `2r + 1` are the two people of room `r`. Each socket is a listener of one room.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hdrhistogram::Histogram;

use super::client::Ending;
use super::wire::{Run, write_id};

/// One clock for all threads.
#[derive(Clone, Copy)]
pub struct Clock {
    start: Instant,
    /// The start in milliseconds since 1970.
    start_ms: u64,
    pub run: Run,
}

impl Clock {
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Self { start: Instant::now(), start_ms: since.as_millis() as u64, run: Run::new() }
    }

    /// Nanoseconds since the start.
    pub fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}

/// The state of a message.
#[derive(Clone, Copy, Default)]
pub struct SentMessage {
    /// When it was due, in nanoseconds since the start.
    pub at: u64,
    /// Its sequence number; 0 until it is known.
    pub seq: u32,
    /// Sockets that received it.
    pub received: u16,
    pub acked: bool,
    pub refused: bool,
}

/// A `send` frame in which the id is still to be written.
pub struct MessageTemplate {
    pub frame: Vec<u8>,
    /// Offset of the 36 bytes of the id.
    pub id_at: usize,
}

/// A member of a room, who sends messages through one of their sockets.
pub struct Member {
    template: MessageTemplate,
    pub sent: Vec<SentMessage>,
    pub unacked: usize,
}

/// A socket that has joined a room.
#[derive(Clone)]
pub struct Listener {
    /// Index of its member in this thread.
    pub member: usize,
    /// Whether its member sends messages through it.
    pub sends: bool,
    pub joined: bool,
    /// Whether its connection has ended.
    pub ended: bool,
    pub epoch: String,
    /// The sequence number of the last message it received.
    pub seq: u64,
    /// The number of the last message received from each of the two members.
    pub last_counts: [u32; 2],
}

/// How often each thing happened that must not happen.
#[derive(Default, Clone, Debug)]
pub struct Faults {
    /// Acked, but not received by a socket.
    pub lost: u64,
    pub unacked: u64,
    pub doubled: u64,
    pub out_of_order: u64,
    /// A sequence number was skipped.
    pub gaps: u64,
    /// An ack of an unknown message, a second one, or one with another sequence number.
    pub wrong_acks: u64,
    /// Messages of another room or run.
    pub foreign: u64,
    pub resyncs: u64,
    /// By error code or event.
    pub errors: BTreeMap<String, u64>,
}

pub struct Tracker {
    pub clock: Clock,
    /// Members of the threads before this one.
    pub base: usize,
    pub members: Vec<Member>,
    pub listeners: Vec<Listener>,
    /// Microseconds from a message's due time to its ack.
    pub acks: Histogram<u64>,
    /// Microseconds from a message's due time to its receipt by another socket.
    pub deliveries: Histogram<u64>,
    /// Only messages sent between these times are measured (nanoseconds since the start).
    pub window: (u64, u64),
    /// Until this time an ack is followed by the next message of its member (closed loop).
    pub send_on_ack_until: Option<u64>,
    /// Listeners whose message was refused: they send again after a pause.
    pub refused_listeners: Vec<usize>,
    /// Acks received in the window.
    pub acked: u64,
    pub acked_total: u64,
    pub delivered: u64,
    /// When the server was killed, until the first socket has joined again.
    pub killed_at: Option<u64>,
    /// The same, from then until the first ack.
    pub awaiting_ack_since: Option<u64>,
    /// Nanoseconds from each kill to the first ack after it.
    pub outages: Vec<u64>,
    pub faults: Faults,
}

/// A histogram of microseconds, up to ten minutes.
pub fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 600_000_000, 3).unwrap()
}

impl Tracker {
    /// `base`: members of the threads before this one.
    pub fn new(clock: Clock, base: usize) -> Self {
        Self {
            clock,
            base,
            members: Vec::new(),
            listeners: Vec::new(),
            acks: histogram(),
            deliveries: histogram(),
            window: (0, u64::MAX),
            send_on_ack_until: None,
            refused_listeners: Vec::new(),
            acked: 0,
            acked_total: 0,
            delivered: 0,
            killed_at: None,
            awaiting_ack_since: None,
            outages: Vec::new(),
            faults: Faults::default(),
        }
    }

    pub fn add_member(&mut self, template: MessageTemplate) -> usize {
        self.members.push(Member { template, sent: Vec::new(), unacked: 0 });
        self.members.len() - 1
    }

    pub fn add_listener(&mut self, member: usize, sends: bool) -> usize {
        self.listeners.push(Listener {
            member,
            sends,
            joined: false,
            ended: false,
            epoch: String::new(),
            seq: 0,
            last_counts: [0; 2],
        });
        self.listeners.len() - 1
    }

    /// Appends the next message of a member; its latency counts from `at`.
    pub fn send_next(&mut self, member: usize, at: u64, out: &mut Vec<u8>) {
        let count = self.record_next(member, at);
        self.put(member, count, out);
    }

    /// Records the next message of a member without sending it; returns its index.
    pub fn record_next(&mut self, member: usize, at: u64) -> usize {
        let sender = &mut self.members[member];
        sender.sent.push(SentMessage { at, ..SentMessage::default() });
        sender.unacked += 1;
        sender.sent.len() - 1
    }

    /// Returns the times recorded so far, and starts new histograms.
    pub fn take_times(&mut self) -> (Histogram<u64>, Histogram<u64>) {
        let acks = std::mem::replace(&mut self.acks, histogram());
        (acks, std::mem::replace(&mut self.deliveries, histogram()))
    }

    /// Appends a message of a member. Sent again, it has the same id, which follows from the time at which it was due.
    fn put(&mut self, member: usize, index: usize, out: &mut Vec<u8>) {
        let number = (self.base + member) as u32;
        let Member { template, sent, .. } = &mut self.members[member];
        let id = &mut template.frame[template.id_at..template.id_at + 36];
        let ms = self.clock.start_ms + sent[index].at / 1_000_000;
        write_id(id, ms, self.clock.run, number, index as u32 + 1);
        out.extend_from_slice(&template.frame);
    }

    /// Appends every message of a member that has no ack.
    pub fn resend_unacked(&mut self, member: usize, out: &mut Vec<u8>) {
        for index in 0..self.members[member].sent.len() {
            let sent = self.members[member].sent[index];
            if !sent.acked && !sent.refused {
                self.put(member, index, out);
            }
        }
    }

    /// The server is about to be killed: the time from now to the first ack of a new connection is an outage.
    pub fn note_kill(&mut self) {
        (self.killed_at, self.awaiting_ack_since) = (Some(self.clock.now()), None);
    }

    /// The connection of a listener has ended.
    pub fn end(&mut self, listener: usize, ending: Ending) {
        let listener = &mut self.listeners[listener];
        (listener.ended, listener.joined) = (true, false);
        match ending {
            Ending::Closed(code) => self.count_error(&format!("closed {code}")),
            // Expected while the server is being killed.
            Ending::Broken if self.killed_at.is_some() => {}
            Ending::Broken => self.count_error("connection broken"),
        }
    }

    /// Messages sent.
    pub fn sent_count(&self) -> usize {
        self.members.iter().map(|member| member.sent.len()).sum()
    }

    /// Whether every message is acked, and received by every socket of its room.
    pub fn is_settled(&self) -> bool {
        let audience = self.listeners.len() * 2 / self.members.len().max(1);
        self.members.iter().all(|member| member.unacked == 0)
            && self.delivered >= self.acked_total * audience as u64
    }

    /// Counts what is missing; called once, at the end.
    pub fn count_missing(&mut self) {
        let mut audience = vec![0u16; self.members.len() / 2 + 1];
        for listener in &self.listeners {
            audience[listener.member / 2] += 1;
        }
        for (index, member) in self.members.iter().enumerate() {
            let expected = audience[index / 2];
            for sent in &member.sent {
                self.faults.unacked += u64::from(!sent.acked && !sent.refused);
                if sent.acked {
                    self.faults.lost += u64::from(expected.saturating_sub(sent.received));
                }
                self.faults.doubled += u64::from(sent.received.saturating_sub(expected));
            }
        }
    }

    /// Counts an error by its code, or an unexpected event by its name.
    pub fn count_error(&mut self, name: &str) {
        *self.faults.errors.entry(name.to_owned()).or_default() += 1;
    }

    /// Adds the results of another thread.
    pub fn merge(&mut self, other: &Tracker) {
        self.acks.add(&other.acks).unwrap();
        self.deliveries.add(&other.deliveries).unwrap();
        self.acked += other.acked;
        self.delivered += other.delivered;
        self.faults.add(&other.faults);
    }
}

impl Faults {
    fn add(&mut self, other: &Self) {
        self.lost += other.lost;
        self.unacked += other.unacked;
        self.doubled += other.doubled;
        self.out_of_order += other.out_of_order;
        self.gaps += other.gaps;
        self.wrong_acks += other.wrong_acks;
        self.foreign += other.foreign;
        self.resyncs += other.resyncs;
        for (code, count) in &other.errors {
            *self.errors.entry(code.clone()).or_default() += count;
        }
    }
}

/// A duration in the unit of [`Clock::now`].
pub fn nanos(time: Duration) -> u64 {
    time.as_nanos() as u64
}
