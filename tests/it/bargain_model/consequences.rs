//! What follows from a move: deals, and the moves of the system.

use tawar::bargaining::negotiations::{Move, Phase};
use tawar::config::Mode;
use tawar::market::Party;
use tawar::market::terms::Delivery;
use tawar::trade::deals;

use super::model::Model;
use super::types::{Availability, Deal, Parties, party};

/// Every deal of the model is handed over at a meeting.
const MEETING: deals::Terms = deals::Terms {
    mode: Mode::Sale,
    method: Delivery::Meet,
    protected: false,
    opening: deals::Opening::Agreed,
};

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
        let course = deals::Course::open(MEETING, 0, self.now, &self.moment());
        self.deals.push(Deal { parties, package, reserved, course });
    }

    fn moment(&self) -> deals::Moment {
        deals::Moment { now: self.now, ship_by: self.now, inspect_until: self.now }
    }

    pub(super) fn cancel_deal(&mut self, who: usize, deal: usize) -> bool {
        let moment = self.moment();
        let Some(deal) = self.deals.get_mut(deal) else { return false };
        let parties = deal.parties;
        if ![parties.0, self.listings[parties.1].owner].contains(&who) {
            return false;
        }
        let command = deals::Command::CallOff { reason: "sakit".into() };
        let Ok(events) = deals::decide(&deal.course, party(who, parties), command, &moment) else {
            return false;
        };
        for event in &events {
            deals::evolve(&mut deal.course, event);
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
