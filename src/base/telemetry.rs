//! Structured logs: text for eyes, JSON with `TAWAR_LOG=json`. Never a message body, a token or a phone number.

use tracing_subscriber::EnvFilter;

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
