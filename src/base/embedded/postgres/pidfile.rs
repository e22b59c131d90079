//! `postmaster.pid`: what a Postgres says about itself in its cluster. Line 1 is its process id,
//! line 5 the folder of its socket, line 8 its state (as `pg_ctl --wait` reads it).

use std::fs;
use std::path::{Path, PathBuf};

/// The file's name in the cluster.
pub(super) const NAME: &str = "postmaster.pid";

/// What the file says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PidFile {
    pub(super) pid: u32,
    pub(super) socket_dir: PathBuf,
    /// Takes connections: neither starting, nor recovering, nor stopping.
    pub(super) ready: bool,
}

impl PidFile {
    /// Nothing when there is no such file, or not even a process id in it.
    pub(super) fn read(cluster: &Path) -> Option<PidFile> {
        PidFile::parse(&fs::read_to_string(cluster.join(NAME)).ok()?)
    }

    fn parse(text: &str) -> Option<PidFile> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let socket_dir = PathBuf::from(lines.nth(3).unwrap_or_default());
        let ready = lines.nth(2).is_some_and(|state| state.trim() == "ready");
        Some(PidFile { pid, socket_dir, ready })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_server_says_so() {
        let text = "4711\n/data/postgres\n1763600000\n5432\n/tmp/tawar-01\n\n  123 456\nready   \n";
        let file = PidFile::parse(text).unwrap();
        assert_eq!(file, PidFile { pid: 4711, socket_dir: "/tmp/tawar-01".into(), ready: true });
        assert!(!PidFile::parse(&text.replace("ready ", "starting")).unwrap().ready);
    }

    #[test]
    fn a_half_written_file_is_not_ready() {
        assert!(!PidFile::parse("4711\n").unwrap().ready);
        assert_eq!(PidFile::parse(""), None);
        assert_eq!(PidFile::parse("what\n"), None);
    }
}
