//! Demo data: `generate` computes it from a seed, without I/O; `load` writes it into Postgres and the photo store.

pub mod generate;
pub mod load;
