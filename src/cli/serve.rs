//! `tawar serve`.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::block_on;
use super::servers::Servers;
use crate::app::House;
use crate::config::Config;
use crate::demo::load::{self, Amount};

/// Serves until told to stop; prints what it does, step by step.
pub(super) fn serve(no_demo: bool, listings: usize, workers: Option<usize>) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    open_many_files();
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
            let written = load::fill(&ground, Amount { users: 300, listings, seed: 1 }).await?;
            if written > 0 {
                println!("  {written} demo listings ({:.1} s)", since.elapsed().as_secs_f32());
            }
        }
        let house = House::build(ground, workers)?;
        house.start_jobs()?;
        let (server, at) = house.serve(workers)?;
        println!("listening on http://{at}");
        if demo {
            println!("\n  Demo accounts, password {}:", load::PASSWORD);
            for ((_, name, email), role) in load::ACCOUNTS.iter().zip(["seller", "buyer", "owner"])
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

/// A socket is an open file; many systems allow few until they are asked for more.
fn open_many_files() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    if let Err(err) = setrlimit(Resource::Nofile, Rlimit { current: now.maximum, ..now }) {
        tracing::debug!(error = %err, "the number of open files stays as it is");
    }
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
