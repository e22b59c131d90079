//! The making of a cluster, once for each data folder.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use super::super::binaries::PostgresBinaries;
use super::super::launcher::Launcher;
use super::super::{Doing, EmbeddedError};
use super::cluster::{Cluster, clean, must_enter};
use super::{Durability, NAME, private_folder, remove_folder};

impl Cluster {
    /// Makes the cluster and the database `tawar`, aside, and gives it its name when it is whole.
    pub(super) fn create(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
    ) -> Result<(), EmbeddedError> {
        let aside = self.dir.with_extension("new");
        tracing::info!(dir = %self.dir.display(), "making the database, once");
        let mut made = Ok(());
        for locale in ["C.UTF-8", "C"] {
            remove_folder(&aside)?;
            private_folder(&aside).doing(|| format!("making {}", aside.display()))?;
            launcher.hand_over(&aside)?;
            must_enter(launcher, &aside)?;
            made = self.initdb(binaries, launcher, &aside, locale);
            if made.is_ok() {
                break;
            }
        }
        made?;
        self.create_database(binaries, launcher, &aside)?;
        fs::rename(&aside, &self.dir).doing(|| format!("naming {}", self.dir.display()))
    }

    fn initdb(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        dir: &Path,
        locale: &str,
    ) -> Result<(), EmbeddedError> {
        let mut initdb = launcher.command(binaries.program("initdb"));
        initdb.arg("-D").arg(dir).args(["-U", "tawar", "-A", "trust", "-E", "UTF8"]);
        initdb.arg(format!("--locale={locale}"));
        if self.durability == Durability::Throwaway {
            initdb.arg("--no-sync");
        }
        clean(&mut initdb);
        let said = initdb.output().doing(|| "running initdb".to_owned())?;
        if said.status.success() { Ok(()) } else { Err(self.refused("initdb", &said.stderr)) }
    }

    /// In single-user mode: no client program and no connection is needed for it.
    fn create_database(
        &self,
        binaries: &PostgresBinaries,
        launcher: &Launcher,
        dir: &Path,
    ) -> Result<(), EmbeddedError> {
        let mut single = launcher.command(binaries.program("postgres"));
        single.arg("--single").arg("-D").arg(dir).arg("postgres");
        single.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        clean(&mut single);
        let doing = || "running postgres --single".to_owned();
        let mut child = single.spawn().doing(doing)?;
        let asked = match child.stdin.take() {
            Some(mut input) => input.write_all(b"CREATE DATABASE tawar TEMPLATE template0;\n"),
            None => Ok(()),
        };
        let said = child.wait_with_output().doing(doing)?;
        let complaint = String::from_utf8_lossy(&said.stderr).lines().any(|line| {
            line.contains("ERROR:") || line.contains("FATAL:") || line.contains("PANIC:")
        });
        if !said.status.success() || complaint {
            return Err(self.refused("making the database", &said.stderr));
        }
        asked.doing(doing)
    }

    fn refused(&self, what: &str, stderr: &[u8]) -> EmbeddedError {
        let said = String::from_utf8_lossy(stderr);
        let detail = format!("{what}: {}", said.trim());
        EmbeddedError::Failed { server: NAME, detail, log: self.dir.with_extension("log") }
    }
}
