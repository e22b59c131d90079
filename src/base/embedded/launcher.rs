//! How a child is started: so that it ends when we do, and for Postgres so that it is not root.
//!
//! All of it is done by util-linux programs put before the command, because the system calls
//! themselves would need `unsafe`.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::processes::user_id;
use super::{Doing, EmbeddedError};

/// What is put before a command, and whom its files must belong to.
#[derive(Debug, Clone)]
pub(super) struct Launcher {
    prefix: Vec<String>,
    owner: Option<Owner>,
}

/// A user and a group, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Owner {
    pub(super) user: u32,
    pub(super) group: u32,
}

impl Launcher {
    /// As ourselves. When we are killed, the kernel sends the child `signal`; where there is no
    /// `setpriv` (macOS) it lives on, and the next start ends it.
    pub(super) fn ourselves(signal: &str) -> Launcher {
        let prefix = words(&["setpriv", "--pdeathsig", signal, "--"]);
        let prefix = if works(&prefix) { prefix } else { Vec::new() };
        Launcher { prefix, owner: None }
    }

    /// As ourselves, but never as root: then in a user namespace of its own, where the files stay
    /// root's and nothing changes hands; where namespaces are forbidden (Docker's default), as the
    /// user `postgres` or `nobody`.
    ///
    /// # Errors
    /// `NoLesserUser` when we are root and neither way is open.
    pub(super) fn not_root(signal: &str) -> Result<Launcher, EmbeddedError> {
        if user_id().doing(|| "asking who we are (`id -u`)".to_owned())? != 0 {
            return Ok(Launcher::ourselves(signal));
        }
        // In this order: `unshare` first would lose the parent's death.
        let namespace = words(&[
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
        if works(&namespace) {
            let owner = Owner { user: 0, group: 0 };
            return Ok(Launcher { prefix: namespace, owner: Some(owner) });
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let lesser = ["postgres", "nobody"].iter().find_map(|name| user_named(&users, name));
        let Some(owner) = lesser else {
            let detail =
                "no user namespaces, and neither a user `postgres` nor `nobody`".to_owned();
            return Err(EmbeddedError::NoLesserUser { detail });
        };
        let (user, group) = (owner.user.to_string(), owner.group.to_string());
        let switched = words(&[
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
        if !works(&switched) {
            let detail = "neither `unshare --user` nor `setpriv --reuid` works".to_owned();
            return Err(EmbeddedError::NoLesserUser { detail });
        }
        Ok(Launcher { prefix: switched, owner: Some(owner) })
    }

    /// The command that starts `program`: without input, and in a process group of its own, so that
    /// Ctrl-C at the terminal reaches us and we stop the child in order.
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

    /// Whom the child's files must belong to; nothing when it is ourselves.
    pub(super) fn owner(&self) -> Option<Owner> {
        self.owner
    }

    /// FormDeps `path` and all below it to the child's user, if it is not the owner already.
    pub(super) fn hand_over(&self, path: &Path) -> Result<(), EmbeddedError> {
        let Some(owner) = self.owner else {
            return Ok(());
        };
        let doing = || format!("handing {} to user {}", path.display(), owner.user);
        if fs::symlink_metadata(path).doing(doing)?.uid() == owner.user {
            return Ok(());
        }
        hand_down(path, owner).doing(doing)
    }
}

/// The top goes last, so that a hand-over cut short is taken up again.
fn hand_down(path: &Path, owner: Owner) -> std::io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            hand_down(&entry?.path(), owner)?;
        }
    }
    lchown(path, Some(owner.user), Some(owner.group))
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

/// Whether a command may be started behind this prefix on this machine.
fn works(prefix: &[String]) -> bool {
    let Some((first, rest)) = prefix.split_first() else {
        return true;
    };
    let mut probe = Command::new(first);
    probe.args(rest).arg("true").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    probe.status().is_ok_and(|status| status.success())
}

fn user_named(users: &str, name: &str) -> Option<Owner> {
    users.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next()? == name;
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        found.then_some(Owner { user, group })
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
    fn a_child_of_the_launcher_is_never_root() {
        let launcher = Launcher::not_root("INT").unwrap();
        let said = launcher.command("id").arg("-u").output().unwrap();
        assert_ne!(String::from_utf8_lossy(&said.stdout).trim(), "0");
    }
}
