//! Creating and removing folders of the server.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::super::error::{EmbeddedError, IoContext};
use super::super::launcher::Launcher;

/// Creates a folder that only its owner may enter.
///
/// # Errors
/// The system's error; `AlreadyExists` when the folder exists.
pub(super) fn create_private(dir: &Path) -> io::Result<()> {
    DirBuilder::new().mode(0o700).create(dir)
}

/// Removes a folder and everything in it; does nothing when it does not exist.
///
/// # Errors
/// `Io` when it cannot be removed.
pub(super) fn remove(dir: &Path) -> Result<(), EmbeddedError> {
    match fs::remove_dir_all(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed.during(|| format!("removing {}", dir.display())),
    }
}

/// Checks that the child's user may enter `dir` and every folder above it.
///
/// # Errors
/// `FolderNotAccessible` when it may not.
pub(super) fn check_access(launcher: &Launcher, dir: &Path) -> Result<(), EmbeddedError> {
    let Some(owner) = launcher.owner() else {
        return Ok(());
    };
    let mut probe = launcher.command("test");
    let entered = probe.arg("-x").arg(dir).status().during(|| "running `test`".to_owned())?;
    if entered.success() {
        return Ok(());
    }
    let user = format!("{}:{}", owner.user, owner.group);
    Err(EmbeddedError::FolderNotAccessible { dir: dir.to_owned(), user })
}
