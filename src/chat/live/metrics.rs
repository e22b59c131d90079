//! What the live wing counts. Handles are looked up once.

use std::sync::LazyLock;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

/// The live wing's meters.
pub struct Metrics {
    /// Sockets of this node.
    pub sockets: Gauge,
    /// Rooms that run on this node.
    pub rooms: Gauge,
    /// Letters that wait for the journal.
    pub journal_waiting: Gauge,
    /// Messages of one commit.
    pub batch: Histogram,
    /// Seconds of one commit, from the first statement to its answer.
    pub commit: Histogram,
    /// Seconds from a command's arrival at its room to its ack.
    pub ack: Histogram,
    /// Messages committed.
    pub messages: Counter,
    /// Readers sent back to load the room anew.
    pub resyncs: Counter,
    /// Readers cut because they did not keep up or fell silent.
    pub evictions: Counter,
    /// Holes that were filled from Postgres.
    pub fills: Counter,
    /// Whether the bus is connected: 1 or 0.
    pub bus_up: Gauge,
    /// Seconds from a ring of the bus on one node to another's hearing it.
    pub bus_lag: Histogram,
    /// BusLink that found the bus full or away.
    pub bus_lost: Counter,
}

static METERS: LazyLock<Metrics> = LazyLock::new(|| Metrics {
    sockets: gauge!("tawar_sockets"),
    rooms: gauge!("tawar_rooms"),
    journal_waiting: gauge!("tawar_journal_waiting"),
    batch: histogram!("tawar_journal_batch_messages"),
    commit: histogram!("tawar_journal_commit_seconds"),
    ack: histogram!("tawar_ack_seconds"),
    messages: counter!("tawar_messages_total"),
    resyncs: counter!("tawar_resyncs_total"),
    evictions: counter!("tawar_evictions_total"),
    fills: counter!("tawar_fills_total"),
    bus_up: gauge!("tawar_bus_up"),
    bus_lag: histogram!("tawar_bus_lag_seconds"),
    bus_lost: counter!("tawar_bus_lost_total"),
});

/// The meters; the recorder must be in place before the first use (see `base::telemetry`).
pub fn meters() -> &'static Metrics {
    &METERS
}
