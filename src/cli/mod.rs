//! The command line: `tawar --help`.

mod evidence;
mod jobs;
mod people;
mod serve;
mod servers;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use self::evidence::{check, evidence, keys_list, keys_rotate, verify};
use self::jobs::JobsCommand;
use self::people::{token, user};
use self::serve::serve;
use self::servers::Servers;
use crate::base::ids::RoomId;
use crate::base::telemetry;
use crate::config::Config;
use crate::demo::load::{self, Amount};
use crate::doctor::{self, Surroundings};
use crate::market::search::reindex;
use crate::routes;
use crate::web::Role;

/// A realtime marketplace for second-hand things. Nothing needs to be configured on a fresh machine.
#[derive(Parser)]
#[command(name = "tawar", version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the site; with nothing configured it starts a private Postgres and Meilisearch
    Serve {
        /// Leave a fresh house empty instead of filling it with demo data
        #[arg(long)]
        no_demo: bool,
        /// Listings of the demo data
        #[arg(long, default_value_t = 2000)]
        listings: usize,
        /// Threads for requests and sockets, and as many for rooms; one each per core when not given
        #[arg(long)]
        workers: Option<usize>,
    },
    /// Bring the schema, the regions and the categories up to date
    Migrate,
    /// Fill the house with deterministic demo data
    Seed {
        /// People
        #[arg(long, default_value_t = 300)]
        users: usize,
        /// Listings
        #[arg(long, default_value_t = 2000)]
        listings: usize,
        /// Where the dice start
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Build the search index anew and swap it in
    Reindex,
    /// Print an API token for a person
    Token {
        /// E-mail, phone or handle
        user: String,
    },
    /// Look after accounts
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Write a room's talk out as a signed bundle that anybody can verify
    Evidence {
        /// The room's id
        room: RoomId,
        /// The file to write; standard output when not given
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Verify a bundle: names the first row that was changed. Needs neither the site nor its data
    Verify {
        /// The bundle's file
        bundle: PathBuf,
        /// The public key the bundle must be signed with, in hex; ask the site for it, not the bundle
        #[arg(long)]
        key: Option<String>,
    },
    /// Look after the keys of the words at rest
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Look after background jobs
    Jobs {
        #[command(subcommand)]
        command: JobsCommand,
    },
    /// Look whether all that is kept is whole: places, chains, deals, index
    Check,
    /// Look at the surroundings and say what is missing
    Doctor,
    /// Print the OpenAPI document
    Openapi,
}

#[derive(Subcommand)]
enum KeysCommand {
    /// Show the keys, their age and how many messages each seals
    List,
    /// Make a new key and seal everything anew with it, while the site serves
    Rotate,
}

#[derive(Subcommand)]
enum UserCommand {
    /// Make an account
    Create {
        /// Name on screen
        #[arg(long)]
        name: String,
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Password
        #[arg(long, env = "TAWAR_PASSWORD")]
        password: String,
    },
    /// Grant a role: member, moderator, owner
    Promote {
        /// E-mail, phone or handle
        user: String,
        /// The role
        role: Role,
    },
    /// Sign a person out everywhere and keep them out for so many days; 0 lets them in again
    Suspend {
        /// E-mail, phone or handle
        user: String,
        /// Days
        #[arg(long, default_value_t = 7)]
        days: i64,
    },
}

/// Runs the command line; 0 fine, 1 failed, 2 wrong usage (clap's).
pub fn main() -> ExitCode {
    keep_memory_small();
    // The ring provider must be in place before the first TLS client is made.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        tracing::debug!("a TLS provider was in place already");
    }
    let cli = Cli::parse();
    let quiet = !matches!(cli.command, Command::Serve { .. });
    telemetry::start(if quiet {
        "warn,meilisearch_sdk=error"
    } else {
        "info,actix_server=warn,meilisearch_sdk=error,tracing_actix_web=warn"
    });
    match run(cli.command) {
        Ok(code) => code,
        Err(err) => {
            eprintln!("tawar: {err:#}");
            ExitCode::FAILURE
        }
    }
}

/// Huge pages make the system count memory that was never touched: ten thousand sockets would look twice as large.
fn keep_memory_small() {
    #[cfg(target_os = "linux")]
    if let Err(err) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(error = %err, "huge pages stay as they are");
    }
}

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Openapi => {
            println!("{}", routes::openapi().to_pretty_json()?);
        }
        Command::Doctor => {
            let config = Config::from_env()?;
            let findings = doctor::examine(&Surroundings {
                private_postgres: config.database_url.is_none(),
                private_meilisearch: config.meili.is_none(),
                data_dir: config.data,
                bind: config.bind,
            });
            print!("{}", doctor::report(&findings));
            if doctor::worst(&findings) == doctor::Verdict::Broken {
                return Ok(ExitCode::FAILURE);
            }
        }
        Command::Serve { no_demo, listings, workers } => serve(no_demo, listings, workers)?,
        Command::Migrate => {
            let servers = Servers::find_or_start(Config::from_env()?)?;
            let _ground = servers.ground()?;
            println!("schema, regions and categories are up to date");
        }
        Command::Seed { users, listings, seed } => {
            let servers = Servers::find_or_start(Config::from_env()?)?;
            let ground = servers.ground()?;
            let written = block_on(load::fill(&ground, Amount { users, listings, seed }))?;
            if let Some(index) = &ground.index
                && written > 0
            {
                block_on(reindex(&ground.db, index, &ground.kinds))
                    .map_err(|err| anyhow::anyhow!("{err}"))?;
            }
            println!("{written} listings written");
        }
        Command::Reindex => {
            let servers = Servers::find_or_start(Config::from_env()?)?;
            let ground = servers.ground()?;
            let index =
                ground.index.as_ref().ok_or_else(|| anyhow::anyhow!("there is no Meilisearch"))?;
            let written = block_on(reindex(&ground.db, index, &ground.kinds))
                .map_err(|err| anyhow::anyhow!("{err}"))?;
            println!("{written} documents");
        }
        Command::Token { user } => token(&user)?,
        Command::User { command } => user(command)?,
        Command::Evidence { room, out } => evidence(room, out.as_deref())?,
        Command::Verify { bundle, key } => return verify(&bundle, key.as_deref()),
        Command::Keys { command: KeysCommand::List } => keys_list()?,
        Command::Keys { command: KeysCommand::Rotate } => return keys_rotate(),
        Command::Jobs { command } => jobs::jobs(command)?,
        Command::Check => return check(),
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a future to its end on an actix system of its own.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    actix::System::new().block_on(future)
}
