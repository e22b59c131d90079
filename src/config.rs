//! The surroundings, read once: environment variables, and the site profile that says what this house offers.
//! Features ask the profile for a capability; nobody asks which site it is.

use std::path::PathBuf;

use anyhow::Context;
use rust_embed::RustEmbed;
use serde::{Deserialize, Serialize};

use crate::base::crypto::{self, SecretKey};
use crate::base::ids::words;

words! {
    /// How a thing may go.
    Mode {
        /// For money, by bargaining.
        Sale = "jual",
        /// For other goods.
        Barter = "barter",
        /// For nothing.
        Free = "gratis",
    }
}

/// How often one person (without an account: one network) may do what. One table for every door.
pub mod limits {
    use crate::base::limits::{Limit, per_hour, per_minute};

    /// Opening pages, asking the API.
    pub const READ: Limit = per_minute("read", 600);
    /// What machines ask often: pictures, stylesheets, health.
    pub const ASSET: Limit = per_minute("asset", 6000);
    /// Any change that has no limit of its own.
    pub const WRITE: Limit = per_minute("write", 60);
    /// Signing up, in, resetting; Postgres counts these too.
    pub const DOOR: Limit = per_minute("door", 30);
    /// Posting listings.
    pub const LISTING: Limit = per_hour("listing", 10);
    /// Uploading photos.
    pub const UPLOAD: Limit = per_hour("upload", 240);
    /// Saying something in a room.
    pub const MESSAGE: Limit = per_minute("message", 20);
    /// Offers, counters, answers.
    pub const MOVE: Limit = per_minute("move", 30);
    /// Commands of a socket, of whatever kind.
    pub const COMMAND: Limit = per_minute("command", 240);
}

#[derive(RustEmbed)]
#[folder = "sites/"]
struct Profiles;

/// What this site is and offers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Site {
    /// Picks the palette and the tagline.
    pub key: String,
    /// Its name, as people read it.
    pub name: String,
    /// How things may go here, the first one first on screen.
    pub modes: Vec<Mode>,
    /// Whether prices and money offers exist here.
    pub money: bool,
    /// Whether things change hands only by meeting.
    pub cod_only: bool,
    /// Photos a listing may have.
    pub photo_max: usize,
    /// Where complaints go.
    pub contact: String,
    /// Who mails come from.
    pub mail_from: String,
}

impl Site {
    /// A profile by name, or from a file whose path is given.
    pub fn load(name: &str) -> anyhow::Result<Self> {
        let text = match Profiles::get(&format!("{name}.toml")) {
            Some(file) => String::from_utf8(file.data.into_owned())?,
            None => std::fs::read_to_string(name)
                .with_context(|| format!("SITE={name}: neither a built-in profile nor a file"))?,
        };
        toml::from_str(&text).with_context(|| format!("SITE={name}"))
    }

    /// Whether things may go this way here.
    pub fn allows(&self, mode: Mode) -> bool {
        self.modes.contains(&mode)
    }
}

/// A Meilisearch server to use.
#[derive(Clone)]
pub struct MeiliAddress {
    /// Its address.
    pub url: String,
    /// Its master key.
    pub key: Option<String>,
}

/// An OpenAI-compatible server that words what the assistant decides.
#[derive(Clone)]
pub struct LlmAddress {
    /// Up to and with `/v1`.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// The key, when one is asked for.
    pub key: Option<String>,
}

impl std::fmt::Debug for LlmAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LlmAddress({}, {})", self.url, self.model)
    }
}

/// Everything the environment says. Nothing needs setting on a fresh machine.
#[derive(Clone)]
pub struct Config {
    /// Where private servers and photos are kept.
    pub data: PathBuf,
    /// Development shows `/dev/mail` and fills a fresh house with demo data.
    pub development: bool,
    /// Address to listen on.
    pub bind: String,
    /// How the outside reaches us, without a slash at the end. Links in mails and cookies follow it.
    pub public_url: Option<String>,
    /// Postgres; a private one when not given.
    pub database_url: Option<String>,
    /// Meilisearch; a private one when not given.
    pub meili: Option<MeiliAddress>,
    /// Photos; a folder under `data` when not given.
    pub storage_url: Option<String>,
    /// The way out for mails; they are only kept when not given.
    pub smtp_url: Option<String>,
    /// Signs tokens.
    pub secret: SecretKey,
    /// The profile.
    pub site: Site,
    /// Whether rate limits hold.
    pub rate_limits: bool,
    /// Whether a proxy of ours stands in front, whose word about the client's address is taken.
    pub behind_proxy: bool,
    /// Sockets one person may have on a node: 10; load tests may ask for more, production not.
    pub sockets_per_person: usize,
    /// The bus between nodes (`nats://…`), when there are several.
    pub bus_url: Option<String>,
    /// What a scraper of `/metrics` from elsewhere shows; none lets only this machine look.
    pub metrics_token: Option<String>,
    /// Who words the assistant's decisions; templates when not given.
    pub llm: Option<LlmAddress>,
}

