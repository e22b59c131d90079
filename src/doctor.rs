//! Looks at the surroundings and says, for each thing that is missing, how it is mended.
//! Changes nothing. Used by the command line only; everything blocks.

use std::env;
use std::fmt::{self, Write as _};
use std::fs;
use std::io;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::base::embedded::{
    EmbeddedError, MEILISEARCH_MEND, POSTGRES_MEND, Postgres, find_meilisearch, find_postgres,
};

/// Less free space than this is worth a word: a filled house with its photos takes about half.
const ROOM_MIB: u64 = 2048;

/// What the site is set up to use.
#[derive(Debug, Clone)]
pub struct Surroundings {
    /// The data folder (`TAWAR_DATA`).
    pub data_dir: PathBuf,
    /// The address to listen on (`BIND`).
    pub bind: String,
    /// Whether a private Postgres is used (no `DATABASE_URL`).
    pub private_postgres: bool,
    /// Whether a private Meilisearch is used (no `MEILI_URL`).
    pub private_meilisearch: bool,
}

/// How things stand with one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// As it should be.
    Good,
    /// The site runs, with something less.
    Lacking,
    /// The site cannot start.
    Broken,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The thing.
    pub what: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was seen.
    pub seen: String,
    /// How it is mended, unless it is good.
    pub mend: Option<String>,
}

impl Finding {
    fn good(what: &'static str, seen: impl Into<String>) -> Finding {
        Finding { what, verdict: Verdict::Good, seen: seen.into(), mend: None }
    }

    fn lacking(what: &'static str, seen: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { what, verdict: Verdict::Lacking, seen: seen.into(), mend: Some(mend.into()) }
    }

    fn broken(what: &'static str, seen: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding { verdict: Verdict::Broken, ..Finding::lacking(what, seen, mend) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.verdict {
            Verdict::Good => "ok",
            Verdict::Lacking => "--",
            Verdict::Broken => "!!",
        };
        write!(f, "{mark}  {:<22} {}", self.what, self.seen)?;
        self.mend.iter().try_for_each(|mend| write!(f, "\n      → {mend}"))
    }
}

/// Looks at everything, the most needed first.
#[must_use]
pub fn examine(surroundings: &Surroundings) -> Vec<Finding> {
    vec![
        postgres(surroundings),
        meilisearch(surroundings),
        data_folder(&surroundings.data_dir),
        disk(&surroundings.data_dir),
        port(surroundings),
        front_end_files(),
        node_modules(),
        ends_with_us(),
        browser(),
    ]
}

/// The findings as text, and a closing line.
#[must_use]
pub fn report(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        writeln!(text, "{finding}").unwrap_or_default();
    }
    let closing = match worst(findings) {
        Verdict::Good => "Everything is there.",
        Verdict::Lacking => "The site runs; what is marked -- would make it better.",
        Verdict::Broken => "The site cannot start before what is marked !! is mended.",
    };
    text + "\n" + closing + "\n"
}

/// The worst verdict among them: `Broken` makes the command fail.
#[must_use]
pub fn worst(findings: &[Finding]) -> Verdict {
    findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
}

fn postgres(surroundings: &Surroundings) -> Finding {
    const WHAT: &str = "Postgres";
    if !surroundings.private_postgres {
        return Finding::good(WHAT, "the server of DATABASE_URL");
    }
    match find_postgres() {
        Err(EmbeddedError::PostgresMissing) => Finding::broken(WHAT, "none", POSTGRES_MEND),
        Err(error) => Finding::broken(WHAT, error.to_string(), POSTGRES_MEND),
        Ok(found) => {
            let list = found.iter().map(|one| format!("{} in {}", one.major, one.dir.display()));
            Finding::good(WHAT, list.collect::<Vec<_>>().join(", "))
        }
    }
}

fn meilisearch(surroundings: &Surroundings) -> Finding {
    const WHAT: &str = "Meilisearch";
    if !surroundings.private_meilisearch {
        return Finding::good(WHAT, "the server of MEILI_URL");
    }
    match find_meilisearch() {
        Ok(program) => Finding::good(WHAT, program.display().to_string()),
        Err(EmbeddedError::MeilisearchMissing) => {
            Finding::lacking(WHAT, "none: Postgres answers searches", MEILISEARCH_MEND)
        }
        Err(error) => Finding::lacking(WHAT, error.to_string(), MEILISEARCH_MEND),
    }
}

/// Whether the folder can be written to; a folder that is not there yet is judged by its parent.
fn data_folder(dir: &Path) -> Finding {
    const WHAT: &str = "data folder";
    let existing = nearest_existing(dir);
    let probe = existing.join(format!(".tawar-doctor-{}", std::process::id()));
    match fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)) {
        Ok(()) if existing == dir => Finding::good(WHAT, dir.display().to_string()),
        Ok(()) => Finding::good(WHAT, format!("{} (will be made)", dir.display())),
        Err(error) => Finding::broken(
            WHAT,
            format!("{} cannot be written to: {error}", existing.display()),
            "give yourself the right to write there, or set TAWAR_DATA to another folder",
        ),
    }
}

fn nearest_existing(dir: &Path) -> PathBuf {
    let whole = env::current_dir().unwrap_or_default().join(dir);
    whole.ancestors().find(|path| path.exists()).unwrap_or(Path::new("/")).to_owned()
}

