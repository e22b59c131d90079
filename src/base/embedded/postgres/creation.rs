//! Creating a cluster, once for each data folder.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::super::binaries::PostgresBinaries;
use super::super::error::{EmbeddedError, IoContext};
use super::super::launcher::Launcher;
use super::cluster::{Cluster, clear_environment};
use super::folders;
use super::roles;
use super::settings::{Durability, NAME};

impl Cluster {
    /// Creates the cluster and its database `tawar` under a temporary name, and renames it once it is complete.
    ///
    /// # Errors
    /// `NotStarted` when `initdb` or the single-user server fails, `FolderNotAccessible`, `Io`.
    pub(super) fn create(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
    ) -> Result<(), EmbeddedError> {
        let temporary = self.dir.with_extension("new");
        tracing::info!(dir = %self.dir.display(), "creating the database cluster");
        let mut created = Ok(());
        for locale in ["C.UTF-8", "C"] {
            folders::remove(&temporary)?;
            folders::create_private(&temporary)
                .during(|| format!("creating {}", temporary.display()))?;
            launcher.chown_to_child(&temporary)?;
            folders::check_access(launcher, &temporary)?;
            created = self.initdb(binaries, launcher, &temporary, locale);
            if created.is_ok() {
                break;
            }
        }
        created?;
        self.create_database(binaries, launcher, &temporary)?;
        fs::rename(&temporary, &self.dir).during(|| format!("renaming {}", self.dir.display()))
    }

    fn initdb(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        dir: &Path,
        locale: &str,
    ) -> Result<(), EmbeddedError> {
        let mut initdb = launcher.command(binaries.program("initdb"));
        initdb.arg("-D").arg(dir).args(["-U", roles::OWNER, "-A", "trust", "-E", "UTF8"]);
        initdb.arg(format!("--locale={locale}"));
        if self.durability == Durability::Throwaway {
            initdb.arg("--no-sync");
        }
        clear_environment(&mut initdb);
        let output = initdb.output().during(|| "running initdb".to_owned())?;
        if output.status.success() { Ok(()) } else { Err(self.failed("initdb", &output.stderr)) }
    }

    /// Runs Postgres in single-user mode, which needs no client program and no connection.
    fn create_database(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        dir: &Path,
    ) -> Result<(), EmbeddedError> {
        let mut single = launcher.command(binaries.program("postgres"));
        single.arg("--single").arg("-D").arg(dir).arg("postgres");
        single.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        clear_environment(&mut single);
        let operation = || "running postgres --single".to_owned();
        let mut child = single.spawn().during(operation)?;
        let written = match child.stdin.take() {
            Some(mut input) => input.write_all(b"CREATE DATABASE tawar TEMPLATE template0;\n"),
            None => Ok(()),
        };
        let output = child.wait_with_output().during(operation)?;
        let reports_error = String::from_utf8_lossy(&output.stderr).lines().any(|line| {
            line.contains("ERROR:") || line.contains("FATAL:") || line.contains("PANIC:")
        });
        if !output.status.success() || reports_error {
            return Err(self.failed("creating the database", &output.stderr));
        }
        written.during(operation)
    }

    fn failed(&self, operation: &str, stderr: &[u8]) -> EmbeddedError {
        let output = String::from_utf8_lossy(stderr);
        let detail = format!("{operation}: {}", output.trim());
        EmbeddedError::NotStarted { server: NAME, detail, log: self.dir.with_extension("log") }
    }
}
