//! Who may do what, in plain terms; and how the street looks when it is written down.

use super::plain::{Deed, PEOPLE, Seats, Seen, Stand, State, Table};
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
    fn gives(&self, seats: Seats, package: &Package) -> bool {
        package.goods.iter().any(|good| self.things[*good].owner == seats.0)
    }

    pub(super) fn may(&self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let (buyer, owner) = (seats.0, self.owner(seats));
        let thing = &self.things[seats.1];
        let table = self.tables.get(&seats);
        let open = table.is_none_or(|table| table.state == State::Open);
        let strange = buyer == owner || ![buyer, owner].contains(&who);
        if strange || !open || thing.stand != Stand::Shown {
            return false;
        }
        let lying = table.and_then(|table| table.lying.as_ref());
        let sees = |seen: &Seen| {
            let there = lying.filter(|lying| lying.id == seen.offer);
            there.filter(|_| table.is_some_and(|table| table.version == seen.version))
        };
        let theirs = |seen: &Seen| sees(seen).filter(|lying| lying.by != who);
        match deed {
            Deed::Offer(_, package) => who == buyer && self.may_lay(who, seats, package, table),
            Deed::Counter(_, seen, package) => {
                sees(seen).is_some() && self.may_lay(who, seats, package, table)
            }
            Deed::Accept(seen) => theirs(seen).is_some_and(|lying| {
                let had = |good: &usize| self.things[*good].stand.can_be_had();
                let promised =
                    |thing: &usize| self.promises.get(thing).is_some_and(|to| *to != seats);
                lying.package.goods.iter().all(had)
                    && !lying.package.goods.iter().chain([&seats.1]).any(promised)
                    && self.goes_so(seats, &lying.package)
            }),
            Deed::Decline(seen, why) => theirs(seen).is_some() && why.chars().count() <= 140,
            Deed::AskMore(seen) => theirs(seen).is_some_and(|lying| !lying.asked),
            Deed::Withdraw(seen) => sees(seen).is_some_and(|lying| lying.by == who),
        }
    }

    /// Whether the thing goes this way: for goods, with money or not, or for money.
    fn goes_so(&self, seats: Seats, package: &Package) -> bool {
        let thing = &self.things[seats.1];
        match self.gives(seats, package) {
            true => thing.for_goods && package.amount >= 0,
            false => thing.for_money && package.amount >= 1,
        }
    }

    fn may_lay(&self, who: usize, seats: Seats, package: &Package, table: Option<&Table>) -> bool {
        let lying = table.and_then(|table| table.lying.as_ref());
        let turn = lying.is_none_or(|lying| lying.by != who || lying.asked);
        let goods_fit = package.goods.iter().enumerate().all(|(n, good)| {
            let thing = &self.things[*good];
            let own = thing.owner == who;
            let named_once = !package.goods[..n].contains(good) && *good != seats.1;
            let at_the_table = [seats.0, self.owner(seats)].contains(&thing.owner);
            let known = own
                || matches!(thing.stand, Stand::Shown | Stand::Held)
                || table.is_some_and(|table| table.laid.contains(good));
            let goes = if thing.owner == seats.0 {
                true
            } else if self.gives(seats, package) {
                thing.for_goods
            } else {
                thing.for_money
            };
            named_once && at_the_table && known && thing.stand.can_be_had() && goes
        });
        turn && goods_fit
            && self.goes_so(seats, package)
            && (lying.is_some() || self.may_begin(seats, package, table))
    }

    /// Below the asking price one begins three times a day; for goods as often as one likes.
    fn may_begin(&self, seats: Seats, package: &Package, table: Option<&Table>) -> bool {
        self.gives(seats, package)
            || package.amount >= self.asking(seats, package)
            || table.is_none_or(|table| table.begun < 3)
    }

    /// What the seller's part of a package costs.
    fn asking(&self, seats: Seats, package: &Package) -> i64 {
        let owner = self.owner(seats);
        let of_owner = package.goods.iter().filter(|good| self.things[**good].owner == owner);
        std::iter::once(&seats.1).chain(of_owner).map(|thing| self.things[*thing].price).sum()
    }

    /// What begins below half the asking price is declined at once.
    pub(super) fn is_too_low(&self, who: usize, seats: Seats, deed: &Deed) -> bool {
        let lying = self.tables.get(&seats).is_some_and(|table| table.lying.is_some());
        match deed {
            Deed::Offer(_, package) if who == seats.0 && !lying => {
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
        for (seats, table) in &self.tables {
            let (buyer, thing) = (PEOPLE[seats.0], self.things[seats.1].title);
            let side = |who: usize| if who == seats.0 { "buyer" } else { "seller" };
            let state = match table.state {
                State::Open => "open",
                State::Agreed => "agreed",
                State::Closed => "closed",
            };
            let turn = match &table.lying {
                Some(lying) if (lying.by == seats.0) != lying.asked => "seller",
                _ => "buyer",
            };
            let version = table.version;
            lines.push(format!("{buyer} at {thing}: {state} v{version}, {turn} is next"));
            for (offer, fared) in &table.offers {
                let lies = table.lying.as_ref().filter(|lying| lying.id == offer.id);
                let offer = lies.unwrap_or(offer);
                let (id, by, amount) = (offer.id, side(offer.by), offer.package.amount);
                let goods = names(&mut offer.package.goods.iter().copied());
                let asked = if offer.asked { ", asked for more" } else { "" };
                lines.push(format!(
                    "{buyer} at {thing}: {id} of the {by}: {amount} [{goods}] {fared}{asked}"
                ));
            }
        }
        for deal in &self.deals {
            let (buyer, thing) = (PEOPLE[deal.seats.0], self.things[deal.seats.1].title);
            let mode = if self.gives(deal.seats, &deal.package) { "barter" } else { "jual" };
            let held = names(&mut deal.held.iter().map(|(thing, _)| *thing));
            let (lives, amount) =
                (if deal.lives { "deal" } else { "cancelled" }, deal.package.amount);
            lines.push(format!("{buyer} got {thing}: {mode} {amount} [{held}] {lives}"));
        }
        for seats in self.promises.values() {
            lines.push(format!("{}: promised to {}", self.things[seats.1].title, PEOPLE[seats.0]));
        }
        lines.sort_unstable();
        lines
    }
}
