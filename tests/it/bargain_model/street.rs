//! What happens in the street when somebody does something there. Negotiations and deals are evolved by the product's own
//! machines; what they refuse is compared with the plain terms of `rules`.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use tawar::bargaining::negotiations::{
    self as negotiating, Event, Facts, IncludedCounts, ListingFacts, Move, Phase, Tries,
};
use tawar::base::ids::OfferId;
use tawar::market::Party;
use tawar::trade::deals;

use super::plain::{Command, Deal, Deed, Made, Negotiation, Seats, Seen, Stand, Thing, party};
use super::rules::Package;

#[derive(Clone, Debug)]
pub struct Street {
    pub things: Vec<Thing>,
    pub negotiations: BTreeMap<Seats, Negotiation>,
    pub deals: Vec<Deal>,
    /// What is promised to whom.
    pub promises: BTreeMap<usize, Seats>,
    /// Nothing takes time here but a day.
    now: DateTime<Utc>,
}

impl Street {
    pub fn new() -> Self {
        let thing = |title, owner, stand, for_money, price| Thing {
            title,
            owner,
            stand,
            for_money,
            for_goods: true,
            price,
        };
        let things = vec![
            thing("Kamera analog", 0, Stand::Shown, true, 1_000_000),
            thing("Tripod kayu", 0, Stand::Shown, true, 400_000),
            thing("Gitar akustik", 1, Stand::Shown, false, 700_000),
            thing("Buku lama", 1, Stand::Kept, false, 100_000),
            thing("Radio tua", 2, Stand::Shown, true, 500_000),
            thing("Lampu belajar", 2, Stand::Kept, false, 150_000),
        ];
        Self {
            things,
            negotiations: BTreeMap::new(),
            deals: vec![],
            promises: BTreeMap::new(),
            now: DateTime::UNIX_EPOCH,
        }
    }

    /// Does it, if it may be done; whether it was.
    pub fn takes(&mut self, who: usize, command: &Command) -> bool {
        let done = match command {
            Command::At(seats, deed) => self.deals_with(who, *seats, deed),
            Command::Write { thing, kept, for_money, for_goods } => {
                let fits = !kept || (*for_goods && !for_money);
                let thing = &mut self.things[*thing];
                let may = thing.owner == who && thing.stand != Stand::Held && fits;
                if may {
                    thing.stand = if *kept { Stand::Kept } else { Stand::Shown };
                    (thing.for_money, thing.for_goods) = (*for_money, *for_goods);
                }
                may
            }
            Command::Delete(thing) => {
                let thing = &mut self.things[*thing];
                let may = thing.owner == who && thing.stand != Stand::Held;
                if may {
                    thing.stand = Stand::Away;
                }
                may
            }
            Command::CallOff(deal) => self.calls_off(who, *deal),
            Command::Promise(seats) => {
                let thing = &self.things[seats.1];
                let elsewhere = self.promises.get(&seats.1).is_some_and(|there| there != seats);
                let may = thing.owner == who && thing.stand == Stand::Shown && !elsewhere;
                if may {
                    self.promises.insert(seats.1, *seats);
                }
                may
            }
            Command::Release(seats) => {
                let may = [seats.0, self.things[seats.1].owner].contains(&who);
                if may && self.promises.get(&seats.1) == Some(seats) {
                    self.promises.remove(&seats.1);
                }
                may
            }
            Command::Day => {
                self.promises.clear();
                self.now += Duration::hours(25);
                for seats in self.negotiations.keys().copied().collect::<Vec<_>>() {
                    self.negotiations.get_mut(&seats).unwrap().begun = 0;
                    self.settles_by_itself(seats, Move::Expire);
                }
                true
            }
            Command::Again => true,
        };
        if done {
            self.what_follows();
        }
        done
    }

    /// What a decision about an offer of this package reads.
    fn facts(&self, seats: Seats, package: &Package) -> Facts {
        let (thing, owner) = (&self.things[seats.1], self.owner(seats));
        let of =
            |who: usize| package.goods.iter().filter(|g| self.things[**g].owner == who).count();
        let gone = package.goods.iter().filter(|good| !self.things[**good].stand.can_be_had());
        let begun = self.negotiations.get(&seats).map_or(0, |it| it.begun);
        let asking = self.asking(seats, package);
        let listing = ListingFacts {
            on_offer: thing.stand == Stand::Shown,
            free: false,
            for_money: thing.for_money,
            for_barter: thing.for_goods,
        };
        Facts {
            included: IncludedCounts {
                of_buyer: of(seats.0),
                of_seller: of(owner),
                unavailable: gone.count(),
            },
            reserved_elsewhere: self.is_promised_away(seats, package),
            floor: (asking + 1) / 2,
            asking: Some(asking),
            tries: Some(Tries { allowed: 3, used: i64::try_from(begun).unwrap() }),
            ..Facts::permissive(listing)
        }
    }

    /// Decides and evolves a move; whether the product's machine took it.
    fn moves(&mut self, seats: Seats, by: Party, step: Move, seen: Option<i32>) -> bool {
        let pending = self.negotiations.get(&seats).and_then(Negotiation::pending);
        let none = || Package { goods: vec![], amount: 0 };
        let package = pending.map_or_else(none, |made| made.package.clone());
        self.decides(seats, by, negotiating::Command { step, seen }, &package)
    }

