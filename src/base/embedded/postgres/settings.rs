//! How the private Postgres is configured.

/// The server's name in logs and errors.
pub(super) const NAME: &str = "Postgres";

/// Whether commits must survive a power failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A commit is acknowledged once it is on the disk.
    Durable,
    /// Commits are not synced to the disk: faster, for tests only.
    Throwaway,
}

/// Settings of a server that one machine's site has to itself.
const SETTINGS: &[&str] = &[
    "listen_addresses=",
    "port=5432", // names the socket file; nothing listens on a network
    "unix_socket_permissions=0700",
    "max_connections=120", // several nodes may share it
    "shared_buffers=256MB",
    "effective_cache_size=1GB",
    "random_page_cost=1.1",
    "max_parallel_workers_per_gather=0", // a container's /dev/shm is small
    "max_wal_size=2GB",                  // fewer checkpoints while many messages are written
    "checkpoint_timeout=15min",
    "autovacuum_naptime=15s",
    "jit=off",
    "logging_collector=off",
    "log_destination=stderr",
    "log_line_prefix=%m [%p] ",
    "log_timezone=UTC",
    "timezone=UTC",
];

/// Additional settings of [`Durability::Throwaway`].
const NOT_DURABLE: &[&str] = &["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

impl Durability {
    /// Every setting as `name=value`.
    pub(super) fn settings(self) -> impl Iterator<Item = &'static str> {
        let additional: &'static [&'static str] = match self {
            Durability::Durable => &[],
            Durability::Throwaway => NOT_DURABLE,
        };
        SETTINGS.iter().chain(additional).copied()
    }
}
