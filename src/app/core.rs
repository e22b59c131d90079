//! The parts below the web server; every command opens them.

use crate::base::clock::Clock;
use crate::base::db::{DatabaseUrls, Db};
use crate::base::encryption::Encryption;
use crate::base::storage::Storage;
use crate::care::sanctions::CareContext;
use crate::config::{Config, MeiliAddress};
use crate::market::categories::Categories;
use crate::market::search::Index;
use crate::people;

/// Connections to Postgres of one node.
const POOL_SIZE: u32 = 16;

/// What commands work with: storage and configuration, without actors or the web server.
#[derive(Clone)]
pub struct Core {
    /// The configuration.
    pub config: Config,
    /// Postgres.
    pub db: Db,
    /// The category tree.
    pub categories: Categories,
    /// The photo store.
    pub storage: Storage,
    /// The keys that encrypt message texts at rest.
    pub encryption: Encryption,
    /// The time source.
    pub clock: Clock,
    /// The search index; `None` without Meilisearch.
    pub index: Option<Index>,
}

impl Core {
    /// Connects to Postgres, the photo store and Meilisearch, and brings the schema, the rights of the serving role, the
    /// regions and the categories up to date. Blocks.
    ///
    /// # Errors
    /// When a server cannot be reached, a migration fails, or the secret does not open the encryption keys.
    pub fn open(
        config: Config,
        database: &DatabaseUrls,
        meili: Option<&MeiliAddress>,
        index: &str,
        clock: Clock,
    ) -> anyhow::Result<Self> {
        let db = Db::open(database, POOL_SIZE)?;
        let categories = Categories::bundled()?;
        categories.store(&db)?;
        people::regions::load(&db)?;
        people::regions::prepare_search();
        let encryption = Encryption::open(&mut *db.get()?, &config.secret)?;
        let storage = match &config.storage_url {
            Some(url) => Storage::open(url)?,
            None => Storage::folder(&config.data.join("storage"))?,
        };
        let index = meili.map(|at| Index::new(at, index)).transpose()?;
        Ok(Self { config, db, categories, storage, encryption, clock, index })
    }

    /// What decisions of the staff are carried out with.
    pub fn care_context(&self) -> CareContext {
        CareContext {
            encryption: self.encryption.clone(),
            secret: self.config.secret.clone(),
            site: self.config.site_address(),
        }
    }
}
