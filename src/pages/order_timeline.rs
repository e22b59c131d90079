//! The past, present and next steps of a deal.

use serde::Serialize;

use crate::base::clock::Timestamp;
use crate::trade::deals::{Deal, Status};

/// A step; one without a time is shown with its hint.
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
enum StepState {
    Done,
    Now,
    Next,
}

struct StepKind {
    label: &'static str,
    hint: &'static str,
    /// The icon of the present step.
    icon: &'static str,
}

const PENDING: StepKind = StepKind {
    label: "deal-step-pending",
    hint: "deal-step-pending-hint",
    icon: "fa-hourglass-half",
};
const AGREED: StepKind =
    StepKind { label: "deal-step-deal", hint: "deal-step-deal-hint", icon: "fa-people-arrows" };
const MEETING: StepKind =
    StepKind { label: "deal-step-meet", hint: "deal-step-meet-hint", icon: "fa-people-arrows" };
const COMPLETED: StepKind = StepKind {
    label: "deal-step-completed",
    hint: "deal-step-completed-hint",
    icon: "fa-people-arrows",
};
const CANCELLED: StepKind =
    StepKind { label: "deal-step-cancelled", hint: "deal-step-cancelled-hint", icon: "fa-xmark" };

impl StepKind {
    fn view(self, state: StepState, at: Option<Timestamp>) -> TimelineStep {
        let (class, icon) = match state {
            StepState::Done => ("done", "fa-check"),
            StepState::Now => ("now", self.icon),
            StepState::Next => ("next", "fa-flag"),
        };
        let (label, hint) = (self.label, self.hint);
        TimelineStep { class, now: state == StepState::Now, icon, label, hint, at }
    }
}

/// The steps in order.
pub(super) fn timeline(deal: &Deal) -> Vec<TimelineStep> {
    let (opened, changed) = (Some(deal.created_at), Some(deal.updated_at));
    let agreed = AGREED.view(StepState::Done, opened);
    match deal.state.status {
        Status::Pending => vec![
            PENDING.view(StepState::Now, opened),
            AGREED.view(StepState::Next, None),
            MEETING.view(StepState::Next, None),
            COMPLETED.view(StepState::Next, None),
        ],
        Status::Cancelled => vec![agreed, CANCELLED.view(StepState::Now, changed)],
        Status::Agreed => {
            vec![agreed, MEETING.view(StepState::Now, None), COMPLETED.view(StepState::Next, None)]
        }
    }
}
