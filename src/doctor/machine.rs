//! The machine: the data folder, its disk, the programs that bind children to their parent.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::finding::Finding;

/// Less free space than this is reported, in MiB; a site with demo data and its photos takes about half.
const MIN_FREE_MIB: u64 = 2048;

/// Whether the folder is writable; for a folder that does not exist yet, whether the nearest existing parent is.
pub(super) fn data_folder(dir: &Path) -> Finding {
    const SUBJECT: &str = "data folder";
    let existing = nearest_existing(dir);
    let probe = existing.join(format!(".tawar-doctor-{}", std::process::id()));
    match fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) if existing == dir => Finding::good(SUBJECT, dir.display().to_string()),
        Ok(()) => Finding::good(SUBJECT, format!("{} (will be made)", dir.display())),
        Err(error) => Finding::broken(
            SUBJECT,
            format!("{} cannot be written to: {error}", existing.display()),
            "give yourself the right to write there, or set TAWAR_DATA to another folder",
        ),
    }
}

fn nearest_existing(dir: &Path) -> PathBuf {
    let absolute = env::current_dir().unwrap_or_default().join(dir);
    absolute.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/")).to_owned()
}

pub(super) fn disk(dir: &Path) -> Finding {
    const SUBJECT: &str = "disk";
    let output = Command::new("df").arg("-Pk").arg(nearest_existing(dir)).output();
    let free = output.ok().and_then(|output| free_mib(&String::from_utf8_lossy(&output.stdout)));
    match free {
        None => Finding::degraded(SUBJECT, "its free space is not known", "look with `df -h`"),
        Some(free) if free < MIN_FREE_MIB => Finding::degraded(
            SUBJECT,
            format!("{free} MiB free"),
            format!(
                "make room ({MIN_FREE_MIB} MiB), or set TAWAR_DATA to a folder on another disk"
            ),
        ),
        Some(free) => Finding::good(SUBJECT, format!("{free} MiB free")),
    }
}

/// The fourth column of the last line of `df -Pk`, in MiB.
fn free_mib(output: &str) -> Option<u64> {
    let kib: u64 = output.lines().last()?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kib / 1024)
}

/// Without `setpriv` a private server outlives a killed tawar, until the next start stops it.
pub(super) fn util_linux() -> Finding {
    const SUBJECT: &str = "util-linux";
    if !cfg!(target_os = "linux") {
        return Finding::good(SUBJECT, "not on this system");
    }
    if on_path("setpriv").is_some() && on_path("unshare").is_some() {
        return Finding::good(SUBJECT, "setpriv and unshare");
    }
    let observed = "setpriv or unshare is missing: private servers may outlive a killed tawar";
    Finding::degraded(SUBJECT, observed, "install the package util-linux")
}

pub(super) fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|dir| dir.join(name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::super::finding::Verdict;
    use super::*;

    #[test]
    fn free_space_is_read_from_df() {
        let output = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                      /dev/vda 263112772 15000000 80740352 17% /\n";
        assert_eq!(free_mib(output), Some(78848));
        assert_eq!(free_mib("df: no such folder"), None);
    }

    #[test]
    fn a_data_folder_that_does_not_exist_is_good_and_is_not_created() {
        let dir = env::temp_dir().join("tawar-doctor-does-not-exist");
        assert_eq!(data_folder(&dir).verdict, Verdict::Good);
        assert!(!dir.exists());
    }
}
