//! Scans that repeat: each reads what is due from Postgres, so that a restart or a second node changes nothing. A scan that
//! fails is logged and runs again at its next turn.

use std::future::Future;
use std::time::Duration;

use crate::base::error::AppResult;

/// Runs `scan` every `period` on the present arbiter, until the arbiter ends. A scan that takes longer delays the next.
pub fn every<F, W>(name: &'static str, period: Duration, mut scan: F)
where
    F: FnMut() -> W + 'static,
    W: Future<Output = AppResult<()>> + 'static,
{
    actix_web::rt::spawn(async move {
        let mut tick = tokio::time::interval(period);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(err) = scan().await {
                tracing::warn!(scan = name, error = %err, "a scan failed, it runs again");
            }
        }
    });
}
