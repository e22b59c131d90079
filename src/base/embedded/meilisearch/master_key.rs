//! The server's master key: 32 random bytes in hex, in a file that only its owner can read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::super::error::{EmbeddedError, IoContext};

/// A shorter key, in characters, is the rest of an interrupted write and is replaced.
const MIN_LENGTH: usize = 32;

/// The key in the file `path`, if it can be read.
pub(super) fn load(path: &Path) -> Option<String> {
    Some(fs::read_to_string(path).ok()?.trim().to_owned())
}

/// The key in the file `path`, which is created on first use.
///
/// # Errors
/// `Io` when the file cannot be written.
pub(super) fn load_or_create(path: &Path) -> Result<String, EmbeddedError> {
    if let Some(key) = load(path).filter(|key| key.len() >= MIN_LENGTH) {
        return Ok(key);
    }
    let bytes: [u8; 32] = rand::random();
    let key: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let temporary = path.with_extension("key.new");
    write_private(&temporary, &key).during(|| format!("writing {}", temporary.display()))?;
    fs::rename(&temporary, path).during(|| format!("creating {}", path.display()))?;
    Ok(key)
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    if path.exists() {
        fs::remove_file(path)?;
    }
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)?
        .write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_key_is_created_once_and_only_its_owner_can_read_it() {
        let dir = std::env::temp_dir().join(format!("tawar-test-key-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let path = dir.join("meili.key");
        let key = load_or_create(&path).unwrap();
        assert_eq!(key.len(), 64);
        assert_eq!(load_or_create(&path).unwrap(), key);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_dir_all(dir).unwrap();
    }
}
