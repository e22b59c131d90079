//! Applying a decided event.

use super::command::Event;
use super::state::{Course, Leg, LegStatus, Outcome, Payment, State, Status};
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
        Event::Completed => {
            let paid = state.payment == Payment::Escrow;
            state.payment = if paid { Payment::Released } else { Payment::None };
            state.end(Status::Completed, if paid { Outcome::PaidOut } else { Outcome::HandedOver });
        }
        Event::Cancelled { by, reason } => cancel(course, *by, reason),
        Event::Sent { sender, .. }
        | Event::Arrived { sender, .. }
        | Event::Received { sender, .. }
        | Event::Lost { sender }
        | Event::CameBack { sender } => {
            if let Some(leg) = course.legs.iter_mut().find(|leg| leg.sender == *sender) {
                evolve_leg(leg, event);
            }
        }
    }
    course.state.version += 1;
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
    let outcome = match (left, held) {
        (true, _) => Outcome::Returned,
        (false, true) => Outcome::Refunded,
        (false, false) => Outcome::Void,
    };
    state.end(Status::Cancelled, outcome);
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
    }
}
