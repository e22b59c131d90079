//! Inspecting and signalling other processes with what every Unix has: `/proc` or `ps`, and `sh`.

use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// Sends a signal, named as `kill` names it (`INT`, `TERM`).
/// The shell's own `kill` does it: a small machine may have no such program.
pub(super) fn send_signal(pid: u32, name: &str) {
    let sent = Command::new("sh")
        .args(["-c", "kill -s \"$0\" \"$1\" 2>/dev/null", name, &pid.to_string()])
        .stdin(Stdio::null())
        .status();
    if let Err(error) = sent {
        tracing::warn!(pid, name, %error, "a signal could not be sent");
    }
}

/// The process's command line; `None` when it has exited.
fn command_line(pid: u32) -> Option<String> {
    if Path::new("/proc/self/cmdline").exists() {
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        return Some(String::from_utf8_lossy(&bytes).replace('\0', " "));
    }
    let pid = pid.to_string();
    let output = Command::new("ps").args(["-o", "command=", "-p", &pid]).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the system still has the process id. The process may be a zombie whose parent never reaps it (a container
/// without `init`). Without `/proc` the answer is no.
pub(super) fn pid_exists(pid: u32) -> bool {
    Path::new("/proc").join(pid.to_string()).exists()
}

/// Whether the process runs and has `dir` in its command line. Process ids are reused, so the id alone proves nothing.
pub(super) fn runs_on(pid: u32, dir: &Path) -> bool {
    command_line(pid).is_some_and(|line| line.contains(&*dir.to_string_lossy()))
}

/// Whether the working directory of any process is `dir`, as it is for every process of a Postgres cluster.
/// Where that cannot be seen (no `/proc`) the answer is yes.
pub(super) fn any_process_in(dir: &Path) -> bool {
    let Ok(entries) = fs::read_dir("/proc") else {
        return true;
    };
    entries
        .flatten()
        .any(|entry| fs::read_link(entry.path().join("cwd")).is_ok_and(|cwd| cwd == dir))
}

/// Polls `condition` until it is true; false when `timeout` passed first.
pub(super) fn wait_until(timeout: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + timeout;
    loop {
        if condition() {
            return true;
        }
        if Instant::now() >= deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// The user id of this process. `std` does not offer it and the crate forbids `unsafe`, so `id -u` is run.
///
/// # Errors
/// `id` cannot be run or prints no number.
pub(super) fn current_user_id() -> io::Result<u32> {
    let output = Command::new("id").arg("-u").output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim()
        .parse()
        .map_err(|error| io::Error::other(format!("`id -u` printed {text:?}: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_recognised_by_the_folder_in_its_command_line() {
        let mut child = Command::new("sh")
            .args(["-c", "read line", "on-this-folder"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        let pid = child.id();
        assert!(wait_until(Duration::from_secs(5), || runs_on(pid, Path::new("on-this-folder"))));
        assert!(!runs_on(pid, Path::new("on-another-folder")));
        send_signal(pid, "TERM");
        child.wait().unwrap();
        assert!(!pid_exists(pid));
    }

    #[test]
    fn waiting_ends_at_the_timeout() {
        assert!(!wait_until(Duration::from_millis(30), || false));
        assert!(wait_until(Duration::ZERO, || true));
    }
}
