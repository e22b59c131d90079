//! `tawar evidence` and `tawar verify`.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use super::servers::Servers;
use crate::base::error::AppError;
use crate::base::ids::RoomId;
use crate::care::evidence::{self, Exporter, Signer, Verified};
use crate::config::Config;

/// The length of a public key, in bytes.
const PUBLIC_KEY: usize = 32;

/// Writes the bundle of a room to a file, or to standard output.
pub(super) fn export(room: RoomId, out: Option<&Path>) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let exporter = Exporter {
        encryption: &core.encryption,
        signer: &Signer::new(&core.config.secret).map_err(AppError::into_anyhow)?,
        site: &core.config.site.name,
    };
    let mut conn = core.db.get().map_err(AppError::into_anyhow)?;
    let bundle = exporter.export(&mut conn, room, core.clock.now()).map_err(|err| match err {
        AppError::NotFound => anyhow::anyhow!("there is no room {room}"),
        other => other.into_anyhow(),
    })?;
    let text = serde_json::to_string_pretty(&bundle)? + "\n";
    match out {
        Some(path) => {
            write_private(path, &text)?;
            eprintln!("{} messages written to {}", bundle.messages.len(), path.display());
        }
        None => std::io::stdout().write_all(text.as_bytes())?,
    }
    eprintln!("public key {}", evidence::encode(&bundle.public_key));
    if let Err(why) = evidence::verify(&text, None) {
        eprintln!("It does not hold as it lies in Postgres: {why}");
    }
    Ok(())
}

/// Writes a file that only its owner can read: it holds a private chat.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())
}

/// Verifies a bundle and prints what it holds; `key` is the public key it must be signed with, in hex.
pub(super) fn verify(path: &Path, key: Option<&str>) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(path)
        .map_err(|err| anyhow::anyhow!("{}: {err}", path.display()))?;
    let wanted = match key.map(|key| evidence::decode(key.trim())) {
        None => None,
        Some(Some(key)) if key.len() == PUBLIC_KEY => Some(key),
        Some(_) => anyhow::bail!("--key: a public key is 64 digits of hex"),
    };
    match evidence::verify(&text, wanted.as_deref()) {
        Ok(verified) => {
            print_summary(&verified);
            if wanted.is_none() {
                println!(
                    "    The key is the bundle's own word: ask the site for its public key and give it with --key."
                );
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            println!("CHANGED  {why}");
            Ok(ExitCode::FAILURE)
        }
    }
}

fn print_summary(verified: &Verified) {
    let bundle = &verified.bundle;
    let (all, with_words) = (bundle.messages.len(), verified.with_words);
    println!("OK  room {} of {}: {}", bundle.room.id, bundle.site, bundle.room.title);
    println!("    buyer {}, seller {}", bundle.room.buyer.handle, bundle.room.seller.handle);
    println!("    {all} messages, {} without words (taken back or erased)", all - with_words);
    println!(
        "    {} offers, {} moves, {} deals",
        bundle.offers.len(),
        bundle.moves.len(),
        bundle.deals.len()
    );
    match bundle.seals.as_slice() {
        [] => println!("    no daily seals yet; signed at the export, {}", bundle.head.at),
        [first, .., last] => println!(
            "    {} daily seals from {} to {}; signed at the export, {}",
            bundle.seals.len(),
            first.at,
            last.at,
            bundle.head.at
        ),
        [one] => println!("    sealed at {}; signed at the export, {}", one.at, bundle.head.at),
    }
    println!("    key {}", evidence::fingerprint(&bundle.public_key));
}
