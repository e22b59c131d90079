//! Who may do what, in plain terms, written apart from the product's machine; and how the street looks when it is written
//! down.

use tawar::bargaining::negotiations::Phase;

use super::plain::{Deed, Negotiation, PEOPLE, Seats, Seen, Stand, party};
use super::street::Street;

/// What is offered for a thing: goods of either side, and money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    pub goods: Vec<usize>,
    pub amount: i64,
}

impl Street {
    pub fn owner(&self, seats: Seats) -> usize {
        self.things[seats.1].owner
    }

    /// Whether the package has anything from who wants the thing: then it is a barter.
    pub(super) fn gives(&self, seats: Seats, package: &Package) -> bool {
        package.goods.iter().any(|good| self.things[*good].owner == seats.0)
    }

    /// Whether a command reaches the machine at all: by a member, about goods that they may name, in few enough words.
    pub(super) fn is_heard(&self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let (buyer, owner) = (seats.0, self.owner(seats));
        let member = buyer != owner && [buyer, owner].contains(&who);
        member
            && match deed {
                Deed::Offer(_, package) => who == buyer && self.may_name(who, seats, package),
                // A counter-offer is refused when what it answers is not pending, whatever it names.
                Deed::Counter(_, seen, package) => {
                    let negotiation = self.negotiations.get(&seats);
                    let pending = negotiation.and_then(Negotiation::pending);
                    pending.is_some_and(|made| made.id == seen.offer)
                        && self.may_name(who, seats, package)
                }
                Deed::Decline(_, why) => why.chars().count() <= 140,
                Deed::Accept(_) | Deed::AskMore(_) | Deed::Withdraw(_) => true,
            }
    }

    /// Whether somebody may do it, in plain terms.
    pub(super) fn may(&self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let negotiation = self.negotiations.get(&seats);
        let open = negotiation.is_none_or(|it| it.state.phase == Phase::Open);
        let shown = self.things[seats.1].stand == Stand::Shown;
        if !self.is_heard(who, seats, deed) || !open || !shown {
            return false;
        }
        let pending = negotiation.and_then(Negotiation::pending);
        let sees = |seen: &Seen| {
            let there = pending.filter(|made| made.id == seen.offer);
            there.filter(|_| negotiation.is_some_and(|it| it.version() == seen.version))
        };
        let theirs = |seen: &Seen| sees(seen).filter(|made| made.by != who);
        let turn = pending.is_none_or(|made| made.by != who || made.asked);
        match deed {
            Deed::Offer(_, package) => {
                turn && self.goes_so(seats, package)
                    && (pending.is_some() || self.may_begin(seats, package, negotiation))
            }
            Deed::Counter(_, seen, package) => {
                turn && sees(seen).is_some() && self.goes_so(seats, package)
            }
            Deed::Accept(seen) => theirs(seen).is_some_and(|made| {
                let had = |good: &usize| self.things[*good].stand.can_be_had();
                made.package.goods.iter().all(had)
                    && !self.is_promised_away(seats, &made.package)
                    && self.goes_so(seats, &made.package)
            }),
            Deed::Decline(seen, _) => theirs(seen).is_some(),
            Deed::AskMore(seen) => theirs(seen).is_some_and(|made| !made.asked),
            Deed::Withdraw(seen) => sees(seen).is_some_and(|made| made.by == who),
        }
    }

    /// Whether any of it is promised to somebody else.
    pub(super) fn is_promised_away(&self, seats: Seats, package: &Package) -> bool {
        let promised = |thing: &usize| self.promises.get(thing).is_some_and(|to| *to != seats);
        package.goods.iter().chain([&seats.1]).any(promised)
    }

    /// Whether the thing goes this way: for goods, with money or not, or for money.
    fn goes_so(&self, seats: Seats, package: &Package) -> bool {
        let thing = &self.things[seats.1];
        match self.gives(seats, package) {
            true => thing.for_goods && package.amount >= 0,
            false => thing.for_money && package.amount >= 1,
        }
    }

