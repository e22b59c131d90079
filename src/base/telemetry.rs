//! Structured logs (text for people, JSON with `TAWAR_LOG=json`; never a message's text, a token or a phone number) and
//! metrics for Prometheus.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Upper bounds of the buckets of durations, in seconds.
const SECONDS: &[f64] = &[
    0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0,
];
/// Upper bounds of the buckets of counts.
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0];

/// Installs the metrics recorder, once for the process; call it before the first metric is used.
pub fn install_metrics() {
    RECORDER.get_or_init(|| {
        let installed = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .and_then(|b| b.set_buckets_for_metric(Matcher::Suffix("_messages".into()), COUNTS))
            .map_err(|err| err.to_string())
            .and_then(|b| b.install_recorder().map_err(|err| err.to_string()));
        installed.map_err(|err| tracing::warn!(error = %err, "metrics are not recorded")).ok()
    });
}

/// Every metric in the text format of Prometheus.
pub fn render_metrics() -> String {
    RECORDER.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Moves recorded samples into their buckets; call it about every second, or samples accumulate while nothing scrapes.
pub fn run_upkeep() {
    if let Some(handle) = RECORDER.get().and_then(Option::as_ref) {
        handle.run_upkeep();
    }
}

/// Starts logging to standard error, once; the filter is `RUST_LOG`, or `default` when it is not set.
pub fn start_logging(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if std::env::var("TAWAR_LOG").as_deref() == Ok("json") {
        logs.json().try_init()
    } else {
        logs.with_target(false).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
}
