//! The data folder and its locks: one process at a time owns each server of a folder.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use super::error::{EmbeddedError, IoContext};

/// Creates the data folder if it does not exist, and returns its absolute path.
///
/// # Errors
/// `Io` when the folder cannot be created or resolved.
pub(super) fn create(dir: &Path) -> Result<PathBuf, EmbeddedError> {
    fs::create_dir_all(dir).during(|| format!("creating the data folder {}", dir.display()))?;
    dir.canonicalize().during(|| format!("resolving the data folder {}", dir.display()))
}

/// Takes the lock file `name` in the data folder; the lock ends when the returned file is closed. `pid` is the process
/// that is named when another one has it.
///
/// # Errors
/// `InUse` when another process has the lock, `Io` when the file cannot be opened or locked.
pub(super) fn lock(dir: &Path, name: &str, pid: Option<u32>) -> Result<File, EmbeddedError> {
    let path = dir.join(name);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .during(|| format!("opening {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(EmbeddedError::InUse { dir: dir.to_owned(), pid }),
        Err(TryLockError::Error(source)) => {
            Err(EmbeddedError::Io { operation: format!("locking {}", path.display()), source })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_owner_at_a_time() {
        let dir = std::env::temp_dir().join(format!("tawar-test-lock-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let first = lock(&dir, "tawar.lock", None).unwrap();
        let second = lock(&dir, "tawar.lock", Some(7));
        assert!(second.unwrap_err().to_string().contains("in use by another `tawar` (process 7)"));
        drop(first);
        lock(&dir, "tawar.lock", None).unwrap();
        fs::remove_dir_all(dir).unwrap();
    }
}
