//! The private Postgres: one cluster in `DATA/postgres`, reached over a unix socket.
//!
//! A new cluster is created under a temporary name, with the database `tawar` and the superuser `tawar` in it, and is
//! renamed once it is complete. A server left over by a crash is waited for, then asked to stop; its lock file is removed
//! only when no process works in the cluster any more.

mod cluster;
mod creation;
mod folders;
mod orphans;
mod postmaster_pid;
mod settings;
mod socket;

use std::fs::File;
use std::path::Path;

use self::cluster::Cluster;
use self::postmaster_pid::PostmasterPid;
pub use self::settings::Durability;
use self::socket::{SocketFolder, connection_url};
use super::binaries::find_postgres;
use super::data_folder;
use super::error::EmbeddedError;
use super::launcher::Launcher;
use super::processes::runs_on;
use super::server_log::ServerLog;
use super::supervisor::Supervisor;

const LOCK: &str = "tawar.lock";

/// A running private Postgres. Dropping it stops the server and waits for its exit.
#[derive(Debug)]
pub struct Postgres {
    // Fields drop in this order: the server exits before another process can lock the folder.
    supervisor: Supervisor,
    socket_dir: SocketFolder,
    _lock: File,
}

impl Postgres {
    /// Starts the durable server of `data_dir`, whose cluster is created on first use. Blocks until it answers.
    ///
    /// # Errors
    /// `InUse` when another process owns the folder; otherwise any [`EmbeddedError`] about Postgres.
    pub fn start(data_dir: &Path) -> Result<Postgres, EmbeddedError> {
        Postgres::start_with(data_dir, Durability::Durable)
    }

    /// Starts the server of `data_dir` with the given durability.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn start_with(data_dir: &Path, durability: Durability) -> Result<Postgres, EmbeddedError> {
        let data = data_folder::create(data_dir)?;
        let cluster = Cluster { dir: data.join("postgres"), durability };
        let lock = data_folder::lock(&data, LOCK, cluster.server_pid())?;
        let binaries = cluster.choose(find_postgres()?)?;
        let launcher = Launcher::as_unprivileged_user("INT")?;
        if !cluster.dir.exists() {
            cluster.create(&binaries, &launcher)?;
        }
        launcher.chown_to_child(&cluster.dir)?;
        folders::check_access(&launcher, &cluster.dir)?;
        let socket_dir = SocketFolder::create(&cluster.dir, &launcher)?;
        let log = ServerLog::open(data.join("postgres.log"));
        let supervisor = cluster.launch(&binaries, &launcher, socket_dir.path(), &log)?;
        tracing::info!(version = %binaries.major, data = %cluster.dir.display(), "Postgres answers");
        Ok(Postgres { supervisor, socket_dir, _lock: lock })
    }

    /// The URL of the server that another process runs on `data_dir`, if one does: for a command beside a running site.
    #[must_use]
    pub fn running_at(data_dir: &Path) -> Option<String> {
        let dir = data_dir.canonicalize().ok()?.join("postgres");
        let file =
            PostmasterPid::read(&dir).filter(|file| file.ready && runs_on(file.pid, &dir))?;
        Some(connection_url(&file.socket_dir, "tawar"))
    }

    /// The URL of the database `tawar`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_for("tawar")
    }

    /// The URL of another database of this server.
    #[must_use]
    pub fn url_for(&self, database: &str) -> String {
        connection_url(self.socket_dir.path(), database)
    }

    /// The server's process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }
}

#[cfg(test)]
mod tests {
    use super::super::processes::pid_exists;
    use super::*;

    #[test]
    fn it_starts_others_find_it_and_it_exits_when_dropped() {
        let dir = std::env::temp_dir().join(format!("tawar-test-pg-{}", std::process::id()));
        let postgres = Postgres::start_with(&dir, Durability::Throwaway).unwrap();
        assert_eq!(Postgres::running_at(&dir), Some(postgres.url()));
        let second = Postgres::start_with(&dir, Durability::Throwaway).unwrap_err();
        assert!(matches!(second, EmbeddedError::InUse { pid, .. } if pid == postgres.pid()));
        let pid = postgres.pid().unwrap();
        drop(postgres);
        assert!(!pid_exists(pid));
        assert_eq!(Postgres::running_at(&dir), None);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
