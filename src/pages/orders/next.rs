//! The next step of a deal, in words for its reader.

use serde::Serialize;

use super::facts::OrderFacts;
use crate::base::clock::Timestamp;
use crate::base::i18n::Text;
use crate::trade::deals::{Leg, LegStatus, Opening, Outcome, Status};

/// The next step, with its deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct NextStep {
    pub(super) title: Text,
    pub(super) text: &'static str,
    /// When the default outcome takes effect; only while somebody has to act.
    pub(super) deadline: Option<Timestamp>,
    /// Class and icon of the note when there is no deadline.
    pub(super) class: &'static str,
    pub(super) icon: &'static str,
}

impl NextStep {
    pub(super) fn of(facts: &OrderFacts<'_>) -> Self {
        let (title, text) = words(facts);
        let (class, icon) = match facts.status() {
            Status::Cancelled => ("", "fa-xmark"),
            Status::Completed => ("note-safe", "fa-check"),
            Status::Disputed => ("note-warn", "fa-gavel"),
            _ => ("note-safe", "fa-arrow-right"),
        };
        let runs = facts.open() && !facts.course.is_frozen();
        let deadline = facts.deal.state.deadline_at.filter(|_| runs);
        Self { title: facts.named(title), text, deadline, class, icon }
    }
}

/// Keys of the title and the text.
fn words(facts: &OrderFacts<'_>) -> (&'static str, &'static str) {
    let buys = facts.buys();
    match facts.status() {
        Status::Pending => pending(facts.deal.opening, buys),
        Status::Agreed if facts.unpaid() && buys => ("deal-next-pay", "deal-next-pay-text"),
        Status::Agreed if facts.unpaid() => ("deal-next-unpaid", "deal-next-unpaid-text"),
        Status::Agreed if facts.meets() && is_appointed(facts) && buys => {
            ("deal-next-meet", "deal-next-meet-text")
        }
        Status::Agreed if facts.meets() && is_appointed(facts) => {
            ("deal-next-meet", "deal-next-meet-seller-text")
        }
        Status::Agreed if facts.meets() => ("deal-next-deal", meeting(facts)),
        Status::Agreed => sending(facts),
        Status::Shipped if arrived(facts.incoming()) => {
            ("deal-next-waits-arrival", "deal-next-waits-arrival-text")
        }
        Status::Shipped if facts.incoming().is_some() => {
            ("deal-next-on-its-way", "deal-next-on-its-way-text")
        }
        Status::Shipped => ("deal-next-shipped", "deal-next-shipped-text"),
        Status::Delivered if received(facts.incoming()) || facts.incoming().is_none() => {
            ("deal-next-inspected", "deal-next-inspected-text")
        }
        Status::Delivered => ("deal-next-inspect", "deal-next-inspect-text"),
        Status::Disputed => disputed(facts),
        Status::Completed => ("deal-next-completed", completed(facts)),
        Status::Cancelled => ("deal-next-cancelled", cancelled(facts.deal.state.outcome)),
    }
}

fn arrived(leg: Option<&Leg>) -> bool {
    leg.is_some_and(Leg::has_arrived)
}

fn received(leg: Option<&Leg>) -> bool {
    leg.is_some_and(|leg| leg.status == LegStatus::Received)
}

fn pending(opening: Opening, buys: bool) -> (&'static str, &'static str) {
    match (opening, buys) {
        (Opening::Asked, true) => ("deal-next-asked", "deal-next-asked-text"),
        (Opening::Asked, false) => ("deal-next-asks", "deal-next-asks-text"),
        (_, true) => ("deal-next-pending-buyer", "deal-next-pending-buyer-text"),
        (_, false) => ("deal-next-pending-seller", "deal-next-pending-seller-text"),
    }
}

/// Whether place and time are agreed.
fn is_appointed(facts: &OrderFacts<'_>) -> bool {
    facts.private.meeting.as_ref().is_some_and(|meeting| meeting.state.agreed.is_some())
}

fn meeting(facts: &OrderFacts<'_>) -> &'static str {
    match (facts.is_barter(), facts.deal.amount) {
        (true, _) => "deal-next-deal-barter-text",
        (false, 0) if facts.buys() => "deal-next-deal-free-text",
        (false, 0) => "deal-next-deal-give-text",
        (false, _) if facts.buys() => "deal-next-deal-text",
        (false, _) => "deal-next-deal-seller-text",
    }
}

/// Somebody still has to send.
fn sending(facts: &OrderFacts<'_>) -> (&'static str, &'static str) {
    let waits = |leg: Option<&Leg>| leg.is_some_and(|leg| !leg.has_left());
    match (waits(facts.outgoing()), waits(facts.incoming())) {
        (true, true) => ("deal-next-send-both", "deal-next-send-both-text"),
        (true, false) if facts.is_barter() => ("deal-next-send-now", "deal-next-send-now-text"),
        (true, false) => ("deal-next-send", "deal-next-send-text"),
        (false, _) if facts.is_barter() => ("deal-next-sent-first", "deal-next-sent-first-text"),
        (false, _) => ("deal-next-unsent", "deal-next-unsent-text"),
    }
}

/// A dispute waits for its decision, or goods go back.
fn disputed(facts: &OrderFacts<'_>) -> (&'static str, &'static str) {
    let waits = |leg: Option<&Leg>| leg.is_some_and(|leg| !leg.has_left());
    match (facts.deal.state.returning, waits(facts.outgoing())) {
        (false, _) => ("deal-next-disputed", "deal-next-disputed-text"),
        (true, _) if facts.meets() => ("deal-next-return-meet", "deal-next-return-meet-text"),
        (true, true) => ("deal-next-return", "deal-next-return-text"),
        (true, false) => ("deal-next-return-wait", "deal-next-return-wait-text"),
    }
}

fn completed(facts: &OrderFacts<'_>) -> &'static str {
    match facts.deal.state.outcome {
        Some(Outcome::PaidOut) if !facts.buys() => "deal-next-paid-out-text",
        _ => "deal-next-completed-text",
    }
}

fn cancelled(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Refunded) => "deal-next-refunded-text",
        Some(Outcome::Returned) => "deal-next-returned-text",
        _ => "deal-next-cancelled-text",
    }
}
