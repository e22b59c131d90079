//! `tawar listing`: what staff does about a listing without the panel.

use clap::{Subcommand, ValueEnum};

use super::servers::Servers;
use crate::base::error::AppError;
use crate::care::takedowns;
use crate::config::Config;
use crate::market::listings;
use crate::trade::promotions::Fault;

#[derive(Subcommand)]
pub(super) enum ListingCommand {
    /// Take a listing down: it leaves every list, and its promotions end
    TakeDown {
        /// The last part of its address
        slug: String,
        /// Whose fault it is; `nobody`: what was paid for its promotions goes back
        #[arg(long)]
        fault: FaultArg,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum FaultArg {
    Owner,
    Nobody,
}

pub(super) fn listing(command: ListingCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let now = core.clock.now();
    let ListingCommand::TakeDown { slug, fault } = command;
    let fault = match fault {
        FaultArg::Owner => Fault::Owner,
        FaultArg::Nobody => Fault::Nobody,
    };
    let taken_down = core.db.transact(|conn| {
        let row = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?;
        takedowns::take_down(conn, row.id, fault, None, now)
    });
    match taken_down {
        Ok(true) => println!("{slug} is taken down"),
        Ok(false) => println!("{slug} was taken down before; nothing changed"),
        Err(AppError::NotFound) => anyhow::bail!("no listing is called {slug:?}"),
        Err(AppError::Conflict { .. }) => anyhow::bail!("a deal holds {slug}"),
        Err(err) => return Err(err.into()),
    }
    Ok(())
}
