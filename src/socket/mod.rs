//! `GET /ws`: one session actor per socket, and the commands it takes. The only wing that knows actix-web-actors.

mod commands;
mod connection;
mod frames;

pub use commands::Parts;
pub use connection::{on_connect, open};
