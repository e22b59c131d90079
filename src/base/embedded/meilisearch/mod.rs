//! The private Meilisearch: its index in `DATA/meilisearch`, its key in `DATA/meili.key`.
//!
//! Its index can always be built again from Postgres, so an index of another version is deleted;
//! [`Meilisearch::is_empty`] then asks the caller to fill it.

mod health;
mod index_folder;
mod master_key;

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::time::Duration;

use self::health::{is_healthy, wait_until_healthy};
use self::index_folder::{IndexFolder, Launch};
use super::binaries::find_meilisearch;
use super::data_folder;
use super::error::EmbeddedError;
use super::server_log::ServerLog;
use super::supervisor::{StopSignal, Supervisor};

const NAME: &str = "Meilisearch";

const STOP_SIGNALS: &[StopSignal] =
    &[StopSignal { name: "TERM", timeout: Duration::from_secs(10) }];

/// How often a start is tried: another process may take the port first, or the index may turn out to be of another
/// version.
const START_ATTEMPTS: usize = 3;

/// A running private Meilisearch. Dropping it stops the server and waits for its exit.
#[derive(Debug)]
pub struct Meilisearch {
    // Fields drop in this order: the server exits before another process can lock the folder.
    supervisor: Supervisor,
    address: MeilisearchAddress,
    empty: bool,
    _lock: File,
}

/// The address of a private Meilisearch and its key.
#[derive(Clone, PartialEq, Eq)]
pub struct MeilisearchAddress {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// A secret that permits every operation.
    pub master_key: String,
}

impl fmt::Debug for MeilisearchAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeilisearchAddress").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Meilisearch {
    /// Starts the search server of `data_dir`. Blocks until it answers, up to a minute for each of three attempts.
    ///
    /// # Errors
    /// `MeilisearchMissing` when the program is not on this machine: the site can run without it. `InUse` when another
    /// process owns the folder, `NotStarted` when the server does not answer, `Io` and `WrongPath`.
    pub fn start(data_dir: &Path) -> Result<Meilisearch, EmbeddedError> {
        let data = data_folder::create(data_dir)?;
        let program = find_meilisearch()?;
        let lock = data_folder::lock(&data, "meilisearch.lock", None)?;
        let index = IndexFolder::of(data);
        index.stop_orphan()?;
        index.delete_if_of_other_version(&program)?;
        let master_key = master_key::load_or_create(&index.data.join("meili.key"))?;
        let log = ServerLog::open(index.data.join("meilisearch.log"));
        for _ in 0..START_ATTEMPTS {
            let empty = !index.dir.exists();
            let port = health::free_port()?;
            let launch =
                Launch { program: &program, address: port, master_key: &master_key, log: &log };
            let supervisor = Supervisor::start(NAME, index.command(&launch)?, STOP_SIGNALS)?;
            if wait_until_healthy(&supervisor, port) {
                supervisor.enable_restart();
                let url = format!("http://{port}");
                index.write_pid_file(supervisor.pid(), &url)?;
                tracing::info!(url, "Meilisearch answers");
                let address = MeilisearchAddress { url, master_key };
                return Ok(Meilisearch { supervisor, address, empty, _lock: lock });
            }
            drop(supervisor);
            if log.tail().contains("incompatible with your current engine version") {
                index.delete()?;
            }
        }
        Err(EmbeddedError::NotStarted { server: NAME, detail: log.tail(), log: log.path.clone() })
    }

    /// The server that another process runs on `data_dir`, if one does: for a command beside a running site.
    #[must_use]
    pub fn running_at(data_dir: &Path) -> Option<MeilisearchAddress> {
        let index = IndexFolder::of(data_dir.canonicalize().ok()?);
        let (_, url) = index.read_pid_file()?;
        let master_key = master_key::load(&index.data.join("meili.key"))?;
        let address = url.strip_prefix("http://")?.parse().ok()?;
        is_healthy(address).then_some(MeilisearchAddress { url, master_key })
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn url(&self) -> &str {
        &self.address.url
    }

    /// A secret that permits every operation; never log it.
    #[must_use]
    pub fn master_key(&self) -> &str {
        &self.address.master_key
    }

    /// Whether this start found no index, so that the caller has to fill it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// The server's process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn debug_output_does_not_contain_the_key() {
        let address = MeilisearchAddress { url: "http://x".into(), master_key: "hush".into() };
        assert!(!format!("{address:?}").contains("hush"));
    }

    #[test]
    fn a_restart_finds_the_index_again_unless_it_is_of_another_version() {
        let dir = std::env::temp_dir().join(format!("tawar-test-meili-{}", std::process::id()));
        let first = Meilisearch::start(&dir).unwrap();
        assert!(first.is_empty());
        assert_eq!(Meilisearch::running_at(&dir).as_ref(), Some(&first.address));
        drop(first);
        assert_eq!(Meilisearch::running_at(&dir), None);
        assert!(!Meilisearch::start(&dir).unwrap().is_empty());
        fs::write(dir.join("meilisearch/VERSION"), "1.2.3").unwrap();
        assert!(Meilisearch::start(&dir).unwrap().is_empty());
        fs::remove_dir_all(dir).unwrap();
    }
}
