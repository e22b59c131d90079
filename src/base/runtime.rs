//! Event loops for actors, with a bounded number of threads for blocking work.

/// Threads for blocking work (queries, hashing) of one event loop; more work waits.
pub const BLOCKING_THREADS: usize = 32;

/// A thread with an event loop of its own, for actors.
///
/// # Errors
/// The thread or its runtime cannot be created.
pub fn arbiter() -> std::io::Result<actix::ArbiterHandle> {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(BLOCKING_THREADS)
            .build()
    };
    Ok(actix::Arbiter::try_with_tokio_rt(runtime)?.handle())
}
