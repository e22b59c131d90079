//! Token buckets in the memory of a node, for actions whose count a restart may reset. The memory is bounded: a fixed number
//! of shards, each with a fixed number of buckets.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use super::{Limit, Rate};
use crate::base::error::{AppError, AppResult};

/// Charges of different clients seldom wait for each other.
const SHARDS: usize = 64;
/// Buckets of a shard. A full bucket equals one that was never used, so full ones are deleted first; 131,072 buckets of 32
/// bytes are more clients at a time than a node serves.
const SHARD_BUCKETS: usize = 2048;

/// One token bucket for each limit and client; cloning shares them.
#[derive(Clone)]
pub struct Limiter {
    enabled: bool,
    hasher: Arc<RandomState>,
    shards: Arc<[Mutex<HashMap<u64, Bucket>>]>,
}

#[derive(Clone, Copy)]
struct Bucket {
    tokens: f64,
    refilled_at: Instant,
    full_at: Instant,
}

impl Limiter {
    /// A limiter that is not enabled permits everything (development and tests only).
    pub fn new(enabled: bool) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { enabled, hasher: Arc::default(), shards }
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
        if !self.enabled {
            return Ok(());
        }
        let (now, key) =
            (Instant::now(), self.hasher.hash_one((limit.name, limit.rate.actions, client)));
        let index = usize::try_from(key).unwrap_or_default() % SHARDS;
        let Some(shard) = self.shards.get(index) else { return Ok(()) };
        let mut buckets = shard.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= SHARD_BUCKETS && !buckets.contains_key(&key) {
            make_room(&mut buckets, now);
        }
        buckets.entry(key).or_insert_with(|| Bucket::full(limit.rate, now)).take(limit.rate, now)
    }
}

impl Bucket {
    fn full(rate: Rate, now: Instant) -> Self {
        Self { tokens: f64::from(rate.actions), refilled_at: now, full_at: now }
    }

    fn take(&mut self, rate: Rate, now: Instant) -> AppResult<()> {
        let (most, per_second) =
            (f64::from(rate.actions), f64::from(rate.actions) / f64::from(rate.seconds));
        let gained = now.duration_since(self.refilled_at).as_secs_f64() * per_second;
        self.tokens = (self.tokens + gained).min(most);
        self.refilled_at = now;
        if self.tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - self.tokens) / per_second);
            return Err(AppError::TooMany { retry_after: wait.as_secs() + 1 });
        }
        self.tokens -= 1.0;
        self.full_at = now + Duration::from_secs_f64((most - self.tokens) / per_second);
        Ok(())
    }
}

/// Deletes the buckets that are full again, and if that is not enough, the half that would be full soonest.
fn make_room(buckets: &mut HashMap<u64, Bucket>, now: Instant) {
    buckets.retain(|_, bucket| bucket.full_at > now);
    if buckets.len() < SHARD_BUCKETS / 2 {
        return;
    }
    let mut moments: Vec<Instant> = buckets.values().map(|bucket| bucket.full_at).collect();
    let middle = moments.len() / 2;
    let (_, median, _) = moments.select_nth_unstable(middle);
    let median = *median;
    buckets.retain(|_, bucket| bucket.full_at > median);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::limits::{per_hour, per_minute};

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

    #[test]
    fn a_flood_of_networks_neither_grows_the_memory_nor_empties_the_bucket_of_one_who_is_refused() {
        let (limiter, read) = (Limiter::new(true), per_minute("read", 600));
        let slow = per_hour("slow", 2);
        for _ in 0..3 {
            let _ = limiter.charge(slow, "sari");
        }
        for network in 0..300_000 {
            assert!(limiter.charge(read, &format!("2001:db8:0:{network:x}::/64")).is_ok());
        }
        let buckets: usize = limiter.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert!(buckets <= SHARDS * SHARD_BUCKETS, "{buckets}");
        assert!(limiter.charge(slow, "sari").is_err(), "she still has to wait");
    }
}
