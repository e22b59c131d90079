//! A cluster in its folder: which binaries run it, and how.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::super::binaries::PostgresBinaries;
use super::super::error::{EmbeddedError, IoContext};
use super::super::launcher::Launcher;
use super::super::processes::{runs_on, wait_until};
use super::super::server_log::ServerLog;
use super::super::supervisor::{StopSignal, Supervisor};
use super::postmaster_pid::PostmasterPid;
use super::settings::{Durability, NAME};

/// Fast shutdown, then the immediate one.
const STOP_SIGNALS: &[StopSignal] = &[
    StopSignal { name: "INT", timeout: Duration::from_secs(15) },
    StopSignal { name: "QUIT", timeout: Duration::from_secs(5) },
];

/// How long a start may take; recovery after a power failure is the long case.
const START_TIMEOUT: Duration = Duration::from_secs(120);

/// How often a start is tried, and the pause after a failed one.
const START_ATTEMPTS: usize = 3;
const START_PAUSE: Duration = Duration::from_millis(500);

/// A cluster's folder and how it is run.
pub(super) struct Cluster {
    pub(super) dir: PathBuf,
    pub(super) durability: Durability,
}

impl Cluster {
    /// The process that serves this cluster now.
    pub(super) fn server_pid(&self) -> Option<u32> {
        PostmasterPid::read(&self.dir).map(|file| file.pid).filter(|pid| runs_on(*pid, &self.dir))
    }

    /// The binaries of the cluster's own major version, or for a new cluster the first of `found`.
    ///
    /// # Errors
    /// `OtherVersion` when no binaries are of the cluster's version.
    pub(super) fn choose(
        &self,
        found: Vec<PostgresBinaries>,
    ) -> Result<PostgresBinaries, EmbeddedError> {
        let mut majors: Vec<String> = found.iter().map(|binaries| binaries.major.clone()).collect();
        majors.dedup();
        let Ok(created_by) = fs::read_to_string(self.dir.join("PG_VERSION")) else {
            return found.into_iter().next().ok_or(EmbeddedError::PostgresMissing);
        };
        let created_by = created_by.trim().to_owned();
        let matching = found.into_iter().find(|binaries| binaries.major == created_by);
        let dir = self.dir.clone();
        matching.ok_or(EmbeddedError::OtherVersion { dir, created_by, found: majors.join(", ") })
    }

    /// Starts the server and waits until it accepts connections. A server that exits at once is started again: the last
    /// processes of a crashed server may still be exiting.
    ///
    /// # Errors
    /// `NotStarted` when no attempt succeeds; `InUse` when a server left over by a crash does not exit; `Io`.
    pub(super) fn launch(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        socket_dir: &Path,
        log: &ServerLog,
    ) -> Result<Supervisor, EmbeddedError> {
        for _ in 0..START_ATTEMPTS {
            self.clear_orphans(socket_dir)?;
            let command = self.command(binaries, launcher, socket_dir, log)?;
            let supervisor = Supervisor::start(NAME, command, STOP_SIGNALS)?;
            if self.wait_until_ready(&supervisor) {
                supervisor.enable_restart();
                return Ok(supervisor);
            }
            drop(supervisor);
            std::thread::sleep(START_PAUSE);
        }
        Err(EmbeddedError::NotStarted { server: NAME, detail: log.tail(), log: log.path.clone() })
    }

    /// Waits until the server accepts connections; false when it exited or did not in time.
    fn wait_until_ready(&self, supervisor: &Supervisor) -> bool {
        let is_ready =
            |pid| PostmasterPid::read(&self.dir).is_some_and(|file| file.ready && file.pid == pid);
        let mut ready = false;
        wait_until(START_TIMEOUT, || match supervisor.pid() {
            Some(pid) => {
                ready = is_ready(pid);
                ready
            }
            None => true,
        });
        ready
    }

    fn command(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        socket_dir: &Path,
        log: &ServerLog,
    ) -> Result<Command, EmbeddedError> {
        let mut postgres = launcher.command(binaries.program("postgres"));
        postgres.arg("-D").arg(&self.dir).arg("-k").arg(socket_dir);
        for setting in self.durability.settings() {
            postgres.args(["-c", setting]);
        }
        clear_environment(&mut postgres);
        let stdout = log.appender()?;
        let stderr = stdout.try_clone().during(|| "opening the log twice".to_owned())?;
        postgres.current_dir(&self.dir).stdout(stdout).stderr(stderr);
        Ok(postgres)
    }
}

/// Removes the caller's `PG…` variables and its locale from the server's environment.
pub(super) fn clear_environment(command: &mut Command) {
    for (name, _) in env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    command.env_remove("LANG").env_remove("LANGUAGE").env("LC_ALL", "C");
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
