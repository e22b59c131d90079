//! What needs attention. Pure.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::base::ids::words;

words! {
    /// What may need attention.
    Concern {
        Incident = "incident",
        Disputes = "disputes",
        Reports = "reports",
        Appeals = "appeals",
        FailedPayouts = "failed_payouts",
        DeadJobs = "dead_jobs",
    }
}

/// Something that needs attention.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct Attention {
    pub concern: Concern,
    /// How many there are.
    pub count: i64,
    /// When the first is due; none where there is no deadline.
    pub due_at: Option<DateTime<Utc>>,
}

/// Only what there is, ordered by its deadline; what has none comes first, since it waits for nobody else.
pub(super) fn ordered(mut all: Vec<Attention>) -> Vec<Attention> {
    all.retain(|one| one.count > 0);
    all.sort_by_key(|one| (one.due_at, one.concern));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn what_has_no_deadline_comes_first_then_the_most_urgent_and_nothing_that_there_is_not() {
        let at = |seconds| DateTime::from_timestamp(seconds, 0);
        let one = |concern, count, due_at| Attention { concern, count, due_at };
        let all = ordered(vec![
            one(Concern::Disputes, 2, at(200)),
            one(Concern::Reports, 1, at(100)),
            one(Concern::Appeals, 0, None),
            one(Concern::DeadJobs, 3, None),
        ]);
        let order: Vec<Concern> = all.iter().map(|one| one.concern).collect();
        assert_eq!(order, [Concern::DeadJobs, Concern::Reports, Concern::Disputes]);
    }
}
