//! The steps of a deal, done and to come.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::trade::deals::{Deal, Status};

/// One step. What has a time is told with it, what has none with a hint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct TimelineStep {
    /// `done`, `now` or `next`.
    class: &'static str,
    pub(super) now: bool,
    icon: &'static str,
    label: &'static str,
    hint: &'static str,
    at: Option<Timestamp>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    Done,
    Now,
    Next,
}

struct Step {
    label: &'static str,
    hint: &'static str,
    /// While it is the present one.
    icon: &'static str,
}

const PENDING: Step =
    Step { label: "deal-step-pending", hint: "deal-step-pending-hint", icon: "fa-hourglass-half" };
const AGREED: Step =
    Step { label: "deal-step-deal", hint: "deal-step-deal-hint", icon: "fa-people-arrows" };
const MEETING: Step =
    Step { label: "deal-step-meet", hint: "deal-step-meet-hint", icon: "fa-people-arrows" };
const COMPLETED: Step = Step {
    label: "deal-step-completed",
    hint: "deal-step-completed-hint",
    icon: "fa-people-arrows",
};
const CANCELLED: Step =
    Step { label: "deal-step-cancelled", hint: "deal-step-cancelled-hint", icon: "fa-xmark" };

impl Step {
    fn view(self, when: When, at: Option<Timestamp>) -> TimelineStep {
        let (class, icon) = match when {
            When::Done => ("done", "fa-check"),
            When::Now => ("now", self.icon),
            When::Next => ("next", "fa-flag"),
        };
        let (label, hint) = (self.label, self.hint);
        TimelineStep { class, now: when == When::Now, icon, label, hint, at }
    }
}

/// The steps in order.
pub(super) fn timeline(deal: &Deal) -> Vec<TimelineStep> {
    let (opened, changed) = (Some(deal.created_at), Some(deal.updated_at));
    let agreed = AGREED.view(When::Done, opened);
    match deal.state.status {
        Status::Pending => vec![
            PENDING.view(When::Now, opened),
            AGREED.view(When::Next, None),
            MEETING.view(When::Next, None),
            COMPLETED.view(When::Next, None),
        ],
        Status::Cancelled => vec![agreed, CANCELLED.view(When::Now, changed)],
        Status::Agreed => {
            vec![agreed, MEETING.view(When::Now, None), COMPLETED.view(When::Next, None)]
        }
    }
}
