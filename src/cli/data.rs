//! `tawar migrate`, `tawar seed` and `tawar reindex`.

use super::runtime::block_on;
use super::servers::Servers;
use crate::base::error::AppError;
use crate::config::Config;
use crate::demo::load::{self, DemoSize};
use crate::market::search::reindex;

pub(super) fn migrate() -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    // Opening the core migrates.
    let _core = servers.open_core()?;
    println!("schema, regions and categories are up to date");
    Ok(())
}

pub(super) fn seed(users: usize, listings: usize, seed: u64) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let written = block_on(load::load(&core, DemoSize { users, listings, seed }))?;
    if let Some(index) = &core.index
        && written > 0
    {
        block_on(reindex(&core.db, index, &core.categories)).map_err(AppError::into_anyhow)?;
    }
    println!("{written} listings written");
    Ok(())
}

pub(super) fn rebuild_index() -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let index = core.index.as_ref().ok_or_else(|| anyhow::anyhow!("there is no Meilisearch"))?;
    let written =
        block_on(reindex(&core.db, index, &core.categories)).map_err(AppError::into_anyhow)?;
    println!("{written} documents");
    Ok(())
}
