//! Running a future in a command that is not a server.

/// Runs a future to completion on an actix system of its own.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    actix::System::new().block_on(future)
}
