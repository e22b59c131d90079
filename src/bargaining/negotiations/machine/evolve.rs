//! How an event changes the state. The rows are saved as this leaves them; nothing else sets a status.

use super::command::Event;
use super::state::{OfferState, OfferStatus, Phase, State};
use crate::base::ids::OfferId;

/// Applies one event. Total: an event about an offer that is not pending changes no offer.
pub fn evolve(state: &mut State, event: &Event) {
    match *event {
        Event::Offered { offer, .. } => state.offer = Some(offer),
        Event::Bought(offer) => {
            state.offer = Some(offer);
            state.phase = Phase::Agreed;
        }
        Event::Replaced { id, status } => settle(state, id, status),
        Event::TooLow(id) | Event::Declined(id) | Event::Voided(id) => {
            settle(state, id, OfferStatus::Declined);
        }
        Event::Withdrawn(id) => settle(state, id, OfferStatus::Withdrawn),
        Event::Expired(id) => settle(state, id, OfferStatus::Expired),
        Event::Accepted(id) => {
            settle(state, id, OfferStatus::Accepted);
            state.phase = Phase::Agreed;
        }
        Event::AskedMore(id) => change_pending(state, id, |offer| offer.asked_for_more = true),
        Event::Bound(id) => change_pending(state, id, |offer| offer.binding = true),
        Event::Closed => {
            if let Some(pending) = state.pending() {
                settle(state, pending.id, OfferStatus::Declined);
            }
            state.phase = Phase::Closed;
        }
        Event::Reopened => {
            if let Some(offer) = &mut state.offer
                && offer.status == OfferStatus::Accepted
            {
                offer.live = false;
            }
            state.phase = Phase::Open;
        }
    }
    if event.raises_version() {
        state.version += 1;
    }
}

fn settle(state: &mut State, id: OfferId, status: OfferStatus) {
    change_pending(state, id, |offer| offer.status = status);
}

fn change_pending(state: &mut State, id: OfferId, change: impl FnOnce(&mut OfferState)) {
    if let Some(offer) = &mut state.offer
        && offer.id == id
        && offer.status == OfferStatus::Pending
    {
        change(offer);
    }
}
