//! How often is too often. Cheap acts are counted in memory; what a restart or a second node must not reset
//! (sign-in, sign-up, reset) is counted in Postgres.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use diesel::prelude::*;

use super::db::Conn;
use super::error::{AppError, AppResult};
use super::schema::attempts;

/// So many acts in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Acts allowed at once and within the window.
    pub acts: u32,
    /// Length of the window, in seconds.
    pub seconds: u32,
}

/// A rate with the name of its bucket: doors that share a limit share the bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// What is counted.
    pub name: &'static str,
    /// How often.
    pub rate: Rate,
}

/// A limit of `acts` a minute.
pub const fn per_minute(name: &'static str, acts: u32) -> Limit {
    Limit { name, rate: Rate { acts, seconds: 60 } }
}

/// A limit of `acts` an hour.
pub const fn per_hour(name: &'static str, acts: u32) -> Limit {
    Limit { name, rate: Rate { acts, seconds: 3600 } }
}

/// Token buckets in memory, by act and by who.
#[derive(Clone)]
pub struct Limiter {
    on: bool,
    buckets: Arc<Mutex<HashMap<(&'static str, String), Bucket>>>,
}

struct Bucket {
    tokens: f64,
    seen: Instant,
}

/// More buckets than this and the stale ones are swept.
const MANY: usize = 50_000;

impl Limiter {
    /// `on` false lets everything pass (development and tests only).
    pub fn new(on: bool) -> Self {
        Self { on, buckets: Arc::default() }
    }

    /// Whether limits are on.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// Charges one act to `who`; 429 with the seconds to wait when the bucket is empty.
    pub fn charge(&self, limit: Limit, who: &str) -> AppResult<()> {
        let Limit { name: act, rate } = limit;
        if !self.on {
            return Ok(());
        }
        let now = Instant::now();
        let per_second = f64::from(rate.acts) / f64::from(rate.seconds);
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() > MANY {
            buckets.retain(|_, bucket| now.duration_since(bucket.seen) < Duration::from_secs(3600));
        }
        let bucket = buckets
            .entry((act, who.to_owned()))
            .or_insert_with(|| Bucket { tokens: f64::from(rate.acts), seen: now });
        let gained = now.duration_since(bucket.seen).as_secs_f64() * per_second;
        bucket.tokens = (bucket.tokens + gained).min(f64::from(rate.acts));
        bucket.seen = now;
        if bucket.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - bucket.tokens) / per_second);
            return Err(AppError::TooMany { retry_after: wait.as_secs() + 1 });
        }
        bucket.tokens -= 1.0;
        Ok(())
    }
}

/// Charges one act to a bucket kept in Postgres; 429 when there were too many within the window.
pub fn charge_kept(conn: &mut Conn, bucket: &str, rate: Rate) -> AppResult<()> {
    let since = chrono::Utc::now() - chrono::Duration::seconds(i64::from(rate.seconds));
    let seen: i64 = attempts::table
        .filter(attempts::bucket.eq(bucket))
        .filter(attempts::at.gt(since))
        .count()
        .get_result(conn)?;
    if seen >= i64::from(rate.acts) {
        return Err(AppError::TooMany { retry_after: u64::from(rate.seconds / 4).max(1) });
    }
    diesel::insert_into(attempts::table).values(attempts::bucket.eq(bucket)).execute(conn)?;
    Ok(())
}

/// Forgets a bucket, e.g. the failed tries after a good sign-in.
pub fn forgive(conn: &mut Conn, bucket: &str) -> AppResult<()> {
    diesel::delete(attempts::table.filter(attempts::bucket.eq(bucket))).execute(conn)?;
    Ok(())
}

/// Sweeps what no window reaches any more.
pub fn sweep(conn: &mut Conn) -> AppResult<usize> {
    let day_ago = chrono::Utc::now() - chrono::Duration::days(1);
    Ok(diesel::delete(attempts::table.filter(attempts::at.lt(day_ago))).execute(conn)?)
}

/// The part of an address that one customer has: all of an IPv4, the /64 of an IPv6.
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
    fn the_fourth_of_three_is_refused_and_told_how_long_to_wait() {
        let (limiter, three) = (Limiter::new(true), per_hour("listing", 3));
        for _ in 0..3 {
            assert!(limiter.charge(three, "sari").is_ok());
        }
        assert!(limiter.charge(three, "budi").is_ok(), "another person has a bucket of her own");
        match limiter.charge(three, "sari") {
            Err(AppError::TooMany { retry_after }) => {
                assert!((1..=1201).contains(&retry_after), "{retry_after}")
            }
            other => panic!("{other:?}"),
        }
        assert!(Limiter::new(false).charge(per_hour("listing", 0), "sari").is_ok());
    }
}
