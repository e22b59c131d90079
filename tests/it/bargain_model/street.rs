//! What happens in the street when somebody does something there, in plain terms.

use std::collections::BTreeMap;

use super::plain::{Command, Deal, Deed, Lying, Seats, Stand, State, Table, Thing};

#[derive(Clone, Debug)]
pub struct Street {
    pub things: Vec<Thing>,
    pub tables: BTreeMap<Seats, Table>,
    pub deals: Vec<Deal>,
    /// What is promised to whom.
    pub promises: BTreeMap<usize, Seats>,
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
        Self { things, tables: BTreeMap::new(), deals: vec![], promises: BTreeMap::new() }
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
                for table in self.tables.values_mut() {
                    table.begun = 0;
                    if table.lying.is_some() {
                        table.settle("expired");
                        table.version += 1;
                    }
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

    fn deals_with(&mut self, who: usize, seats: Seats, deed: &Deed) -> bool {
        if !self.may(who, seats, deed) {
            return false;
        }
        let low = self.is_too_low(who, seats, deed);
        let table = self.tables.entry(seats).or_insert_with(Table::empty);
        table.version += 1;
        match deed {
            Deed::Offer(id, package) | Deed::Counter(id, _, package) => {
                if table.lying.is_none() && who == seats.0 {
                    table.begun += 1;
                }
                table.settle("countered");
                table.laid.extend(&package.goods);
                let lying = Lying { id: *id, by: who, asked: false, package: package.clone() };
                table.offers.push((lying.clone(), "pending".into()));
                table.lying = Some(lying);
                if low {
                    table.settle("declined");
                }
            }
            Deed::Decline(_, why) if why.is_empty() => table.settle("declined"),
            Deed::Decline(_, why) => table.settle(&format!("declined because {why}")),
            Deed::Withdraw(_) => table.settle("withdrawn"),
            Deed::AskMore(_) => {
                if let Some(lying) = &mut table.lying {
                    lying.asked = true;
                }
            }
            Deed::Accept(_) => self.agrees(seats),
        }
        true
    }

    /// Everything in the package is held, and every other bargain about any of it is over for now.
    fn agrees(&mut self, seats: Seats) {
        let Some(table) = self.tables.get_mut(&seats) else { return };
        let Some(lying) = table.lying.clone() else { return };
        table.settle("accepted");
        table.state = State::Agreed;
        let things = std::iter::once(seats.1).chain(lying.package.goods.iter().copied());
        let held: Vec<_> = things.map(|thing| (thing, self.things[thing].stand)).collect();
        for (thing, _) in &held {
            self.things[*thing].stand = Stand::Held;
            self.promises.remove(thing);
        }
        for (_, other) in self.tables.iter_mut().filter(|(other, _)| {
            **other != seats && held.iter().any(|(thing, _)| *thing == other.1)
        }) {
            if other.state == State::Open {
                other.settle("declined");
                other.state = State::Closed;
                other.version += 1;
            }
        }
        self.deals.push(Deal { seats, package: lying.package, held, lives: true });
    }

    fn calls_off(&mut self, who: usize, deal: usize) -> bool {
        let Some(deal) = self.deals.get_mut(deal).filter(|deal| deal.lives) else { return false };
        let parties = [deal.seats.0, self.things[deal.seats.1].owner];
        if !parties.contains(&who) {
            return false;
        }
        deal.lives = false;
        for (thing, was) in &deal.held {
            self.things[*thing].stand = *was;
        }
        if let Some(table) = self.tables.get_mut(&deal.seats) {
            table.state = State::Open;
            table.version += 1;
        }
        true
    }

    /// What the house does by itself: offers that cannot be kept leave the tables, bargains about what left the market
    /// close, those about what came back go on.
    fn what_follows(&mut self) {
        let things = &self.things;
        for (seats, table) in &mut self.tables {
            let gone = |good: &usize| !things[*good].stand.can_be_had();
            if table.lying.as_ref().is_some_and(|lying| lying.package.goods.iter().any(gone)) {
                table.settle("declined");
                table.version += 1;
            }
            match things[seats.1].stand {
                Stand::Shown if table.state == State::Closed => {
                    table.state = State::Open;
                    table.version += 1;
                }
                Stand::Kept | Stand::Away
                    if table.state == State::Open && table.lying.is_some() =>
                {
                    table.settle("declined");
                    table.state = State::Closed;
                    table.version += 1;
                }
                _ => {}
            }
        }
    }
}
