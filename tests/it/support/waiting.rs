//! Waiting for a condition that no event announces.

use std::time::{Duration, Instant};

/// Waits until the condition is true, at most for `limit`; returns how long that took.
pub async fn wait_until(
    what: &str,
    limit: Duration,
    mut condition: impl AsyncFnMut() -> bool,
) -> Duration {
    let start = Instant::now();
    while !condition().await {
        assert!(start.elapsed() < limit, "{what}: not within {limit:?}");
        actix_web::rt::time::sleep(Duration::from_millis(20)).await;
    }
    start.elapsed()
}
