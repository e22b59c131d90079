//! The secret of a development machine: created once, stored in the data folder.

use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::Context;

use crate::base::crypto::{self, SecretKey};

/// The shortest secret that is accepted, in bytes.
pub(super) const MIN_LENGTH: usize = 32;

/// Reads the secret from `DATA/secret.key`, which is created on first use.
///
/// # Errors
/// The folder or the file cannot be written.
pub(super) fn load_or_create(data: &Path) -> anyhow::Result<SecretKey> {
    let path = data.join("secret.key");
    if let Ok(secret) = std::fs::read_to_string(&path)
        && secret.len() >= MIN_LENGTH
    {
        return Ok(SecretKey::new(secret));
    }
    std::fs::create_dir_all(data).with_context(|| format!("TAWAR_DATA={}", data.display()))?;
    let secret = crypto::token();
    write_private(&path, &secret)?;
    Ok(SecretKey::new(secret))
}

/// Writes a file that only its owner can read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}
