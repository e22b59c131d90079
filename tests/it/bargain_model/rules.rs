//! Who may do what, defined apart from the product's state machine; and the state of the model as text rows.

use tawar::bargaining::negotiations::Phase;

use super::model::Model;
use super::types::{
    Availability, BargainStep, Negotiation, OfferRecord, PEOPLE, Parties, Seen, party,
};

/// What is offered for a listing: goods of either party, and money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub goods: Vec<usize>,
    pub amount: i64,
}

impl Model {
    pub fn owner(&self, parties: Parties) -> usize {
        self.listings[parties.1].owner
    }

    /// Whether the package has anything of the buyer: then it is a barter.
    pub(super) fn is_barter(&self, parties: Parties, package: &Package) -> bool {
        package.goods.iter().any(|good| self.listings[*good].owner == parties.0)
    }

    /// Whether a command reaches the state machine at all: by a member, about listings that they may include, with a
    /// short enough text.
    pub(super) fn is_valid(
        &self,
        who: usize,
        parties: Parties,
        bargain_step: &BargainStep,
    ) -> bool {
        let (buyer, owner) = (parties.0, self.owner(parties));
        let member = buyer != owner && [buyer, owner].contains(&who);
        member
            && match bargain_step {
                BargainStep::Offer(_, package) => {
                    who == buyer && self.may_include(who, parties, package)
                }
                // A counter-offer is refused when the offer that it answers is not pending, whatever it includes.
                BargainStep::Counter(_, seen, package) => {
                    let negotiation = self.negotiations.get(&parties);
                    let pending = negotiation.and_then(Negotiation::pending);
                    pending.is_some_and(|record| record.id == seen.offer)
                        && self.may_include(who, parties, package)
                }
                BargainStep::Decline(_, reason) => reason.chars().count() <= 140,
                BargainStep::Accept(_) | BargainStep::AskMore(_) | BargainStep::Withdraw(_) => true,
            }
    }

    /// Whether a person may do this now.
    pub(super) fn is_allowed(
        &self,
        who: usize,
        parties: Parties,
        bargain_step: &BargainStep,
    ) -> bool {
        let negotiation = self.negotiations.get(&parties);
        let open = negotiation.is_none_or(|it| it.state.phase == Phase::Open);
        let shown = self.listings[parties.1].availability == Availability::Listed;
        if !self.is_valid(who, parties, bargain_step) || !open || !shown {
            return false;
        }
        let pending = negotiation.and_then(Negotiation::pending);
        let seen_offer = |seen: &Seen| {
            let pending_offer = pending.filter(|record| record.id == seen.offer);
            pending_offer.filter(|_| negotiation.is_some_and(|it| it.version() == seen.version))
        };
        let of_other_party = |seen: &Seen| seen_offer(seen).filter(|record| record.by != who);
        let turn = pending.is_none_or(|record| record.by != who || record.asked_for_more);
        match bargain_step {
            BargainStep::Offer(_, package) => {
                turn && self.accepts_kind_of(parties, package)
                    && self.betters(who, parties, package)
                    && (pending.is_some() || self.may_open(parties, package, negotiation))
            }
            BargainStep::Counter(_, seen, package) => {
                turn && seen_offer(seen).is_some()
                    && self.accepts_kind_of(parties, package)
                    && self.betters(who, parties, package)
            }
            BargainStep::Accept(seen) => of_other_party(seen).is_some_and(|record| {
                let available = |good: &usize| self.listings[*good].availability.is_available();
                record.package.goods.iter().all(available)
                    && !self.is_promised_elsewhere(parties, &record.package)
                    && self.accepts_kind_of(parties, &record.package)
            }),
            BargainStep::Decline(seen, _) => of_other_party(seen).is_some(),
            BargainStep::AskMore(seen) => {
                of_other_party(seen).is_some_and(|record| !record.asked_for_more)
            }
            BargainStep::Withdraw(seen) => seen_offer(seen).is_some_and(|record| record.by == who),
        }
    }

    /// The pending offer, if it includes exactly the goods of a package.
    pub(super) fn pending_with_goods_of(
        &self,
        parties: Parties,
        package: &Package,
    ) -> Option<&OfferRecord> {
        let sorted = |goods: &[usize]| {
            let mut goods = goods.to_vec();
            goods.sort_unstable();
            goods
        };
        let pending = self.negotiations.get(&parties).and_then(Negotiation::pending);
        pending.filter(|record| sorted(&record.package.goods) == sorted(&package.goods))
    }

    /// Whether a package is no counter-offer to one of the same goods, or asks for more than that gives: nobody here
    /// confirms a worse one.
    fn betters(&self, who: usize, parties: Parties, package: &Package) -> bool {
        let pending = self.pending_with_goods_of(parties, package);
        pending.filter(|record| record.by != who).is_none_or(|record| match who == parties.0 {
            true => package.amount < record.package.amount,
            false => package.amount > record.package.amount,
        })
    }

