//! `GET /ws`: one session actor per socket, and the commands it accepts. The only wing that knows actix-web-actors. A
//! command calls the same actions as the HTTP API; what it does is decided below this wing.

mod chat_commands;
mod command_handler;
mod connection;
mod context;
mod dispatch;
mod frames;
mod move_commands;
mod steps;
mod upgrade;

pub use context::SocketContext;
pub use upgrade::{on_connect, open};
