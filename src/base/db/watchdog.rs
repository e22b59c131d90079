//! Notices that Postgres does not answer at all. Its own time limits do not help then, since it is Postgres that enforces
//! them; and a thread that waits for its answer cannot be interrupted.

use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use tokio::sync::watch;

/// Between two questions.
const INTERVAL: Duration = Duration::from_millis(500);
/// An answer that takes longer means that Postgres is frozen; with the interval, less than three seconds after it froze.
const LIMIT: Duration = Duration::from_millis(2_200);

/// Whether Postgres is frozen; cloning shares it.
#[derive(Clone)]
pub(super) struct Watchdog {
    frozen: watch::Sender<bool>,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    started: bool,
    /// When the question was asked that is not answered yet.
    asked_at: Option<Instant>,
}

impl Watchdog {
    /// One that notices nothing before it is started.
    pub fn new() -> Self {
        Self { frozen: watch::Sender::new(false), state: Arc::default() }
    }

    /// Asks Postgres at `url` again and again, until the last clone is dropped.
    ///
    /// # Errors
    /// A thread cannot be created.
    pub fn start(&self, url: Arc<str>) -> std::io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if std::mem::replace(&mut state.started, true) {
            return Ok(());
        }
        let weak = Arc::downgrade(&self.state);
        let (asks, watches) = (weak.clone(), weak);
        let (frozen, thawed) = (self.frozen.clone(), self.frozen.clone());
        std::thread::Builder::new()
            .name("postgres-ping".into())
            .spawn(move || ask(&asks, &url, &thawed))?;
        std::thread::Builder::new()
            .name("postgres-watch".into())
            .spawn(move || watch(&watches, &frozen))?;
        Ok(())
    }

    pub fn is_frozen(&self) -> bool {
        *self.frozen.borrow()
    }

    /// Ends when Postgres is frozen.
    pub async fn frozen(&self) {
        let mut frozen = self.frozen.subscribe();
        // The sender is in `self`, so it is not gone.
        if frozen.wait_for(|frozen| *frozen).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

/// Notes when the question was asked that is not answered yet; an answer ends the refusals at once. False when the watchdog is
/// dropped.
fn set_asked(
    state: &Weak<Mutex<State>>,
    at: Option<Instant>,
    frozen: &watch::Sender<bool>,
) -> bool {
    let Some(state) = state.upgrade() else { return false };
    let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
    state.asked_at = at;
    if at.is_none() && frozen.send_if_modified(std::mem::take) {
        tracing::info!("Postgres answers again");
    }
    true
}

fn ask(state: &Weak<Mutex<State>>, url: &str, frozen: &watch::Sender<bool>) {
    let mut conn: Option<PgConnection> = None;
    while set_asked(state, Some(Instant::now()), frozen) {
        // A server that refuses is not frozen; its connections report that themselves.
        let answered = match &mut conn {
            Some(conn) => conn.batch_execute("select 1").is_ok(),
            None => {
                conn = PgConnection::establish(url).ok();
                conn.is_some()
            }
        };
        if !answered {
            conn = None;
        }
        if !set_asked(state, None, frozen) {
            return;
        }
        std::thread::sleep(INTERVAL);
    }
}

fn watch(state: &Weak<Mutex<State>>, frozen: &watch::Sender<bool>) {
    while let Some(state) = state.upgrade() {
        let locked = state.lock().unwrap_or_else(PoisonError::into_inner);
        let late = locked.asked_at.is_some_and(|at| at.elapsed() > LIMIT);
        if late && frozen.send_if_modified(|frozen| !std::mem::replace(frozen, true)) {
            tracing::error!("Postgres does not answer; requests are refused meanwhile");
        }
        drop(locked);
        drop(state);
        std::thread::sleep(INTERVAL / 2);
    }
}
