//! Access to Postgres: a bounded pool, blocking threads for every query, and a time limit on every statement.

mod owner;
mod watchdog;

use std::any::Any;
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error as DieselError};

pub use self::owner::{DatabaseUrls, role_may_change_ledger};
use self::watchdog::Watchdog;
use crate::base::error::{AppError, AppResult};

/// A connection, which functions of `store.rs` take.
pub type Conn = PgConnection;

/// A pool of connections; cloning shares it.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    url: Arc<str>,
    watchdog: Watchdog,
}

/// The settings of every connection.
const SETTINGS: &str = "set statement_timeout = '10s'; set lock_timeout = '3s'; \
    set idle_in_transaction_session_timeout = '10s'; set time zone 'UTC'";

#[derive(Debug)]
struct ApplySettings;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for ApplySettings {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(SETTINGS).map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Db {
    /// Opens a pool of up to `size` connections to `url`.
    ///
    /// # Errors
    /// The first connection cannot be opened within three seconds.
    pub fn connect(url: &str, size: u32) -> anyhow::Result<Self> {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(true)
            .connection_timeout(Duration::from_secs(3))
            .connection_customizer(Box::new(ApplySettings))
            .build(ConnectionManager::new(url))?;
        Ok(Self { pool, url: url.into(), watchdog: Watchdog::new() })
    }

    /// From now on, requests fail with `Unavailable` within three seconds while Postgres does not answer at all.
    ///
    /// # Errors
    /// A thread cannot be created.
    pub fn watch(&self) -> std::io::Result<()> {
        self.watchdog.start(self.url.clone())
    }

    /// The result of `work` on a blocking thread, unless Postgres is frozen; then whether `work` was done is unknown.
    async fn blocking<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce() -> AppResult<T> + Send + 'static,
    {
        unerased(self.unless_frozen(erased(work)).await?)
    }

    /// Not generic, so that it is compiled once and not for every query of the product.
    async fn unless_frozen(&self, work: ErasedWork) -> AppResult<ErasedResult> {
        let frozen = || AppError::Unavailable("database: no answer".into());
        if self.watchdog.is_frozen() {
            return Err(frozen());
        }
        tokio::select! {
            biased;
            done = blocking_erased(work) => done,
            () = self.watchdog.frozen() => Err(frozen()),
        }
    }

    /// A connection of the pool, for code that may block (start-up, command line, tests).
    ///
    /// # Errors
    /// `Unavailable` when none is free or can be opened within three seconds.
    pub fn get(&self) -> AppResult<PooledConnection<ConnectionManager<PgConnection>>> {
        self.pool.get().map_err(|err| AppError::Unavailable(format!("database: {err}")))
    }

    /// A connection outside the pool, for a thread that keeps it; a statement waits up to `lock_timeout` for a lock.
    ///
    /// # Errors
    /// `Unavailable` when the connection cannot be opened.
    pub fn dedicated_connection(&self, lock_timeout: Duration) -> AppResult<Conn> {
        let unavailable =
            |err: &dyn std::fmt::Display| AppError::Unavailable(format!("database: {err}"));
        let mut conn = PgConnection::establish(&self.url).map_err(|err| unavailable(&err))?;
        let settings = format!("{SETTINGS}; set lock_timeout = {}", lock_timeout.as_millis());
        conn.batch_execute(&settings).map_err(|err| unavailable(&err))?;
        Ok(conn)
    }

    /// Runs `work` on a blocking thread with a connection, without a transaction. For reads.
    ///
    /// # Errors
    /// What `work` returns; `Unavailable` when no connection is free.
    pub async fn read<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    {
        let db = self.clone();
        self.blocking(move || work(&mut *db.get()?)).await
    }

    /// Runs `work` in one transaction on a blocking thread. After a deadlock or a serialisation failure it is run again, at
    /// most three times, so `work` must be repeatable.
    ///
    /// # Errors
    /// What `work` returns; `Unavailable` when no connection is free.
    pub async fn transaction<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn) -> AppResult<T> + Send + 'static,
    {
        let db = self.clone();
        self.blocking(move || db.transact(work)).await
    }

