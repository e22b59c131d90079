//! `tawar jobs`: what waits and what died, and running dead jobs again.

use clap::Subcommand;
use uuid::Uuid;

use super::servers::Servers;
use crate::base::clock::Timestamp;
use crate::base::jobs::{self, Job, JobState};
use crate::config::Config;

/// The most jobs that `list` shows.
const LISTED: i64 = 200;

#[derive(Subcommand)]
pub(super) enum JobsCommand {
    /// Show jobs, the dead ones first: id, state, attempts, kind, next attempt, last error
    List {
        /// Only those that gave up
        #[arg(long)]
        dead: bool,
    },
    /// Run a dead job again, with all its attempts
    Retry {
        /// The job's id
        #[arg(required_unless_present = "all")]
        id: Option<Uuid>,
        /// Every dead job
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

pub(super) fn jobs(command: JobsCommand) -> anyhow::Result<()> {
    let servers = Servers::find_or_start(Config::from_env()?)?;
    let core = servers.open_core()?;
    let mut conn = core.db.get()?;
    let now = core.clock.now();
    match command {
        JobsCommand::List { dead } => {
            let found = jobs::list(&mut conn, dead, LISTED)?;
            for job in &found {
                println!("{}", line(job, now));
            }
            println!("{} jobs", found.len());
        }
        JobsCommand::Retry { id: Some(id), .. } => {
            anyhow::ensure!(jobs::retry(&mut conn, id, now)?, "there is no dead job {id} to retry");
            println!("job {id} is due again");
        }
        JobsCommand::Retry { id: None, .. } => {
            println!("{} jobs are due again", jobs::retry_all(&mut conn, now)?);
        }
    }
    Ok(())
}

fn line(job: &Job, now: Timestamp) -> String {
    let state = match job.state(now) {
        JobState::Waiting => "waiting",
        JobState::Running => "running",
        JobState::Dead => "dead",
    };
    let due = job.due_at.format("%Y-%m-%d %H:%M:%SZ");
    let error = job.last_error.as_deref().unwrap_or("-").replace('\n', " ");
    format!("{}  {state:<7}  {:>2}  {:<8}  {due}  {error}", job.id, job.attempts, job.kind)
}
