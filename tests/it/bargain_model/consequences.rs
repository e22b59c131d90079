//! What follows from a move: deals, and the moves of the system.

use tawar::bargaining::negotiations::{Move, Phase};
use tawar::market::Party;
use tawar::trade::deals;

use super::model::Model;
use super::types::{Availability, Deal, Parties, party};

impl Model {
    /// Reserves everything in the package, and closes every other negotiation about any of it.
    pub(super) fn make_deal(&mut self, parties: Parties) {
        let package = self.negotiations[&parties].offers.last().unwrap().package.clone();
        let listings = std::iter::once(parties.1).chain(package.goods.iter().copied());
        let reserved: Vec<_> =
            listings.map(|listing| (listing, self.listings[listing].availability)).collect();
        for (listing, _) in &reserved {
            self.listings[*listing].availability = Availability::Reserved;
            self.promises.remove(listing);
        }
        for other in self.negotiations.keys().copied().collect::<Vec<_>>() {
            if other != parties && reserved.iter().any(|(listing, _)| *listing == other.1) {
                assert!(self.apply_move(other, Party::System, Move::Close, None));
            }
        }
        let state = deals::State::opened(0, self.now);
        self.deals.push(Deal { parties, package, reserved, state });
    }

    pub(super) fn cancel_deal(&mut self, who: usize, deal: usize) -> bool {
        let Some(deal) = self.deals.get_mut(deal) else { return false };
        let parties = deal.parties;
        if ![parties.0, self.listings[parties.1].owner].contains(&who) {
            return false;
        }
        let command = deals::Command::CallOff { reason: "sakit".into() };
        let Ok(events) = deals::decide(&deal.state, party(who, parties), command, self.now) else {
            return false;
        };
        for event in &events {
            deals::evolve(&mut deal.state, event);
        }
        for (listing, was) in &deal.reserved {
            self.listings[*listing].availability = *was;
        }
        assert!(self.apply_move(parties, Party::System, Move::Reopen, None));
        true
    }

    /// What the system does by itself: it voids offers that cannot be fulfilled, closes negotiations about listings
    /// that are no longer active, and reopens those about listings that are active again.
    pub(super) fn apply_consequences(&mut self) {
        for parties in self.negotiations.keys().copied().collect::<Vec<_>>() {
            self.settle_by_system(parties, Move::Void);
            let negotiation = &self.negotiations[&parties];
            let (phase, pending) = (negotiation.state.phase, negotiation.pending().is_some());
            match self.listings[parties.1].availability {
                Availability::Listed if phase == Phase::Closed => {
                    assert!(self.apply_move(parties, Party::System, Move::Reopen, None));
                }
                Availability::BarterOnly | Availability::Deleted if pending => {
                    assert!(self.apply_move(parties, Party::System, Move::Close, None));
                }
                _ => {}
            }
        }
    }
}
