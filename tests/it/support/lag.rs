//! The latency of this machine at this moment. A goal such as "within a second" is meant for a quiet machine; where
//! other processes compete for the processor, the time that a goal allows grows with the time of a plain round trip.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::app::TestApp;

/// The most round trips that a path with a goal consists of.
const ROUND_TRIPS: u32 = 20;

/// Measures until it is dropped.
pub struct Lag {
    sum: Rc<Cell<Duration>>,
    trips: Rc<Cell<u32>>,
    /// When the current round trip began.
    began: Rc<Cell<Option<Instant>>>,
    measuring: actix_web::rt::task::JoinHandle<()>,
}

impl Lag {
    /// Requests a health check and queries Postgres, again and again.
    pub fn of(app: &TestApp) -> Self {
        let (http, url, db) = (app.http.clone(), app.url("/healthz"), app.db.clone());
        let (sum, trips) = (Rc::new(Cell::new(Duration::ZERO)), Rc::new(Cell::new(0)));
        let began = Rc::new(Cell::new(None));
        let (sum_too, trips_too, began_too) = (sum.clone(), trips.clone(), began.clone());
        let measuring = actix_web::rt::spawn(async move {
            loop {
                let since = Instant::now();
                began_too.set(Some(since));
                // A node that is being stopped does not answer: the time counts all the same.
                http.get(&url).send().await.ok();
                db.read(|conn| Ok(tawar::base::db::is_alive(conn))).await.ok();
                began_too.set(None);
                sum_too.set(sum_too.get() + since.elapsed());
                trips_too.set(trips_too.get() + 1);
                actix_web::rt::time::sleep(Duration::from_millis(10)).await;
            }
        });
        Self { sum, trips, began, measuring }
    }

    /// The mean round trip so far, including the current one.
    pub fn round_trip(&self) -> Duration {
        let under_way = self.began.get().map(|since| since.elapsed());
        let trips = self.trips.get() + u32::from(under_way.is_some());
        (self.sum.get() + under_way.unwrap_or_default()) / trips.max(1)
    }

    /// What a goal allows on this machine.
    pub fn allows(&self, goal: Duration) -> Duration {
        goal + self.round_trip() * ROUND_TRIPS
    }

    /// Fails when more time has passed since then than the goal allows on this machine.
    #[track_caller]
    pub fn is_within(&self, what: &str, since: Instant, goal: Duration) {
        let (took, allowed) = (since.elapsed(), self.allows(goal));
        assert!(
            took < allowed,
            "{what}: {took:?}; the goal is {goal:?}, {allowed:?} where a round trip takes {:?}",
            self.round_trip()
        );
    }
}

impl Drop for Lag {
    fn drop(&mut self) {
        self.measuring.abort();
    }
}
