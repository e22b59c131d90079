//! Sessions: cookies of browsers and bearer tokens of API clients. Both are rows in Postgres, so that both can be revoked
//! at once.
//!
//! Invariants: only fingerprints of tokens are stored; the session of every request is read from Postgres; a person who is
//! suspended has no live session.

mod authentication;
mod browsers;
mod cookie_token;
mod jwt;
mod model;
mod store;

pub mod actions;

pub use authentication::authenticate;
pub use browsers::{is_known_browser, linked_accounts, linked_accounts_of_each, record_browser};
pub use model::{NewSession, OpenedSession, SessionRevoker, SessionRow, UnreadCounter};
pub use store::{live_among, live_of_user, live_senders, suspended_among, touch_seen};
