//! Applying a decided event.

use super::command::Event;
use super::state::{Course, Leg, LegStatus, Outcome, Payment, State, Status};
use super::verdict::{Verdict, VerdictKind};
use crate::base::clock::Timestamp;
use crate::market::Party;

/// Applies an event.
pub fn evolve(course: &mut Course, event: &Event) {
    let state = &mut course.state;
    match event {
        Event::Confirmed { at, deadline } => {
            state.agreed_at = Some(*at);
            state.moves_to(Status::Agreed, *deadline);
        }
        Event::ShippingSet { amount } => state.shipping = *amount,
        Event::PaymentStarted => {}
        Event::Paid { at, deadline } => {
            state.payment = Payment::Escrow;
            state.paid_at = Some(*at);
            state.deadline_at = Some(*deadline);
        }
        Event::PaidTooLate => {
            state.payment = Payment::Refunded;
            state.outcome = Some(Outcome::Refunded);
        }
        Event::Shipped { deadline } => state.moves_to(Status::Shipped, *deadline),
        Event::Delivered { deadline } => state.moves_to(Status::Delivered, *deadline),
        Event::Appointed { deadline } => state.deadline_at = Some(*deadline),
        Event::WrongCode => state.handover_tries = state.handover_tries.saturating_add(1),
        Event::Completed { complaint_until } => complete(state, *complaint_until),
        Event::Disputed { at, .. } => freeze(state, *at),
        Event::Resumed { deadline } => resume(course, *deadline),
        Event::PaidMeanwhile { at } => {
            state.payment = Payment::Escrow;
            state.paid_at = Some(*at);
        }
        Event::Ruled { verdict } => state.verdict = Some(verdict.kind()),
        Event::Returning { deadline } => {
            course.returns = course.to_return();
            course.state.returning = true;
            course.state.deadline_at = Some(*deadline);
        }
        Event::ReturnsDue { deadline } => state.deadline_at = Some(*deadline),
        Event::Divided { verdict } => {
            state.payment = Payment::Released;
            state.end(Status::Completed, divided(*verdict));
        }
        Event::Cancelled { by, reason } => cancel(course, *by, reason),
        Event::Sent { sender, .. }
        | Event::Arrived { sender, .. }
        | Event::Received { sender, .. }
        | Event::Lost { sender }
        | Event::CameBack { sender } => {
            evolve_leg_of(course, *sender, event);
        }
    }
    course.state.version += 1;
}

/// A party complains. The deadline does not run; what is left of it counts when the complaint is withdrawn.
fn freeze(state: &mut State, at: Timestamp) {
    state.disputed_at = Some(at);
    // A complaint about what is sent back is about the same deal as the first.
    if state.status != Status::Disputed {
        state.disputed_from = Some(state.status);
    }
    state.returning = false;
    state.verdict = None;
    state.outcome = None;
    state.moves_to(Status::Disputed, state.deadline_at.unwrap_or(at));
}

/// While goods go back, the courier may still report about the first parcel.
fn evolve_leg_of(course: &mut Course, sender: Party, event: &Event) {
    let returning = course.state.returning;
    let own = |leg: &&mut Leg| leg.sender == sender;
    let back = course.returns.iter_mut().filter(|_| returning).find(own);
    if let Some(leg) = back.or(course.legs.iter_mut().find(own)) {
        evolve_leg(leg, event);
    }
}

fn evolve_leg(leg: &mut Leg, event: &Event) {
    match event {
        Event::Sent { tracking, at, .. } => {
            leg.status = LegStatus::Sent;
            leg.courier = Some(tracking.courier);
            leg.tracking_no = Some(tracking.number.clone());
            leg.sent_at = Some(*at);
        }
        Event::Arrived { at, .. } => {
            leg.status = LegStatus::Delivered;
            leg.delivered_at = Some(*at);
        }
        Event::Received { at, .. } => {
            leg.status = LegStatus::Received;
            leg.delivered_at.get_or_insert(*at);
            leg.received_at = Some(*at);
        }
        Event::Lost { .. } => leg.status = LegStatus::Lost,
        Event::CameBack { sender } if leg.returning => {
            *leg = Leg { returning: true, ..Leg::waiting(*sender) };
        }
        Event::CameBack { .. } => leg.status = LegStatus::Returned,
        _ => {}
    }
}

fn cancel(course: &mut Course, by: Party, reason: &str) {
    let left = course.legs.iter().any(|leg| leg.has_left() && leg.status != LegStatus::Lost);
    let state = &mut course.state;
    let held = state.payment == Payment::Escrow;
    state.payment = if held { Payment::Refunded } else { Payment::None };
    state.cancelled_by = Some(by);
    state.cancel_reason = Some(reason.to_owned());
    let outcome = match (state.verdict, left, held) {
        (Some(VerdictKind::Refund), ..) => Outcome::Refunded,
        (Some(VerdictKind::ReturnBoth), ..) | (None, true, _) => Outcome::Returned,
        (_, _, true) => Outcome::Refunded,
        (_, _, false) => Outcome::Void,
    };
    state.end(Status::Cancelled, outcome);
}

fn complete(state: &mut State, complaint_until: Option<Timestamp>) {
    let paid = state.payment == Payment::Escrow;
    state.payment = if paid { Payment::Released } else { Payment::None };
    // Money that was held waited until the goods were inspected.
    state.complaint_until = complaint_until.filter(|_| !paid);
    let outcome = match state.verdict {
        Some(VerdictKind::Damages) => Outcome::Damages,
        _ if paid => Outcome::PaidOut,
        _ => Outcome::HandedOver,
    };
    state.end(Status::Completed, outcome);
}

fn divided(verdict: Verdict) -> Outcome {
    if verdict.kind() == VerdictKind::Damages { Outcome::Damages } else { Outcome::Split }
}

/// The status in which the complaint was made; what has arrived meanwhile counts.
fn resume(course: &mut Course, deadline: Option<Timestamp>) {
    let arrived = course.legs.iter().all(Leg::has_arrived);
    let state = &mut course.state;
    if !course.returns.is_empty() {
        state.returning = true;
        state.verdict = Some(VerdictKind::ReturnBoth);
        state.deadline_at = deadline;
        return;
    }
    state.status = match state.disputed_from.unwrap_or(Status::Agreed) {
        Status::Shipped if arrived => Status::Delivered,
        before => before,
    };
    state.outcome = (state.status == Status::Completed).then_some(Outcome::HandedOver);
    state.deadline_at = deadline;
}

impl State {
    fn moves_to(&mut self, status: Status, deadline: Timestamp) {
        self.status = status;
        self.deadline_at = Some(deadline);
    }

    fn end(&mut self, status: Status, outcome: Outcome) {
        self.status = status;
        self.outcome = Some(outcome);
        self.deadline_at = None;
        self.returning = false;
    }
}
