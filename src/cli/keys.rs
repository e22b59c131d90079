//! `tawar keys list` and `tawar keys rotate`.

use std::process::ExitCode;

use super::servers::Servers;
use crate::base::clock::Timestamp;
use crate::base::error::AppError;
use crate::care::evidence::{self, KeyUsage, RotationPace, Signer};
use crate::config::Config;

/// The most undecryptable messages that `rotate` names.
const NAMED: usize = 20;

pub(super) fn list() -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let now = core.clock.now();
    println!("{:>5}  {:<22} {:>12}", "key", "age", "messages");
    for key in evidence::list_keys(&core.db).map_err(AppError::into_anyhow)? {
        println!("{:>5}  {:<22} {:>12}", key.id, age(&key, now), key.rows);
    }
    let signer = Signer::new(&core.config.secret).map_err(AppError::into_anyhow)?;
    println!(
        "\nEvidence is signed with the key of SECRET_KEY; its public key, for `tawar verify --key`:"
    );
    println!(
        "{}\n({})",
        evidence::encode(&signer.public_key()),
        evidence::fingerprint(&signer.public_key())
    );
    Ok(())
}

fn age(key: &KeyUsage, now: Timestamp) -> String {
    match key.usable_from {
        Some(from) if from.timestamp() == 0 => "the first".to_owned(),
        Some(from) if from > now => format!("used in {} s", (from - now).num_seconds()),
        Some(from) => {
            format!("{} days, {} h", (now - from).num_days(), (now - from).num_hours() % 24)
        }
        None if key.id == 0 => "not sealed yet".to_owned(),
        None => "MISSING".to_owned(),
    }
}

pub(super) fn rotate() -> anyhow::Result<ExitCode> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let rotation = evidence::rotate(
        &core.db,
        &core.encryption,
        &core.clock,
        &RotationPace::default(),
        |line| {
            println!("{line}");
        },
    )
    .map_err(AppError::into_anyhow)?;
    println!(
        "{} messages carry key {} now, {} old keys are forgotten",
        rotation.rows, rotation.key, rotation.deleted_keys
    );
    if rotation.undecryptable.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    for (room, seq) in rotation.undecryptable.iter().take(NAMED) {
        println!("message {seq} of room {room} does not open");
    }
    println!("{} messages do not open: the older keys are kept", rotation.undecryptable.len());
    Ok(ExitCode::FAILURE)
}