    /// Whether somebody may name these goods: each once, of the two members, known to them and to be had.
    fn may_name(&self, who: usize, seats: Seats, package: &Package) -> bool {
        let negotiation = self.negotiations.get(&seats);
        package.goods.iter().enumerate().all(|(n, good)| {
            let thing = &self.things[*good];
            let own = thing.owner == who;
            let named_once = !package.goods[..n].contains(good) && *good != seats.1;
            let of_a_member = [seats.0, self.owner(seats)].contains(&thing.owner);
            let known = own
                || matches!(thing.stand, Stand::Shown | Stand::Held)
                || negotiation.is_some_and(|it| it.included.contains(good));
            let goes = if thing.owner == seats.0 {
                true
            } else if self.gives(seats, package) {
                thing.for_goods
            } else {
                thing.for_money
            };
            named_once && of_a_member && known && thing.stand.can_be_had() && goes
        })
    }

    /// Below the asking price one begins three times a day; for goods as often as one likes.
    fn may_begin(
        &self,
        seats: Seats,
        package: &Package,
        negotiation: Option<&Negotiation>,
    ) -> bool {
        self.gives(seats, package)
            || package.amount >= self.asking(seats, package)
            || negotiation.is_none_or(|it| it.begun < 3)
    }

    /// What the seller's part of a package costs.
    pub(super) fn asking(&self, seats: Seats, package: &Package) -> i64 {
        let owner = self.owner(seats);
        let of_owner = package.goods.iter().filter(|good| self.things[**good].owner == owner);
        std::iter::once(&seats.1).chain(of_owner).map(|thing| self.things[*thing].price).sum()
    }

    /// What begins below half the asking price is declined at once.
    pub(super) fn is_too_low(&self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let pending = self.negotiations.get(&seats).is_some_and(|it| it.pending().is_some());
        match deed {
            Deed::Offer(_, package) if who == seats.0 && !pending => {
                !self.gives(seats, package) && package.amount * 2 < self.asking(seats, package)
            }
            _ => false,
        }
    }

    /// Everything that stands in rows, a line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .things
            .iter()
            .map(|thing| format!("{}: {}", thing.title, thing.stand.word()))
            .collect();
        let names = |things: &mut dyn Iterator<Item = usize>| {
            let mut names: Vec<&str> = things.map(|thing| self.things[thing].title).collect();
            names.sort_unstable();
            names.join(",")
        };
        for (seats, negotiation) in &self.negotiations {
            let (buyer, thing) = (PEOPLE[seats.0], self.things[seats.1].title);
            let (state, version) = (negotiation.state, negotiation.version());
            lines.push(format!(
                "{buyer} at {thing}: {} v{version}, {} is next",
                state.phase,
                state.turn()
            ));
            for made in &negotiation.offers {
                let (id, by, amount) = (made.id, party(made.by, *seats), made.package.amount);
                let goods = names(&mut made.package.goods.iter().copied());
                let because = if made.reason.is_empty() { "" } else { " because " };
                let asked = if made.asked { ", asked for more" } else { "" };
                lines.push(format!(
                    "{buyer} at {thing}: {id} of the {by}: {amount} [{goods}] {}{because}{}{asked}",
                    made.status, made.reason
                ));
            }
        }
        for deal in &self.deals {
            let (buyer, thing) = (PEOPLE[deal.seats.0], self.things[deal.seats.1].title);
            let mode = if self.gives(deal.seats, &deal.package) { "barter" } else { "jual" };
            let held = names(&mut deal.held.iter().map(|(thing, _)| *thing));
            let (status, amount) = (deal.state.status, deal.package.amount);
            lines.push(format!("{buyer} got {thing}: {mode} {amount} [{held}] {status}"));
        }
        for seats in self.promises.values() {
            lines.push(format!("{}: promised to {}", self.things[seats.1].title, PEOPLE[seats.0]));
        }
        lines.sort_unstable();
        lines
    }
}
