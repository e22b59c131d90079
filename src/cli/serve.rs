//! `tawar serve`.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::runtime::block_on;
use super::servers::Servers;
use crate::app::{App, Core};
use crate::config::Config;
use crate::demo::load::{self, DemoSize};
use crate::people::accounts::DEMO_PASSWORD;
use crate::web::is_loopback;

/// Between the close frames and the end of the listener.
const CLOSE_FRAMES: Duration = Duration::from_millis(200);

/// What is printed when a development site can be reached from other machines.
const REACHABLE: &str = "
  Other machines reach this address, so /dev/mail is closed and the demo accounts cannot sign in.
  Mend: set BIND=127.0.0.1:8080 to develop, or TAWAR_ENV=production to serve the public.";

/// Serves until a signal asks it to stop; prints each step of the start.
///
/// # Errors
/// The configuration is invalid, a server cannot be started, or the address cannot be bound.
pub(super) fn serve(no_demo: bool, listings: usize, workers: Option<usize>) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    raise_open_file_limit();
    println!("tawar · {} · data in {}", config.site.name, absolute(&config.data));
    let servers = Servers::start(config, true)?;
    let since = Instant::now();
    let core = servers.open_core()?;
    println!(
        "  schema, 91,599 regions and categories are in place ({:.1} s)",
        since.elapsed().as_secs_f32()
    );
    let development = core.config.development;
    let demo = development && !no_demo;
    let workers =
        workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    block_on(async move {
        if demo {
            load_demo(&core, listings).await?;
        }
        let app = App::build(core, workers)?;
        app.start_jobs()?;
        let (server, address) = app.serve(workers)?;
        println!("listening on http://{address}");
        if development && !is_loopback(&address.to_string()) {
            println!("{REACHABLE}");
        }
        if demo {
            print_demo_accounts();
        }
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        stop_signal().await;
        println!("stopping: saying goodbye to everybody");
        app.close_sockets();
        tokio::time::sleep(CLOSE_FRAMES).await;
        handle.stop(true).await;
        running.await??;
        anyhow::Ok(())
    })
}

async fn load_demo(core: &Core, listings: usize) -> anyhow::Result<()> {
    let since = Instant::now();
    let written = load::load(core, DemoSize { users: 300, listings, seed: 1 }).await?;
    if written > 0 {
        println!("  {written} demo listings ({:.1} s)", since.elapsed().as_secs_f32());
    }
    Ok(())
}

fn print_demo_accounts() {
    println!("\n  Demo accounts, password {DEMO_PASSWORD}:");
    for ((_, name, email), role) in load::ACCOUNTS.iter().zip(["seller", "buyer", "owner"]) {
        println!("    {role:<7} {email:<18} {name}");
    }
    println!();
}

/// Each socket is an open file, and many systems permit few by default: the soft limit is raised to the hard one.
fn raise_open_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let now = getrlimit(Resource::Nofile);
    if let Err(err) = setrlimit(Resource::Nofile, Rlimit { current: now.maximum, ..now }) {
        tracing::debug!(error = %err, "the limit of open files cannot be raised");
    }
}

fn absolute(path: &Path) -> String {
    path.canonicalize().unwrap_or_else(|_| PathBuf::from(path)).display().to_string()
}

/// Waits for SIGTERM or SIGINT.
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
