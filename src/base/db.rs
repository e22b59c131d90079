//! The way to Postgres: a bounded pool, off the event loop, with time limits on everything.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{Connection, SimpleConnection};
use diesel::pg::PgConnection;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::error::{AppError, AppResult};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// What `store.rs` functions take.
pub type Conn = PgConnection;

/// A handle on the database; cloning shares the pool.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    url: Arc<str>,
}

const LIMITS: &str = "set statement_timeout = '10s'; set lock_timeout = '3s'; \
    set idle_in_transaction_session_timeout = '10s'; set time zone 'UTC'";

#[derive(Debug)]
struct Limits;

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Limits {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        conn.batch_execute(LIMITS).map_err(diesel::r2d2::Error::QueryError)
    }
}

impl Db {
    /// Opens a pool of `size` connections to `url`; fails when the first cannot be had.
    pub fn connect(url: &str, size: u32) -> anyhow::Result<Self> {
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(1))
            .test_on_check_out(true)
            .connection_timeout(Duration::from_secs(3))
            .connection_customizer(Box::new(Limits))
            .build(ConnectionManager::new(url))?;
        Ok(Self { pool, url: url.into() })
    }

    /// Brings the schema up to date; returns how many steps it took.
    pub fn migrate(&self) -> anyhow::Result<usize> {
        let mut conn = self.pool.get()?;
        conn.batch_execute("set statement_timeout = 0; set lock_timeout = '30s'")?;
        // Two nodes that start together must not migrate together.
        conn.batch_execute("select pg_advisory_lock(7413821)")?;
        let done = conn.run_pending_migrations(MIGRATIONS).map(|steps| steps.len());
        conn.batch_execute("select pg_advisory_unlock(7413821); set statement_timeout = '10s'; set lock_timeout = '3s'")?;
        done.map_err(|err| anyhow::anyhow!("migrate: {err}"))
    }

    /// A connection for code that may block (start-up, command line, tests).
    pub fn get(&self) -> AppResult<PooledConnection<ConnectionManager<PgConnection>>> {
        self.pool.get().map_err(|err| AppError::Unavailable(format!("database: {err}")))
    }

    /// A connection beside the pool for a thread of its own; it waits for a lock no longer than `lock`.
    pub fn own_connection(&self, lock: Duration) -> AppResult<Conn> {
        let away = |err: &dyn std::fmt::Display| AppError::Unavailable(format!("database: {err}"));
        let mut conn = PgConnection::establish(&self.url).map_err(|err| away(&err))?;
        let limits = format!("{LIMITS}; set lock_timeout = {}", lock.as_millis());
        conn.batch_execute(&limits).map_err(|err| away(&err))?;
        Ok(conn)
    }

    /// Runs `work` on a blocking thread with a connection, without a transaction. For reads.
    pub async fn read<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Conn) -> AppResult<T> + Send + 'static,
    {
        let db = self.clone();
        blocking(move || work(&mut *db.get()?)).await
    }

    /// Runs `work` in one transaction on a blocking thread. When Postgres calls it off because of a deadlock or a
    /// serialisation failure it is run again, at most three times, so `work` must be repeatable.
    pub async fn transaction<T, F>(&self, work: F) -> AppResult<T>
    where
        T: Send + 'static,
        F: FnMut(&mut Conn) -> AppResult<T> + Send + 'static,
    {
        let db = self.clone();
        blocking(move || db.transact(work)).await
    }

    /// [`Db::transaction`] for code that may block.
    pub fn transact<T>(&self, mut work: impl FnMut(&mut Conn) -> AppResult<T>) -> AppResult<T> {
        let mut tries = 0;
        loop {
            let mut conn = self.get()?;
            let done = conn.build_transaction().read_committed().run(&mut work);
            tries += 1;
            match done {
                Err(err) if tries < 4 && called_off(&err) => {
                    std::thread::sleep(Duration::from_millis(rand::random_range(2..20) * tries));
                }
                other => return other,
            }
        }
    }
}

/// Runs blocking work away from the event loop.
pub async fn blocking<T, F>(work: F) -> AppResult<T>
where
    T: Send + 'static,
    F: FnOnce() -> AppResult<T> + Send + 'static,
{
    match actix_web::rt::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(join) => Err(AppError::Internal(anyhow::anyhow!("blocking task: {join}"))),
    }
}

/// Begins to hear what is notified on a channel.
pub fn listen(conn: &mut Conn, channel: &str) -> AppResult<()> {
    Ok(conn.batch_execute(&format!("listen {channel}"))?)
}

/// What was notified since the last time; does not wait.
pub fn notified(conn: &mut Conn) -> AppResult<Vec<String>> {
    let notes: Result<Vec<_>, _> = conn.notifications_iter().collect();
    Ok(notes?.into_iter().map(|note| note.payload).collect())
}

/// Whether a connection still answers.
pub fn answers(conn: &mut Conn) -> bool {
    conn.batch_execute("select 1").is_ok()
}

/// Whether Postgres called a transaction off that may simply be run again.
pub fn called_off(err: &AppError) -> bool {
    let AppError::Internal(cause) = err else { return false };
    match cause.downcast_ref::<DieselError>() {
        Some(DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _)) => true,
        Some(DieselError::DatabaseError(_, info)) => info.message().contains("deadlock detected"),
        _ => false,
    }
}

/// Whether the error is the violation of the unique index of this name.
pub fn violates(err: &DieselError, index: &str) -> bool {
    matches!(err, DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, info)
        if info.constraint_name() == Some(index))
}
