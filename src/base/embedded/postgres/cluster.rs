//! A cluster in its folder: which binaries run it, and how.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::binaries::PostgresBinaries;
use super::super::keeper::{Farewell, Keeper};
use super::super::launcher::Launcher;
use super::super::processes::{wait_until, works_on};
use super::super::{Doing, EmbeddedError, Log};
use super::pidfile::PidFile;
use super::{Durability, NAME};

/// Fast shutdown, then the immediate one.
const FAREWELL: Farewell = &[("INT", Duration::from_secs(15)), ("QUIT", Duration::from_secs(5))];

/// How long a start may take; recovery after a power cut is the long case.
const PATIENCE: Duration = Duration::from_secs(120);

/// Settings of a server that one machine's site has to itself.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "port=5432", // names the socket file; nothing listens on a network
    "unix_socket_permissions=0700",
    "max_connections=120", // several nodes may share it
    "shared_buffers=256MB",
    "effective_cache_size=1GB",
    "random_page_cost=1.1",
    "max_parallel_workers_per_gather=0", // a container's /dev/shm is small
    "max_wal_size=2GB",                  // fewer checkpoints when much is said
    "checkpoint_timeout=15min",
    "autovacuum_naptime=15s",
    "jit=off",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] ",
    "log_timezone=UTC",
    "timezone=UTC",
];

/// What a server may forget when the machine loses power.
const FORGETFUL: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// A cluster's folder and how it is to be run.
pub(super) struct Cluster {
    pub(super) dir: PathBuf,
    pub(super) durability: Durability,
}

impl Cluster {
    /// The process that runs on this cluster now.
    pub(super) fn server(&self) -> Option<u32> {
        PidFile::read(&self.dir).map(|file| file.pid).filter(|pid| works_on(*pid, &self.dir))
    }

    /// The binaries to run it with: those of its own major version, or the preferred ones for a
    /// new cluster.
    pub(super) fn choose(
        &self,
        found: Vec<PostgresBinaries>,
    ) -> Result<PostgresBinaries, EmbeddedError> {
        let mut majors: Vec<String> = found.iter().map(|binaries| binaries.major.clone()).collect();
        majors.dedup();
        let Ok(made_by) = fs::read_to_string(self.dir.join("PG_VERSION")) else {
            return found.into_iter().next().ok_or(EmbeddedError::PostgresMissing);
        };
        let made_by = made_by.trim().to_owned();
        let fitting = found.into_iter().find(|binaries| binaries.major == made_by);
        let dir = self.dir.clone();
        fitting.ok_or(EmbeddedError::OtherVersion { dir, made_by, found: majors.join(", ") })
    }

    /// A lesser user than root must be let through every folder above the cluster.
    pub(super) fn must_be_open_to(&self, launcher: &Launcher) -> Result<(), EmbeddedError> {
        must_enter(launcher, &self.dir)
    }

    /// Starts the server and waits until it takes connections. One that ends at once is tried
    /// again: the last of a crashed server's processes may still be leaving.
    pub(super) fn launch(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        socket_dir: &Path,
        log: &Log,
    ) -> Result<Keeper, EmbeddedError> {
        for _ in 0..3 {
            self.clear_leftovers(socket_dir)?;
            let command = self.command(binaries, launcher, socket_dir, log)?;
            let keeper = Keeper::start(NAME, command, FAREWELL)?;
            let ready = |pid| PidFile::read(&self.dir).is_some_and(|f| f.ready && f.pid == pid);
            let mut answers = false;
            wait_until(PATIENCE, || match keeper.pid() {
                Some(pid) => {
                    answers = ready(pid);
                    answers
                }
                None => true,
            });
            if answers {
                keeper.settle();
                return Ok(keeper);
            }
            drop(keeper);
            std::thread::sleep(Duration::from_millis(500));
        }
        Err(EmbeddedError::Failed { server: NAME, detail: log.tail(), log: log.path.clone() })
    }

    fn command(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        socket_dir: &Path,
        log: &Log,
    ) -> Result<Command, EmbeddedError> {
        let mut postgres = launcher.command(binaries.program("postgres"));
        postgres.arg("-D").arg(&self.dir).arg("-k").arg(socket_dir);
        let forgetful = if self.durability == Durability::Durable { &[] } else { FORGETFUL };
        for setting in SETTINGS.iter().chain(forgetful) {
            postgres.args(["-c", setting]);
        }
        clean(&mut postgres);
        let out = log.file()?;
        let err = out.try_clone().doing(|| "opening the log twice".to_owned())?;
        postgres.current_dir(&self.dir).stdout(out).stderr(err);
        Ok(postgres)
    }
}

/// Keeps the caller's surroundings out of the server: its `PG…` variables and its locale.
pub(super) fn clean(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    command.env_remove("LANG").env_remove("LANGUAGE").env("LC_ALL", "C");
}

pub(super) fn must_enter(launcher: &Launcher, dir: &Path) -> Result<(), EmbeddedError> {
    let Some(owner) = launcher.owner() else {
        return Ok(());
    };
    let mut probe = launcher.command("test");
    let entered = probe.arg("-x").arg(dir).status().doing(|| "running `test`".to_owned())?;
    if entered.success() {
        return Ok(());
    }
    let user = format!("{}:{}", owner.user, owner.group);
    Err(EmbeddedError::Unreachable { dir: dir.to_owned(), user })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_run_by_its_own_version_only() {
        let dir = env::temp_dir().join(format!("tawar-test-version-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let cluster = Cluster { dir: dir.clone(), durability: Durability::Throwaway };
        let of = |major: &str| PostgresBinaries { dir: major.into(), major: major.to_owned() };
        assert_eq!(cluster.choose(vec![of("18"), of("15")]).unwrap().major, "18");
        fs::write(dir.join("PG_VERSION"), "15\n").unwrap();
        assert_eq!(cluster.choose(vec![of("18"), of("15")]).unwrap().major, "15");
        let refusal = cluster.choose(vec![of("18"), of("17")]).unwrap_err().to_string();
        assert!(refusal.contains("made by Postgres 15, but only 18, 17 is here"), "{refusal}");
        fs::remove_dir_all(dir).unwrap();
    }
}
