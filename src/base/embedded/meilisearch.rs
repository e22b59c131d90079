//! The private Meilisearch: its index in `DATA/meilisearch`, its key in `DATA/meili.key`.
//!
//! It holds nothing but an index that can be built again, so an index of another version is simply
//! thrown away; [`Meilisearch::is_empty`] tells the caller to fill it.

use std::env;
use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::keeper::{Farewell, Keeper};
use super::launcher::Launcher;
use super::processes::{signal, wait_until, works_on};
use super::{Doing, EmbeddedError, Log, data_folder, find_meilisearch, lock};

const NAME: &str = "Meilisearch";
const FAREWELL: Farewell = &[("TERM", Duration::from_secs(10))];

/// How long a start may take; opening a large index is the long case.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running private Meilisearch. Dropping it stops the server and waits for that.
#[derive(Debug)]
pub struct Meilisearch {
    // In this order: the server ends before the folder is free for another owner.
    keeper: Keeper,
    address: MeilisearchAddress,
    empty: bool,
    _lock: File,
}

/// Where a search server answers, and the key it wants.
#[derive(Clone, PartialEq, Eq)]
pub struct MeilisearchAddress {
    /// `http://127.0.0.1:PORT`
    pub url: String,
    /// A secret: whoever has it may do everything.
    pub master_key: String,
}

impl fmt::Debug for MeilisearchAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MeilisearchAddress").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Meilisearch {
    /// Starts the search server of `data_dir`. Blocks until it answers.
    ///
    /// # Errors
    /// `MeilisearchMissing` where there is none: a site can do without, with plainer search. Any
    /// other [`EmbeddedError`] about it.
    pub fn start(data_dir: &Path) -> Result<Meilisearch, EmbeddedError> {
        let data = data_folder(data_dir)?;
        let program = find_meilisearch()?;
        let lock = lock(&data, "meilisearch.lock", None)?;
        let index = Index { dir: data.join("meilisearch"), data };
        index.clear_leftovers()?;
        index.drop_other_version(&program)?;
        let master_key = master_key(&index.data.join("meili.key"))?;
        let log = Log::open(index.data.join("meilisearch.log"));
        for _ in 0..3 {
            let empty = !index.dir.exists();
            let port = free_port()?;
            let command = index.command(&program, port, &master_key, &log)?;
            let keeper = Keeper::start(NAME, command, FAREWELL)?;
            if answers(&keeper, port) {
                keeper.settle();
                let url = format!("http://{port}");
                index.remember(keeper.pid(), &url)?;
                tracing::info!(url, "Meilisearch answers");
                let address = MeilisearchAddress { url, master_key };
                return Ok(Meilisearch { keeper, address, empty, _lock: lock });
            }
            drop(keeper);
            if log.tail().contains("incompatible with your current engine version") {
                index.throw_away()?;
            }
        }
        Err(EmbeddedError::Failed { server: NAME, detail: log.tail(), log: log.path.clone() })
    }

    /// The server that another process runs on `data_dir`, if one does: for a command beside a
    /// running site.
    #[must_use]
    pub fn running_at(data_dir: &Path) -> Option<MeilisearchAddress> {
        let data = data_dir.canonicalize().ok()?;
        let index = Index { dir: data.join("meilisearch"), data };
        let (_, url) = index.remembered()?;
        let master_key = fs::read_to_string(index.data.join("meili.key")).ok()?.trim().to_owned();
        let port = url.strip_prefix("http://")?.parse().ok()?;
        is_healthy(port).then_some(MeilisearchAddress { url, master_key })
    }

    /// `http://127.0.0.1:PORT`
    #[must_use]
    pub fn url(&self) -> &str {
        &self.address.url
    }

    /// The key that may do everything. Kept on the server, never in a log.
    #[must_use]
    pub fn master_key(&self) -> &str {
        &self.address.master_key
    }

    /// Whether this start began with nothing: then the index has to be filled.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.empty
    }

    /// The server's process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.keeper.pid()
    }
}

/// The index's folder in the data folder.
struct Index {
    dir: PathBuf,
    data: PathBuf,
}

