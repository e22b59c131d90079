//! The commands, their arguments and their help.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use super::incident::IncidentCommand;
use super::jobs::JobsCommand;
use super::listing::ListingCommand;
use crate::base::ids::RoomId;
use crate::market::photos;
use crate::web::Role;

/// A realtime marketplace for second-hand things. Nothing needs to be configured on a fresh machine.
#[derive(Parser)]
#[command(name = "tawar", version)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Subcommand)]
pub(super) enum Command {
    /// Serve the site; with nothing configured it starts a private Postgres and Meilisearch
    Serve {
        /// Leave an empty database empty instead of loading demo data
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
    /// Load deterministic demo data
    Seed {
        /// People
        #[arg(long, default_value_t = 300)]
        users: usize,
        /// Listings
        #[arg(long, default_value_t = 2000)]
        listings: usize,
        /// The seed of the random numbers: the same seed gives the same data
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
    /// Build a new search index and swap it in
    Reindex,
    /// Print an API token for a person
    Token {
        /// E-mail, phone or handle
        user: String,
    },
    /// Manage accounts
    User {
        #[command(subcommand)]
        command: UserCommand,
    },
    /// Export a room's chat as a signed bundle that anybody can verify
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
    /// Manage the keys that encrypt messages in Postgres
    Keys {
        #[command(subcommand)]
        command: KeysCommand,
    },
    /// Look after background jobs
    Jobs {
        #[command(subcommand)]
        command: JobsCommand,
    },
    /// Look after listings
    Listing {
        #[command(subcommand)]
        command: ListingCommand,
    },
    /// Record times in which the platform did not work
    Incident {
        #[command(subcommand)]
        command: IncidentCommand,
    },
    /// Check the integrity of the stored data: sequence numbers, chains, deals, search index
    Check,
    /// Inspect this machine and its configuration, and say what is missing
    Doctor,
    /// Print the OpenAPI document
    Openapi,
    /// Process one photo from standard input; the server starts this
    #[command(hide = true, name = photos::WORKER_COMMAND)]
    ProcessPhoto,
}

#[derive(Subcommand)]
pub(super) enum KeysCommand {
    /// Show the keys, their age and how many messages each encrypts
    List,
    /// Create a key and encrypt everything again with it, while the site serves
    Rotate,
}

#[derive(Subcommand)]
pub(super) enum UserCommand {
    /// Create an account
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
    /// Sign a person out everywhere and refuse sign-ins for so many days; 0 permits them again
    Suspend {
        /// E-mail, phone or handle
        user: String,
        /// Days
        #[arg(long, default_value_t = 7)]
        days: i64,
    },
}
