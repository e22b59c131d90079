//! Rate limits. Most actions are counted in the memory of a node; those whose count a restart or a second node must not
//! reset (signing up, signing in, resetting a password) are counted in Postgres.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;

use super::db::Conn;
use super::error::{AppError, AppResult};
use super::schema::attempts;

/// A number of actions within a window of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The most actions within the window; all of them may come at once.
    pub actions: u32,
    /// The length of the window, in seconds.
    pub seconds: u32,
}

/// A rate and the name of its bucket: routes with the same limit share the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The bucket's name.
    pub name: &'static str,
    pub rate: Rate,
}

/// A limit of `actions` a minute.
pub const fn per_minute(name: &'static str, actions: u32) -> Limit {
    Limit { name, rate: Rate { actions, seconds: 60 } }
}

/// A limit of `actions` an hour.
pub const fn per_hour(name: &'static str, actions: u32) -> Limit {
    Limit { name, rate: Rate { actions, seconds: 3600 } }
}

/// Token buckets in memory, one for each limit and client; cloning shares them.
#[derive(Clone)]
pub struct Limiter {
    enabled: bool,
    buckets: Arc<Mutex<HashMap<(&'static str, String), Bucket>>>,
}

struct Bucket {
    tokens: f64,
    refilled_at: Instant,
}

/// When there are more buckets, those unused for an hour are deleted.
const MAX_BUCKETS: usize = 50_000;

impl Limiter {
    /// A limiter that is not enabled permits everything (development and tests only).
    pub fn new(enabled: bool) -> Self {
        Self { enabled, buckets: Arc::default() }
    }

    /// Whether limits are enforced.
    pub fn is_on(&self) -> bool {
        self.enabled
    }

    /// Charges one action to `client`.
    ///
    /// # Errors
    /// `TooMany` with the seconds to wait when the bucket is empty.
    pub fn charge(&self, limit: Limit, client: &str) -> AppResult<()> {
        let Limit { name, rate } = limit;
        if !self.enabled {
            return Ok(());
        }
        let now = Instant::now();
        let per_second = f64::from(rate.actions) / f64::from(rate.seconds);
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() > MAX_BUCKETS {
            buckets.retain(|_, bucket| {
                now.duration_since(bucket.refilled_at) < Duration::from_secs(3600)
            });
        }
        let bucket = buckets
            .entry((name, client.to_owned()))
            .or_insert_with(|| Bucket { tokens: f64::from(rate.actions), refilled_at: now });
        let gained = now.duration_since(bucket.refilled_at).as_secs_f64() * per_second;
        bucket.tokens = (bucket.tokens + gained).min(f64::from(rate.actions));
        bucket.refilled_at = now;
        if bucket.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - bucket.tokens) / per_second);
            return Err(AppError::TooMany { retry_after: wait.as_secs() + 1 });
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

/// Charges one action to a bucket that is stored in Postgres.
///
/// # Errors
/// `TooMany` when there were too many within the window, with a quarter of the window as the time to wait.
pub fn charge_stored(conn: &mut Conn, bucket: &str, rate: Rate) -> AppResult<()> {
    let since = chrono::Utc::now() - chrono::Duration::seconds(i64::from(rate.seconds));
    let count: i64 = attempts::table
        .filter(attempts::bucket.eq(bucket))
        .filter(attempts::at.gt(since))
        .count()
        .get_result(conn)?;
    if count >= i64::from(rate.actions) {
        return Err(AppError::TooMany { retry_after: u64::from(rate.seconds / 4).max(1) });
    }
    diesel::insert_into(attempts::table).values(attempts::bucket.eq(bucket)).execute(conn)?;
    Ok(())
}

/// Empties a stored bucket, such as the failed attempts after a successful sign-in.
///
/// # Errors
/// The database's errors.
pub fn reset(conn: &mut Conn, bucket: &str) -> AppResult<()> {
    diesel::delete(attempts::table.filter(attempts::bucket.eq(bucket))).execute(conn)?;
    Ok(())
}

/// Deletes stored actions older than a day, the longest window; returns their number.
///
/// # Errors
/// The database's errors.
pub fn sweep(conn: &mut Conn) -> AppResult<usize> {
    let day_ago = chrono::Utc::now() - chrono::Duration::days(1);
    Ok(diesel::delete(attempts::table.filter(attempts::at.lt(day_ago))).execute(conn)?)
}

/// The part of an address that one customer of a provider has: the whole IPv4 address, the /64 of an IPv6 one.
pub fn network(ip: Option<IpAddr>) -> String {
    match ip {
        None => "unknown".into(),
        Some(IpAddr::V4(v4)) => v4.to_string(),
        Some(IpAddr::V6(v6)) => match v6.segments() {
            [a, b, c, d, ..] => format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fourth_action_of_three_is_refused_with_the_seconds_to_wait() {
        let (limiter, three) = (Limiter::new(true), per_hour("listing", 3));
        for _ in 0..3 {
            assert!(limiter.charge(three, "sari").is_ok());
        }
        assert!(limiter.charge(three, "budi").is_ok(), "Budi has a bucket of his own");
        match limiter.charge(three, "sari") {
            Err(AppError::TooMany { retry_after }) => {
                assert!((1..=1201).contains(&retry_after), "{retry_after}")
            }
            other => panic!("{other:?}"),
        }
        assert!(Limiter::new(false).charge(per_hour("listing", 0), "sari").is_ok());
    }
}
