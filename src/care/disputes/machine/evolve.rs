//! Applying a decided event.

use super::command::Event;
use super::state::{Offer, State, Status};
use crate::base::clock::Timestamp;
use crate::market::Party;
use crate::trade::deals::Verdict;

/// Applies an event.
pub fn evolve(state: &mut State, event: &Event) {
    match event {
        Event::Answered { wants, deadline } => {
            state.answer = *wants;
            state.moves_to(Status::Answered, *deadline);
        }
        Event::Offered { by, verdict } => {
            state.offer = Some(Offer { by: *by, verdict: *verdict });
        }
        Event::OfferWithdrawn { .. } => state.offer = None,
        Event::Settled { verdict } => state.end(Status::Settled, Some(*verdict)),
        Event::RulingAccepted { by: Party::Buyer } => state.buyer_accepts = true,
        Event::RulingAccepted { .. } => state.seller_accepts = true,
        Event::Appealed { by, deadline } => {
            state.appealed_by = Some(*by);
            // Somebody else takes it.
            state.mediator = None;
            state.moves_to(Status::Appealed, *deadline);
        }
        Event::Withdrawn => state.end(Status::Withdrawn, None),
        Event::Taken { by } => state.mediator = Some(*by),
        Event::HandedOver { to, .. } => state.mediator = Some(*to),
        Event::Joined { by } => {
            state.joined = true;
            state.mediator.get_or_insert(*by);
        }
        Event::Asked { deadline, .. } => state.deadline_at = Some(*deadline),
        Event::Proposed { ruling } => {
            state.mediator = ruling.by.or(state.mediator);
            match state.status {
                Status::Appealed => state.second = Some(*ruling),
                _ => state.first = Some(*ruling),
            }
        }
        Event::Ruled { ruling, deadline } => {
            state.mediator = ruling.by.or(state.mediator);
            // What was offered before was offered about another case.
            state.offer = None;
            if state.status == Status::Appealed {
                state.second = Some(*ruling);
                state.deadline_at = Some(*deadline);
            } else {
                state.first = Some(*ruling);
                state.moves_to(Status::Ruled, *deadline);
            }
        }
        Event::Ended { verdict } => state.end(Status::Final, Some(*verdict)),
        Event::EvidenceGiven { .. } | Event::Said { .. } | Event::Noted { .. } => {}
    }
    state.version += 1;
}

impl State {
    fn moves_to(&mut self, status: Status, deadline: Timestamp) {
        self.status = status;
        self.deadline_at = Some(deadline);
    }

    fn end(&mut self, status: Status, verdict: Option<Verdict>) {
        self.status = status;
        self.end = verdict;
        self.offer = None;
        self.deadline_at = None;
    }
}
