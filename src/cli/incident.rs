//! `tawar incident`: times in which the platform did not work. Deadlines of deals wait meanwhile.

use clap::Subcommand;

use super::servers::Servers;
use crate::base::clock::Timestamp;
use crate::base::db::Conn;
use crate::base::error::AppError;
use crate::base::error::AppResult;
use crate::care::disputes;
use crate::config::Config;
use crate::trade::deals::incidents;

#[derive(Subcommand)]
pub(super) enum IncidentCommand {
    /// Record that an incident begins: deadlines of deals wait
    Start {
        /// What happened, in a few words
        #[arg(default_value = "")]
        note: String,
    },
    /// Record that it has ended: deadlines move by its length
    End,
    /// Show the incident that is recorded now
    Show,
}

pub(super) fn incident(command: IncidentCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let now = core.clock.now();
    match command {
        IncidentCommand::Start { note } => {
            core.db.transact(|conn| incidents::start(conn, &note, now))?;
            println!("an incident is recorded: deadlines of deals wait");
        }
        IncidentCommand::End => match core.db.transact(|conn| end(conn, now)) {
            Ok(deals) => println!("the incident has ended; deadlines moved: {deals}"),
            Err(AppError::NotFound) => anyhow::bail!("no incident is recorded"),
            Err(err) => return Err(err.into()),
        },
        IncidentCommand::Show => match core.db.transact(incidents::current)? {
            Some(now) => println!("since {}: {}", now.started_at.to_rfc3339(), now.note),
            None => println!("no incident is recorded"),
        },
    }
    Ok(())
}

/// Ends the incident: the deadlines of deals and of disputes move.
fn end(conn: &mut Conn, now: Timestamp) -> AppResult<usize> {
    let since = incidents::current(conn)?.map(|incident| incident.started_at);
    let moved = incidents::end(conn, now)?;
    disputes::move_deadlines(conn, since.unwrap_or(now), now)?;
    Ok(moved)
}
