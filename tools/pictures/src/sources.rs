//! What the pictures are made of, as `sha256sum` writes it: one line a file, `<SHA-256>  <path from the root>`.

use std::fmt::Write;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::files;

/// The drawings, the colours, this program and the versions it is built of.
pub(crate) fn list(root: &Path) -> anyhow::Result<String> {
    let mut paths = files(&root.join("static/goods"), "svg")?;
    paths.push(root.join("seed/demo/drawings.toml"));
    paths.push(root.join("tools/pictures/Cargo.lock"));
    paths.extend(files(&root.join("tools/pictures/src"), "rs")?);
    let mut lines = String::new();
    for path in paths {
        let hash = Sha256::digest(std::fs::read(&path)?);
        for byte in hash {
            write!(lines, "{byte:02x}")?;
        }
        writeln!(lines, "  {}", path.strip_prefix(root)?.display())?;
    }
    Ok(lines)
}
