//! What was sent and what came of it.
//!
//! Member `2r` and `2r + 1` are the two people of room `r`. Each socket is a listener of one room.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use hdrhistogram::Histogram;

use super::peer::Ending;
use super::wire::{Run, write_id};

/// One clock for all threads.
#[derive(Clone, Copy)]
pub struct Clock {
    start: Instant,
    ms: u64,
    pub run: Run,
}

impl Clock {
    pub fn new() -> Self {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        Self { start: Instant::now(), ms: since.as_millis() as u64, run: Run::new() }
    }

    /// Nanoseconds since the start.
    pub fn now(&self) -> u64 {
        self.start.elapsed().as_nanos() as u64
    }
}

/// What became of a message.
#[derive(Clone, Copy, Default)]
pub struct Sent {
    pub at: u64,
    pub seq: u32,
    pub seen: u16,
    pub acked: bool,
    pub refused: bool,
}

/// Somebody who speaks in a room.
pub struct Member {
    template: Vec<u8>,
    id_at: usize,
    pub sent: Vec<Sent>,
    pub unacked: usize,
}

/// A socket that hears a room.
#[derive(Clone)]
pub struct Listener {
    /// Its member, as this thread counts them.
    pub member: usize,
    /// Whether it is the socket that its member speaks through.
    pub speaks: bool,
    pub joined: bool,
    /// Its line has ended.
    pub gone: bool,
    pub epoch: String,
    pub seq: u64,
    pub last: [u32; 2],
}

/// What must not happen.
#[derive(Default, Clone, Debug)]
pub struct Faults {
    pub lost: u64,
    pub unacked: u64,
    pub doubled: u64,
    pub disordered: u64,
    pub holes: u64,
    pub odd_acks: u64,
    pub strangers: u64,
    pub resyncs: u64,
    pub errors: BTreeMap<String, u64>,
}

pub struct World {
    pub clock: Clock,
    pub base: usize,
    pub members: Vec<Member>,
    pub listeners: Vec<Listener>,
    pub acks: Histogram<u64>,
    pub deliveries: Histogram<u64>,
    /// Only what is sent in it is measured.
    pub window: (u64, u64),
    /// Whether an ack is answered with the next message, until when.
    pub closed_until: Option<u64>,
    /// Listeners who wait a little before they speak again: they were refused.
    pub owed: Vec<usize>,
    pub acked: u64,
    pub acked_ever: u64,
    pub delivered: u64,
    /// Since when an ack is waited for, after a kill, and how long those waits were (nanoseconds).
    pub killed: Option<u64>,
    pub waiting: Option<u64>,
    pub outages: Vec<u64>,
    pub faults: Faults,
}

pub fn histogram() -> Histogram<u64> {
    Histogram::new_with_bounds(1, 600_000_000, 3).unwrap()
}

impl World {
    /// `base` is how many members other threads have before ours.
    pub fn new(clock: Clock, base: usize) -> Self {
        Self {
            clock,
            base,
            members: Vec::new(),
            listeners: Vec::new(),
            acks: histogram(),
            deliveries: histogram(),
            window: (0, u64::MAX),
            closed_until: None,
            owed: Vec::new(),
            acked: 0,
            acked_ever: 0,
            delivered: 0,
            killed: None,
            waiting: None,
            outages: Vec::new(),
            faults: Faults::default(),
        }
    }

    pub fn add_member(&mut self, (template, id_at): (Vec<u8>, usize)) -> usize {
        self.members.push(Member { template, id_at, sent: Vec::new(), unacked: 0 });
        self.members.len() - 1
    }

    pub fn add_listener(&mut self, member: usize, speaks: bool) -> usize {
        let (joined, gone, epoch, last) = (false, false, String::new(), [0; 2]);
        self.listeners.push(Listener { member, speaks, joined, gone, epoch, seq: 0, last });
        self.listeners.len() - 1
    }

