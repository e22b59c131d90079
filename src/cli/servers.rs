//! The servers a command needs.

use std::time::Instant;

use crate::app::{Ground, INDEX};
use crate::base::clock::Clock;
use crate::base::embedded::{EmbeddedError, Meilisearch, Postgres};
use crate::config::{Config, MeiliAddress};

/// Postgres and Meilisearch: those configured, those another process runs for this data folder, or our own children.
pub(super) struct Servers {
    pub(super) config: Config,
    database_url: String,
    meili: Option<MeiliAddress>,
    _postgres: Option<Postgres>,
    _meilisearch: Option<Meilisearch>,
}

impl Servers {
    /// For commands beside a running site: uses what it runs, starts what is not there.
    pub(super) fn find_or_start(mut config: Config) -> anyhow::Result<Self> {
        if config.database_url.is_none() {
            config.database_url = Postgres::running_at(&config.data);
        }
        if config.meili.is_none() {
            config.meili = Meilisearch::running_at(&config.data)
                .map(|at| MeiliAddress { url: at.url, key: Some(at.master_key) });
        }
        Self::start(config, false)
    }

    pub(super) fn start(config: Config, loud: bool) -> anyhow::Result<Self> {
        let say = |what: &str, since: Instant| {
            if loud {
                println!("  {what} ({:.1} s)", since.elapsed().as_secs_f32());
            }
        };
        let since = Instant::now();
        let (postgres, database_url) = match &config.database_url {
            Some(url) => (None, url.clone()),
            None => {
                let postgres = Postgres::start(&config.data)?;
                let url = postgres.url();
                say("private Postgres is up", since);
                (Some(postgres), url)
            }
        };
        let since = Instant::now();
        let (meilisearch, meili) = match &config.meili {
            Some(at) => (None, Some(at.clone())),
            None => match Meilisearch::start(&config.data) {
                Ok(server) => {
                    let at = MeiliAddress {
                        url: server.url().to_owned(),
                        key: Some(server.master_key().to_owned()),
                    };
                    say("private Meilisearch is up", since);
                    (Some(server), Some(at))
                }
                Err(err @ EmbeddedError::MeilisearchMissing) => {
                    eprintln!("  {err}\n  Searches are answered by Postgres.");
                    (None, None)
                }
                Err(err) => return Err(err.into()),
            },
        };
        Ok(Self { config, database_url, meili, _postgres: postgres, _meilisearch: meilisearch })
    }

    pub(super) fn ground(&self) -> anyhow::Result<Ground> {
        Ground::lay(
            self.config.clone(),
            &self.database_url,
            self.meili.as_ref(),
            INDEX,
            Clock::default(),
        )
    }
}