    /// [`Db::transaction`] for code that may block.
    ///
    /// # Errors
    /// As [`Db::transaction`].
    pub fn transact<T>(&self, mut work: impl FnMut(&mut Conn) -> AppResult<T>) -> AppResult<T> {
        let mut result = None;
        self.transact_erased(&mut |conn| {
            result = Some(work(conn)?);
            Ok(())
        })?;
        result.ok_or_else(|| AppError::Internal(anyhow::anyhow!("a transaction has no result")))
    }

    /// Not generic, so that it is compiled once and not for every transaction of the product.
    fn transact_erased(&self, work: &mut dyn FnMut(&mut Conn) -> AppResult<()>) -> AppResult<()> {
        let mut tries = 0;
        loop {
            let mut conn = self.get()?;
            let done = conn.build_transaction().read_committed().run(&mut *work);
            tries += 1;
            match done {
                Err(err) if tries < 4 && is_retryable(&err) => {
                    std::thread::sleep(Duration::from_millis(rand::random_range(2..20) * tries));
                }
                other => return other,
            }
        }
    }
}

/// Runs blocking work on a thread outside the event loop.
///
/// # Errors
/// What `work` returns; `Internal` when it panics.
pub async fn blocking<T, F>(work: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce() -> AppResult<T> + Send + 'static,
{
    unerased(blocking_erased(erased(work)).await?)
}

/// The `AppResult<T>` of a blocking task.
type ErasedResult = Box<dyn Any + Send>;
type ErasedWork = Box<dyn FnOnce() -> ErasedResult + Send>;

fn erased<T, F>(work: F) -> ErasedWork
where
    T: Send + 'static,
    F: FnOnce() -> AppResult<T> + Send + 'static,
{
    Box::new(move || Box::new(work()))
}

fn unerased<T: 'static>(done: ErasedResult) -> AppResult<T> {
    match done.downcast::<AppResult<T>>() {
        Ok(done) => *done,
        Err(_other) => Err(AppError::Internal(anyhow::anyhow!("blocking task: another type"))),
    }
}

/// Not generic, so that the runtime's task is compiled once and not for every query of the product.
async fn blocking_erased(work: ErasedWork) -> AppResult<ErasedResult> {
    actix_web::rt::task::spawn_blocking(work)
        .await
        .map_err(|join| AppError::Internal(anyhow::anyhow!("blocking task: {join}")))
}

/// Subscribes this connection to the notifications of a channel.
///
/// # Errors
/// The connection is lost.
pub fn listen(conn: &mut Conn, channel: &str) -> AppResult<()> {
    Ok(conn.batch_execute(&format!("listen {channel}"))?)
}

/// The payloads of the notifications received since the last call; does not wait.
///
/// # Errors
/// The connection is lost.
pub fn take_notifications(conn: &mut Conn) -> AppResult<Vec<String>> {
    let notifications: Result<Vec<_>, _> = conn.notifications_iter().collect();
    Ok(notifications?.into_iter().map(|notification| notification.payload).collect())
}

/// Whether the server still answers on this connection.
pub fn is_alive(conn: &mut Conn) -> bool {
    conn.batch_execute("select 1").is_ok()
}

/// Whether Postgres aborted a transaction only because of a concurrent one, so that it may be run again.
pub fn is_retryable(err: &AppError) -> bool {
    let AppError::Internal(cause) = err else { return false };
    match cause.downcast_ref::<DieselError>() {
        Some(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
        Some(DieselError::DatabaseError(_, info)) => info.message().contains("deadlock detected"),
        _ => false,
    }
}

/// Whether the error is a violation of the unique index or constraint of this name.
pub fn violates(err: &DieselError, index: &str) -> bool {
    matches!(err, DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
        if info.constraint_name() == Some(index))
}