impl Config {
    /// Reads the environment; says which variable is wrong.
    pub fn from_env() -> anyhow::Result<Self> {
        let data = PathBuf::from(var("TAWAR_DATA").unwrap_or_else(|| "./data".into()));
        let development = match var("TAWAR_ENV").as_deref() {
            None | Some("development") => true,
            Some("production") => false,
            Some(other) => anyhow::bail!("TAWAR_ENV={other}: say development or production"),
        };
        let rate_limits = match var("TAWAR_RATE_LIMITS").as_deref() {
            None | Some("on") => true,
            Some("off") if development => false,
            Some("off") => anyhow::bail!("TAWAR_RATE_LIMITS=off is refused in production"),
            Some(other) => anyhow::bail!("TAWAR_RATE_LIMITS={other}: say on or off"),
        };
        let sockets_per_person = match var("TAWAR_SOCKETS_PER_PERSON") {
            None => 10,
            Some(_) if !development => {
                anyhow::bail!("TAWAR_SOCKETS_PER_PERSON is for load tests only")
            }
            Some(most) => most.parse().context("TAWAR_SOCKETS_PER_PERSON")?,
        };
        let secret = match var("SECRET_KEY") {
            Some(key) if key.len() >= 32 => SecretKey::new(key),
            Some(_) => anyhow::bail!("SECRET_KEY is too short: at least 32 characters"),
            None if development => kept_secret(&data)?,
            None => {
                anyhow::bail!("SECRET_KEY is required in production: at least 32 random characters")
            }
        };
        let public_url = var("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned());
        anyhow::ensure!(
            development || public_url.is_some(),
            "PUBLIC_URL is required in production: links in mails must not follow what a request claims"
        );
        Ok(Self {
            development,
            bind: var("BIND").unwrap_or_else(|| "127.0.0.1:8080".into()),
            public_url,
            behind_proxy: var("TAWAR_BEHIND_PROXY").is_some_and(|word| word == "on"),
            sockets_per_person,
            bus_url: var("BUS_URL"),
            metrics_token: var("METRICS_TOKEN"),
            llm: var("ASSISTANT_URL").map(|url| LlmAddress {
                url,
                model: var("ASSISTANT_MODEL").unwrap_or_else(|| "default".into()),
                key: var("ASSISTANT_KEY"),
            }),
            database_url: var("DATABASE_URL"),
            meili: var("MEILI_URL").map(|url| MeiliAddress { url, key: var("MEILI_MASTER_KEY") }),
            storage_url: var("STORAGE_URL"),
            smtp_url: var("SMTP_URL"),
            secret,
            site: Site::load(var("SITE").as_deref().unwrap_or("tawar"))?,
            rate_limits,
            data,
        })
    }

    /// Whether browsers reach us over TLS, so that cookies may be marked secure.
    pub fn https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}

/// The secret of a development machine: made once, kept beside the data.
fn kept_secret(data: &std::path::Path) -> anyhow::Result<SecretKey> {
    let path = data.join("secret.key");
    if let Ok(kept) = std::fs::read_to_string(&path)
        && kept.len() >= 32
    {
        return Ok(SecretKey::new(kept));
    }
    std::fs::create_dir_all(data).with_context(|| format!("TAWAR_DATA={}", data.display()))?;
    let fresh = crypto::token();
    write_private(&path, &fresh)?;
    Ok(SecretKey::new(fresh))
}

/// Writes a file that only its owner may read.
fn write_private(path: &std::path::Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_profile_reads() {
        for name in ["tawar", "barterhub", "belantara", "sampahkupilah"] {
            match Site::load(name) {
                Ok(site) => assert_eq!(site.key, name),
                Err(err) => panic!("{name}: {err:#}"),
            }
        }
        assert!(Site::load("nowhere").is_err());
    }
}
