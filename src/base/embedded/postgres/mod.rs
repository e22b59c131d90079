//! The private Postgres: one cluster in `DATA/postgres`, reached over a unix socket.
//!
//! A new cluster is created under a temporary name, with the database `tawar` and the superuser `tawar` in it, and is
//! renamed once it is complete. The role `tawar_serve`, which serves and may not change the ledger, is created at each start
//! where it is missing. A server left over by a crash is waited for, then asked to stop; its lock file is removed
//! only when no process works in the cluster any more.

mod cluster;
mod creation;
mod folders;
mod orphans;
mod postmaster_pid;
mod roles;
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
use crate::base::db::DatabaseUrls;

const LOCK: &str = "tawar.lock";

const DATABASE: &str = "tawar";

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
        let postgres = Postgres { supervisor, socket_dir, _lock: lock };
        roles::create_serving(&postgres.urls().owner)?;
        tracing::info!(version = %binaries.major, data = %cluster.dir.display(), "Postgres answers");
        Ok(postgres)
    }

    /// The URLs of the server that another process runs on `data_dir`, if one does: for a command beside a running site.
    #[must_use]
    pub fn running_at(data_dir: &Path) -> Option<DatabaseUrls> {
        let dir = data_dir.canonicalize().ok()?.join("postgres");
        let file =
            PostmasterPid::read(&dir).filter(|file| file.ready && runs_on(file.pid, &dir))?;
        Some(urls(&file.socket_dir, DATABASE))
    }

    /// Creates the serving role of a running server, which may be one that a version with a single role has started.
    ///
    /// # Errors
    /// `RoleNotCreated` when the server does not answer or refuses.
    pub fn prepare(urls: &DatabaseUrls) -> Result<(), EmbeddedError> {
        roles::create_serving(&urls.owner)
    }

    /// The URLs of the database `tawar`.
    #[must_use]
    pub fn urls(&self) -> DatabaseUrls {
        self.urls_for(DATABASE)
    }

    /// The URLs of another database of this server.
    #[must_use]
    pub fn urls_for(&self, database: &str) -> DatabaseUrls {
        urls(self.socket_dir.path(), database)
    }

    /// The server's process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }
}

fn urls(socket_dir: &Path, database: &str) -> DatabaseUrls {
    let url = |role| connection_url(socket_dir, role, database);
    DatabaseUrls { serving: url(roles::SERVING), owner: url(roles::OWNER) }
}

#[cfg(test)]
mod tests {
    use diesel::connection::{Connection, SimpleConnection};
    use diesel::pg::PgConnection;

    use super::super::processes::pid_exists;
    use super::*;

    #[test]
    fn it_starts_others_find_it_and_it_exits_when_dropped() {
        let dir = std::env::temp_dir().join(format!("tawar-test-pg-{}", std::process::id()));
        let postgres = Postgres::start_with(&dir, Durability::Throwaway).unwrap();
        assert_eq!(Postgres::running_at(&dir), Some(postgres.urls()));
        let second = Postgres::start_with(&dir, Durability::Throwaway).unwrap_err();
        assert!(matches!(second, EmbeddedError::InUse { pid, .. } if pid == postgres.pid()));
        // A folder of a version with one role gets the other one.
        let urls = postgres.urls();
        let mut owner = PgConnection::establish(&urls.owner).unwrap();
        owner.batch_execute("drop role tawar_serve").unwrap();
        assert!(PgConnection::establish(&urls.serving).is_err());
        for _ in 0..2 {
            Postgres::prepare(&urls).unwrap();
        }
        let mut serving = PgConnection::establish(&urls.serving).unwrap();
        assert!(serving.batch_execute("create table mine (id int)").is_err());
        drop((owner, serving));
        let pid = postgres.pid().unwrap();
        drop(postgres);
        assert!(!pid_exists(pid));
        assert_eq!(Postgres::running_at(&dir), None);
        std::fs::remove_dir_all(dir).unwrap();
    }
}
