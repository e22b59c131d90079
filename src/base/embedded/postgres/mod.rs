//! The private Postgres: one cluster in `DATA/postgres`, reached over a unix socket.
//!
//! The cluster appears under its name only when it is whole (made aside, then renamed), with the
//! database `tawar` and the superuser `tawar` in it. A server left over by a crash is waited for,
//! then asked to stop; its lock file goes only when nobody stands in the cluster any more.

mod cluster;
mod creation;
mod leftovers;
mod pidfile;

use std::env;
use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use self::cluster::Cluster;
use self::pidfile::PidFile;
use super::keeper::Keeper;
use super::launcher::Launcher;
use super::processes::{user_id, works_on};
use super::{Doing, EmbeddedError, Log, data_folder, find_postgres, lock};

const NAME: &str = "Postgres";
const LOCK: &str = "tawar.lock";

/// Whether commits must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// Every commit is on the disk when it is answered.
    Durable,
    /// Quick and forgetful: for tests only.
    Throwaway,
}

/// A running private Postgres. Dropping it stops the server and waits for that.
#[derive(Debug)]
pub struct Postgres {
    // In this order: the server ends before the folder is free for another owner.
    keeper: Keeper,
    socket_dir: SocketFolder,
    _lock: File,
}

/// The folder of the socket; goes when it is empty, which it is once the server has ended.
#[derive(Debug)]
struct SocketFolder(PathBuf);

impl Drop for SocketFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir(&self.0) {
            tracing::debug!(dir = %self.0.display(), %error, "the socket folder stays");
        }
    }
}

impl Postgres {
    /// Starts the durable server of `data_dir`, made on first use. Blocks until it answers.
    ///
    /// # Errors
    /// Any [`EmbeddedError`] about Postgres; `InUse` when another process owns the folder.
    pub fn start(data_dir: &Path) -> Result<Postgres, EmbeddedError> {
        Postgres::start_with(data_dir, Durability::Durable)
    }

    /// Starts the server of `data_dir` with the given durability.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub fn start_with(data_dir: &Path, durability: Durability) -> Result<Postgres, EmbeddedError> {
        let data = data_folder(data_dir)?;
        let cluster = Cluster { dir: data.join("postgres"), durability };
        let lock = lock(&data, LOCK, cluster.server())?;
        let binaries = cluster.choose(find_postgres()?)?;
        let launcher = Launcher::not_root("INT")?;
        if !cluster.dir.exists() {
            cluster.create(&binaries, &launcher)?;
        }
        launcher.hand_over(&cluster.dir)?;
        cluster.must_be_open_to(&launcher)?;
        let socket_dir = socket_folder(&cluster.dir, &launcher)?;
        let log = Log::open(data.join("postgres.log"));
        let keeper = cluster.launch(&binaries, &launcher, &socket_dir.0, &log)?;
        tracing::info!(version = %binaries.major, data = %cluster.dir.display(), "Postgres answers");
        Ok(Postgres { keeper, socket_dir, _lock: lock })
    }

    /// The address of the server that another process runs on `data_dir`, if one does: for a
    /// command beside a running site.
    #[must_use]
    pub fn running_at(data_dir: &Path) -> Option<String> {
        let dir = data_dir.canonicalize().ok()?.join("postgres");
        let file = PidFile::read(&dir).filter(|file| file.ready && works_on(file.pid, &dir))?;
        Some(address(&file.socket_dir, "tawar"))
    }

    /// The address of the database `tawar`.
    #[must_use]
    pub fn url(&self) -> String {
        self.url_for("tawar")
    }

    /// The address of another database of this server.
    #[must_use]
    pub fn url_for(&self, database: &str) -> String {
        address(&self.socket_dir.0, database)
    }

    /// The server's process id, while it runs.
    #[must_use]
    pub fn pid(&self) -> Option<u32> {
        self.keeper.pid()
    }
}

/// `postgres://tawar@/DATABASE?host=/SOCKET/FOLDER`
fn address(socket_dir: &Path, database: &str) -> String {
    let host = percent_encoded(&socket_dir.to_string_lossy());
    format!("postgres://tawar@/{}?host={host}", percent_encoded(database))
}

fn percent_encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(byte);
    text.bytes()
        .map(|b| if plain(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// The folder of the socket: short (a socket's path holds about 100 bytes), one for each cluster,
/// and open to nobody else.
fn socket_folder(cluster: &Path, launcher: &Launcher) -> Result<SocketFolder, EmbeddedError> {
    let digest = Sha256::digest(cluster.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let temporary = env::temp_dir();
    let base = temporary.canonicalize().doing(|| format!("finding {}", temporary.display()))?;
    let base = if base.as_os_str().len() > 60 { PathBuf::from("/tmp") } else { base };
    let dir = base.join(format!("tawar-{name}"));
    match private_folder(&dir) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        made => made.doing(|| format!("making {}", dir.display()))?,
    }
    let seen = fs::symlink_metadata(&dir).doing(|| format!("looking at {}", dir.display()))?;
    let us = user_id().doing(|| "asking who we are (`id -u`)".to_owned())?;
    let child = launcher.owner().map_or(us, |owner| owner.user);
    let ours = seen.uid() == us || seen.uid() == child;
    if !seen.is_dir() || !ours || seen.mode() & 0o077 != 0 {
        return Err(EmbeddedError::SocketFolder { dir });
    }
    launcher.hand_over(&dir)?;
    Ok(SocketFolder(dir))
}

fn private_folder(dir: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(dir)
}

fn remove_folder(dir: &Path) -> Result<(), EmbeddedError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.doing(|| format!("removing {}", dir.display())),
    }
}

#[cfg(test)]
mod tests {
    use super::super::processes::is_known;
    use super::*;

    #[test]
    fn the_address_names_the_socket_folder() {
        let url = address(Path::new("/tmp/tawar-01"), "tawar");
        assert_eq!(url, "postgres://tawar@/tawar?host=/tmp/tawar-01");
        let odd = address(Path::new("/tmp/my dir"), "t_1");
        assert_eq!(odd, "postgres://tawar@/t_1?host=/tmp/my%20dir");
    }

    #[test]
    fn it_starts_is_seen_by_others_and_is_gone_when_dropped() {
        let dir = env::temp_dir().join(format!("tawar-test-pg-{}", std::process::id()));
        let postgres = Postgres::start_with(&dir, Durability::Throwaway).unwrap();
        assert_eq!(Postgres::running_at(&dir), Some(postgres.url()));
        let second = Postgres::start_with(&dir, Durability::Throwaway).unwrap_err();
        assert!(matches!(second, EmbeddedError::InUse { pid, .. } if pid == postgres.pid()));
        let pid = postgres.pid().unwrap();
        drop(postgres);
        assert!(!is_known(pid));
        assert_eq!(Postgres::running_at(&dir), None);
        fs::remove_dir_all(dir).unwrap();
    }
}
