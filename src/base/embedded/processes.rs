//! Looking at and signalling other processes, by what every Unix has: `/proc` or `ps`, and `sh`.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Sends a signal, named as `kill` names it (`INT`, `TERM`).
/// The shell's own `kill` does it: a small machine may have no such program.
pub(super) fn signal(pid: u32, name: &str) {
    let sent = Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, &pid.to_string()])
        .stdin(Stdio::null())
        .status();
    if let Err(error) = sent {
        tracing::warn!(pid, name, %error, "a signal could not be sent");
    }
}

/// The process's command line, or nothing when it has ended.
fn command_line(pid: u32) -> Option<String> {
    if Path::new("/proc/self/cmdline").exists() {
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&bytes).replace('\0', " "));
    }
    let pid = pid.to_string();
    let said = Command::new("ps").args(["-o", "command=", "-p", &pid]).output().ok()?;
    said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
}

/// Whether the system still knows the process id: the process may have ended and only wait to be
/// fetched by a parent that never comes (a container without `init`). Without `/proc`: no.
pub(super) fn is_known(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

/// Whether the process lives and was started on `dir`: ids are used again, so the id alone says
/// nothing.
pub(super) fn works_on(pid: u32, dir: &Path) -> bool {
    command_line(pid).is_some_and(|line| line.contains(&*dir.to_string_lossy()))
}

/// Whether any process stands in `dir`, as every process of a Postgres stands in its cluster.
/// Where that cannot be seen (no `/proc`), the answer is yes.
pub(super) fn anyone_in(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir("/proc") else {
        return true;
    };
    entries
        .flatten()
        .any(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == dir))
}

/// Waits until `done` says so; false when the time was over first.
pub(super) fn wait_until(limit: Duration, mut done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    loop {
        if done() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Our own user id. `std` does not tell it and the crate forbids `unsafe`, so `id` is asked.
pub(super) fn user_id() -> io::Result<u32> {
    let said = Command::new("id").arg("-u").output()?;
    let text = String::from_utf8_lossy(&said.stdout);
    text.trim().parse().map_err(|error| io::Error::other(format!("`id -u` said {text:?}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_what_it_works_on() {
        let mut child = Command::new("sh")
            .args(["-c", "read line", "on-this-folder"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let pid = child.id();
        assert!(wait_until(Duration::from_secs(5), || works_on(pid, Path::new("on-this-folder"))));
        assert!(!works_on(pid, Path::new("on-another-folder")));
        signal(pid, "TERM");
        child.wait().unwrap();
        assert!(!is_known(pid));
    }

    #[test]
    fn waiting_ends_with_the_time() {
        assert!(!wait_until(Duration::from_millis(30), || false));
        assert!(wait_until(Duration::ZERO, || true));
    }
}
