//! Metrics of the live connection and of the rooms. Their handles are looked up once.

use std::sync::LazyLock;

use metrics::{Counter, Gauge, Histogram, counter, gauge, histogram};

/// One handle for each metric; `docs/grafana.json` shows them all.
pub struct LiveMetrics {
    /// Sockets of this node.
    pub sockets: Gauge,
    /// Room actors that run on this node.
    pub rooms: Gauge,
    /// Append requests that wait for a journal writer.
    pub journal_waiting: Gauge,
    /// Messages of one commit.
    pub batch: Histogram,
    /// Seconds of one commit, from the first statement to its reply.
    pub commit: Histogram,
    /// Seconds from a command's arrival at its room to its ack.
    pub ack: Histogram,
    /// Messages committed.
    pub messages: Counter,
    /// Clients that were told to load the room again.
    pub resyncs: Counter,
    /// Clients disconnected because they lagged.
    pub evictions: Counter,
    /// Queries for missing messages.
    pub fills: Counter,
    /// 1 while the bus is connected, else 0.
    pub bus_up: Gauge,
    /// Seconds from the publication of an envelope on one node to its receipt on another.
    pub bus_lag: Histogram,
    /// Node messages dropped because the bus queue was full or publishing failed.
    pub bus_lost: Counter,
}

static METRICS: LazyLock<LiveMetrics> = LazyLock::new(|| LiveMetrics {
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

/// The recorder must be installed before the first call (see `base::telemetry`): handles keep the recorder they were
/// made with.
pub fn live_metrics() -> &'static LiveMetrics {
    &METRICS
}
