//! The index's folder in the data folder, the server's command line, and the file that names the running server.

use std::env;
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::error::{EmbeddedError, IoContext};
use super::super::launcher::Launcher;
use super::super::processes::{runs_on, send_signal, wait_until};
use super::super::server_log::ServerLog;

/// How long a server left over by a crash may take to exit on its own, and then after `TERM`.
const ORPHAN_EXIT: Duration = Duration::from_secs(3);
const ORPHAN_STOP: Duration = Duration::from_secs(10);

/// `DATA/meilisearch`.
pub(super) struct IndexFolder {
    pub(super) dir: PathBuf,
    pub(super) data: PathBuf,
}

/// What one start of the server needs.
pub(super) struct Launch<'a> {
    pub(super) program: &'a Path,
    /// The address to listen on.
    pub(super) address: SocketAddr,
    pub(super) master_key: &'a str,
    pub(super) log: &'a ServerLog,
}

impl IndexFolder {
    /// The index folder of a data folder, which must be an absolute path.
    pub(super) fn of(data: PathBuf) -> IndexFolder {
        IndexFolder { dir: data.join("meilisearch"), data }
    }

    /// # Errors
    /// `Io` when the log cannot be opened.
    pub(super) fn command(&self, launch: &Launch<'_>) -> Result<Command, EmbeddedError> {
        let mut command = Launcher::as_current_user("TERM").command(launch.program);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("MEILI_") {
                command.env_remove(name);
            }
        }
        command.args(["--no-analytics", "--env", "production", "--log-level", "WARN"]);
        command.arg("--http-addr").arg(launch.address.to_string());
        command.arg("--db-path").arg(&self.dir);
        command.arg("--dump-dir").arg(self.data.join("meilisearch-dumps"));
        command.arg("--snapshot-dir").arg(self.data.join("meilisearch-snapshots"));
        command.env("MEILI_MASTER_KEY", launch.master_key); // other users can read the command line
        let stdout = launch.log.appender()?;
        let stderr = stdout.try_clone().during(|| "opening the log twice".to_owned())?;
        command.current_dir(&self.data).stdout(stdout).stderr(stderr);
        Ok(command)
    }

    /// Stops a server that a crash left over. This process holds the folder's lock, so nobody else uses it.
    ///
    /// # Errors
    /// `InUse` when it does not exit.
    pub(super) fn stop_orphan(&self) -> Result<(), EmbeddedError> {
        let Some((pid, _)) = self.read_pid_file() else {
            return Ok(());
        };
        let exited = || !runs_on(pid, &self.dir);
        if wait_until(ORPHAN_EXIT, exited) {
            return Ok(());
        }
        send_signal(pid, "TERM");
        if wait_until(ORPHAN_STOP, exited) {
            return Ok(());
        }
        Err(EmbeddedError::InUse { dir: self.dir.clone(), pid: Some(pid) })
    }

    /// Only the version that wrote an index can read it.
    ///
    /// # Errors
    /// `Io` when the program cannot be run or the folder cannot be removed.
    pub(super) fn delete_if_of_other_version(&self, program: &Path) -> Result<(), EmbeddedError> {
        let Ok(written_by) = fs::read_to_string(self.dir.join("VERSION")) else {
            return Ok(());
        };
        let output = Command::new(program).arg("--version").output();
        let output = output.during(|| format!("running {} --version", program.display()))?;
        let text = String::from_utf8_lossy(&output.stdout);
        match text.split_whitespace().nth(1) {
            Some(version) if version != written_by.trim() => {
                let from = written_by.trim();
                tracing::info!(from, to = version, "deleting the search index of another version");
                self.delete()
            }
            _ => Ok(()),
        }
    }

    /// # Errors
    /// `Io` when the folder cannot be removed.
    pub(super) fn delete(&self) -> Result<(), EmbeddedError> {
        fs::remove_dir_all(&self.dir).during(|| format!("removing {}", self.dir.display()))
    }

    /// Writes the server's process id and URL, for the next start and for commands beside this process.
    ///
    /// # Errors
    /// `Io` when the file cannot be written.
    pub(super) fn write_pid_file(&self, pid: Option<u32>, url: &str) -> Result<(), EmbeddedError> {
        let path = self.data.join("meilisearch.pid");
        let text = format!("{}\n{url}\n", pid.unwrap_or_default());
        fs::write(&path, text).during(|| format!("writing {}", path.display()))
    }

    /// The process id and URL that [`IndexFolder::write_pid_file`] wrote.
    pub(super) fn read_pid_file(&self) -> Option<(u32, String)> {
        let text = fs::read_to_string(self.data.join("meilisearch.pid")).ok()?;
        let (pid, url) = text.split_once('\n')?;
        Some((pid.parse().ok()?, url.trim().to_owned()))
    }
}
