//! What a crash leaves behind: a server without its parent, lock files without a server.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::super::error::{EmbeddedError, IoContext};
use super::super::processes::{any_process_in, pid_exists, send_signal, wait_until};
use super::cluster::Cluster;
use super::postmaster_pid::{self, PostmasterPid};

/// The lock file beside the socket.
const SOCKET_LOCK: &str = ".s.PGSQL.5432.lock";

/// How long a server left over by a crash may take to exit on its own, and then after `INT`.
const ORPHAN_EXIT: Duration = Duration::from_secs(8);

impl Cluster {
    /// Makes the cluster free for a new server. This process holds the folder's lock, so a server that still runs was left
    /// over by a crash: it is waited for, then asked to stop, never killed.
    ///
    /// # Errors
    /// `InUse` when that server does not exit, `Io` when a lock file cannot be removed.
    pub(super) fn clear_orphans(&self, socket_dir: &Path) -> Result<(), EmbeddedError> {
        self.stop_orphan()?;
        self.remove_stale_lock(&self.dir.join(postmaster_pid::NAME))?;
        self.remove_stale_lock(&socket_dir.join(SOCKET_LOCK))
    }

    fn stop_orphan(&self) -> Result<(), EmbeddedError> {
        let Some(file) = PostmasterPid::read(&self.dir) else { return Ok(()) };
        let exited = || self.server_pid().is_none();
        if !wait_until(ORPHAN_EXIT, exited) {
            tracing::warn!(pid = file.pid, "asking a Postgres left over by a crash to stop");
            send_signal(file.pid, "INT");
            if !wait_until(ORPHAN_EXIT, exited) {
                let dir = self.dir.clone();
                return Err(EmbeddedError::InUse { dir, pid: Some(file.pid) });
            }
        }
        Ok(())
    }

    /// Postgres replaces a stale lock file by itself, except when the process id in it exists: reused by another process,
    /// or a zombie. Both are usual in containers. While any process works in the cluster, the file is not removed.
    fn remove_stale_lock(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Ok(text) = fs::read_to_string(path) else { return Ok(()) };
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
        if pid.is_none_or(pid_exists) && !any_process_in(&self.dir) {
            tracing::info!(file = %path.display(), "removing a lock file left over by a crash");
            return fs::remove_file(path).during(|| format!("removing {}", path.display()));
        }
        Ok(())
    }
}
