//! Who is asking: cookie sessions and Bearer tokens, both rows in Postgres, so that both can be revoked at once.
//! Invariants: only fingerprints of tokens are kept; every request looks its session up afresh; an unsafe request
//! of a browser carries a token that only our own pages can know.

mod authentication;
mod browsers;
mod jwt;
mod model;
mod store;

pub mod actions;

pub use authentication::{SessionRevoker, recognise};
pub use browsers::{linked, linked_each, note};
pub use model::{Opened, SessionRow, Unread};
pub use store::{live_among, live_of_user, suspended_among, touch_seen};
