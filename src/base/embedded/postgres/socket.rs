//! The folder of the server's unix socket, and the connection URL that names it.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::super::error::{EmbeddedError, IoContext};
use super::super::launcher::Launcher;
use super::super::processes::current_user_id;
use super::folders;

/// A longer path of the temporary folder, in bytes, is replaced by `/tmp`: a socket's path has room for about 100.
const MAX_TEMP_DIR: usize = 60;

/// The folder of the socket; removed on drop, when the server has exited and left it empty.
#[derive(Debug)]
pub(super) struct SocketFolder(PathBuf);

impl Drop for SocketFolder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir(&self.0) {
            tracing::debug!(dir = %self.0.display(), %error, "the socket folder is not removed");
        }
    }
}

impl SocketFolder {
    /// Creates the socket folder of a cluster, which only the server's user may enter.
    ///
    /// # Errors
    /// `SocketFolderNotPrivate` when a folder of that name exists and is another user's or open to others; `Io`.
    pub(super) fn create(
        cluster: &Path,
        launcher: &Launcher,
    ) -> Result<SocketFolder, EmbeddedError> {
        let dir = path_for(cluster)?;
        match folders::create_private(&dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            created => created.during(|| format!("creating {}", dir.display()))?,
        }
        let metadata =
            fs::symlink_metadata(&dir).during(|| format!("inspecting {}", dir.display()))?;
        let us = current_user_id().during(|| "running `id -u`".to_owned())?;
        let child = launcher.owner().map_or(us, |owner| owner.user);
        let ours = metadata.uid() == us || metadata.uid() == child;
        if !metadata.is_dir() || !ours || metadata.mode() & 0o077 != 0 {
            return Err(EmbeddedError::SocketFolderNotPrivate { dir });
        }
        launcher.chown_to_child(&dir)?;
        Ok(SocketFolder(dir))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

/// One path for each cluster, in the temporary folder.
fn path_for(cluster: &Path) -> Result<PathBuf, EmbeddedError> {
    let digest = Sha256::digest(cluster.as_os_str().as_encoded_bytes());
    let name: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let temporary = env::temp_dir();
    let base = temporary.canonicalize().during(|| format!("resolving {}", temporary.display()))?;
    let base = if base.as_os_str().len() > MAX_TEMP_DIR { PathBuf::from("/tmp") } else { base };
    Ok(base.join(format!("tawar-{name}")))
}

/// `postgres://ROLE@/DATABASE?host=/SOCKET/FOLDER`
pub(super) fn connection_url(socket_dir: &Path, role: &str, database: &str) -> String {
    let host = percent_encoded(&socket_dir.to_string_lossy());
    format!("postgres://{role}@/{}?host={host}", percent_encoded(database))
}

fn percent_encoded(text: &str) -> String {
    let unreserved = |byte: &u8| byte.is_ascii_alphanumeric() || b"/-._~".contains(byte);
    text.bytes()
        .map(|b| if unreserved(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_names_the_socket_folder() {
        let url = connection_url(Path::new("/tmp/tawar-01"), "tawar", "tawar");
        assert_eq!(url, "postgres://tawar@/tawar?host=/tmp/tawar-01");
        let with_space = connection_url(Path::new("/tmp/my dir"), "tawar_serve", "t_1");
        assert_eq!(with_space, "postgres://tawar_serve@/t_1?host=/tmp/my%20dir");
    }
}
