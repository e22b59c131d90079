//! The command line: `tawar --help`.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::{Parser, Subcommand};

use crate::app::{Ground, House, INDEX};
use crate::base::clock::Clock;
use crate::base::embedded::{EmbeddedError, Meilisearch, Postgres};
use crate::base::telemetry;
use crate::config::{Config, MeiliAddress};
use crate::doctor::{self, Surroundings};
use crate::market::search::reindex;
use crate::openapi::ApiDoc;
use crate::people::accounts;
use crate::people::sessions::{self, Role, Via};
use crate::seed::{self, Amount};

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
        /// Worker threads; one per core when not given
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
    /// Look at the surroundings and say what is missing
    Doctor,
    /// Print the OpenAPI document
    Openapi,
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

fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Openapi => {
            use utoipa::OpenApi;
            println!("{}", ApiDoc::openapi().to_pretty_json()?);
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
            let written = block_on(seed::fill(&ground, Amount { users, listings, seed }))?;
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
    }
    Ok(ExitCode::SUCCESS)
}

/// Runs a future to its end on an actix system of its own.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    actix::System::new().block_on(future)
}

/// Postgres and Meilisearch: those configured, those another process runs for this data folder, or our own children.
struct Servers {
    config: Config,
    database_url: String,
    meili: Option<MeiliAddress>,
    _postgres: Option<Postgres>,
    _meilisearch: Option<Meilisearch>,
}

impl Servers {
    /// For commands beside a running site: uses what it runs, starts what is not there.
    fn find_or_start(mut config: Config) -> anyhow::Result<Self> {
        if config.database_url.is_none() {
            config.database_url = Postgres::running_at(&config.data);
        }
        if config.meili.is_none() {
            config.meili = Meilisearch::running_at(&config.data)
                .map(|at| MeiliAddress { url: at.url, key: Some(at.master_key) });
        }
        Self::start(config, false)
    }

    fn start(config: Config, loud: bool) -> anyhow::Result<Self> {
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

    fn ground(&self) -> anyhow::Result<Ground> {
        Ground::lay(
            self.config.clone(),
            &self.database_url,
            self.meili.as_ref(),
            INDEX,
            Clock::default(),
        )
    }
}

fn serve(no_demo: bool, listings: usize, workers: Option<usize>) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    println!("tawar · {} · data in {}", config.site.name, shown(&config.data));
    let servers = Servers::start(config, true)?;
    let since = Instant::now();
    let ground = servers.ground()?;
    println!(
        "  schema, 91,599 regions and categories are in place ({:.1} s)",
        since.elapsed().as_secs_f32()
    );
    let demo = ground.config.development && !no_demo;
    let workers =
        workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    block_on(async move {
        if demo {
            let since = Instant::now();
            let written = seed::fill(&ground, Amount { users: 300, listings, seed: 1 }).await?;
            if written > 0 {
                println!("  {written} demo listings ({:.1} s)", since.elapsed().as_secs_f32());
            }
        }
        let house = House::build(ground)?;
        house.start_jobs();
        let (server, at) = house.serve(workers)?;
        println!("listening on http://{at}");
        if demo {
            println!("\n  Demo accounts, password {}:", seed::PASSWORD);
            for ((_, name, email), role) in seed::ACCOUNTS.iter().zip(["seller", "buyer", "owner"])
            {
                println!("    {role:<7} {email:<18} {name}");
            }
            println!();
        }
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        stop_signal().await;
        println!("stopping: saying goodbye to everybody");
        house.say_goodbye();
        // Close frames go out before the listener is taken down.
        tokio::time::sleep(Duration::from_millis(200)).await;
        handle.stop(true).await;
        running.await??;
        anyhow::Ok(())
    })
}

fn shown(path: &std::path::Path) -> String {
    path.canonicalize().unwrap_or_else(|_| PathBuf::from(path)).display().to_string()
}

async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        let _ = tokio::signal::ctrl_c().await;
        return;
    };
    tokio::select! {
        _ = terminate.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn token(who: &str) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let now = ground.clock.now();
    let opened = ground
        .db
        .transact(|conn| {
            let Some(user) = accounts::by_identifier(conn, who)? else { return Ok(None) };
            sessions::actions::open(
                conn,
                &ground.config.secret,
                user.id,
                Via::Bearer,
                "tawar token",
                now,
            )
            .map(Some)
        })
        .map_err(|err| anyhow::anyhow!("{err}"))?
        .ok_or_else(|| anyhow::anyhow!("nobody is called {who:?}"))?;
    println!("{}", opened.token);
    Ok(())
}

fn user(command: UserCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let ground = servers.ground()?;
    let now = ground.clock.now();
    let find = |who: &str| -> anyhow::Result<accounts::User> {
        ground
            .db
            .transact(|conn| accounts::by_identifier(conn, who))
            .map_err(|err| anyhow::anyhow!("{err}"))?
            .ok_or_else(|| anyhow::anyhow!("nobody is called {who:?}"))
    };
    match command {
        UserCommand::Create { name, email, password } => {
            let made = block_on(accounts::create(
                &ground.db,
                name,
                email,
                password,
                &ground.config.site.name,
                now,
            ));
            let user = made.map_err(|err| {
                anyhow::anyhow!("{}", err.text().say(crate::base::i18n::Lang::En))
            })?;
            println!("{} ({})", user.handle, user.id);
        }
        UserCommand::Promote { user, role } => {
            let user = find(&user)?;
            ground
                .db
                .transact(|conn| accounts::change_role(conn, user.id, role))
                .map_err(|err| anyhow::anyhow!("{err}"))?;
            println!("{} is {role} now", user.handle);
        }
        UserCommand::Suspend { user, days } => {
            let user = find(&user)?;
            let until = (days > 0).then(|| now + chrono::Duration::days(days));
            ground
                .db
                .transact(|conn| accounts::suspend(conn, user.id, until, now))
                .map_err(|err| anyhow::anyhow!("{err}"))?;
            match until {
                Some(until) => println!("{} is kept out until {until}", user.handle),
                None => println!("{} may come in again", user.handle),
            }
        }
    }
    Ok(())
}
