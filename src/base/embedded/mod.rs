//! The private servers of a machine on which nothing was configured: a Postgres and a Meilisearch as
//! children of this process, both with their files in the data folder.
//!
//! Invariants:
//! - Postgres listens on a unix socket in a folder that only this user may enter, never on a network port;
//!   Meilisearch listens on 127.0.0.1 alone and requires a key.
//! - A child ends with this process, however that ends: it is stopped on drop, and the kernel signals it
//!   (`setpriv --pdeathsig`) when this process is killed.
//! - One process at a time owns a data folder, by a file lock; files of a running server are never removed.
//! - A server that does not answer in time is an error that names the remedy.
//!
//! Used by the composition root, the command line and tests only; every function blocks, so never call one in an
//! async task.

mod binaries;
mod data_folder;
mod error;
mod launcher;
mod meilisearch;
mod postgres;
mod processes;
mod server_log;
mod supervisor;

pub use binaries::{PostgresBinaries, find_meilisearch, find_postgres};
pub use error::{EmbeddedError, MEILISEARCH_REMEDY, POSTGRES_REMEDY};
pub use meilisearch::{Meilisearch, MeilisearchAddress};
pub use postgres::{Durability, Postgres};
