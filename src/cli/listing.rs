//! `tawar listing`: what staff does about a listing without the panel.

use clap::{Subcommand, ValueEnum};

use super::servers::Servers;
use crate::base::error::AppError;
use crate::care::sanctions::SanctionReason;
use crate::care::takedowns::{self, NewTakedown};
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
        /// Why: palsu, spam, penipuan, barang_terlarang, kasar, mangkir or lainnya
        #[arg(long, default_value = "lainnya")]
        reason: SanctionReason,
        /// What its owner reads
        #[arg(long, default_value = "Iklan ini diturunkan oleh tim.")]
        message: String,
    },
    /// Undo that: the listing is again what it was
    Restore {
        /// The last part of its address
        slug: String,
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
    let (context, now) = (core.care_context(), core.clock.now());
    match command {
        ListingCommand::TakeDown { slug, fault, reason, message } => {
            let fault = match fault {
                FaultArg::Owner => Fault::Owner,
                FaultArg::Nobody => Fault::Nobody,
            };
            let taken_down = core.db.transact(|conn| {
                let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?.id;
                let message = message.clone();
                let new = NewTakedown { listing, reason, message, fault, by: None };
                takedowns::take_down(conn, &context, new, now)
            });
            match taken_down {
                Ok(Some(_)) => println!("{slug} is taken down"),
                Ok(None) => println!("{slug} was taken down before; nothing changed"),
                Err(err) => return Err(explained(err, &slug)),
            }
        }
        ListingCommand::Restore { slug } => {
            let restored = core.db.transact(|conn| {
                let listing = listings::by_slug(conn, &slug)?.ok_or(AppError::NotFound)?.id;
                let takedown = takedowns::in_force_of(conn, listing)?;
                let takedown = takedown.ok_or_else(|| AppError::conflict("listing-not-removed"))?;
                takedowns::undo(conn, &context, takedown.id, None, now)
            });
            match restored {
                Ok(_) => println!("{slug} is restored"),
                Err(AppError::Conflict { .. }) => anyhow::bail!("{slug} is not taken down"),
                Err(err) => return Err(explained(err, &slug)),
            }
        }
    }
    Ok(())
}

fn explained(err: AppError, slug: &str) -> anyhow::Error {
    match err {
        AppError::NotFound => anyhow::anyhow!("no listing is called {slug:?}"),
        AppError::Conflict { .. } => anyhow::anyhow!("a deal holds {slug}"),
        err => err.into_anyhow(),
    }
}
