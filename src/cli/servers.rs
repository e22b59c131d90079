//! The servers that a command needs.

use std::time::Instant;

use crate::app::{Core, INDEX};
use crate::base::clock::Clock;
use crate::base::db::DatabaseUrls;
use crate::base::embedded::{EmbeddedError, Meilisearch, Postgres};
use crate::config::{Config, MeiliAddress};

/// Postgres and Meilisearch: the configured ones, those that another process runs on this data folder, or private ones
/// that stop on drop.
pub(super) struct Servers {
    pub(super) config: Config,
    database: DatabaseUrls,
    meili: Option<MeiliAddress>,
    _postgres: Option<Postgres>,
    _meilisearch: Option<Meilisearch>,
}

impl Servers {
    /// For a command beside a running site: uses the site's servers, and starts those that do not run.
    ///
    /// # Errors
    /// As [`Servers::start`].
    pub(super) fn find_or_start(mut config: Config) -> anyhow::Result<Self> {
        if config.database_url.is_none()
            && let Some(running) = Postgres::running_at(&config.data)
        {
            Postgres::prepare(&running)?;
            config.database_url = Some(running.serving);
            config.database_owner_url = Some(running.owner);
        }
        if config.meili.is_none() {
            config.meili = Meilisearch::running_at(&config.data)
                .map(|at| MeiliAddress { url: at.url, key: Some(at.master_key) });
        }
        Self::start(config, false)
    }

    /// Starts a private server for each one that is not configured; prints each start when `verbose`.
    ///
    /// # Errors
    /// A private server cannot be started; a missing Meilisearch is only reported.
    pub(super) fn start(config: Config, verbose: bool) -> anyhow::Result<Self> {
        let (postgres, database) = match &config.database_url {
            Some(url) => (None, DatabaseUrls::new(url.clone(), config.database_owner_url.clone())),
            None => {
                let since = Instant::now();
                let postgres = Postgres::start(&config.data)?;
                report(verbose, "private Postgres is up", since);
                let urls = postgres.urls();
                (Some(postgres), urls)
            }
        };
        let (meilisearch, meili) = match &config.meili {
            Some(at) => (None, Some(at.clone())),
            None => start_meilisearch(&config, verbose)?,
        };
        Ok(Self { config, database, meili, _postgres: postgres, _meilisearch: meilisearch })
    }

    /// Connects to the servers and migrates the database.
    ///
    /// # Errors
    /// A server does not answer, or a migration fails.
    pub(super) fn open_core(&self) -> anyhow::Result<Core> {
        let (config, meili) = (self.config.clone(), self.meili.as_ref());
        Core::open(config, &self.database, meili, INDEX, Clock::default())
    }
}

fn start_meilisearch(
    config: &Config,
    verbose: bool,
) -> anyhow::Result<(Option<Meilisearch>, Option<MeiliAddress>)> {
    let since = Instant::now();
    match Meilisearch::start(&config.data) {
        Ok(server) => {
            report(verbose, "private Meilisearch is up", since);
            let (url, key) = (server.url().to_owned(), Some(server.master_key().to_owned()));
            Ok((Some(server), Some(MeiliAddress { url, key })))
        }
        Err(err @ EmbeddedError::MeilisearchMissing) => {
            eprintln!("  {err}\n  Searches are answered by Postgres.");
            Ok((None, None))
        }
        Err(err) => Err(err.into()),
    }
}

fn report(verbose: bool, started: &str, since: Instant) {
    if verbose {
        println!("  {started} ({:.1} s)", since.elapsed().as_secs_f32());
    }
}
