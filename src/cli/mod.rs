//! The command line: `tawar --help`.

mod args;
mod check;
mod data;
mod evidence;
mod incident;
mod jobs;
mod keys;
mod listing;
mod people;
mod runtime;
mod serve;
mod servers;

use std::process::ExitCode;

use clap::Parser;

use self::args::{Cli, Command, KeysCommand};
use crate::base::telemetry;
use crate::market::photos;
use crate::routes;

/// The log filter of `tawar serve`, and of every other command.
const SERVE_LOGS: &str = "info,actix_server=warn,meilisearch_sdk=error,tracing_actix_web=warn";
const COMMAND_LOGS: &str = "warn,meilisearch_sdk=error";

/// Runs the command line. Exit codes: 0 success, 1 failure, 2 wrong usage (clap's).
pub fn main() -> ExitCode {
    disable_huge_pages();
    // The ring provider must be installed before the first TLS client is created.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was installed before");
    }
    let cli = Cli::parse();
    telemetry::start_logging(match cli.command {
        Command::Serve { .. } => SERVE_LOGS,
        _ => COMMAND_LOGS,
    });
    match run(cli.command) {
        Ok(code) => code,
        Err(err) => {
            eprintln!("tawar: {err:#}");
            ExitCode::FAILURE
        }
    }
}

/// With huge pages the system counts memory that was never touched: ten thousand sockets would seem to use twice as much.
fn disable_huge_pages() {
    #[cfg(target_os = "linux")]
    if let Err(err) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(error = %err, "huge pages cannot be disabled");
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Openapi => {
            println!("{}", routes::openapi().to_pretty_json()?);
        }
        Command::Doctor => return check::doctor(),
        Command::Serve { no_demo, listings, workers } => serve::serve(no_demo, listings, workers)?,
        Command::Migrate => data::migrate()?,
        Command::Seed { users, listings, seed } => data::seed(users, listings, seed)?,
        Command::Reindex => data::rebuild_index()?,
        Command::Token { user } => people::token(&user)?,
        Command::User { command } => people::user(command)?,
        Command::Evidence { room, out } => evidence::export(room, out.as_deref())?,
        Command::Verify { bundle, key } => return evidence::verify(&bundle, key.as_deref()),
        Command::Keys { command: KeysCommand::List } => keys::list()?,
        Command::Keys { command: KeysCommand::Rotate } => return keys::rotate(),
        Command::Jobs { command } => jobs::jobs(command)?,
        Command::Incident { command } => incident::incident(command)?,
        Command::Listing { command } => listing::listing(command)?,
        Command::Check => return check::check(),
        Command::ProcessPhoto => photos::run_as_worker()?,
    }
    Ok(ExitCode::SUCCESS)
}