    fn decides(
        &mut self,
        seats: Seats,
        by: Party,
        command: negotiating::Command,
        package: &Package,
    ) -> bool {
        let facts = self.facts(seats, package);
        let negotiation = self.negotiations.entry(seats).or_insert_with(Negotiation::fresh);
        let state = negotiation.state;
        let Ok(events) = negotiating::decide(&state, &facts, by, command, self.now) else {
            return false;
        };
        let owner = self.things[seats.1].owner;
        for event in &events {
            negotiating::evolve(&mut negotiation.state, event);
            if let Event::Offered { offer, opening } = event {
                negotiation.begun += usize::from(*opening);
                negotiation.included.extend(&package.goods);
                negotiation.offers.push(Made {
                    id: offer.id.0,
                    by: if offer.by == Party::Buyer { seats.0 } else { owner },
                    package: package.clone(),
                    asked: false,
                    status: offer.status,
                    reason: String::new(),
                });
            }
            if let Some(offer) = negotiation.state.offer
                && let Some(made) =
                    negotiation.offers.iter_mut().find(|it| OfferId(it.id) == offer.id)
            {
                (made.status, made.asked) = (offer.status, offer.asked_for_more);
            }
        }
        true
    }

    /// A move of the system about what is pending; nothing where nothing is.
    fn settles_by_itself(&mut self, seats: Seats, step: fn(OfferId) -> Move) {
        let pending = self.negotiations.get(&seats).and_then(|it| it.state.pending());
        if let Some(pending) = pending {
            assert!(self.moves(seats, Party::System, step(pending.id), None));
        }
    }

    fn deals_with(&mut self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let (may, low) = (self.may(who, seats, deed), self.is_too_low(who, seats, deed));
        if !self.is_heard(who, seats, deed) {
            return false;
        }
        let fresh = !self.negotiations.contains_key(&seats);
        let by = party(who, seats);
        let answers = |street: &mut Self, seen: &Seen, step: fn(OfferId) -> Move| {
            street.moves(seats, by, step(OfferId(seen.offer)), Some(seen.version))
        };
        let taken = match deed {
            Deed::Offer(id, package) => {
                let step = Move::Offer { id: OfferId(*id), amount: package.amount };
                self.decides(seats, by, negotiating::Command { step, seen: None }, package)
            }
            Deed::Counter(id, seen, package) => {
                let step = Move::Offer { id: OfferId(*id), amount: package.amount };
                let seen = Some(seen.version);
                self.decides(seats, by, negotiating::Command { step, seen }, package)
            }
            Deed::Accept(seen) => answers(self, seen, Move::Accept),
            Deed::Decline(seen, _) => answers(self, seen, Move::Decline),
            Deed::AskMore(seen) => answers(self, seen, Move::AskMore),
            Deed::Withdraw(seen) => answers(self, seen, Move::Withdraw),
        };
        assert_eq!(taken, may, "the machine and plain terms about {seats:?}: {who} {deed:?}");
        if !taken {
            // What was refused leaves no negotiation behind.
            if fresh {
                self.negotiations.remove(&seats);
            }
            return false;
        }
        match deed {
            Deed::Accept(_) => self.agrees(seats),
            Deed::Decline(_, why) => {
                self.negotiations.get_mut(&seats).unwrap().offers.last_mut().unwrap().reason =
                    why.clone();
            }
            _ => {}
        }
        let declined = self.negotiations[&seats].pending().is_none();
        assert!(!low || declined, "what begins too low is declined at once");
        true
    }

    /// Everything in the package is held, and every other negotiation about any of it is over for now.
    fn agrees(&mut self, seats: Seats) {
        let package = self.negotiations[&seats].offers.last().unwrap().package.clone();
        let things = std::iter::once(seats.1).chain(package.goods.iter().copied());
        let held: Vec<_> = things.map(|thing| (thing, self.things[thing].stand)).collect();
        for (thing, _) in &held {
            self.things[*thing].stand = Stand::Held;
            self.promises.remove(thing);
        }
        for other in self.negotiations.keys().copied().collect::<Vec<_>>() {
            if other != seats && held.iter().any(|(thing, _)| *thing == other.1) {
                assert!(self.moves(other, Party::System, Move::Close, None));
            }
        }
        let state = deals::State::opened(0, self.now);
        self.deals.push(Deal { seats, package, held, state });
    }

    fn calls_off(&mut self, who: usize, deal: usize) -> bool {
        let Some(deal) = self.deals.get_mut(deal) else { return false };
        let seats = deal.seats;
        if ![seats.0, self.things[seats.1].owner].contains(&who) {
            return false;
        }
        let command = deals::Command::CallOff { reason: "sakit".into() };
        let Ok(events) = deals::decide(&deal.state, party(who, seats), command, self.now) else {
            return false;
        };
        for event in &events {
            deals::evolve(&mut deal.state, event);
        }
        for (thing, was) in &deal.held {
            self.things[*thing].stand = *was;
        }
        assert!(self.moves(seats, Party::System, Move::Reopen, None));
        true
    }

    /// What the system does by itself: offers that cannot be kept are declined, negotiations about what left the market
    /// close, those about what came back go on.
    fn what_follows(&mut self) {
        for seats in self.negotiations.keys().copied().collect::<Vec<_>>() {
            self.settles_by_itself(seats, Move::Void);
            let negotiation = &self.negotiations[&seats];
            let (phase, pending) = (negotiation.state.phase, negotiation.pending().is_some());
            match self.things[seats.1].stand {
                Stand::Shown if phase == Phase::Closed => {
                    assert!(self.moves(seats, Party::System, Move::Reopen, None));
                }
                Stand::Kept | Stand::Away if pending => {
                    assert!(self.moves(seats, Party::System, Move::Close, None));
                }
                _ => {}
            }
        }
    }
}
