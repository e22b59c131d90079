//! Demo data: `generate` makes it up from a seed, without I/O; `load` writes it into Postgres and the photo store.

pub mod generate;
pub mod load;
