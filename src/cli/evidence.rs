//! `tawar evidence`, `tawar verify`, `tawar keys …` and `tawar check`.

use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process::ExitCode;

use super::block_on;
use super::servers::Servers;
use crate::app::Ground;
use crate::base::error::AppError;
use crate::base::ids::RoomId;
use crate::care::evidence::{self, Pace, Signer};
use crate::config::Config;
use crate::integrity;

fn told(err: AppError) -> anyhow::Error {
    anyhow::anyhow!("{err}")
}

pub(super) fn evidence(room: RoomId, out: Option<&Path>) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let signer = Signer::new(&ground.config.secret).map_err(told)?;
    let Ground { db, encryption, config, clock, .. } = &ground;
    let mut conn = db.get().map_err(told)?;
    let bundle =
        evidence::export(&mut conn, encryption, &signer, &config.site.name, room, clock.now());
    let bundle = bundle.map_err(|err| match err {
        AppError::NotFound => anyhow::anyhow!("there is no room {room}"),
        other => told(other),
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

/// Writes a file that only its owner may read: it holds what two people said to each other.
fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    options.open(path)?.write_all(text.as_bytes())
}

pub(super) fn verify(path: &Path, key: Option<&str>) -> anyhow::Result<ExitCode> {
    let text = std::fs::read_to_string(path)
        .map_err(|err| anyhow::anyhow!("{}: {err}", path.display()))?;
    let wanted = match key.map(|key| evidence::decode(key.trim())) {
        None => None,
        Some(Some(key)) if key.len() == 32 => Some(key),
        Some(_) => anyhow::bail!("--key: a public key is 64 digits of hex"),
    };
    let verified = match evidence::verify(&text, wanted.as_deref()) {
        Ok(verified) => verified,
        Err(why) => {
            println!("CHANGED  {why}");
            return Ok(ExitCode::FAILURE);
        }
    };
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
    if wanted.is_none() {
        println!(
            "    The key is the bundle's own word: ask the site for its public key and give it with --key."
        );
    }
    Ok(ExitCode::SUCCESS)
}

pub(super) fn keys_list() -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let now = ground.clock.now();
    println!("{:>5}  {:<22} {:>12}", "key", "age", "messages");
    for key in evidence::list(&ground.db).map_err(told)? {
        let age = match key.usable_from {
            Some(from) if from.timestamp() == 0 => "the first".to_owned(),
            Some(from) if from > now => format!("used in {} s", (from - now).num_seconds()),
            Some(from) => {
                format!("{} days, {} h", (now - from).num_days(), (now - from).num_hours() % 24)
            }
            None if key.id == 0 => "not sealed yet".to_owned(),
            None => "MISSING".to_owned(),
        };
        println!("{:>5}  {age:<22} {:>12}", key.id, key.rows);
    }
    let signer = Signer::new(&ground.config.secret).map_err(told)?;
    println!(
        "\nEvidence is signed with the key of SECRET_KEY; its public key, for `tawar verify --key`:"
    );
    println!(
        "{}\n({})",
        evidence::encode(&signer.public()),
        evidence::fingerprint(&signer.public())
    );
    Ok(())
}

pub(super) fn keys_rotate() -> anyhow::Result<ExitCode> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let Ground { db, encryption, clock, .. } = &ground;
    let done = evidence::rotate(db, encryption, clock, &Pace::default(), |line| println!("{line}"));
    let done = done.map_err(told)?;
    println!(
        "{} messages carry key {} now, {} old keys are forgotten",
        done.rows, done.key, done.forgotten
    );
    if done.broken.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for (room, seq) in done.broken.iter().take(20) {
        println!("message {seq} of room {room} does not open");
    }
    println!("{} messages do not open: the older keys are kept", done.broken.len());
    Ok(ExitCode::FAILURE)
}

pub(super) fn check() -> anyhow::Result<ExitCode> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let looked = integrity::examine(&ground.db, &ground.config.secret, ground.index.as_ref());
    let checks = block_on(looked).map_err(told)?;
    print!("{}", integrity::report(&checks));
    Ok(if integrity::findings(&checks) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
