//! Work that repeats: deadlines, mails, cleaning. Each job reads what is due from Postgres, so that a restart or a
//! second node changes nothing; a job that fails is logged and comes again.

use std::future::Future;
use std::time::Duration;

use super::error::AppResult;

/// Threads for blocking work (queries, hashing) of one event loop; more waits in line.
pub const BLOCKING_THREADS: usize = 32;

/// A thread with an event loop of its own, for actors.
pub fn arbiter() -> std::io::Result<actix::ArbiterHandle> {
    let looping = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .build()
    };
    Ok(actix::Arbiter::try_with_tokio_rt(looping)?.handle())
}

/// Runs `work` every `every` on the present arbiter, until the arbiter ends. A turn that takes longer delays the next.
pub fn every<F, W>(name: &'static str, every: Duration, mut work: F)
where
    F: FnMut() -> W + 'static,
    W: Future<Output = AppResult<()>> + 'static,
{
    actix_web::rt::spawn(async move {
        let mut tick = tokio::time::interval(every);
        tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tick.tick().await;
            if let Err(err) = work().await {
                tracing::warn!(job = name, error = %err, "job failed, it comes again");
            }
        }
    });
}