    /// Says the next message of a member; its latency counts from `at`.
    pub fn say(&mut self, member: usize, at: u64, out: &mut Vec<u8>) {
        let count = self.note(member, at);
        self.put(member, count, out);
    }

    /// Counts the next message of a member without sending it.
    pub fn note(&mut self, member: usize, at: u64) -> usize {
        let who = &mut self.members[member];
        who.sent.push(Sent { at, ..Sent::default() });
        who.unacked += 1;
        who.sent.len() - 1
    }

    /// The times so far; counting begins anew.
    pub fn take_times(&mut self) -> (Histogram<u64>, Histogram<u64>) {
        let acks = std::mem::replace(&mut self.acks, histogram());
        (acks, std::mem::replace(&mut self.deliveries, histogram()))
    }

    /// Appends message `count` of a member, the first time or again: its id follows from when it was first due.
    fn put(&mut self, member: usize, count: usize, out: &mut Vec<u8>) {
        let number = (self.base + member) as u32;
        let who = &mut self.members[member];
        let id = &mut who.template[who.id_at..who.id_at + 36];
        let ms = self.clock.ms + who.sent[count].at / 1_000_000;
        write_id(id, ms, self.clock.run, number, count as u32 + 1);
        out.extend_from_slice(&who.template);
    }

    /// Says everything again that had no ack.
    pub fn repeat(&mut self, member: usize, out: &mut Vec<u8>) {
        for count in 0..self.members[member].sent.len() {
            let sent = self.members[member].sent[count];
            if !sent.acked && !sent.refused {
                self.put(member, count, out);
            }
        }
    }

    /// The server is about to be killed: how long is it until the first ack on a new line?
    pub fn mark_kill(&mut self) {
        (self.killed, self.waiting) = (Some(self.clock.now()), None);
    }

    /// A listener's line has ended.
    pub fn end(&mut self, listener: usize, ending: Ending) {
        let socket = &mut self.listeners[listener];
        (socket.gone, socket.joined) = (true, false);
        match ending {
            Ending::Closed(code) => self.fault(&format!("closed {code}")),
            // While the server is being killed that is what is wanted.
            Ending::Broken if self.killed.is_some() => {}
            Ending::Broken => self.fault("line broken"),
        }
    }

    /// How many messages were said.
    pub fn said(&self) -> usize {
        self.members.iter().map(|who| who.sent.len()).sum()
    }

    /// Whether everything that was said is acked and everybody has it.
    pub fn is_settled(&self) -> bool {
        let audience = self.listeners.len() * 2 / self.members.len().max(1);
        self.members.iter().all(|who| who.unacked == 0)
            && self.delivered >= self.acked_ever * audience as u64
    }

    /// At the end: what is missing.
    pub fn close(&mut self) {
        let mut audience = vec![0u16; self.members.len() / 2 + 1];
        for socket in &self.listeners {
            audience[socket.member / 2] += 1;
        }
        for (index, who) in self.members.iter().enumerate() {
            let wanted = audience[index / 2];
            for sent in &who.sent {
                self.faults.unacked += u64::from(!sent.acked && !sent.refused);
                if sent.acked {
                    self.faults.lost += u64::from(wanted.saturating_sub(sent.seen));
                }
                self.faults.doubled += u64::from(sent.seen.saturating_sub(wanted));
            }
        }
    }

    /// Counts something that was not asked for.
    pub fn fault(&mut self, what: &str) {
        *self.faults.errors.entry(what.to_owned()).or_default() += 1;
    }

    /// Adds what another thread saw.
    pub fn merge(&mut self, other: &World) {
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
        self.disordered += other.disordered;
        self.holes += other.holes;
        self.odd_acks += other.odd_acks;
        self.strangers += other.strangers;
        self.resyncs += other.resyncs;
        for (code, count) in &other.errors {
            *self.errors.entry(code.clone()).or_default() += count;
        }
    }
}

/// A wait that the clock of the world understands.
pub fn nanos(time: Duration) -> u64 {
    time.as_nanos() as u64
}
