//! `tawar check` and `tawar doctor`.

use std::process::ExitCode;

use super::runtime::block_on;
use super::servers::Servers;
use crate::base::db::DatabaseUrls;
use crate::base::error::AppError;
use crate::config::Config;
use crate::doctor::{self, Setup, Verdict};
use crate::integrity;

pub(super) fn check() -> anyhow::Result<ExitCode> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let examination = integrity::examine(&core.db, &core.config.secret, core.index.as_ref());
    let checks = block_on(examination).map_err(AppError::into_anyhow)?;
    print!("{}", integrity::report(&checks));
    Ok(if integrity::findings(&checks) == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn doctor() -> anyhow::Result<ExitCode> {
    let config = Config::from_env()?;
    let findings = doctor::examine(&Setup {
        database: config.database_url.map(|url| DatabaseUrls::new(url, config.database_owner_url)),
        private_meilisearch: config.meili.is_none(),
        data_dir: config.data,
        bind: config.bind,
        holidays: config.holidays.clone(),
    });
    print!("{}", doctor::report(&findings));
    let broken = doctor::worst(&findings) == Verdict::Broken;
    Ok(if broken { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
