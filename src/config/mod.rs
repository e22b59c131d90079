//! The configuration, read once: environment variables, and the site profile.
//! Features ask the profile for a capability, never for the site's key.

pub mod limits;
mod payments;
mod secret;
mod site;
mod tracking;

use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::base::crypto::SecretKey;
pub use payments::{MayarConfig, MidtransConfig, PaymentProviders, PayoutConfig, ProviderSecret};
pub use site::{FeeBearer, Mode, PayoutTerms, PromotionTerms, Protection, Site};
pub use tracking::{TrackingAddress, TrackingKey};

/// The address of a Meilisearch server.
#[derive(Clone)]
pub struct MeiliAddress {
    /// `http://HOST:PORT`
    pub url: String,
    /// Its master key, when it requires one.
    pub key: Option<String>,
}

/// An OpenAI-compatible server that phrases the assistant's decisions.
#[derive(Clone)]
pub struct LlmAddress {
    /// The base URL, `/v1` included.
    pub url: String,
    /// The model's name.
    pub model: String,
    /// Its API key, when it requires one.
    pub key: Option<String>,
}

impl std::fmt::Debug for LlmAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LlmAddress({}, {})", self.url, self.model)
    }
}

/// The configuration. On a development machine no variable needs to be set.
#[derive(Clone)]
pub struct Config {
    /// The folder of private servers and photos.
    pub data: PathBuf,
    /// Development serves `/dev/mail` and loads demo data into an empty database.
    pub development: bool,
    /// The address to listen on, as `HOST:PORT`.
    pub bind: String,
    /// The URL by which browsers reach the site, without a slash at the end. Links in mails and cookies use it.
    pub public_url: Option<String>,
    /// The URL of Postgres for the role that serves; a private server is started when it is `None`.
    pub database_url: Option<String>,
    /// The URL of the same database for the role that owns the schema; the serving role does both when it is `None`.
    pub database_owner_url: Option<String>,
    /// The Meilisearch to use; a private server is started when it is `None`.
    pub meili: Option<MeiliAddress>,
    /// The storage of photos; a folder in `data` when it is `None`.
    pub storage_url: Option<String>,
    /// The SMTP server; mails are only stored when it is `None`.
    pub smtp_url: Option<String>,
    /// The server's secret: tokens, signatures and the wrapping of encryption keys derive from it.
    pub secret: SecretKey,
    pub site: Site,
    /// Whether rate limits are enforced.
    pub rate_limits: bool,
    /// Whether requests come through a trusted proxy, whose `X-Forwarded-For` names the client's address.
    pub behind_proxy: bool,
    /// The most sockets of one person on a node; 10, which only load tests in development may raise.
    pub sockets_per_person: usize,
    /// The bus between several nodes, `nats://HOST:PORT`.
    pub bus_url: Option<String>,
    /// The bearer token with which other machines may read `/metrics`; when it is `None` only this machine may.
    pub metrics_token: Option<String>,
    /// The server that phrases the assistant's decisions; templates do when it is `None`.
    pub llm: Option<LlmAddress>,
    /// The courier aggregator; only the parties say where a parcel is when it is `None`.
    pub tracking: Option<TrackingAddress>,
    /// The table of holidays that replaces the embedded one.
    pub holidays: Option<PathBuf>,
    /// Who takes money.
    pub payments: PaymentProviders,
    /// This program, which processes photos in processes of its own.
    pub program: PathBuf,
}