fn disk(dir: &Path) -> Finding {
    const WHAT: &str = "disk";
    let said = Command::new("df").arg("-Pk").arg(nearest_existing(dir)).output();
    let free = said.ok().and_then(|said| free_mib(&String::from_utf8_lossy(&said.stdout)));
    match free {
        None => Finding::lacking(WHAT, "its free space is not known", "look with `df -h`"),
        Some(free) if free < ROOM_MIB => Finding::lacking(
            WHAT,
            format!("{free} MiB free"),
            format!("make room ({ROOM_MIB} MiB), or set TAWAR_DATA to a folder on another disk"),
        ),
        Some(free) => Finding::good(WHAT, format!("{free} MiB free")),
    }
}

/// The fourth column of the last line of `df -Pk`, in MiB.
fn free_mib(said: &str) -> Option<u64> {
    let kib: u64 = said.lines().last()?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kib / 1024)
}

fn port(surroundings: &Surroundings) -> Finding {
    const WHAT: &str = "address";
    let bind = &surroundings.bind;
    match TcpListener::bind(bind) {
        Ok(_) => Finding::good(WHAT, format!("{bind} is free")),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            if Postgres::running_at(&surroundings.data_dir).is_some() {
                return Finding::good(WHAT, format!("{bind} is in use: the site runs"));
            }
            let mend = "stop the program that holds it, or set BIND, such as BIND=127.0.0.1:8081";
            Finding::broken(WHAT, format!("{bind} is in use by another program"), mend)
        }
        Err(error) => Finding::broken(
            WHAT,
            format!("{bind}: {error}"),
            "set BIND to an address of this machine, such as BIND=127.0.0.1:8080",
        ),
    }
}

/// A release carries these files in itself; a checkout reads them from `static/vendor`.
fn front_end_files() -> Finding {
    const WHAT: &str = "front-end files";
    if cfg!(not(debug_assertions)) {
        return Finding::good(WHAT, "built in");
    }
    match fs::metadata("static/vendor/VERSIONS") {
        Ok(_) => Finding::good(WHAT, "static/vendor"),
        Err(_) => Finding::lacking(WHAT, "static/vendor is missing", "run `script/vendor`"),
    }
}

fn node_modules() -> Finding {
    const WHAT: &str = "npm packages";
    if Path::new("node_modules/.tawar-stamp").exists() {
        return Finding::good(WHAT, "node_modules");
    }
    if !Path::new("package.json").exists() {
        return Finding::good(WHAT, "none here, and none needed outside a checkout");
    }
    Finding::lacking(WHAT, "node_modules is missing", "run `script/setup`")
}

/// Without `setpriv` a private server outlives a killed tawar, until the next start ends it.
fn ends_with_us() -> Finding {
    const WHAT: &str = "util-linux";
    if !cfg!(target_os = "linux") {
        return Finding::good(WHAT, "not on this system");
    }
    if on_path("setpriv").is_some() && on_path("unshare").is_some() {
        return Finding::good(WHAT, "setpriv and unshare");
    }
    let seen = "setpriv or unshare is missing: private servers may outlive a killed tawar";
    Finding::lacking(WHAT, seen, "install the package util-linux")
}

fn browser() -> Finding {
    const WHAT: &str = "browser (tests only)";
    if let Some(set) = env::var_os("CHROMIUM") {
        return Finding::good(WHAT, PathBuf::from(set).display().to_string());
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    match names.iter().find_map(|name| on_path(name)) {
        Some(program) => Finding::good(WHAT, program.display().to_string()),
        None => Finding::lacking(
            WHAT,
            "no Chromium: the browser tests cannot run",
            "`script/setup --test`, or set CHROMIUM to its program",
        ),
    }
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).map(|dir| dir.join(name)).find(|program| program.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(bind: &str) -> Surroundings {
        Surroundings {
            data_dir: env::temp_dir().join("tawar-doctor-is-not-there"),
            bind: bind.to_owned(),
            private_postgres: false,
            private_meilisearch: false,
        }
    }

    #[test]
    fn free_space_is_read_from_df() {
        let said = "Filesystem 1024-blocks Used Available Capacity Mounted on\n\
                    /dev/vda 263112772 15000000 80740352 17% /\n";
        assert_eq!(free_mib(said), Some(78848));
        assert_eq!(free_mib("df: no such folder"), None);
    }

    #[test]
    fn a_taken_address_is_broken_and_says_the_mend() {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        let bind = other.local_addr().unwrap().to_string();
        let finding = port(&here(&bind));
        assert_eq!(finding.verdict, Verdict::Broken);
        assert!(finding.mend.unwrap().contains("BIND="));
    }

    #[test]
    fn a_data_folder_to_come_is_good_and_is_not_made() {
        let surroundings = here("127.0.0.1:0");
        assert_eq!(data_folder(&surroundings.data_dir).verdict, Verdict::Good);
        assert!(!surroundings.data_dir.exists());
    }

    #[test]
    fn what_is_not_good_has_a_mend_and_the_worst_is_told() {
        let findings = examine(&here("203.0.113.1:1"));
        assert!(findings.iter().all(|f| f.mend.is_some() == (f.verdict != Verdict::Good)));
        assert_eq!(worst(&findings), Verdict::Broken);
        assert!(report(&findings).ends_with("marked !! is mended.\n"));
    }
}