impl Index {
    fn command(
        &self,
        program: &Path,
        port: SocketAddr,
        master_key: &str,
        log: &Log,
    ) -> Result<Command, EmbeddedError> {
        let mut command = Launcher::ourselves("TERM").command(program);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().starts_with("MEILI_") {
                command.env_remove(name);
            }
        }
        command.args(["--no-analytics", "--env", "production", "--log-level", "WARN"]);
        command.arg("--http-addr").arg(port.to_string()).arg("--db-path").arg(&self.dir);
        command.arg("--dump-dir").arg(self.data.join("meilisearch-dumps"));
        command.arg("--snapshot-dir").arg(self.data.join("meilisearch-snapshots"));
        command.env("MEILI_MASTER_KEY", master_key); // the command line could be read by others
        let out = log.file()?;
        let err = out.try_clone().doing(|| "opening the log twice".to_owned())?;
        command.current_dir(&self.data).stdout(out).stderr(err);
        Ok(command)
    }

    /// Ends a server that a crash left over. We hold the folder's lock, so nobody needs it.
    fn clear_leftovers(&self) -> Result<(), EmbeddedError> {
        let Some((pid, _)) = self.remembered() else {
            return Ok(());
        };
        let gone = || !works_on(pid, &self.dir);
        if wait_until(Duration::from_secs(3), gone) {
            return Ok(());
        }
        signal(pid, "TERM");
        if wait_until(Duration::from_secs(10), gone) {
            return Ok(());
        }
        Err(EmbeddedError::InUse { dir: self.dir.clone(), pid: Some(pid) })
    }

    /// An index is read only by the version that wrote it.
    fn drop_other_version(&self, program: &Path) -> Result<(), EmbeddedError> {
        let Ok(written_by) = fs::read_to_string(self.dir.join("VERSION")) else {
            return Ok(());
        };
        let said = Command::new(program).arg("--version").output();
        let said = said.doing(|| format!("running {} --version", program.display()))?;
        let text = String::from_utf8_lossy(&said.stdout);
        match text.split_whitespace().nth(1) {
            Some(version) if version != written_by.trim() => {
                tracing::info!(from = written_by.trim(), to = version, "the index is built anew");
                self.throw_away()
            }
            _ => Ok(()),
        }
    }

    fn throw_away(&self) -> Result<(), EmbeddedError> {
        fs::remove_dir_all(&self.dir).doing(|| format!("removing {}", self.dir.display()))
    }

    /// Writes down who runs on the index and where it answers, for the next start and for
    /// commands beside this one.
    fn remember(&self, pid: Option<u32>, url: &str) -> Result<(), EmbeddedError> {
        let path = self.data.join("meilisearch.pid");
        let text = format!("{}\n{url}\n", pid.unwrap_or_default());
        fs::write(&path, text).doing(|| format!("writing {}", path.display()))
    }

    fn remembered(&self) -> Option<(u32, String)> {
        let text = fs::read_to_string(self.data.join("meilisearch.pid")).ok()?;
        let (pid, url) = text.split_once('\n')?;
        Some((pid.parse().ok()?, url.trim().to_owned()))
    }
}

/// The key kept in `path`, made on first use: 32 random bytes, readable by us alone.
fn master_key(path: &Path) -> Result<String, EmbeddedError> {
    if let Ok(kept) = fs::read_to_string(path)
        && kept.trim().len() >= 32
    {
        return Ok(kept.trim().to_owned());
    }
    let bytes: [u8; 32] = rand::random();
    let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let aside = path.with_extension("key.new");
    write_private(&aside, &key).doing(|| format!("writing {}", aside.display()))?;
    fs::rename(&aside, path).doing(|| format!("naming {}", path.display()))?;
    Ok(key)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?
        .write_all(text.as_bytes())
}

/// A port the system has free now. Another process may be quicker to it, so a start is tried
/// more than once.
fn free_port() -> Result<SocketAddr, EmbeddedError> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
    listener
        .and_then(|listener| listener.local_addr())
        .doing(|| "looking for a free port".to_owned())
}

/// Waits until the server answers, or has ended.
fn answers(keeper: &Keeper, port: SocketAddr) -> bool {
    let mut healthy = false;
    wait_until(PATIENCE, || {
        healthy = is_healthy(port);
        healthy || keeper.pid().is_none()
    });
    healthy && keeper.pid().is_some()
}

fn is_healthy(port: SocketAddr) -> bool {
    let ask = || -> io::Result<bool> {
        let limit = Duration::from_millis(500);
        let mut stream = TcpStream::connect_timeout(&port, limit)?;
        stream.set_read_timeout(Some(limit))?;
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.take(4096).read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer);
        Ok(answer.starts_with("HTTP/1.1 200") && answer.contains("available"))
    };
    ask().unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn scratch(name: &str) -> PathBuf {
        let dir = env::temp_dir().join(format!("tawar-test-{name}-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        dir
    }

    #[test]
    fn the_key_is_made_once_and_is_ours_alone() {
        let dir = scratch("key");
        let path = dir.join("meili.key");
        let key = master_key(&path).unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(master_key(&path).unwrap(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn the_key_is_not_shown() {
        let address = MeilisearchAddress { url: "http://x".into(), master_key: "hush".into() };
        assert!(!format!("{address:?}").contains("hush"));
    }

    #[test]
    fn a_silent_port_is_not_healthy() {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        assert!(!is_healthy(listener.local_addr().unwrap()));
    }

    #[test]
    fn it_answers_and_keeps_its_index_but_not_of_another_version() {
        let dir = scratch("meili");
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
