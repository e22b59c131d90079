//! A server's log file, which successive starts append to.

use std::fs::{self, File};
use std::path::PathBuf;

use super::error::{EmbeddedError, IoContext};

/// A log file, and the byte offset at which this start's lines begin.
pub(super) struct ServerLog {
    pub(super) path: PathBuf,
    start_offset: u64,
}

impl ServerLog {
    /// A longer log of earlier starts is renamed to `<name>.log.1` first, in bytes.
    const ROTATE_ABOVE: u64 = 16 * 1024 * 1024;

    /// Lines of [`ServerLog::tail`].
    const TAIL_LINES: usize = 8;

    pub(super) fn open(path: PathBuf) -> ServerLog {
        let length = fs::metadata(&path).map_or(0, |m| m.len());
        let rotate = length > ServerLog::ROTATE_ABOVE;
        if rotate && fs::rename(&path, path.with_extension("log.1")).is_ok() {
            return ServerLog { path, start_offset: 0 };
        }
        ServerLog { path, start_offset: length }
    }

    /// The file, opened for appending; created if it does not exist.
    ///
    /// # Errors
    /// `Io` when it cannot be opened.
    pub(super) fn appender(&self) -> Result<File, EmbeddedError> {
        File::options()
            .create(true)
            .append(true)
            .open(&self.path)
            .during(|| format!("opening {}", self.path.display()))
    }

    /// The last lines since this start, without empty ones.
    pub(super) fn tail(&self) -> String {
        let bytes = fs::read(&self.path).unwrap_or_default();
        let start = usize::try_from(self.start_offset).unwrap_or(0);
        let text = String::from_utf8_lossy(bytes.get(start..).unwrap_or_default()).into_owned();
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        let first = lines.len().saturating_sub(ServerLog::TAIL_LINES);
        let tail = lines.get(first..).unwrap_or_default();
        if tail.is_empty() { "its log is empty".to_owned() } else { tail.join("\n") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_holds_lines_of_this_start_only() {
        let dir = std::env::temp_dir().join(format!("tawar-test-log-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("x.log"), "of yesterday\n").unwrap();
        let log = ServerLog::open(dir.join("x.log"));
        assert_eq!(log.tail(), "its log is empty");
        std::io::Write::write_all(&mut log.appender().unwrap(), b"of today\n\n").unwrap();
        assert_eq!(log.tail(), "of today");
        fs::remove_dir_all(dir).unwrap();
    }
}
