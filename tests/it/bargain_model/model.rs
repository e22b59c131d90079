//! The state of all listings, negotiations and deals, and how a command changes it. Negotiations and deals are evolved
//! by the product's own state machines; what these refuse is compared with the rules in `rules`.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Utc};
use tawar::bargaining::negotiations as negotiating;
use tawar::bargaining::negotiations::{Event, Facts, IncludedCounts, ListingFacts, Move, Tries};
use tawar::base::ids::OfferId;
use tawar::market::Party;

use super::rules::Package;
use super::types::{
    Availability, BargainStep, Command, Deal, Listing, Negotiation, OfferRecord, Parties, Seen,
    party,
};

#[derive(Clone, Debug)]
pub struct Model {
    pub listings: Vec<Listing>,
    pub negotiations: BTreeMap<Parties, Negotiation>,
    pub deals: Vec<Deal>,
    /// The buyer to whom a listing is promised.
    pub promises: BTreeMap<usize, Parties>,
    /// Only `Command::Day` advances it.
    pub(super) now: DateTime<Utc>,
}

impl Model {
    pub fn new() -> Self {
        let listing = |title, owner, availability, for_money, price| Listing {
            title,
            owner,
            availability,
            for_money,
            for_goods: true,
            price,
        };
        let listings = vec![
            listing("Kamera analog", 0, Availability::Listed, true, 1_000_000),
            listing("Tripod kayu", 0, Availability::Listed, true, 400_000),
            listing("Gitar akustik", 1, Availability::Listed, false, 700_000),
            listing("Buku lama", 1, Availability::BarterOnly, false, 100_000),
            listing("Radio tua", 2, Availability::Listed, true, 500_000),
            listing("Lampu belajar", 2, Availability::BarterOnly, false, 150_000),
        ];
        Self {
            listings,
            negotiations: BTreeMap::new(),
            deals: vec![],
            promises: BTreeMap::new(),
            now: DateTime::UNIX_EPOCH,
        }
    }

    /// Applies a command if it is allowed; returns whether it was.
    pub fn apply(&mut self, who: usize, command: &Command) -> bool {
        let applied = match command {
            Command::Bargain(parties, bargain_step) => {
                self.apply_bargain_step(who, *parties, bargain_step)
            }
            Command::Write { listing, barter_only, for_money, for_goods } => {
                let fits = !barter_only || (*for_goods && !for_money);
                let listing = &mut self.listings[*listing];
                let allowed =
                    listing.owner == who && listing.availability != Availability::Reserved && fits;
                if allowed {
                    listing.availability =
                        if *barter_only { Availability::BarterOnly } else { Availability::Listed };
                    (listing.for_money, listing.for_goods) = (*for_money, *for_goods);
                }
                allowed
            }
            Command::Delete(listing) => {
                let listing = &mut self.listings[*listing];
                let allowed =
                    listing.owner == who && listing.availability != Availability::Reserved;
                if allowed {
                    listing.availability = Availability::Deleted;
                }
                allowed
            }
            Command::CallOff(deal) => self.cancel_deal(who, *deal),
            Command::Promise(parties) => {
                let listing = &self.listings[parties.1];
                let promised_elsewhere =
                    self.promises.get(&parties.1).is_some_and(|other| other != parties);
                let allowed = listing.owner == who
                    && listing.availability == Availability::Listed
                    && !promised_elsewhere;
                if allowed {
                    self.promises.insert(parties.1, *parties);
                }
                allowed
            }
            Command::Release(parties) => {
                let allowed = [parties.0, self.listings[parties.1].owner].contains(&who);
                if allowed && self.promises.get(&parties.1) == Some(parties) {
                    self.promises.remove(&parties.1);
                }
                allowed
            }
            Command::Day => {
                self.promises.clear();
                self.now += Duration::hours(25);
                for parties in self.negotiations.keys().copied().collect::<Vec<_>>() {
                    self.negotiations.get_mut(&parties).unwrap().opened_today = 0;
                    self.settle_by_system(parties, Move::Expire);
                }
                true
            }
            Command::Again => true,
        };
        if applied {
            self.apply_consequences();
        }
        applied
    }

    /// The facts that a decision about an offer of this package reads.
    fn facts(&self, parties: Parties, package: &Package) -> Facts {
        let (listing, owner) = (&self.listings[parties.1], self.owner(parties));
        let of =
            |who: usize| package.goods.iter().filter(|g| self.listings[**g].owner == who).count();
        let gone =
            package.goods.iter().filter(|good| !self.listings[**good].availability.is_available());
        let opened_today = self.negotiations.get(&parties).map_or(0, |it| it.opened_today);
        let asking = self.asking_price(parties, package);
        let listing = ListingFacts {
            on_offer: listing.availability == Availability::Listed,
            taken: listing.availability == Availability::Reserved,
            free: false,
            for_money: listing.for_money,
            for_barter: listing.for_goods,
        };
        Facts {
            included: IncludedCounts {
                of_buyer: of(parties.0),
                of_seller: of(owner),
                unavailable: gone.count(),
            },
            same_goods: self.pending_with_goods_of(parties, package).is_some(),
            reserved_elsewhere: self.is_promised_elsewhere(parties, package),
            floor: (asking + 1) / 2,
            asking: Some(asking),
            tries: Some(Tries { allowed: 3, used: i64::try_from(opened_today).unwrap() }),
            ..Facts::permissive(listing)
        }
    }

