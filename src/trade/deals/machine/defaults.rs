//! What happens at a deadline when nobody acts.

use super::command::Event;
use super::state::{Course, Leg, LegStatus, Payment, Status};
use super::terms::{Moment, Opening};
use crate::market::Party;

/// The default outcome. Of a pending deal the assistant's agreement holds, and an unanswered question ends; of an agreed
/// one that was not paid, met about or sent, everything goes back; what is on its way is presumed to arrive; what has arrived
/// is presumed to be as agreed.
pub(super) fn at_deadline(course: &Course, moment: &Moment) -> Vec<Event> {
    let cancelled = || vec![Event::Cancelled { by: Party::System, reason: String::new() }];
    match course.state.status {
        Status::Pending if course.terms.opening == Opening::Assistant => {
            let deadline = moment.agreed_until(course.terms);
            vec![Event::Confirmed { at: moment.now, deadline }]
        }
        Status::Pending => cancelled(),
        // At a meeting both hand over at once: who confirmed speaks for both.
        Status::Agreed if course.meets() && any_received(course) => completed(course, moment),
        Status::Agreed => cancelled(),
        Status::Shipped => {
            let on_the_way = course.legs.iter().filter(|leg| leg.status == LegStatus::Sent);
            on_the_way
                .map(|leg| Event::Arrived { sender: leg.sender, at: moment.now })
                .chain([Event::Delivered { deadline: moment.inspect_until }])
                .collect()
        }
        Status::Delivered => completed(course, moment),
        Status::Disputed if course.state.returning => back(course, moment),
        Status::Disputed => Vec::new(),
        Status::Completed | Status::Cancelled => Vec::new(),
    }
}

fn any_received(course: &Course) -> bool {
    course.legs.iter().any(|leg| leg.status == LegStatus::Received)
}

fn completed(course: &Course, moment: &Moment) -> Vec<Event> {
    let open = course.legs.iter().filter(|leg| leg.status != LegStatus::Received);
    let complaint_until = Some(moment.inspect_until);
    open.map(|leg| Event::Received { sender: leg.sender, at: moment.now })
        .chain([Event::Completed { complaint_until }])
        .collect()
}

/// What was to go back: a buyer who keeps the goods pays for them; what is on its way is presumed to arrive; what has
/// arrived is presumed to be as it was.
fn back(course: &Course, moment: &Moment) -> Vec<Event> {
    let with = |status: LegStatus| course.returns.iter().filter(move |leg| leg.status == status);
    let cancelled = Event::Cancelled { by: Party::System, reason: String::new() };
    let held = course.state.payment == Payment::Escrow;
    let has_it = course.leg_of(Party::Seller).is_some_and(Leg::has_arrived);
    if with(LegStatus::Waiting).any(|leg| leg.sender == Party::Buyer) && held && has_it {
        return vec![Event::Completed { complaint_until: None }];
    }
    if with(LegStatus::Waiting).next().is_some() {
        return vec![cancelled];
    }
    if with(LegStatus::Sent).next().is_some() {
        return with(LegStatus::Sent)
            .map(|leg| Event::Arrived { sender: leg.sender, at: moment.now })
            .chain([Event::ReturnsDue { deadline: moment.inspect_until }])
            .collect();
    }
    with(LegStatus::Delivered)
        .map(|leg| Event::Received { sender: leg.sender, at: moment.now })
        .chain([cancelled])
        .collect()
}
