//! `postmaster.pid`, which a Postgres writes into its cluster. Line 1 is its process id, line 5 the folder of its socket,
//! line 8 its state (as `pg_ctl --wait` reads it).

use std::fs;
use std::path::{Path, PathBuf};

/// The file's name in the cluster.
pub(super) const NAME: &str = "postmaster.pid";

/// The fields of the file that are used here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PostmasterPid {
    pub(super) pid: u32,
    pub(super) socket_dir: PathBuf,
    /// Whether it accepts connections: it is neither starting, nor recovering, nor stopping.
    pub(super) ready: bool,
}

impl PostmasterPid {
    /// `None` when there is no such file, or no process id in it.
    pub(super) fn read(cluster: &Path) -> Option<PostmasterPid> {
        PostmasterPid::parse(&fs::read_to_string(cluster.join(NAME)).ok()?)
    }

    fn parse(text: &str) -> Option<PostmasterPid> {
        let mut lines = text.lines();
        let pid = lines.next()?.trim().parse().ok()?;
        let socket_dir = PathBuf::from(lines.nth(3).unwrap_or_default());
        let ready = lines.nth(2).is_some_and(|state| state.trim() == "ready");
        Some(PostmasterPid { pid, socket_dir, ready })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ready_server_is_recognised() {
        let text = "4711\n/data/postgres\n1763600000\n5432\n/tmp/tawar-01\n\n  123 456\nready   \n";
        let file = PostmasterPid::parse(text).unwrap();
        assert_eq!(
            file,
            PostmasterPid { pid: 4711, socket_dir: "/tmp/tawar-01".into(), ready: true }
        );
        assert!(!PostmasterPid::parse(&text.replace("ready ", "starting")).unwrap().ready);
    }

    #[test]
    fn a_half_written_file_is_not_ready() {
        assert!(!PostmasterPid::parse("4711\n").unwrap().ready);
        assert_eq!(PostmasterPid::parse(""), None);
        assert_eq!(PostmasterPid::parse("what\n"), None);
    }
}
