//! The past, present and next steps of a deal.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::clock::Timestamp;
use crate::trade::deals::{LegStatus, Opening, Status};

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

/// A step before it is known whether it is past.
struct Step {
    label: &'static str,
    hint: &'static str,
    /// The icon while it is the present step.
    icon: &'static str,
    done: bool,
    at: Option<Timestamp>,
}

/// The steps in order: those that are done, the present one, those to come.
pub(super) fn timeline(facts: &OrderFacts<'_>) -> Vec<TimelineStep> {
    let steps = steps(facts);
    let present = steps.iter().position(|step| !step.done);
    steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            let now = present == Some(index);
            let (class, icon) = match (step.done, now) {
                (true, _) => ("done", "fa-check"),
                (false, true) => ("now", step.icon),
                (false, false) => ("next", "fa-flag"),
            };
            let (label, hint) = (step.label, step.hint);
            TimelineStep { class, now, icon, label, hint, at: step.at.filter(|_| step.done) }
        })
        .collect()
}

fn steps(facts: &OrderFacts<'_>) -> Vec<Step> {
    let (deal, status) = (facts.deal, facts.status());
    let mut steps = Vec::new();
    if deal.opening != Opening::Agreed {
        let asked = deal.opening == Opening::Asked;
        steps.push(Step {
            label: if asked { "deal-step-asked" } else { "deal-step-pending" },
            hint: if asked { "deal-step-asked-hint" } else { "deal-step-pending-hint" },
            icon: "fa-hourglass-half",
            done: status != Status::Pending,
            at: Some(deal.created_at),
        });
    }
    if deal.state.agreed_at.is_some() || status != Status::Cancelled {
        steps.push(Step {
            label: "deal-step-deal",
            hint: "deal-step-deal-hint",
            icon: "fa-handshake",
            done: deal.state.agreed_at.is_some(),
            at: deal.state.agreed_at,
        });
    }
    if status == Status::Cancelled {
        steps.extend(past(facts));
        steps.push(ended("deal-step-cancelled", "deal-step-cancelled-hint", deal.updated_at));
        return steps;
    }
    steps.extend(middle(facts));
    steps.push(Step {
        label: "deal-step-completed",
        hint: "deal-step-completed-hint",
        icon: "fa-flag",
        done: status == Status::Completed,
        at: Some(deal.updated_at),
    });
    steps
}

fn ended(label: &'static str, hint: &'static str, at: Timestamp) -> Step {
    Step { label, hint, icon: "fa-xmark", done: true, at: Some(at) }
}

/// What was done before a deal was called off.
fn past(facts: &OrderFacts<'_>) -> Vec<Step> {
    middle(facts).into_iter().filter(|step| step.done).collect()
}

/// The steps between the agreement and the end.
fn middle(facts: &OrderFacts<'_>) -> Vec<Step> {
    let (deal, legs) = (facts.deal, &facts.course.legs);
    if facts.meets() {
        let done = deal.state.status == Status::Completed;
        return vec![Step {
            label: "deal-step-meet",
            hint: "deal-step-meet-hint",
            icon: "fa-people-arrows",
            done,
            at: Some(deal.updated_at),
        }];
    }
    let mut steps = Vec::new();
    if deal.protected {
        steps.push(Step {
            label: "deal-step-paid",
            hint: "deal-step-paid-hint",
            icon: "fa-wallet",
            done: deal.state.paid_at.is_some(),
            at: deal.state.paid_at,
        });
    }
    let both = legs.len() > 1;
    steps.push(Step {
        label: if both { "deal-step-both-sent" } else { "deal-step-sent" },
        hint: if both { "deal-step-both-sent-hint" } else { "deal-step-sent-hint" },
        icon: "fa-box",
        done: legs.iter().all(|leg| leg.has_left()),
        at: legs.iter().filter_map(|leg| leg.sent_at).max(),
    });
    let there = |status| matches!(status, LegStatus::Delivered | LegStatus::Received);
    steps.push(Step {
        label: if both { "deal-step-both-arrived" } else { "deal-step-arrived" },
        hint: "deal-step-arrived-hint",
        icon: "fa-truck",
        done: legs.iter().all(|leg| there(leg.status)),
        at: legs.iter().filter_map(|leg| leg.delivered_at).max(),
    });
    steps
}