/// The site's name and address, as the texts of mails state them.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SiteAddress {
    /// The site's name.
    pub name: String,
    /// The URL of the site without a slash at the end.
    pub url: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// Names the variable that is missing or has an invalid value.
    pub fn from_env() -> anyhow::Result<Self> {
        let data = PathBuf::from(var("TAWAR_DATA").unwrap_or_else(|| "./data".into()));
        let development = development()?;
        let secret = secret_key(development, &data)?;
        Ok(Self {
            development,
            bind: var("BIND").unwrap_or_else(|| "127.0.0.1:8080".into()),
            public_url: public_url(development)?,
            behind_proxy: var("TAWAR_BEHIND_PROXY").is_some_and(|value| value == "on"),
            sockets_per_person: sockets_per_person(development)?,
            bus_url: var("BUS_URL"),
            metrics_token: var("METRICS_TOKEN"),
            llm: var("ASSISTANT_URL").map(|url| LlmAddress {
                url,
                model: var("ASSISTANT_MODEL").unwrap_or_else(|| "default".into()),
                key: var("ASSISTANT_KEY"),
            }),
            tracking: TrackingAddress::from_vars(
                var("TRACKING_URL"),
                var("TRACKING_KEY"),
                development,
            )?,
            holidays: var("TAWAR_HOLIDAYS").map(PathBuf::from),
            payments: PaymentProviders::from_env(development)?,
            database_url: var("DATABASE_URL"),
            database_owner_url: var("DATABASE_OWNER_URL"),
            meili: var("MEILI_URL").map(|url| MeiliAddress { url, key: var("MEILI_MASTER_KEY") }),
            storage_url: var("STORAGE_URL"),
            smtp_url: var("SMTP_URL"),
            secret,
            program: std::env::current_exe().context("the path of this program")?,
            site: Site::load(var("SITE").as_deref().unwrap_or("tawar"))?,
            rate_limits: rate_limits(development)?,
            data,
        })
    }

    /// The site's name and address; the address it listens on when it has no URL, which only happens in development.
    pub fn site_address(&self) -> SiteAddress {
        let url = self.public_url.clone().unwrap_or_else(|| format!("http://{}", self.bind));
        SiteAddress { name: self.site.name.clone(), url }
    }

    /// Whether "Transaksi Aman" can be offered: somebody takes money, and the site sells things that are not only handed over in person.
    pub fn takes_payments(&self) -> bool {
        self.site.money && !self.site.cod_only && self.payments.any()
    }

    /// Whether browsers reach the site over TLS, so that cookies are marked secure.
    pub fn https(&self) -> bool {
        self.public_url.as_deref().is_some_and(|url| url.starts_with("https://"))
    }
}

fn development() -> anyhow::Result<bool> {
    match var("TAWAR_ENV").as_deref() {
        None | Some("development") => Ok(true),
        Some("production") => Ok(false),
        Some(other) => anyhow::bail!("TAWAR_ENV={other}: set development or production"),
    }
}

fn rate_limits(development: bool) -> anyhow::Result<bool> {
    match var("TAWAR_RATE_LIMITS").as_deref() {
        None | Some("on") => Ok(true),
        Some("off") if development => Ok(false),
        Some("off") => anyhow::bail!("TAWAR_RATE_LIMITS=off is refused in production"),
        Some(other) => anyhow::bail!("TAWAR_RATE_LIMITS={other}: set on or off"),
    }
}

fn sockets_per_person(development: bool) -> anyhow::Result<usize> {
    match var("TAWAR_SOCKETS_PER_PERSON") {
        None => Ok(10),
        Some(_) if !development => {
            anyhow::bail!("TAWAR_SOCKETS_PER_PERSON is for load tests only")
        }
        Some(limit) => limit.parse().context("TAWAR_SOCKETS_PER_PERSON"),
    }
}

fn secret_key(development: bool, data: &Path) -> anyhow::Result<SecretKey> {
    match var("SECRET_KEY") {
        Some(key) if key.len() >= secret::MIN_LENGTH => Ok(SecretKey::new(key)),
        Some(_) => anyhow::bail!("SECRET_KEY is too short: at least 32 characters"),
        None if development => secret::load_or_create(data),
        None => {
            anyhow::bail!("SECRET_KEY is required in production: at least 32 random characters")
        }
    }
}

fn public_url(development: bool) -> anyhow::Result<Option<String>> {
    let url = var("PUBLIC_URL").map(|url| url.trim_end_matches('/').to_owned());
    anyhow::ensure!(
        development || url.is_some(),
        "PUBLIC_URL is required in production: links in mails must not follow what a request claims"
    );
    Ok(url)
}

/// The value of an environment variable; `None` when it is not set or blank.
fn var(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.trim().is_empty())
}