    /// Decides and evolves a move; returns whether the product's state machine accepted it.
    pub(super) fn apply_move(
        &mut self,
        parties: Parties,
        by: Party,
        step: Move,
        seen: Option<i32>,
    ) -> bool {
        let pending = self.negotiations.get(&parties).and_then(Negotiation::pending);
        let empty_package = || Package { goods: vec![], amount: 0 };
        let package = pending.map_or_else(empty_package, |record| record.package.clone());
        self.decide_and_evolve(
            parties,
            by,
            negotiating::Command { seen, ..negotiating::Command::now(step) },
            &package,
        )
    }

    fn decide_and_evolve(
        &mut self,
        parties: Parties,
        by: Party,
        command: negotiating::Command,
        package: &Package,
    ) -> bool {
        let facts = self.facts(parties, package);
        let negotiation = self.negotiations.entry(parties).or_insert_with(Negotiation::fresh);
        let state = negotiation.state;
        let Ok(events) = negotiating::decide(&state, &facts, by, command, self.now) else {
            return false;
        };
        let owner = self.listings[parties.1].owner;
        for event in &events {
            negotiating::evolve(&mut negotiation.state, event);
            if let Event::Offered { offer, opening } = event {
                negotiation.opened_today += usize::from(*opening);
                negotiation.included.extend(&package.goods);
                negotiation.offers.push(OfferRecord {
                    id: offer.id.0,
                    by: if offer.by == Party::Buyer { parties.0 } else { owner },
                    package: package.clone(),
                    asked_for_more: false,
                    status: offer.status,
                    reason: String::new(),
                });
            }
            if let Some(offer) = negotiation.state.offer
                && let Some(record) =
                    negotiation.offers.iter_mut().find(|it| OfferId(it.id) == offer.id)
            {
                (record.status, record.asked_for_more) = (offer.status, offer.asked_for_more);
            }
        }
        true
    }

    /// A move of the system about the pending offer, if there is one.
    pub(super) fn settle_by_system(&mut self, parties: Parties, step: fn(OfferId) -> Move) {
        let pending = self.negotiations.get(&parties).and_then(|it| it.state.pending());
        if let Some(pending) = pending {
            assert!(self.apply_move(parties, Party::System, step(pending.id), None));
        }
    }

    fn apply_bargain_step(
        &mut self,
        who: usize,
        parties: Parties,
        bargain_step: &BargainStep,
    ) -> bool {
        let (allowed, low) = (
            self.is_allowed(who, parties, bargain_step),
            self.is_too_low(who, parties, bargain_step),
        );
        if !self.is_valid(who, parties, bargain_step) {
            return false;
        }
        let fresh = !self.negotiations.contains_key(&parties);
        let by = party(who, parties);
        let answers = |model: &mut Self, seen: &Seen, step: fn(OfferId) -> Move| {
            model.apply_move(parties, by, step(OfferId(seen.offer)), Some(seen.version))
        };
        let accepted = match bargain_step {
            BargainStep::Offer(id, package) => {
                let step = Move::Offer { id: OfferId(*id), amount: package.amount };
                self.decide_and_evolve(parties, by, negotiating::Command::now(step), package)
            }
            BargainStep::Counter(id, seen, package) => {
                let step = Move::Offer { id: OfferId(*id), amount: package.amount };
                let seen = Some(seen.version);
                let command = negotiating::Command { seen, ..negotiating::Command::now(step) };
                self.decide_and_evolve(parties, by, command, package)
            }
            BargainStep::Accept(seen) => answers(self, seen, Move::Accept),
            BargainStep::Decline(seen, _) => answers(self, seen, Move::Decline),
            BargainStep::AskMore(seen) => answers(self, seen, Move::AskMore),
            BargainStep::Withdraw(seen) => answers(self, seen, Move::Withdraw),
        };
        assert_eq!(
            accepted, allowed,
            "the state machine and the rules differ about {parties:?}: {who} {bargain_step:?}"
        );
        if !accepted {
            // A refused opening offer creates no negotiation.
            if fresh {
                self.negotiations.remove(&parties);
            }
            return false;
        }
        match bargain_step {
            BargainStep::Accept(_) => self.make_deal(parties),
            BargainStep::Decline(_, reason) => {
                self.negotiations.get_mut(&parties).unwrap().offers.last_mut().unwrap().reason =
                    reason.clone();
            }
            _ => {}
        }
        let declined = self.negotiations[&parties].pending().is_none();
        assert!(!low || declined, "an opening offer that is too low is declined at once");
        true
    }
}
