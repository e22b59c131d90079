//! Backlogs as gauges for `/metrics`: deliveries by subscriber, jobs by kind.

use std::time::Duration;

use metrics::gauge;

use crate::base::db::Db;
use crate::base::error::AppResult;
use crate::base::jobs::KindCount;
use crate::base::{jobs, mail, outbox};
use crate::subscribers::Subscriber;

/// The kinds of jobs that a node runs: their gauges are set also when there is no row of them.
const JOB_KINDS: &[&str] = &[mail::KIND];

/// Reads the backlogs and sets the gauges. Every node of a site sets the same numbers.
pub(super) async fn measure(db: &Db) -> AppResult<()> {
    let (deliveries, jobs) =
        db.read(|conn| Ok((outbox::backlogs(conn)?, jobs::counts(conn)?))).await?;
    for subscriber in Subscriber::ALL {
        let waiting = deliveries.iter().find(|waiting| waiting.subscriber == subscriber.word());
        let (count, age) =
            waiting.map_or((0, Duration::ZERO), |waiting| (waiting.deliveries, waiting.oldest));
        gauge!("tawar_deliveries_waiting", "subscriber" => subscriber.word())
            .set(u32::try_from(count).unwrap_or(u32::MAX));
        gauge!("tawar_deliveries_oldest_seconds", "subscriber" => subscriber.word())
            .set(age.as_secs_f64());
    }
    for kind in JOB_KINDS.iter().filter(|known| jobs.iter().all(|found| found.kind != **known)) {
        set_job_gauges(&KindCount { kind: (*kind).to_owned(), live: 0, dead: 0 });
    }
    jobs.iter().for_each(set_job_gauges);
    Ok(())
}

fn set_job_gauges(of: &KindCount) {
    for (state, count) in [("live", of.live), ("dead", of.dead)] {
        gauge!("tawar_jobs", "kind" => of.kind.clone(), "state" => state)
            .set(u32::try_from(count).unwrap_or(u32::MAX));
    }
}
