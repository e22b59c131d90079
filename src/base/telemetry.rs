//! Seen from outside: structured logs (text for eyes, JSON with `TAWAR_LOG=json`; never a message body, a token or a
//! phone number) and meters for Prometheus.

use std::sync::OnceLock;

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use tracing_subscriber::EnvFilter;

static METERS: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Upper bounds of durations, in seconds.
const SECONDS: &[f64] = &[
    0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0,
];
/// Upper bounds of counts.
const COUNTS: &[f64] = &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0];

/// Puts the meters in place, once for the process; before the first of them is used.
pub fn metrics() {
    METERS.get_or_init(|| {
        let built = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
            .and_then(|b| b.set_buckets_for_metric(Matcher::Suffix("_messages".into()), COUNTS))
            .map_err(|err| err.to_string())
            .and_then(|b| b.install_recorder().map_err(|err| err.to_string()));
        built.map_err(|err| tracing::warn!(error = %err, "nothing is metered")).ok()
    });
}

/// What Prometheus reads.
pub fn metered() -> String {
    METERS.get().and_then(Option::as_ref).map(PrometheusHandle::render).unwrap_or_default()
}

/// Folds what was measured into its buckets; to be called now and then, whether somebody reads or not.
pub fn tidy() {
    if let Some(handle) = METERS.get().and_then(Option::as_ref) {
        handle.run_upkeep();
    }
}

/// Turns logging on, once; `RUST_LOG` decides how much.
pub fn start(default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = if std::env::var("TAWAR_LOG").as_deref() == Ok("json") {
        logs.json().try_init()
    } else {
        logs.with_target(false).try_init()
    };
    if started.is_err() {
        tracing::debug!("logging was on already");
    }
}
