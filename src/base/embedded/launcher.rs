//! How a child is started: so that it ends when this process does, and for Postgres so that it is not root.
//!
//! Programs of util-linux, put before the command, do it all, because the system calls themselves would need
//! `unsafe`.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::error::{EmbeddedError, IoContext};
use super::processes::current_user_id;

/// The words put before a command, and the user that must own the child's files.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    prefix: Vec<String>,
    owner: Option<Owner>,
}

/// A user id and a group id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Launcher {
    /// Starts children as the current user. When this process is killed, the kernel sends the child `signal`; without
    /// `setpriv` (macOS) the child keeps running, and the next start stops it.
    pub(super) fn as_current_user(signal: &str) -> Launcher {
        let prefix = owned(&["setpriv", "--pdeathsig", signal, "--"]);
        let prefix = if can_run(&prefix) { prefix } else { Vec::new() };
        Launcher { prefix, owner: None }
    }

    /// Starts children as the current user, but never as root. Root starts them in a user namespace of their own, where
    /// the files keep their owner; where namespaces are forbidden (Docker's default), as the user `postgres` or
    /// `nobody`.
    ///
    /// # Errors
    /// `NoUnprivilegedUser` when this process is root and neither way works.
    pub(super) fn as_unprivileged_user(signal: &str) -> Result<Launcher, EmbeddedError> {
        if current_user_id().during(|| "running `id -u`".to_owned())? != 0 {
            return Ok(Launcher::as_current_user(signal));
        }
        if let Some(launcher) = Launcher::in_user_namespace(signal) {
            return Ok(launcher);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let unprivileged = ["postgres", "nobody"].iter().find_map(|name| user_named(&users, name));
        let Some(owner) = unprivileged else {
            let detail =
                "no user namespaces, and neither a user `postgres` nor `nobody`".to_owned();
            return Err(EmbeddedError::NoUnprivilegedUser { detail });
        };
        Launcher::as_user(owner, signal).ok_or_else(|| {
            let detail = "neither `unshare --user` nor `setpriv --reuid` works".to_owned();
            EmbeddedError::NoUnprivilegedUser { detail }
        })
    }

    /// `setpriv` comes before `unshare`: in the other order the parent-death signal is lost.
    fn in_user_namespace(signal: &str) -> Option<Launcher> {
        let prefix = owned(&[
            "setpriv",
            "--pdeathsig",
            signal,
            "--",
            "unshare",
            "--user",
            "--map-user=1000",
            "--map-group=1000",
            "--",
        ]);
        let owner = Owner { user: 0, group: 0 };
        can_run(&prefix).then_some(Launcher { prefix, owner: Some(owner) })
    }

    fn as_user(owner: Owner, signal: &str) -> Option<Launcher> {
        let (user, group) = (owner.user.to_string(), owner.group.to_string());
        let prefix = owned(&[
            "setpriv",
            "--pdeathsig",
            signal,
            "--reuid",
            &user,
            "--regid",
            &group,
            "--clear-groups",
            "--",
        ]);
        can_run(&prefix).then_some(Launcher { prefix, owner: Some(owner) })
    }

    /// The command that starts `program`: without input, and in a process group of its own, so that Ctrl-C at the
    /// terminal reaches this process alone, which then stops its children in order.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = match self.prefix.split_first() {
            None => Command::new(program),
            Some((first, rest)) => {
                let mut command = Command::new(first);
                command.args(rest).arg(program);
                command
            }
        };
        command.stdin(Stdio::null()).process_group(0);
        command
    }

    /// The user that must own the child's files; `None` when it is the current user.
    pub(super) fn owner(&self) -> Option<Owner> {
        self.owner
    }

    /// Makes the child's user the owner of `path` and of everything in it, if it is not the owner of `path` already.
    ///
    /// # Errors
    /// `Io` when a file cannot be read or its owner cannot be changed.
    pub(super) fn chown_to_child(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some(owner) = self.owner else {
            return Ok(());
        };
        let operation =
            || format!("changing the owner of {} to user {}", path.display(), owner.user);
        if fs::symlink_metadata(path).during(operation)?.uid() == owner.user {
            return Ok(());
        }
        chown_recursively(path, owner).during(operation)
    }
}

/// Changes `path` itself last: after an interruption `path` still has its old owner, so the next start repeats all.
fn chown_recursively(path: &Path, owner: Owner) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            chown_recursively(&entry?.path(), owner)?;
        }
    }
    lchown(path, Some(owner.user), Some(owner.group))
}

fn owned(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// Whether a command runs behind this prefix on this machine.
fn can_run(prefix: &[String]) -> bool {
    let Some((first, rest)) = prefix.split_first() else {
        return true;
    };
    let mut probe = Command::new(first);
    probe.args(rest).arg("true").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

/// Finds a user in the text of `/etc/passwd`.
fn user_named(users: &str, name: &str) -> Option<Owner> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let matches = fields.next()? == name;
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        matches.then_some(Owner { user, group })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_name() {
        let users = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/:/bin/false\n";
        assert_eq!(user_named(users, "nobody"), Some(Owner { user: 65534, group: 65533 }));
        assert_eq!(user_named(users, "postgres"), None);
        assert_eq!(user_named("broken line\n", "broken line"), None);
    }

    #[test]
    fn a_child_of_the_unprivileged_launcher_is_never_root() {
        let launcher = Launcher::as_unprivileged_user("INT").unwrap();
        let output = launcher.command("id").arg("-u").output().unwrap();
        assert_ne!(String::from_utf8_lossy(&output.stdout).trim(), "0");
    }
}
