//! What a crash left over: a server without its parent, lock files without a server.

use std::fs;
use std::path::Path;
use std::time::Duration;

use super::super::processes::{anyone_in, is_known, signal, wait_until};
use super::super::{Doing, EmbeddedError};
use super::cluster::Cluster;
use super::pidfile::{self, PidFile};

/// The lock beside the socket.
const SOCKET_LOCK: &str = ".s.PGSQL.5432.lock";

/// How long a server left over by a crash may take to end on its own, and then when asked.
const LEFTOVER: Duration = Duration::from_secs(8);

impl Cluster {
    /// Makes way for a new server. We hold the folder's lock, so whoever still runs on the cluster
    /// was left over by a crash: waited for, then asked to stop, never killed.
    pub(super) fn clear_leftovers(&self, socket_dir: &Path) -> Result<(), EmbeddedError> {
        self.end_leftover_server()?;
        self.clear_lock_file(&self.dir.join(pidfile::NAME))?;
        self.clear_lock_file(&socket_dir.join(SOCKET_LOCK))
    }

    fn end_leftover_server(&self) -> Result<(), EmbeddedError> {
        let Some(file) = PidFile::read(&self.dir) else { return Ok(()) };
        let gone = || self.server().is_none();
        if !wait_until(LEFTOVER, gone) {
            tracing::warn!(pid = file.pid, "a Postgres left over by a crash is asked to stop");
            signal(file.pid, "INT");
            if !wait_until(LEFTOVER, gone) {
                let dir = self.dir.clone();
                return Err(EmbeddedError::InUse { dir, pid: Some(file.pid) });
            }
        }
        Ok(())
    }

    /// Postgres takes over a stale lock file by itself, except when the process id in it is known
    /// to the system: used again for somebody else, or never fetched by its parent. Both are usual
    /// in containers. As long as any process stands in the cluster, the file stays.
    fn clear_lock_file(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Ok(text) = fs::read_to_string(path) else { return Ok(()) };
        let pid = text.lines().next().and_then(|line| line.trim().parse().ok());
        if pid.is_none_or(is_known) && !anyone_in(&self.dir) {
            tracing::info!(file = %path.display(), "a lock file left over by a crash is removed");
            return fs::remove_file(path).doing(|| format!("removing {}", path.display()));
        }
        Ok(())
    }
}
