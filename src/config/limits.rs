//! The rate limits of routes and socket commands: per person, for visitors per network.

use crate::base::limits::{Limit, per_hour, per_minute};

/// Reading pages and the API.
pub const READ: Limit = per_minute("read", 600);
/// Cookies and tokens that prove no live session, by network.
pub const BAD_CREDENTIALS: Limit = per_minute("bad_credentials", 120);
/// What programs request often: pictures, stylesheets, health checks.
pub const ASSET: Limit = per_minute("asset", 6000);
/// What payment providers send.
pub const NOTICE: Limit = per_minute("notice", 3000);
/// Any change that has no limit of its own.
pub const WRITE: Limit = per_minute("write", 60);
/// Signing up, signing in, resetting a password; Postgres counts these too.
pub const SIGN_IN: Limit = per_minute("sign_in", 30);
/// Attempts to post a listing; how many are posted within an hour is counted in Postgres.
pub const LISTING: Limit = per_minute("listing", 20);
/// Uploading photos.
pub const UPLOAD: Limit = per_hour("upload", 240);
/// Exporting and verifying evidence: each takes a whole chat through the memory.
pub const EVIDENCE: Limit = per_minute("evidence", 10);
/// Posting a message in a room.
pub const MESSAGE: Limit = per_minute("message", 20);
/// Offers, counter-offers, answers.
pub const MOVE: Limit = per_minute("move", 30);
/// Socket commands of every kind.
pub const COMMAND: Limit = per_minute("command", 240);

/// The limit of all visitors in an IPv6 network of /48 together.
pub const fn wide(limit: Limit) -> Limit {
    limit.for_group(8)
}