    /// Whether any of it is promised to somebody else.
    pub(super) fn is_promised_elsewhere(&self, parties: Parties, package: &Package) -> bool {
        let promised =
            |listing: &usize| self.promises.get(listing).is_some_and(|to| *to != parties);
        package.goods.iter().chain([&parties.1]).any(promised)
    }

    /// Whether the listing can be had for goods (with or without money), or for money.
    fn accepts_kind_of(&self, parties: Parties, package: &Package) -> bool {
        let listing = &self.listings[parties.1];
        match self.is_barter(parties, package) {
            true => listing.for_goods && package.amount >= 0,
            false => listing.for_money && package.amount >= 1,
        }
    }

    /// Whether a person may include these listings: each once, of the two members, visible to them and available.
    fn may_include(&self, who: usize, parties: Parties, package: &Package) -> bool {
        let negotiation = self.negotiations.get(&parties);
        package.goods.iter().enumerate().all(|(n, good)| {
            let listing = &self.listings[*good];
            let own = listing.owner == who;
            let included_once = !package.goods[..n].contains(good) && *good != parties.1;
            let of_a_member = [parties.0, self.owner(parties)].contains(&listing.owner);
            let known = own
                || matches!(listing.availability, Availability::Listed | Availability::Reserved)
                || negotiation.is_some_and(|it| it.included.contains(good));
            let accepts_kind = if listing.owner == parties.0 {
                true
            } else if self.is_barter(parties, package) {
                listing.for_goods
            } else {
                listing.for_money
            };
            included_once
                && of_a_member
                && known
                && listing.availability.is_available()
                && accepts_kind
        })
    }

    /// Three opening offers a day below the asking price; barter offers without a limit.
    fn may_open(
        &self,
        parties: Parties,
        package: &Package,
        negotiation: Option<&Negotiation>,
    ) -> bool {
        self.is_barter(parties, package)
            || package.amount >= self.asking_price(parties, package)
            || negotiation.is_none_or(|it| it.opened_today < 3)
    }

    /// The asking price of the seller's part of a package.
    pub(super) fn asking_price(&self, parties: Parties, package: &Package) -> i64 {
        let owner = self.owner(parties);
        let of_owner = package.goods.iter().filter(|good| self.listings[**good].owner == owner);
        std::iter::once(&parties.1)
            .chain(of_owner)
            .map(|listing| self.listings[*listing].price)
            .sum()
    }

    /// An opening offer below half the asking price is declined at once.
    pub(super) fn is_too_low(
        &self,
        who: usize,
        parties: Parties,
        bargain_step: &BargainStep,
    ) -> bool {
        let pending = self.negotiations.get(&parties).is_some_and(|it| it.pending().is_some());
        match bargain_step {
            BargainStep::Offer(_, package) if who == parties.0 && !pending => {
                !self.is_barter(parties, package)
                    && package.amount * 2 < self.asking_price(parties, package)
            }
            _ => false,
        }
    }

    /// The state as text rows, sorted.
    pub fn rows(&self) -> Vec<String> {
        let mut rows: Vec<String> = self
            .listings
            .iter()
            .map(|listing| format!("{}: {}", listing.title, listing.availability.status()))
            .collect();
        let names = |listings: &mut dyn Iterator<Item = usize>| {
            let mut names: Vec<&str> =
                listings.map(|listing| self.listings[listing].title).collect();
            names.sort_unstable();
            names.join(",")
        };
        for (parties, negotiation) in &self.negotiations {
            let (buyer, listing) = (PEOPLE[parties.0], self.listings[parties.1].title);
            let (state, version) = (negotiation.state, negotiation.version());
            rows.push(format!(
                "{buyer} at {listing}: {} v{version}, {} is next",
                state.phase,
                state.turn()
            ));
            for record in &negotiation.offers {
                let (id, by, amount) =
                    (record.id, party(record.by, *parties), record.package.amount);
                let goods = names(&mut record.package.goods.iter().copied());
                let because = if record.reason.is_empty() { "" } else { " because " };
                let asked_for_more = if record.asked_for_more { ", asked for more" } else { "" };
                rows.push(format!(
                    "{buyer} at {listing}: {id} of the {by}: {amount} [{goods}] {}{because}{}{asked_for_more}",
                    record.status, record.reason
                ));
            }
        }
        for deal in &self.deals {
            let (buyer, listing) = (PEOPLE[deal.parties.0], self.listings[deal.parties.1].title);
            let mode = if self.is_barter(deal.parties, &deal.package) { "barter" } else { "jual" };
            let reserved = names(&mut deal.reserved.iter().map(|(listing, _)| *listing));
            let (status, amount) = (deal.course.state.status, deal.package.amount);
            rows.push(format!("{buyer} got {listing}: {mode} {amount} [{reserved}] {status}"));
        }
        for parties in self.promises.values() {
            rows.push(format!(
                "{}: promised to {}",
                self.listings[parties.1].title, PEOPLE[parties.0]
            ));
        }
        rows.sort_unstable();
        rows
    }
}
